"""The four prompts of COUPLE around the decoder's own answer: extract, score, find concepts, answer anew.

Every intermediate generation is the decoder's, and on its bill.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from couple.baselines.method import Asked
from couple.baselines.prompted_couple.attribution import (
    MOST_CONCEPTS,
    Observed,
    describe_observed,
    extraction_prompt,
    misses,
    scoring_prompt,
)
from couple.baselines.prompted_couple.prediction import answer_prompt, concept_prompt, describe_concepts, read_concepts
from couple.baselines.prompted_couple.structure import describe_structure
from couple.baselines.prompting import PromptingConfig, ValuePrompt
from couple.baselines.replies import listed, scores
from couple.foundation import child_seed

if TYPE_CHECKING:
    from couple.decoder.metering import MeteredDecoder
    from couple.decoder.prompt import Prompt

Draw = Callable[[str, "list[Prompt]", int], list[str]]  # stage, prompts, longest reply


class PromptedCouple:
    """Abduction, action and prediction as a strong model would imitate them: five generations an answer."""

    class Config(PromptingConfig):
        """The paper's pipeline by default, and its ablations.

        Attributes:
            scm: whether relations and relative importance of the values are told.
            concepts: how many a value (the paper tries 1 to 5); 0 predicts the answer straight from the values.
            counterfactual: whether the first answer and its attribution are shown to what comes after them.
            threshold: the summed distance ``sum_i |s'_i - s_i|`` up to which the first answer stays.
            attribution_tokens: the longest list of concepts, and of scores.
            concept_tokens: the longest reply with counterfactual concepts.
        """

        scm: bool = True
        concepts: int = Field(default=3, ge=0)
        counterfactual: bool = True
        threshold: float = Field(default=0.0, ge=0)
        attribution_tokens: int = Field(default=60, ge=1)
        concept_tokens: int = Field(default=160, ge=1)

    def __init__(self, config: Config) -> None:
        self.config = config
        self._valued = ValuePrompt(config)

    def answer(self, asked: Sequence[Asked], decoder: "MeteredDecoder", *, seed: int, max_new_tokens: int) -> list[str]:
        """The first answer where its attributed values are near the target, else the counterfactual one."""
        from couple.decoder.prompt import opinion_prompt

        def draw(stage: str, prompts: "list[Prompt]", tokens: int) -> list[str]:
            seeded = child_seed(seed, stage)
            return decoder.generate(prompts, max_new_tokens=tokens, temperature=self.config.temperature, seed=seeded)

        answers = draw("observe", [opinion_prompt(one.question) for one in asked], max_new_tokens)
        observed = self._attribute(asked, answers, draw)
        missed = [
            place
            for place, (one, seen) in enumerate(zip(asked, observed, strict=True))
            if misses(seen.scores, one.target, self.config.threshold)
        ]
        shown = [observed[place] if self.config.counterfactual else None for place in missed]
        wanted = self._prompts_anew([asked[place] for place in missed], shown, draw)
        for place, text in zip(missed, draw("answer", wanted, max_new_tokens), strict=True):
            answers[place] = text
        return answers

    def _attribute(self, asked: Sequence[Asked], answers: Sequence[str], draw: Draw) -> list[Observed]:
        from couple.decoder.ending import whole_sentences

        tokens, said = self.config.attribution_tokens, [whole_sentences(text) for text in answers]
        evidence = [[text] for text in said]
        concepts: list[list[str]] = [[] for _ in said]
        if self.config.concepts:
            wanted = [extraction_prompt(one.question, text) for one, text in zip(asked, said, strict=True)]
            concepts = [listed(reply, MOST_CONCEPTS) for reply in draw("extract", wanted, tokens)]
            evidence = [found or text for found, text in zip(concepts, evidence, strict=True)]
        wanted = [scoring_prompt(one, texts) for one, texts in zip(asked, evidence, strict=True)]
        read = [scores(reply, one.target) for one, reply in zip(asked, draw("score", wanted, tokens), strict=True)]
        return [Observed(*parts) for parts in zip(said, concepts, read, strict=True)]

    def _prompts_anew(self, asked: Sequence[Asked], shown: Sequence[Observed | None], draw: Draw) -> list["Prompt"]:
        """The last prompt of each: from concepts, or straight from values where there are none."""
        count, scm = self.config.concepts, self.config.scm
        concepts = ["" for _ in asked]
        if count:
            wanted = [concept_prompt(one, seen, count, scm=scm) for one, seen in zip(asked, shown, strict=True)]
            replies = draw("concepts", wanted, self.config.concept_tokens)
            found = [read_concepts(reply, one, count) for one, reply in zip(asked, replies, strict=True)]
            concepts = [describe_concepts(some) for some in found]
        return [
            answer_prompt(one, from_concepts, seen and seen.answer)
            if from_concepts
            else answer_prompt(one, self._weights(one), seen and describe_observed(seen, one.target))
            for one, from_concepts, seen in zip(asked, concepts, shown, strict=True)
        ]

    def _weights(self, one: Asked) -> str:
        structure = f"{describe_structure(one.target)}\n" if self.config.scm else ""
        return f"{self._valued.instruction(one.target)}{structure}"
