"""Sampling and picking: several answers to the value prompt, of which the in-loop attributor keeps the nearest.

The fair rival of a search with the same budget: it spends ``candidates`` generations and knows the same attributor.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from couple.baselines.method import Asked
from couple.baselines.prompting import PromptingConfig, ValuePrompt
from couple.foundation import child_seed
from couple.values import ValueProfile
from couple.values.distance import mean_absolute_error

if TYPE_CHECKING:
    from couple.attribution import Attributor
    from couple.decoder.metering import MeteredDecoder


class BestOfN:
    """Keeps, of ``candidates`` draws, the one with the smallest MAE; the earliest of equals."""

    class Config(PromptingConfig):
        """``candidates``: how many generations an answer may cost."""

        candidates: int = Field(default=8, ge=1)

    def __init__(self, config: Config, *, attributor: "Attributor | None" = None) -> None:
        self.config = config
        self._prompted = ValuePrompt(config)
        self._attributor = attributor

    def answer(self, asked: Sequence[Asked], decoder: "MeteredDecoder", *, seed: int, max_new_tokens: int) -> list[str]:
        """``candidates`` generations each; a candidate that cannot be attributed is never preferred."""
        draws = [
            self._prompted.answer(
                asked, decoder, seed=child_seed(seed, "candidate", draw), max_new_tokens=max_new_tokens
            )
            for draw in range(self.config.candidates)
        ]
        return [self._nearest(list(texts), one) for one, *texts in zip(asked, *draws, strict=True)]

    def _nearest(self, texts: list[str], asked: Asked) -> str:
        from couple.attribution import Utterance

        readings = self._in_loop(asked.target).attribute([Utterance(text, question=asked.question) for text in texts])
        errors = [mean_absolute_error(asked.target.priorities, reading.scores).value for reading in readings]
        return min(zip(errors, texts, strict=True), key=lambda pair: float("inf") if pair[0] is None else pair[0])[1]

    def _in_loop(self, target: ValueProfile) -> "Attributor":
        if self._attributor is None or self._attributor.system.name != target.system.name:
            from couple.attribution import AttributionConfig, load_attributor

            self._attributor = load_attributor(AttributionConfig(), target.system)
        return self._attributor
