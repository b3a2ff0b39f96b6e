"""``report.html`` of ``couple.attribute``: every text with the phrases that carry its values, and the scores beside it.

Each value keeps one hue, in the order of the theory's circle, and is named wherever it is marked: no mark is known by
its colour alone. Control characters and overrides of the writing direction are shown by a sign, so that no text looks
like another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from couple.foundation import write_json, write_text
from couple.report.attribution_document import AttributedText, AttributionDocument
from couple.report.attribution_table import attribution_table
from couple.report.document import SystemCard
from couple.report.highlights import Mark, Piece, pieces
from couple.report.page import render, shorten

HUES = 24  # as many as attribution.css knows
LANES = 6  # lines under a phrase that stay apart; marks beyond share the last
LABEL_LETTERS = 30
CONTRADICTED = 1.5  # scores below this round to level 1

_SIGNS = (
    {code: 0x2400 + code for code in range(0x20)}
    | {0x7F: 0x2421}
    | dict.fromkeys([*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD)
    | {0x09: 0x09, 0x0A: 0x0A, 0x0D: 0x0A, 0x2028: 0x0A, 0x2029: 0x0A}
)


@dataclass(frozen=True)
class ValueKey:
    """How a value is shown: its whole label, a short one for tags, and its hue (0 to ``HUES`` - 1)."""

    name: str
    label: str
    short: str
    definition: str
    hue: int


@dataclass(frozen=True)
class ScoreRow:
    """One value of one text: ``score`` 1..5, ``probability`` 0..1, whether it is present, and in the label set."""

    key: ValueKey
    score: float | None
    probability: float | None
    present: bool
    in_set: bool

    @property
    def contradicted(self) -> bool:
        """Whether the score rounds to level 1."""
        return self.score is not None and self.score < CONTRADICTED

    @property
    def telling(self) -> bool:
        """Whether the row says more than that the value was not found."""
        return self.present or self.in_set or self.contradicted


@dataclass(frozen=True)
class Part:
    """An excerpt in pieces, after ``gap`` characters of the text that are not shown."""

    gap: int
    pieces: tuple[Piece, ...]


def render_attribution_page(document: AttributionDocument) -> str:
    """The whole page as HTML text."""
    keys = value_keys(document.system)
    return render(
        "attribution.html",
        {
            "document": document,
            "sentence": attribution_sentence(document),
            "keys": keys,
            "tallies": {tally.name: tally for tally in document.tallies},
            "with_sets": any(text.label_set is not None for text in document.shown),
            "parts": parts,
            "score_rows": lambda text: score_rows(text, list(keys.values())),
            "visible": visible,
            "last_lane": LANES - 1,
        },
        more=("attribution.css", "attribution.js"),
    )


def write_attribution_report(document: AttributionDocument, folder: str | Path) -> list[Path]:
    """Write ``report.json``, then ``report.html`` and ``report.md`` made from it; each whole or not at all."""
    folder = Path(folder)
    written = [folder / name for name in ("report.json", "report.html", "report.md")]
    write_json(written[0], document.model_dump(mode="json"))
    write_text(written[1], render_attribution_page(document))
    write_text(written[2], attribution_table(document))
    return written


def attribution_sentence(document: AttributionDocument) -> str:
    """What was found, in one sentence."""
    if not document.read:
        return f"None of {document.texts} texts could be read, so there is no result."
    found = f"{document.read} of {document.texts} texts could be read"
    most = max(document.tallies, key=lambda tally: tally.present)
    if not most.present:
        return f"{found}; no value was found in any of them."
    label = next(value.label for value in document.system.values if value.name == most.name)
    return f"{found}; a value was found in {document.expressive} of them, most often {label} (in {most.present})."


def value_keys(system: SystemCard) -> dict[str, ValueKey]:
    """The key of each value by name, in the order of the circle; values that stand on no circle follow."""
    known = {value.name: value for value in system.values}
    order = list(dict.fromkeys([*(system.circle or ()), *known]))
    shorts = [shorten(known[name].label, LABEL_LETTERS) for name in order]
    return {
        name: ValueKey(
            name=name,
            label=known[name].label,
            short=short if shorts.count(short) == 1 else known[name].label,
            definition=known[name].definition,
            hue=round(HUES * place / len(order)) % HUES,
        )
        for place, (name, short) in enumerate(zip(order, shorts, strict=True))
    }


def score_rows(text: AttributedText, keys: Sequence[ValueKey]) -> list[ScoreRow]:
    """One row a value, in the order of ``keys``; none where the text could not be read."""
    if text.scores is None:
        return []
    return [
        ScoreRow(
            key=key,
            score=text.scores.get(key.name),
            probability=(text.probabilities or {}).get(key.name),
            present=key.name in text.present,
            in_set=key.name in (text.label_set or ()),
        )
        for key in keys
    ]


def parts(text: AttributedText) -> list[Part]:
    """The excerpts of a text, each cut into pieces by its concepts."""
    found, end = [], 0
    for excerpt in text.excerpts:
        marks = [
            Mark(concept.start - excerpt.start, concept.end - excerpt.start, concept.value) for concept in text.concepts
        ]
        found.append(Part(excerpt.start - end, tuple(pieces(excerpt.text, marks))))
        end = excerpt.start + len(excerpt.text)
    return [*found, Part(text.length - end, ())] if end < text.length else found


def visible(text: str) -> str:
    """``text`` with a sign for each control character and direction override; line ends and tabs stay what they are."""
    return text.replace("\r\n", "\n").translate(_SIGNS)
