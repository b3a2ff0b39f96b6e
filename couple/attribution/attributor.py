"""The attributor that ships: a linear head on hidden states of a frozen model, read in each system it was scaled for.

The text alone decides. Its question and stance are not read: on Touché23 neither improves the head, and a head that
sees the question learns which values go with a topic instead of which the answer expresses.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

import torch
from jaxtyping import Float
from pydantic import BaseModel, ConfigDict, PositiveInt
from torch import Tensor

from couple.attribution.concepts import phrases, strongest
from couple.attribution.encoder import SentenceEncoder, Window
from couple.attribution.head import Head
from couple.attribution.protocol import EMPTY_TEXT, Attribution, Concept, Utterance
from couple.attribution.scale import ValueScale
from couple.foundation import BirthCertificate, UserError, fingerprint_bytes, nearest_name, package_file
from couple.values import ValueSystem
from couple.values.frozen import FrozenMapping

KIND = "attribution head"


class AttributionConfig(BaseModel):
    """``head``: a shipped head or the folder of one. ``batch_size``: texts that the encoder reads at once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    head: str = "minilm_touche23"
    batch_size: PositiveInt = 64


@runtime_checkable
class Reader(Protocol):
    """A frozen model that turns texts into windows and windows into features."""

    def windows(self, texts: Sequence[str]) -> list[Window]:
        """The windows of each text, at least one a text."""
        ...

    def features(
        self, windows: Sequence[Window], *, layers: Sequence[int], batch_size: int
    ) -> Float[Tensor, "windows d"]:
        """One row a window."""
        ...


class LinearAttributor:
    """Reads texts through ``reader`` and ``head``. A value is as present in a text as in its strongest window."""

    def __init__(self, system: ValueSystem, head: Head, reader: Reader, *, fingerprint: str, batch_size: int) -> None:
        self.system, self.fingerprint = system, fingerprint
        self._head, self._reader, self._batch_size = head, reader, batch_size
        self._scales = scales_for(system, head)
        self._thresholds = torch.tensor([scale.threshold for scale in self._scales.values()], dtype=torch.float64)

    def attribute(self, utterances: Sequence[Utterance], *, concepts: bool = False) -> list[Attribution]:
        """One attribution for each utterance, in order; an empty text gets ``EMPTY_TEXT``."""
        filled = [place for place, utterance in enumerate(utterances) if not utterance.empty]
        texts = [utterances[place].text for place in filled]
        windows = self._reader.windows(texts)
        by_window = self._window_logits(windows)
        by_text = _strongest_window(by_window, windows, len(texts))
        found = self._concepts(texts, windows, by_window) if concepts else [()] * len(texts)
        results = [EMPTY_TEXT] * len(utterances)
        for place, result in zip(filled, self._results(by_text, found), strict=True):
            results[place] = result
        return results

    def logits(self, texts: Sequence[str]) -> Float[Tensor, "n values"]:
        """Calibrated logits in the order of ``system.names``, float64."""
        windows = self._reader.windows(texts)
        return _strongest_window(self._window_logits(windows), windows, len(texts))

    def _window_logits(self, windows: Sequence[Window]) -> Float[Tensor, "windows values"]:
        features = self._reader.features(windows, layers=self._head.shape.layers, batch_size=self._batch_size)
        return self.values_of(self._head.logits(features))

    def values_of(self, source: Float[Tensor, "n k"]) -> Float[Tensor, "n values"]:
        """Calibrated logits of the system's values from those of the head's source values."""
        place = {name: column for column, name in enumerate(self._head.shape.values)}
        columns = [scale.logit(source[:, [place[name] for name in scale.members]]) for scale in self._scales.values()]
        return torch.stack(columns, dim=1)

    def _results(self, logits: Float[Tensor, "n values"], concepts: Sequence[tuple[Concept, ...]]) -> list[Attribution]:
        scores = torch.stack([scale.score(logits[:, k]) for k, scale in enumerate(self._scales.values())], dim=1)
        present = logits >= self._thresholds
        return [
            Attribution(
                FrozenMapping(dict(zip(self._scales, scores[row].tolist(), strict=True))),
                FrozenMapping(dict(zip(self._scales, logits[row].sigmoid().tolist(), strict=True))),
                FrozenMapping(dict(zip(self._scales, present[row].int().tolist(), strict=True))),
                concepts[row],
            )
            for row in range(len(logits))
        ]

    def _concepts(
        self, texts: Sequence[str], windows: Sequence[Window], by_window: Float[Tensor, "windows values"]
    ) -> list[tuple[Concept, ...]]:
        """For each text and present value, the strongest phrase of the window in which the value is strongest."""
        carried = self._carried(windows, by_window)
        pieces = {place: texts[windows[place].text][windows[place].start : windows[place].end] for place in carried}
        spans = {place: phrases(piece) for place, piece in pieces.items()}
        shortened = [span.deleted_from(pieces[place]) for place in carried for span in spans[place]]
        without = iter(self.logits(shortened).sigmoid())
        found: list[dict[str, Concept]] = [{} for _ in texts]
        for place, columns in carried.items():
            window = windows[place]
            left = torch.stack([next(without) for _ in spans[place]])
            drops = by_window[place].sigmoid() - left
            for column in columns:
                best = strongest(spans[place], drops[:, column].tolist())
                if best:
                    name, (span, weight) = self.system.names[column], best
                    start, end = window.start + span.start, window.start + span.end
                    found[window.text][name] = Concept(name, texts[window.text][start:end], start, end, weight)
        return [tuple(one[name] for name in self.system.names if name in one) for one in found]

    def _carried(self, windows: Sequence[Window], by_window: Float[Tensor, "windows values"]) -> dict[int, list[int]]:
        """For each window that carries some: the places of the present values that are strongest in it."""
        best: dict[tuple[int, int], int] = {}
        for place, column in (by_window >= self._thresholds).nonzero().tolist():
            key = windows[place].text, column
            if key not in best or by_window[place, column] > by_window[best[key], column]:
                best[key] = place
        carried: dict[int, list[int]] = {}
        for (_, column), place in sorted(best.items(), key=lambda item: (item[1], item[0][1])):
            carried.setdefault(place, []).append(column)
        return carried


def load_attributor(config: AttributionConfig, system: ValueSystem) -> LinearAttributor:
    """The shipped attributor for ``system``, or the one in the folder ``config.head``.

    Raises:
        UserError: an unknown or damaged head, an encoder other than the one it was trained on, or a system it was not
            scaled for.
    """
    folder = head_folder(config.head)
    certificate = BirthCertificate.load(folder, kind=KIND)
    head = Head.load(folder)
    scales_for(system, head)  # refuse before the encoder is loaded
    encoder = SentenceEncoder.load()
    if certificate.base_model != encoder.fingerprint:
        found = f"it was trained on the encoder {certificate.base_model}, {encoder.folder} holds {encoder.fingerprint}"
        raise UserError(f"load the attribution head {config.head}", found, f"install {certificate.base_model_id}")
    fingerprint = head_fingerprint(certificate, system)
    return LinearAttributor(system, head, encoder, fingerprint=fingerprint, batch_size=config.batch_size)


def head_folder(name: str) -> Path:
    """The folder of a shipped head, or the user's own folder. Raises ``UserError`` when there is neither."""
    shipped = package_file("attribution", "artefacts")
    names = sorted(folder.name for folder in shipped.iterdir() if folder.is_dir())
    if name in names:
        return shipped / name
    if Path(name).expanduser().is_dir():
        return Path(name).expanduser()
    near = nearest_name(name, names)
    hint = f"did you mean {near}? " if near else ""
    raise UserError(f"attribution.head={name}", "there is no such head", f"{hint}shipped: {', '.join(names)}")


def head_fingerprint(certificate: BirthCertificate, system: ValueSystem) -> str:
    """One fingerprint for encoder, head and system."""
    parts = [certificate.base_model or "", *certificate.files.values(), system.name, *sorted(system.names)]
    return fingerprint_bytes("\n".join(parts).encode())


def scales_for(system: ValueSystem, head: Head) -> dict[str, ValueScale]:
    """The head's scales by name, in the order of ``system``; ``UserError`` for a system it was not scaled for."""
    scales = head.shape.systems.get(system.name, {})
    if set(scales) != set(system.names):
        known = ", ".join(sorted(head.shape.systems))
        found = "this head reads only the systems it was scaled for; reading others by their definitions comes later"
        raise UserError(f"attribute values of the system {system.name}", found, f"choose system= one of {known}")
    return {name: scales[name] for name in system.names}


def _strongest_window(
    logits: Float[Tensor, "windows values"], windows: Sequence[Window], texts: int
) -> Float[Tensor, "n values"]:
    owners = torch.tensor([window.text for window in windows], dtype=torch.long)[:, None].expand_as(logits)
    empty = torch.full((texts, logits.shape[1]), float("-inf"), dtype=logits.dtype)
    return empty.scatter_reduce(0, owners, logits, "amax")
