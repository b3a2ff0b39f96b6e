"""The attributor for any value system: it reads what the values' labels and definitions say, and examples if any.

Texts are read without their question: the text alone decides. The score 1 (contradicted) is never given: a sentence
encoder hardly tells upholding a value from violating it (measured in experiments/attribution/measure_systems.py).
"""

from collections.abc import Sequence

from jaxtyping import Float
from torch import Tensor

from couple.attribution.concepts import carriers
from couple.attribution.descriptions.background import Background
from couple.attribution.descriptions.directions import Directions
from couple.attribution.encoder import LAST_LAYER, SentenceEncoder
from couple.attribution.protocol import EMPTY_TEXT, Attribution, Concept, Utterance
from couple.attribution.windows import Window, strongest_window
from couple.values import ValueSystem
from couple.values.frozen import FrozenMapping


class DescriptionAttributor:
    """Reads texts in ``system`` along ``directions``. A value is as present as in the text's strongest window.

    ``probabilities`` are calibrated on the human labels of Touché23's training categories, each read as if it had
    never been seen; for other systems they say how likely annotators who mark values as often as Touché23's would be.
    """

    def __init__(
        self,
        system: ValueSystem,
        encoder: SentenceEncoder,
        background: Background,
        directions: Directions,
        *,
        fingerprint: str,
        batch_size: int,
    ) -> None:
        self.system, self.fingerprint = system, fingerprint
        self._encoder, self._background, self._directions = encoder, background, directions
        self._batch_size = batch_size

    def attribute(self, utterances: Sequence[Utterance], *, concepts: bool = False) -> list[Attribution]:
        """One attribution for each utterance, in order; an empty text gets ``EMPTY_TEXT``."""
        filled = [place for place, utterance in enumerate(utterances) if not utterance.empty]
        texts = [utterances[place].text for place in filled]
        windows = self._encoder.windows(texts)
        by_window = self._window_logits(windows)
        by_text = strongest_window(by_window, windows, len(texts))
        found = self._concepts(texts, windows, by_window) if concepts else [()] * len(texts)
        results = [EMPTY_TEXT] * len(utterances)
        for place, result in zip(filled, self._results(by_text, found), strict=True):
            results[place] = result
        return results

    def logits(self, texts: Sequence[str]) -> Float[Tensor, "n values"]:
        """Calibrated logits of presence in the order of ``system.names``, float64."""
        windows = self._encoder.windows(texts)
        return strongest_window(self._window_logits(windows), windows, len(texts))

    def _window_logits(self, windows: Sequence[Window]) -> Float[Tensor, "windows values"]:
        vectors = self._encoder.features(windows, layers=(LAST_LAYER,), batch_size=self._batch_size)
        return self._directions.logits(self._background.of_texts(vectors))

    def _results(self, logits: Float[Tensor, "n values"], concepts: Sequence[tuple[Concept, ...]]) -> list[Attribution]:
        scores, present = self._background.scale.score(logits), logits >= self._background.scale.threshold
        names = self.system.names
        return [
            Attribution(
                scores=FrozenMapping(dict(zip(names, scores[row].tolist(), strict=True))),
                probabilities=FrozenMapping(dict(zip(names, logits[row].sigmoid().tolist(), strict=True))),
                present=FrozenMapping(dict(zip(names, present[row].int().tolist(), strict=True))),
                concepts=concepts[row],
            )
            for row in range(len(logits))
        ]

    def _concepts(
        self, texts: Sequence[str], windows: Sequence[Window], by_window: Float[Tensor, "windows values"]
    ) -> list[tuple[Concept, ...]]:
        """For each text the phrases of its present values, each sought in the window where the value is strongest."""

        def read(changed: Sequence[str]) -> Tensor:
            return self.logits(changed).sigmoid()

        found: list[dict[int, list[Concept]]] = [{} for _ in texts]
        for window, columns in zip(windows, self._strongest_here(windows, by_window), strict=True):
            if not columns:
                continue
            piece = texts[window.text][window.start : window.end]
            full = read([piece])[0]
            for column, spans in carriers(piece, columns, full, read).items():
                drops = full[column] - read([span.deleted_from(piece) for span in spans])[:, column]
                found[window.text][column] = [
                    Concept(
                        self.system.names[column],
                        piece[span.start : span.end],
                        window.start + span.start,
                        window.start + span.end,
                        drop,
                    )
                    for span, drop in zip(spans, drops.tolist(), strict=True)
                    if drop > 0
                ]
        return [tuple(concept for column in sorted(one) for concept in one[column]) for one in found]

    def _strongest_here(self, windows: Sequence[Window], by_window: Float[Tensor, "windows values"]) -> list[list[int]]:
        """For each window the columns of the present values that no earlier window and no stronger one carries."""
        best: dict[tuple[int, int], int] = {}
        for place, column in (by_window >= self._background.scale.threshold).nonzero().tolist():
            key = windows[place].text, column
            if key not in best or by_window[place, column] > by_window[best[key], column]:
                best[key] = place
        here: list[list[int]] = [[] for _ in windows]
        for (_, column), place in sorted(best.items()):
            here[place].append(column)
        return here
