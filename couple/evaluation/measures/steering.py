"""Does an answer follow its target, or only its topic? Two opposed targets for a question, and what moved between them.

A question's topic alone predicts most of the values in its answers, so nearness to a target says little. Between two
targets that ask the opposite of two conflicting values, the topic cancels.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy
from jaxtyping import Float64
from numpy import ndarray

from couple.evaluation.measures.bootstrap import question_resamples, resampled_interval
from couple.foundation import numpy_generator


@dataclass(frozen=True, slots=True)
class Steering:
    """How a method's answers moved, each number as (estimate, low, high) with a 95 % interval over questions.

    Attributes:
        contrast: correlation over (question, value) of the wanted and the achieved difference, -1..1.
        sign: share of (question, value) that moved the right way, 0..1.
        shift: mean move in the wanted direction, in logits of the reader.
        count: how many (question, value) there are.
    """

    contrast: tuple[float, float, float]
    sign: tuple[float, float, float]
    shift: tuple[float, float, float]
    count: int


def steering(
    questions: Sequence[str], wanted: Float64[ndarray, " n"], achieved: Float64[ndarray, " n"], *, seed: int
) -> Steering:
    """The measures of n pairs (question, value); intervals draw whole questions (Field and Welsh 2007).

    Args:
        questions: which question each pair belongs to.
        wanted: the first target's priority minus the second's.
        achieved: the same difference of what a reader finds in the two answers, in logits.
        seed: of the resampling.
    """
    samples = question_resamples(questions, numpy_generator(seed, "steering"))

    def interval(measure: Callable[[ndarray, ndarray], float]) -> tuple[float, float, float]:
        return resampled_interval(lambda at: measure(wanted[at], achieved[at]), len(wanted), samples)

    return Steering(
        interval(lambda w, a: float(numpy.corrcoef(w, a)[0, 1])),
        interval(lambda w, a: float((w * a > 0).mean())),
        interval(lambda w, a: float((numpy.sign(w) * a).mean())),
        len(wanted),
    )
