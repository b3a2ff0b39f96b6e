"""How much of the way up a respondent is told at a step: everything, nothing, or what bears on the step.

The paper mentions full, no and causal context and defines none of the last in what is public. Ours: an earlier step
bears on this one when a value that was at stake there is at stake again, since only then can what was chosen there be
a precedent for, or a debt against, what is chosen here. It is a rule about labels, not a measured cause.
"""

from collections.abc import Callable

from couple.instruments.staircase.dilemmas.dilemma import Dilemma

History = Callable[[Dilemma, int], tuple[int, ...]]
"""(dilemma, step) -> the earlier steps that are told, in their order."""


def full(dilemma: Dilemma, step: int) -> tuple[int, ...]:
    """Every earlier step."""
    del dilemma
    return tuple(range(1, step))


def none(dilemma: Dilemma, step: int) -> tuple[int, ...]:
    """No earlier step."""
    del dilemma, step
    return ()


def causal(dilemma: Dilemma, step: int) -> tuple[int, ...]:
    """The earlier steps that share a value with this one."""
    here = dilemma.step(step).values
    return tuple(earlier for earlier in range(1, step) if dilemma.step(earlier).values & here)


HISTORIES: dict[str, History] = {"full": full, "none": none, "causal": causal}
