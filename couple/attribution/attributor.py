"""The attributor: a detector's logits, read in one value system, with the phrases that carry each value.

The text decides. A detector that learned with contexts also reads the question and the stance where they are given
(``accurate``); one that reads candidates of the loop does not (``fast``): it must not learn a topic's usual values.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import torch
from jaxtyping import Float
from pydantic import BaseModel, ConfigDict
from torch import Tensor

from couple.attribution.concepts import carriers, together
from couple.attribution.detector import KIND, Detector, RawReading, load_detector
from couple.attribution.language import outside_training
from couple.attribution.protocol import EMPTY_TEXT, Attribution, Concept, Utterance
from couple.attribution.reading import Reading, SystemReader
from couple.attribution.windows import Window, strongest_window
from couple.foundation import BirthCertificate, UserError, fingerprint_bytes, package_file
from couple.foundation.named_folder import named_folder
from couple.values import ValueSystem
from couple.values.frozen import FrozenMapping

__all__ = ["KIND", "AttributionConfig", "DetectorAttributor", "detector_folder", "load_attributor"]


class AttributionConfig(BaseModel):
    """``detector``: ``fast``, ``accurate``, or the folder of one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    detector: str = "fast"


class DetectorAttributor:
    """Reads texts in ``system``. A value is as present, and as rejected, in a text as in its strongest window."""

    def __init__(self, system: ValueSystem, detector: Detector, reading: Reading) -> None:
        identity = [detector.fingerprint, system.name, *sorted(system.names)]
        self.system, self.fingerprint = system, fingerprint_bytes("\n".join(identity).encode())
        self._detector, self._reader = detector, reader_for(system, reading)

    def attribute(self, utterances: Sequence[Utterance], *, concepts: bool = False) -> list[Attribution]:
        """One attribution for each utterance, in order; an empty text gets ``EMPTY_TEXT``."""
        filled = [place for place, utterance in enumerate(utterances) if not utterance.empty]
        readable = [utterances[place] for place in filled]
        windows = self._detector.windows([utterance.text for utterance in readable])
        raw = self._read(self._detector, readable, windows)
        by_window = self._reader.utilities(raw.presence)
        by_text = strongest_window(by_window, windows, len(readable))
        rejected = torch.zeros_like(by_text)
        if raw.rejection is not None:
            rejected = strongest_window(self._reader.rejections(raw.rejection), windows, len(readable))
        found: list[tuple[tuple[Concept, ...], dict[str, float]]] = [((), {})] * len(readable)
        if concepts:
            found = self._concepts(readable, windows, by_window)
        results = [EMPTY_TEXT] * len(utterances)
        flags = [_flags(utterance.text, count) for utterance, count in zip(readable, _counts(windows), strict=True)]
        for place, result in zip(filled, self._results(by_text, rejected, found, flags), strict=True):
            results[place] = result
        return results

    def logits(self, texts: Sequence[str]) -> Float[Tensor, "n values"]:
        """Calibrated logits of presence in the order of ``system.names``, float64."""
        windows = self._detector.windows(texts)
        raw = self._read(self._detector, [Utterance(text) for text in texts], windows)
        return strongest_window(self._reader.utilities(raw.presence), windows, len(texts))

    def _read(self, detector: Detector, utterances: Sequence[Utterance], windows: Sequence[Window]) -> RawReading:
        pieces = [utterances[window.text].text[window.start : window.end] for window in windows]
        return detector.read(pieces, [utterances[window.text].context for window in windows])

    def _results(
        self,
        utilities: Float[Tensor, "n values"],
        rejected: Float[Tensor, "n values"],
        found: Sequence[tuple[tuple[Concept, ...], dict[str, float]]],
        flags: Sequence[tuple[str, ...]],
    ) -> list[Attribution]:
        levels = self._reader.scores(utilities)
        scores = levels - rejected * (levels - 1)  # the expected level: 1 with the probability of rejection
        present = (utilities >= self._reader.thresholds) & (scores >= 2)
        sets = self._reader.label_sets(utilities)
        names = self._reader.names
        return [
            Attribution(
                scores=FrozenMapping(dict(zip(names, scores[row].tolist(), strict=True))),
                probabilities=FrozenMapping(dict(zip(names, utilities[row].sigmoid().tolist(), strict=True))),
                present=FrozenMapping(dict(zip(names, present[row].int().tolist(), strict=True))),
                concepts=found[row][0],
                residuals=FrozenMapping(found[row][1]),
                label_set=None if sets is None else sets[row],
                flags=flags[row],
            )
            for row in range(len(utilities))
        ]

    def _concepts(
        self, utterances: Sequence[Utterance], windows: Sequence[Window], by_window: Float[Tensor, "windows values"]
    ) -> list[tuple[tuple[Concept, ...], dict[str, float]]]:
        """For each text the phrases that carry its present values, each sought in the value's strongest window.

        It takes dozens of readings a text, so the detector's quick part seeks and weighs them.
        """
        names, quick = self._reader.names, self._detector.quick
        found: list[dict[str, list[Concept]]] = [{} for _ in utterances]
        residuals: list[dict[str, float]] = [{} for _ in utterances]
        for place, columns in self._carried(windows, by_window).items():
            window, utterance = windows[place], utterances[windows[place].text]
            piece = utterance.text[window.start : window.end]

            def read(texts: Sequence[str], context: str = utterance.context) -> Tensor:
                return self._reader.utilities(quick.read(texts, [context] * len(texts)).presence).sigmoid()

            full = read([piece])[0]
            spans = carriers(piece, columns, full, read)
            changed = [[s.deleted_from(piece) for s in spans[c]] + [together(piece, spans[c])] for c in spans]
            measured = iter(read([text for texts in changed for text in texts]))
            for column, texts in zip(spans, changed, strict=True):
                whole = float(full[column])
                *without, alone = [float(next(measured)[column]) for _ in texts]
                carried = [
                    Concept(
                        names[column],
                        piece[s.start : s.end],
                        window.start + s.start,
                        window.start + s.end,
                        whole - left,
                    )
                    for s, left in zip(spans[column], without, strict=True)
                    if whole > left
                ]
                if carried:
                    found[window.text][names[column]] = carried
                    residuals[window.text][names[column]] = 1 - min(alone / whole, 1.0)
        return [
            (tuple(concept for name in names for concept in one.get(name, ())), residual)
            for one, residual in zip(found, residuals, strict=True)
        ]

    def _carried(self, windows: Sequence[Window], by_window: Float[Tensor, "windows values"]) -> dict[int, list[int]]:
        """For each window that carries some: the places of the present values that are strongest in it."""
        best: dict[tuple[int, int], int] = {}
        for place, column in (by_window >= self._reader.thresholds).nonzero().tolist():
            key = windows[place].text, column
            if key not in best or by_window[place, column] > by_window[best[key], column]:
                best[key] = place
        carried: dict[int, list[int]] = {}
        for (_, column), place in sorted(best.items(), key=lambda item: (item[1], item[0][1])):
            carried.setdefault(place, []).append(column)
        return carried


def load_attributor(config: AttributionConfig, system: ValueSystem) -> DetectorAttributor:
    """The shipped attributor for ``system``, or the one in the folder ``config.detector``.

    Raises:
        UserError: an unknown or damaged detector, base models other than those it was trained on, or a system that it
            cannot read.
    """
    folder = detector_folder(config.detector)
    BirthCertificate.load(folder, kind=KIND)
    detector, reading = load_detector(folder)
    return DetectorAttributor(system, detector, reading)


def detector_folder(name: str) -> Path:
    """The folder of a shipped detector, or the user's own folder. Raises ``UserError`` when there is neither."""
    shipped = package_file("attribution", "artefacts")
    names = sorted(folder.parent.name for folder in shipped.glob("*/detector.json"))
    return named_folder(name, shipped, names, where="attribution.detector", what="detector")


def reader_for(system: ValueSystem, reading: Reading) -> SystemReader:
    """The reading of ``system``; ``UserError`` for a system that the detector was not fitted for."""
    fitted = reading.systems.get(system.name)
    if fitted is None or set(fitted.values) != set(system.names):
        known = ", ".join(sorted(reading.systems))
        found = f"this detector was fitted for {known} only"
        remedy = "type attribution=description to read any system by its definitions, or attribution=few_shot"
        raise UserError(f"attribute values of the system {system.name}", found, remedy)
    return SystemReader(reading, system.name, system.names)


LONG = "longer than the texts learned from: each value counts as in its strongest part"


def _flags(text: str, windows: int) -> tuple[str, ...]:
    """What a reader should know of this text before trusting its numbers."""
    return tuple(flag for flag in (LONG if windows > 1 else None, outside_training(text)) if flag)


def _counts(windows: Sequence[Window]) -> list[int]:
    """How many windows each text has, in order."""
    return list(Counter(window.text for window in windows).values())
