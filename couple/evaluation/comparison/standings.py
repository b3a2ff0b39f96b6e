"""A comparison of methods: each in each measure, against a reference and against the best baseline.

These are the types that tables and figures read. ``comparing.compare`` fills them; parts of the answers are in
``slices``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from couple.evaluation.measures.bootstrap import Interval
from couple.evaluation.measures.measures import Measure
from couple.evaluation.measures.metrics import Measured


@dataclass(frozen=True, slots=True)
class Difference:
    """A method minus an opponent in one measure, on the places (see ``observations.Place``) where both are defined.

    Attributes:
        opponent: the other method.
        interval: the difference with a 95 % percentile interval, both methods on the same draws of topics.
        p: two-sided p-value of "their names could be exchanged" (see ``permutation``).
        adjusted: the same after Holm (1979) over all methods compared with this opponent in this measure. Nothing
            corrects for how many measures there are.
    """

    opponent: str
    interval: Interval
    p: Measured
    adjusted: Measured


@dataclass(frozen=True, slots=True)
class Standing:
    """One method in one measure.

    Attributes:
        interval: its estimate over all its places with a 95 % percentile interval, topics drawn with replacement.
        against_reference: None for the reference itself.
        against_best: against the best baseline, which was chosen by these same answers: a little lucky, so that the
            comparison errs on its side. None for that baseline itself, and where a measure has no best.
    """

    interval: Interval
    against_reference: Difference | None
    against_best: Difference | None


@dataclass(frozen=True, slots=True)
class MeasureTable:
    """One measure over all methods.

    Attributes:
        measure: its name, label and direction.
        standings: by method, in the order of the comparison; every method is there, undefined ones with a reason.
        best_baseline: the baseline with the best estimate; None where no baseline has one, or nothing is best.
    """

    measure: Measure
    standings: Mapping[str, Standing]
    best_baseline: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All methods of a run in all measures.

    Attributes:
        methods: in order of first appearance.
        reference: the method that differences and ratios are taken from.
        baselines: the methods among which the best is looked for.
        tables: by ``measure.name``, in the order of ``measures.MEASURES``.
        error_ratios: each method's mean absolute error over the reference's, on the same places, by method; 1 is no
            better, the reference itself is left out. Interval as in ``Standing``.
    """

    methods: tuple[str, ...]
    reference: str
    baselines: tuple[str, ...]
    tables: Mapping[str, MeasureTable]
    error_ratios: Mapping[str, Interval]
