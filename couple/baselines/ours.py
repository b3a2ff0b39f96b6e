"""Our own method among the others: observe an answer, then abduct, intervene and predict.

The observed answer is asked of the benchmark's decoder and counted there; candidates come from the same model with
its adapter, inside the loop.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from couple.foundation import UserError, child_seed
from couple.values import ValueProfile

if TYPE_CHECKING:
    from couple.counterfactual import CounterfactualLoop
    from couple.decoder.protocol import Decoder


class Couple:
    """The counterfactual of the decoder's own answer."""

    class Config(BaseModel):
        """``candidates``: answers decoded a question; ``guidance_weight``: 0 for none; ``adapter``: a folder."""

        model_config = ConfigDict(frozen=True, extra="forbid")

        candidates: int = Field(default=8, ge=1)
        guidance_weight: float = Field(default=1.5, ge=0)
        temperature: float = Field(default=0.7, gt=0)
        adapter: str = "shipped"

    def __init__(self, config: Config) -> None:
        self.config = config
        self._loop: CounterfactualLoop | None = None

    def answer(
        self, questions: Sequence[str], target: ValueProfile, decoder: "Decoder", *, seed: int, max_new_tokens: int
    ) -> list[str]:
        """One counterfactual answer a question. Raises ``UserError`` for a decoder the adapter was not made for."""
        from couple.decoder.ending import whole_sentences
        from couple.decoder.prompt import opinion_prompt

        loop = self._ready(decoder, max_new_tokens)
        prompts = [opinion_prompt(question) for question in questions]
        observing = child_seed(seed, "observe")
        observed = decoder.generate(
            prompts, max_new_tokens=max_new_tokens, temperature=self.config.temperature, seed=observing
        )
        return [
            loop.answer(question, whole_sentences(said), target, seed=seed).best.text
            for question, said in zip(questions, observed, strict=True)
        ]

    def _ready(self, decoder: "Decoder", max_new_tokens: int) -> "CounterfactualLoop":
        if self._loop is None:
            from couple.attribution import AttributionConfig
            from couple.counterfactual import CounterfactualConfig
            from couple.counterfactual.assembly import LoopConfig, ReferenceConfig, assemble
            from couple.decoder import DecoderConfig, GuidanceConfig

            guidance = GuidanceConfig(weight=self.config.guidance_weight, temperature=self.config.temperature)
            config = LoopConfig(
                DecoderConfig(model=decoder.name, adapter=self.config.adapter, max_new_tokens=max_new_tokens),
                AttributionConfig(),
                ReferenceConfig(reference="ess9"),
                ReferenceConfig(reference="ess9"),
                CounterfactualConfig(candidates=self.config.candidates, guidance=guidance),
            )
            assembly = assemble(config)
            if assembly.observer.fingerprint != decoder.fingerprint:
                found = f"the adapter's base is {assembly.observer.fingerprint}, the decoder is {decoder.fingerprint}"
                raise UserError("methods=[couple]", found, "use the decoder that the adapter was trained for")
            self._loop = assembly.loop
        return self._loop
