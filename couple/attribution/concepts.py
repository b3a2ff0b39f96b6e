"""Which phrase carries a value: the one whose deletion lowers the value's probability most."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

MOST_WORDS = 8
_BREAK = re.compile(
    r"(?<=[.!?;:,)\]\n—])\s+"
    r"|\s+(?=[(\[—])"
    r"|\s+(?=(?:and|or|but|because|since|so|while|whereas|although|though|unless|if|which|who|that|as|when)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Span:
    """Characters ``start`` to ``end`` of a text."""

    start: int
    end: int

    def deleted_from(self, text: str) -> str:
        """The text without the span, with one space in its place."""
        return f"{text[: self.start].rstrip()} {text[self.end :].lstrip()}".strip()


def phrases(text: str) -> list[Span]:
    """The clauses of ``text``, cut at punctuation and conjunctions, and further into parts of at most eight words."""
    borders = [0, *(match.end() for match in _BREAK.finditer(text)), len(text)]
    spans = []
    for start, end in pairwise(borders):
        words = [match.span() for match in re.finditer(r"\S+", text[start:end])]
        parts = -(-len(words) // MOST_WORDS)
        for part in range(parts):
            inside = words[len(words) * part // parts : len(words) * (part + 1) // parts]
            spans.append(Span(start + inside[0][0], start + inside[-1][1]))
    return spans


def strongest(spans: Sequence[Span], drops: Sequence[float]) -> tuple[Span, float] | None:
    """The span with the largest drop, the shorter one of equals; None when no deletion lowers the probability."""
    best = max(zip(spans, drops, strict=True), key=lambda pair: (pair[1], pair[0].start - pair[0].end), default=None)
    return best if best and best[1] > 0 else None
