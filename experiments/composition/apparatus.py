"""What the composition experiments share: answers, the three levels of the model, and a journal to resume from."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch

from couple.attribution import AttributionConfig, SentenceEncoder, Utterance, load_attributor
from couple.concepts import Abduction, ConceptSpace
from couple.counterfactual.assembly import adapter_folder
from couple.counterfactual.values import intervene_on_values
from couple.data import labelled_answers
from couple.decoder import GuidanceConfig, LatentDecoder, LocalDecoder, Prediction, opinion_prompt, predict_answers
from couple.decoder.language_model import LanguageModel
from couple.foundation import Progress, append_json_line, child_seed, read_json_lines, torch_generator
from couple.foundation.weights import Precision
from couple.scm import LinearGaussianSCM, find_scm
from couple.values import load_system

SEED = 0


@dataclass(frozen=True)
class Answer:
    """An observed answer."""

    question: str
    text: str


class Apparatus:
    """An adapter (``shipped`` or a folder) on the embedded decoder in both precisions, and all that goes with it."""

    def __init__(self, adapter: str) -> None:
        folder, self.sentences = adapter_folder(adapter), SentenceEncoder.load()
        self.space = ConceptSpace.load(folder, self.sentences)
        precisions: tuple[Precision, ...] = ("bfloat16", "float32")
        self.decoders = {
            name: LatentDecoder.load(LanguageModel.load(precision=name), folder, self.space.values)
            for name in precisions
        }
        self.model = self.decoders["bfloat16"].language_model
        self.adapter = self.decoders["bfloat16"].certificate.files["adapter_model.safetensors"]
        scm = find_scm("ess9")
        assert isinstance(scm, LinearGaussianSCM)
        self.scm, self._attributor = scm, load_attributor(AttributionConfig(), load_system("schwartz10"))
        self.journal = Path("outputs") / "composition" / self.adapter[-12:]
        self.journal.mkdir(parents=True, exist_ok=True)

    def priorities(self, answer: Answer) -> Mapping[str, float]:
        """What the in-loop attributor reads in an answer."""
        return self._attributor.attribute([Utterance(answer.text, answer.question)])[0].scores

    def abduct(self, answer: Answer, before: Mapping[str, float]) -> Abduction:
        """The answer's latents and their noise."""
        return self.space.abduct(answer.text, answer.question, before)

    def intervened(
        self, abduction: Abduction, before: Mapping[str, float], target: Mapping[str, float]
    ) -> torch.Tensor:
        """The latents after ``do(target)`` on the values. Give ``before`` as target for the null intervention."""
        return self.space.predict(abduction, intervene_on_values(self.scm, before, target).after)

    def answers(
        self,
        answer: Answer,
        abduction: Abduction,
        latents: torch.Tensor,
        guidance: GuidanceConfig,
        *,
        seeds: int,
        fresh: bool = False,
        longest: int,
        precision: str = "bfloat16",
    ) -> list[Prediction]:
        """``seeds`` candidates; equal numbers of candidates draw equal noise."""
        generators = [torch_generator(SEED, "candidate", answer.question, number) for number in range(seeds)]
        return predict_answers(
            self.decoders[precision], answer.question, self.tokens(answer), abduction.latents, latents, generators,
            guidance, max_new_tokens=longest, fresh=[fresh] * seeds,
        )  # fmt: skip

    def tokens(self, answer: Answer) -> list[int]:
        """The observed answer's tokens and its end."""
        return [*self.model.answer_tokens(answer.text), self.model.end_token]

    def human(self, count: int) -> list[Answer]:
        """Arguments of the validation split in a random order that is the same for every count."""
        drawn = labelled_answers("validation").sample(frac=1.0, random_state=SEED).head(count)
        return [
            Answer(str(question), str(text)) for question, text in zip(drawn["question"], drawn["answer"], strict=True)
        ]

    def generated(self, count: int, *, longest: int) -> list[Answer]:
        """The untouched decoder's own answers to the validation questions, in turn until enough of them hold text."""
        file = self.journal / "generated.jsonl"
        saved = read_json_lines(file, drop_broken_end=True) if file.exists() else []
        questions = sorted(set(labelled_answers("validation")["question"]))
        local = LocalDecoder(self.model)
        with Progress("generating", count, done=min(len(saved), count)) as progress:
            while sum(bool(row["text"].strip()) for row in saved) < count:
                asked = [questions[(len(saved) + place) % len(questions)] for place in range(min(16, count))]
                prompts, seed = [opinion_prompt(question) for question in asked], child_seed(SEED, "own", len(saved))
                with self.decoders["bfloat16"].untouched():
                    texts = local.generate(prompts, max_new_tokens=longest, temperature=1.0, seed=seed)
                for question, text in zip(asked, texts, strict=True):
                    saved.append({"question": question, "text": text})
                    append_json_line(file, saved[-1])
                progress.advance(steps=len(asked))
        return [Answer(row["question"], row["text"]) for row in saved if row["text"].strip()][:count]
