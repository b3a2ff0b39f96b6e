"""Our own method among the others: observe an answer, then abduct, intervene and predict. Its ablations are switches.

The observed answer is asked of the benchmark's decoder; candidates come from the same model with its adapter, inside
the loop. Both are on the bill.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from couple.baselines.method import Asked

if TYPE_CHECKING:
    from couple.baselines.our_loop import OurLoop
    from couple.decoder.metering import MeteredDecoder, Usage


class Couple:
    """The counterfactual of the decoder's own answer."""

    class Config(BaseModel):
        """The loop's settings, and what to take out of it; ``couple.baselines.ablations`` takes out one each.

        Attributes:
            candidates: answers decoded for each that is given.
            guidance_weight: how strongly the contrast of the two worlds is followed; 0 for not at all.
            temperature: of the observed answer and of the candidates.
            adapter: ``shipped``, or an adapter folder.
            no_graph: the graph is used for nothing.
            independent_values: no value moves another one.
            no_abduction: nothing is recovered from the observed answer.
            no_latents: the untouched model is told concepts in words.
            no_adapter: the model's own weights read the latents.
            no_search: a single candidate, whatever ``candidates`` says.
        """

        model_config = ConfigDict(frozen=True, extra="forbid")

        candidates: int = Field(default=8, ge=1)
        guidance_weight: float = Field(default=1.5, ge=0)
        temperature: float = Field(default=0.7, gt=0)
        adapter: str = "shipped"
        no_graph: bool = False
        independent_values: bool = False
        no_abduction: bool = False
        no_latents: bool = False
        no_adapter: bool = False
        no_search: bool = False

    def __init__(self, config: Config) -> None:
        self.config = config
        self._loops: dict[tuple[str, int], OurLoop] = {}
        self._observed: dict[tuple[str, str, int, int], tuple[str, Usage]] = {}

    def answer(self, asked: Sequence[Asked], decoder: "MeteredDecoder", *, seed: int, max_new_tokens: int) -> list[str]:
        """One counterfactual answer each. Raises ``UserError`` for a decoder the adapter was not made for.

        The observed answer to a question is the same for all targets and asked once, but each answer is billed for it:
        what an answer costs then does not depend on which others were asked before.
        """
        from couple.baselines.our_loop import OurLoop

        made_for = decoder.fingerprint, max_new_tokens
        if made_for not in self._loops:
            self._loops[made_for] = OurLoop(self.config, decoder, max_new_tokens)
        loop = self._loops[made_for]
        texts: list[str] = []
        for one in asked:
            observed = self._observe(one.question, decoder, seed, max_new_tokens)
            found = loop.answer(one.question, observed, one.target, seed=seed)
            decoder.charge(found.usage)
            texts.append(found.best.text)
        return texts

    def _observe(self, question: str, decoder: "MeteredDecoder", seed: int, max_new_tokens: int) -> str:
        """What the decoder says by itself; asked alone, since what is said in a batch may depend on the batch."""
        from couple.counterfactual.observe import observed_answers
        from couple.decoder.metering import MeteredDecoder

        key = question, decoder.fingerprint, seed, max_new_tokens
        if key in self._observed:
            text, spent = self._observed[key]
            decoder.charge(spent)
            return text
        meter = MeteredDecoder(decoder)
        (text,) = observed_answers(
            meter, [question], max_new_tokens=max_new_tokens, temperature=self.config.temperature, seed=seed
        )
        self._observed[key] = text, meter.usage
        return text
