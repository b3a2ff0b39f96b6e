"""Climbed twice, with the choices exchanged: how often does a respondent choose the same?

What leans to a place takes one choice on the first climb and the other on the second. One that draws its choices by
the place alone, with what is shown first taken at rates p and q on the two climbs, still ends in the same choice at
p (1 - q) + (1 - p) q of steps. Agreement above that comes from what the choices say; agreement below it from leaning to
the first place at some steps and to the last at others, since the situation stands in both orders. In a context that
tells earlier choices, the two climbs may also come to a step by different ways; what differs for that counts as
differing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool

from couple.instruments.comparisons.resampling import DRAWS, Interval, percentile_interval, resampling_weights
from couple.instruments.staircase.climbing.choices import StepChoice, filed_as
from couple.instruments.staircase.dilemmas.dilemma import STEPS


@dataclass(frozen=True, slots=True)
class ClimbAgreement:
    """How the two climbs of one respondent (in one context) compare at ``steps`` steps with a choice on both.

    Attributes:
        model: the name that scores are filed under.
        step: 1 to 5; None for all together.
        steps: how many were chosen at on both climbs.
        same: share of them with the same choice, 0..1, and its 95 % ``interval``.
        first_twice: share at which what was shown first was taken on both climbs, 0..1; the rest took the last twice.
        by_place: share of the same choice that drawing by the place at the same rates gives, 0..1.
    """

    model: str
    step: int | None
    steps: int
    same: float
    interval: Interval
    first_twice: float
    by_place: float


def climb_agreements(made: Iterable[StepChoice], *, seed: int, draws: int = DRAWS) -> list[ClimbAgreement]:
    """One a respondent for all steps, followed by one for each step; none for respondents that climbed once.

    Only steps whose choices are known to have been exchanged count.

    Intervals are Clopper and Pearson's at single steps, where each dilemma stands once. Of all steps whole dilemmas
    are drawn; where every draw is alike, Clopper and Pearson's for as many as there are dilemmas.
    """
    taken: dict[str, dict[tuple[str, int], dict[int, StepChoice]]] = {}
    for one in made:
        if one.chosen is not None and one.first is not None:
            taken.setdefault(filed_as(one), {}).setdefault((one.dilemma, one.step), {})[one.climb] = one
    found: list[ClimbAgreement] = []
    for model, steps in taken.items():
        both = [(by_climb[1], by_climb[2]) for by_climb in steps.values() if len(by_climb) == 2]
        pairs = [(one, other) for one, other in both if one.first != other.first]
        if pairs:
            found.append(_agreement(model, None, pairs, _drawn_interval(pairs, seed=seed, draws=draws)))
        for step in STEPS:
            here = [pair for pair in pairs if pair[0].step == step]
            if here:
                same = [one.chosen == other.chosen for one, other in here]
                found.append(_agreement(model, step, here, _exact_interval(sum(same), len(same))))
    return found


_Pairs = Sequence[tuple[StepChoice, StepChoice]]


def _agreement(model: str, step: int | None, pairs: _Pairs, interval: Interval) -> ClimbAgreement:
    same = float(np.mean([one.chosen == other.chosen for one, other in pairs]))
    firsts = _took_first(pairs)
    p, q = (float(share) for share in firsts.mean(axis=0))
    first_twice = float(firsts.all(axis=1).mean())
    return ClimbAgreement(model, step, len(pairs), same, interval, first_twice, p * (1 - q) + (1 - p) * q)


def _took_first(pairs: _Pairs) -> Bool[np.ndarray, "steps climbs"]:
    return np.array([[one.chosen == one.first for one in pair] for pair in pairs])


def _drawn_interval(pairs: _Pairs, *, seed: int, draws: int) -> Interval:
    dilemmas = list(dict.fromkeys(one.dilemma for one, _ in pairs))
    counts = np.zeros((len(dilemmas), 2))
    for one, other in pairs:
        counts[dilemmas.index(one.dilemma)] += (one.chosen == other.chosen, 1)
    drawn = resampling_weights(len(dilemmas), seed=seed, draws=draws) @ counts
    interval = percentile_interval(drawn[:, 0] / drawn[:, 1])
    if interval is None or interval[0] == interval[1]:
        share = counts[:, 0].sum() / counts[:, 1].sum()
        return _exact_interval(round(share * len(dilemmas)), len(dilemmas))
    return interval


def _exact_interval(hits: int, of: int) -> Interval:
    from scipy.stats import binomtest

    exact = binomtest(hits, of).proportion_ci()
    return float(exact.low), float(exact.high)
