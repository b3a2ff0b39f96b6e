"""Does a reader still prefer the same answer when both are said in other words?

Two answers to one question are read, and read again in another wording of the same meaning. Where the sign of the
difference between their scores turns, the reader hung on the wording (VALUEFLOW, Kim et al. 2026, reports such flips
for rating and for ranking evaluators).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from couple.evaluation.asking.paraphrase import paraphrase_answer
from couple.evaluation.measures.bootstrap import Interval, clustered_interval
from couple.values.distance import Measured

if TYPE_CHECKING:
    from couple.attribution import Attribution, Attributor

NO_SIGN = "the reader sees no difference between the answers"


@dataclass(frozen=True, slots=True)
class AnswerPair:
    """Two answers to one question; ``values`` are those on which they are compared, all of the system when empty."""

    question: str
    first: str
    second: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignFlips:
    """How often a reader's comparison turns.

    Attributes:
        flipped: share of (pair, value) whose difference changes its sign, 0..1; one that vanishes counts half. Those
            without a sign before are ``undefined``; whole questions are resampled.
        unsigned: share of (pair, value) without a sign before: a reader that sees no differences flips none.
        flips: each (pair, value), pair by pair: 1 flipped, 0.5 vanished, 0 kept, or None with the reason.
        questions: the question of each of them.
    """

    flipped: Interval
    unsigned: Measured
    flips: tuple[Measured, ...]
    questions: tuple[str, ...]


def sign_flips(
    pairs: Sequence[AnswerPair],
    reader: "Attributor",
    *,
    rewording: Callable[[str], str] = paraphrase_answer,
    least: float = 1e-6,
    seed: int = 0,
) -> SignFlips:
    """Flips of ``reader`` over ``pairs``; a difference of ``least`` or less has no sign."""
    before = _read(reader, pairs, lambda text: text)
    after = _read(reader, pairs, rewording)
    flips: list[Measured] = []
    questions: list[str] = []
    for place, pair in enumerate(pairs):
        for value in pair.values or reader.system.names:
            signs = [_sign(found[2 * place], found[2 * place + 1], value, least) for found in (before, after)]
            flips.append(_flip(*signs))
            questions.append(pair.question)
    unsigned = sum(flip.reason == NO_SIGN for flip in flips)
    share = Measured(unsigned / len(flips)) if flips else Measured(None, "there are no pairs")
    return SignFlips(clustered_interval(flips, questions, seed=seed), share, tuple(flips), tuple(questions))


def _read(reader: "Attributor", pairs: Sequence[AnswerPair], wording: Callable[[str], str]) -> "list[Attribution]":
    from couple.attribution import Utterance

    texts = [Utterance(wording(text), pair.question) for pair in pairs for text in (pair.first, pair.second)]
    return reader.attribute(texts)


def _sign(first: "Attribution", second: "Attribution", value: str, least: float) -> int | str:
    """-1, 0 or 1; or why there is none."""
    if value not in first.scores or value not in second.scores:
        return first.reason or second.reason or f"the reader gives {value} no score"
    difference = first.scores[value] - second.scores[value]
    return 0 if abs(difference) <= least else 1 if difference > 0 else -1


def _flip(before: int | str, after: int | str) -> Measured:
    if isinstance(before, str) or isinstance(after, str):
        return Measured(None, before if isinstance(before, str) else str(after))
    return Measured(None, NO_SIGN) if before == 0 else Measured(abs(before - after) / 2)
