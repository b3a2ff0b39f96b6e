"""Which words two answers share: a word-level difference that is marked only where marking helps the reader."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "changed"]

# A word, one character of a script that is written without spaces, or a punctuation mark; then the space after it.
_TOKEN = re.compile(r"([\u3040-\u30ff\u3400-\u9fff]|\w+(?:['’\-]\w+)*|[^\w\s])(\s*)")
# Between two changes, fewer shared words than this are chance ("of the") and would only make confetti.
MIN_SHARED_RUN = 2
# Below this share of words in common the texts are two different texts, and marks would cover all of both.
MIN_SHARED = 0.05
MAX_COMPARISONS = 250_000


@dataclass(frozen=True)
class Piece:
    """A run of words: the same in both answers, or only in this one."""

    text: str
    kind: Kind


@dataclass(frozen=True)
class Comparison:
    """Two answers in pieces. ``shared`` is the share (0..1) of words that count as common to both."""

    observed: tuple[Piece, ...]
    counterfactual: tuple[Piece, ...]
    shared: float
    identical: bool

    @property
    def marked(self) -> bool:
        """Whether the differences are worth marking."""
        return self.shared >= MIN_SHARED


def compare_words(observed: str, counterfactual: str) -> Comparison:
    """Compare two texts word by word. The pieces of each side joined give its text back, character for character."""
    lead_a, a = _tokens(observed)
    lead_b, b = _tokens(counterfactual)
    # Long texts: words as common as "the" no longer start a match, or the comparison would take many seconds.
    long = len(a) * len(b) > MAX_COMPARISONS
    matcher = SequenceMatcher(None, [word for word, _ in a], [word for word, _ in b], autojunk=long)
    same_a, same_b = [False] * len(a), [False] * len(b)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    for i, j, size in blocks:
        begins_both = i == 0 and j == 0
        ends_both = i + size == len(a) and j + size == len(b)
        if not (begins_both or ends_both) and size < MIN_SHARED_RUN:
            continue
        same_a[i : i + size] = [True] * size
        same_b[j : j + size] = [True] * size
    words = len(a) + len(b)
    shared = (sum(same_a) + sum(same_b)) / words if words else 1.0
    pieces_a, pieces_b = _pieces(lead_a, a, same_a), _pieces(lead_b, b, same_b)
    return Comparison(pieces_a, pieces_b, shared, identical=observed == counterfactual)


def _tokens(text: str) -> tuple[str, list[tuple[str, str]]]:
    lead = text[: len(text) - len(text.lstrip())]
    return lead, [(match[1], match[1] + match[2]) for match in _TOKEN.finditer(text)]


def _pieces(lead: str, tokens: list[tuple[str, str]], same: list[bool]) -> tuple[Piece, ...]:
    """Runs of equal kind. A changed run's closing space is a piece of its own, so that no mark hangs over it."""
    runs: list[tuple[str, Kind]] = [(lead, "same")] if lead else []
    for (_, text), is_same in zip(tokens, same, strict=True):
        kind: Kind = "same" if is_same else "changed"
        if runs and runs[-1][1] == kind:
            runs[-1] = (runs[-1][0] + text, kind)
        else:
            runs.append((text, kind))
    pieces: list[Piece] = []
    for text, kind in runs:
        word = text.rstrip() if kind == "changed" else text
        pieces += [Piece(word, kind)] if word else []
        pieces += [Piece(text[len(word) :], "same")] if len(word) < len(text) else []
    return tuple(pieces)
