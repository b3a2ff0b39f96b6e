"""Which phrases carry a value: few and short ones; deleting them lowers its probability, alone they nearly keep it.

Deletion and insertion are the tests of rationales by DeYoung et al. (2020), comprehensiveness and sufficiency. The
search is greedy: the phrase that keeps most alone among those whose deletion hurts, a second and a third one only
while the phrases together keep too little, and then every word at their ends goes that can go.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jaxtyping import Float
from torch import Tensor

MOST_WORDS = 8
MOST_PHRASES = 3
KEPT = 0.7  # share of the value's probability that its phrases alone should keep
_BREAK = re.compile(
    r"(?<=[.!?;:,)\]\n—])\s+"
    r"|\s+(?=[(\[—])"
    r"|\s+(?=(?:and|or|but|because|since|so|while|whereas|although|though|unless|if|which|who|that|as|when)\b)",
    re.IGNORECASE,
)
Read = Callable[[Sequence[str]], Float[Tensor, "n values"]]


@dataclass(frozen=True, order=True)
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
        words = _words(text, Span(start, end))
        parts = -(-len(words) // MOST_WORDS)
        for part in range(parts):
            inside = words[len(words) * part // parts : len(words) * (part + 1) // parts]
            spans.append(Span(inside[0].start, inside[-1].end))
    return spans


def carriers(text: str, wanted: Sequence[int], full: Float[Tensor, " values"], read: Read) -> dict[int, list[Span]]:
    """For each wanted value (a column of what ``read`` gives) the phrases that carry it, in reading order.

    A value is left out when no deletion lowers its probability.

    Args:
        text: what was read.
        wanted: the columns of the values.
        full: the probability of every value in the whole text.
        read: the probability of every value in changed texts.
    """
    spans = phrases(text)
    changed = [span.deleted_from(text) for span in spans] + [text[span.start : span.end] for span in spans]
    found = read(changed)
    without, alone = found[: len(spans)], found[len(spans) :]
    result = {}
    for column in wanted:
        whole = float(full[column])
        drops = {span: whole - float(without[k, column]) for k, span in enumerate(spans)}
        keeps = {span: float(alone[k, column]) / whole for k, span in enumerate(spans)}
        if chosen := _Search(text, column, whole, read).run(drops, keeps):
            result[column] = chosen
    return result


def together(text: str, spans: Sequence[Span]) -> str:
    """Nothing but the phrases, with a sign where something is left out."""
    return " … ".join(text[span.start : span.end] for span in sorted(spans))


@dataclass(frozen=True)
class _Search:
    """The greedy search for one value of one text."""

    text: str
    column: int
    whole: float
    read: Read

    def run(self, drops: dict[Span, float], keeps: dict[Span, float]) -> list[Span]:
        hurting = sorted((span for span in drops if drops[span] > 0), key=lambda span: -drops[span])
        if not hurting:
            return []
        enough = [span for span in hurting if keeps[span] >= KEPT]
        chosen = [enough[0] if enough else max(hurting, key=lambda span: keeps[span] + drops[span] / self.whole)]
        kept = keeps[chosen[0]]
        while kept < KEPT and len(chosen) < MOST_PHRASES:
            rest = [span for span in hurting if span not in chosen][:MOST_WORDS]
            shares = self._kept([[*chosen, span] for span in rest])
            if not rest or max(shares) <= kept:
                break
            kept = max(shares)
            chosen.append(rest[shares.index(kept)])
        return self._trimmed(sorted(chosen), min(KEPT, kept))

    def _trimmed(self, chosen: list[Span], bound: float) -> list[Span]:
        """Shorten one phrase after the other from either end while all together keep the share ``bound``."""
        for place, span in enumerate(chosen):
            words = _words(self.text, span)
            heads = [Span(span.start, word.end) for word in words[1:-1]]
            tails = [Span(word.start, span.end) for word in words[1:-1]]
            shorter = sorted(heads + tails, key=lambda one: one.end - one.start)
            shares = self._kept([[*chosen[:place], one, *chosen[place + 1 :]] for one in shorter])
            fitting = [one for one, share in zip(shorter, shares, strict=True) if share >= bound]
            chosen[place] = fitting[0] if fitting else span
        return chosen

    def _kept(self, choices: Sequence[Sequence[Span]]) -> list[float]:
        if not choices:
            return []
        found = self.read([together(self.text, choice) for choice in choices])
        return [float(probability) / self.whole for probability in found[:, self.column]]


def _words(text: str, span: Span) -> list[Span]:
    found = re.finditer(r"\S+", text[span.start : span.end])
    return [Span(span.start + word.start(), span.start + word.end()) for word in found]
