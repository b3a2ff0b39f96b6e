"""The loop over the three levels: abduction, action and prediction of values, concepts and tokens, until close enough.

Design section 2. Each level inverts its own structural equation; the observed answer's noise is held fixed. When the
attributed priorities of the new answer miss the target by more than ``theta``, further candidates are drawn from the
noise posterior, and the in-loop attributor keeps the best; it is never the judge of the result.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import torch
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor

from couple.attribution import Utterance
from couple.attribution.attributor import DetectorAttributor
from couple.concepts import ConceptReader, ConceptSpace
from couple.counterfactual.imagined import imagine
from couple.counterfactual.result import Counterfactual
from couple.counterfactual.round import CandidateReader, write_round
from couple.counterfactual.search import Candidate, ranking
from couple.counterfactual.values import intervene_on_values
from couple.decoder.metering import Usage
from couple.decoder.protocol import WorldDecoder
from couple.decoder.worlds import GuidanceConfig, WorldDecoding
from couple.foundation import UserError, child_seed, torch_generator
from couple.scm import LinearGaussianSCM
from couple.values import ValueProfile, ValueSystem, load_system
from couple.values.distance import mean_absolute_error


class CounterfactualConfig(BaseModel):
    """The search and the guidance.

    ``candidates`` is the budget of answers a question; ``theta`` the cost at which the search stops. Cost is the mean
    absolute error (1..5 scale), and for every cosine of answer and question that was lost against the observed answer
    ``relevance`` times the observed answer's error, the change that was asked for. ``fresh_noise`` lets rounds after
    the first ignore the observed noise; without ``abduction`` all do, and the noise of values and concepts is drawn
    afresh too (``imagine``): the answer is then a draw under the intervention, no counterfactual of what was observed,
    and the null intervention does not bring that back. Every ``look_every`` tokens the attributor looks at what a
    round's candidates have said so far, and the better half goes on; null looks at the end alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    candidates: int = Field(default=8, ge=1, le=1024)
    round_size: int = Field(default=8, ge=1, le=64)
    theta: float = Field(default=0.25, ge=0, le=4)
    relevance: float = Field(default=1.0, ge=0)
    fresh_noise: bool = False
    abduction: bool = True
    look_every: int | None = Field(default=8, ge=1)
    guidance: GuidanceConfig = GuidanceConfig()


class CounterfactualLoop:
    """Answers questions as the model would have, had its priorities been others."""

    def __init__(
        self,
        decoder: WorldDecoder[Tensor],
        concepts: ConceptSpace,
        reader: ConceptReader,
        scm: LinearGaussianSCM,
        attributor_for: Callable[[ValueSystem], DetectorAttributor],
        config: CounterfactualConfig,
        *,
        max_new_tokens: int,
    ) -> None:
        self.decoder, self.concepts, self.reader = decoder, concepts, reader
        self.scm, self.config = scm, config
        self.max_new_tokens = max_new_tokens
        self._attributor_for, self._attributors = attributor_for, {}
        self.system = load_system("schwartz10")  # the system of the shipped causal model and latents
        if set(self.system.names) != set(concepts.values):
            raise ValueError("the concept space does not speak of the causal model's values")

    def attributor(self, system: ValueSystem) -> DetectorAttributor:
        """The in-loop attributor for a system, loaded once."""
        if system.name not in self._attributors:
            self._attributors[system.name] = self._attributor_for(system)
        return self._attributors[system.name]

    def answer(
        self, question: str, observed: str, target: ValueProfile | None, *, seed: int, explain: bool = True
    ) -> Counterfactual:
        """The answer that would have been given under ``target``; None is the null intervention.

        ``explain=False`` leaves out the phrases that carry values: the same answer, in about a sixth less time.

        Raises:
            UserError: an observed answer without text or longer than the model's context, or a target in a system
                that the causal model cannot reach.
        """
        if reason := self.obstacle(question, observed):
            raise UserError(f"answer {question[:60]!r}", reason, "shorten it, or use a model with more context")
        tokens = self._observed_tokens(question, observed)
        reading = self.attributor(self.system).attribute([Utterance(observed, question)])[0]
        if target is None:
            target = ValueProfile(self.system, reading.scores)
        own = target.convert(self.system)  # refuses systems without a mapping
        scores, abduction = reading.scores, self.concepts.abduct(observed, question, reading.scores)
        if not self.config.abduction:
            scores, abduction = imagine(self.scm, self.concepts, abduction, seed=child_seed(seed, "imagined", question))
        values = intervene_on_values(self.scm, scores, own.priorities)
        latents = self.concepts.predict(abduction, values.after)
        asked = self.attributor(target.system)
        observed_reading = asked.attribute([Utterance(observed, question)], concepts=explain)[0]
        reader = CandidateReader(
            asked, self.concepts.sentences, question, abduction.question,
            near=float(torch.nn.functional.cosine_similarity(abduction.answer, abduction.question)),
            away=mean_absolute_error(target.priorities, observed_reading.scores).value,
            target=target, relevance=self.config.relevance,
        )  # fmt: skip
        candidates, usage = list[Candidate](), Usage()
        while len(candidates) < self.config.candidates and not self._close_enough(candidates):
            size = min(self.config.round_size, self.config.candidates - len(candidates))
            fresh = not self.config.abduction or (self.config.fresh_noise and bool(candidates))
            first = len(candidates)
            generators = [torch_generator(seed, "candidate", question, first + i) for i in range(size)]
            decoding = WorldDecoding(
                self.decoder, question, tokens, abduction.latents, latents, generators, self.config.guidance,
                max_new_tokens=self.max_new_tokens, fresh=[fresh] * size,
            )  # fmt: skip
            candidates += write_round(
                decoding, reader, self.decoder.language_model,
                look_every=self.config.look_every, seed=child_seed(seed, "round", first),
            )  # fmt: skip
            usage += decoding.usage
        kept = ranking(candidates)[0]
        best = candidates[kept]
        if explain and best.reading.reason is None:
            with_concepts = asked.attribute([Utterance(best.text, question)], concepts=True)[0]
            candidates[kept] = replace(best, reading=with_concepts)
        said_before, said_after = (
            self.reader.read(spoken, abduction.question) for spoken in (abduction.latents, latents)
        )
        return Counterfactual(
            question, observed, target, observed_reading, values, abduction, latents, said_before, said_after,
            tuple(candidates), kept, usage,
        )  # fmt: skip

    def obstacle(self, question: str, observed: str | None) -> str | None:
        """Why a question cannot be answered, or None: prompt, latents and answer must fit the model's context."""
        model = self.decoder.language_model
        prompt = self.decoder.prompt_length(question)
        answer = max(self.max_new_tokens, len(model.answer_tokens(observed or "")) + 1)
        if prompt + answer <= model.context_length:
            return None
        return f"question and answer take {prompt + answer:,} tokens, the model has room for {model.context_length:,}"

    def _observed_tokens(self, question: str, observed: str) -> list[int]:
        if Utterance(observed).empty:
            raise UserError(f"answer {question[:60]!r}", "the observed answer has no text", "give an answer with words")
        model = self.decoder.language_model
        return [*model.answer_tokens(observed), model.end_token]

    def _close_enough(self, candidates: Sequence[Candidate]) -> bool:
        return any(c.cost is not None and c.cost <= self.config.theta and not c.hollow for c in candidates)
