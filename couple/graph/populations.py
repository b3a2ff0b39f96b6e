"""Which edges several populations share, which differ, and which the data cannot decide.

A search that finds an edge in one sample and misses it in another shows no difference between two populations: the
absence may be chance or a smaller sample. Here the *numbers* behind the edges are compared (see edge_estimates.py):
each two populations by the difference over its standard error (a Wald test; for a graph's coefficients it is Chow's
test without equal variances), all of them by Cochran's Q, and the whole structure of two populations by one statistic

    T^2 = (a - b)' (Va + Vb)^-1 (a - b),

referred to F as Hotelling's, with the degrees of freedom of the smaller sample (the lower bound of Yao 1965).

"Same" is a finding too and needs evidence: two one-sided tests against a stated margin. Everything else is undecided.
Adjusted p-values: one family is all pairs of values times all pairs of populations, for each kind of number and for
each of the two questions (do they differ, are they the same).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from couple.foundation import UserError
from couple.graph.edge_estimates import EdgeEstimates, NetMoments, associations, effects
from couple.graph.multiplicity import Correction, Heterogeneity, adjust, equivalence_p, heterogeneity, zero_p
from couple.graph.response_style import RESPONSE_STYLE
from couple.graph.screening import screen_table
from couple.graph.value_graph import ValueGraph

if TYPE_CHECKING:
    import pandas

POWER = 0.8


class Verdict(Enum):
    """What the data say of one number in two populations; ``SLIGHT``: it differs, but by less than the margin."""

    DIFFERENT = "different"
    SLIGHT = "slightly different"
    SAME = "same"
    UNDECIDED = "undecided"


class ComparisonConfig(BaseModel):
    """How populations are compared.

    ``alpha`` is the level of the adjusted tests, ``margin`` what is too small to matter (in Fisher's z for associations
    and in units of the child for each unit of the parent for effects); ``style_share`` says how much of what all values
    share counts as response style (1: all of it; 0: none); ``standardised`` divides each value by its standard
    deviation in each population first; ``design_effect`` multiplies sampling variances (clustered samples have more
    than 1).

    ``style_share`` is one half by default because no data can tell it, and at 1 the covariance of some populations is
    nearly singular: see ``style_sensitivity`` for what stands whatever it is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    alpha: float = Field(default=0.05, gt=0, lt=1)
    margin: float = Field(default=0.1, gt=0)
    correction: Correction = "benjamini_hochberg"
    style_share: float = Field(default=0.5, ge=0)
    standardised: bool = False
    design_effect: float = Field(default=1.0, ge=1)


@dataclass(frozen=True)
class Population:
    """``style_variance`` is ascribed to response style; the data allow 0 to ``style_bound``."""

    name: str
    rows: int
    style_variance: float
    style_bound: float


@dataclass(frozen=True)
class Estimate:
    """One number in one population; ``adjusted_p`` is for it being zero, among all numbers of that population."""

    population: str
    value: float
    standard_error: float
    adjusted_p: float


@dataclass(frozen=True)
class Difference:
    """``value`` is the number in ``first`` less the number in ``second``, two populations.

    ``adjusted_p``: they are equal; ``adjusted_equivalence_p``: they differ by the margin or more. ``detectable`` is the
    true difference that would be found with a power of 0.8, were it tested at alpha over the size of the family.
    """

    first: str
    second: str
    value: float
    standard_error: float
    adjusted_p: float
    adjusted_equivalence_p: float
    detectable: float
    verdict: Verdict


@dataclass(frozen=True)
class EdgeComparison:
    """One pair of values over all populations; ``adjusted_p`` is Cochran's, among all pairs of that kind."""

    kind: Literal["association", "effect"]
    source: str
    target: str
    estimates: tuple[Estimate, ...]
    heterogeneity: Heterogeneity
    adjusted_p: float
    differences: tuple[Difference, ...]

    def present(self, alpha: float) -> int:
        """In how many populations the number differs from zero and has the sign of the mean."""
        sign = 1 if self.heterogeneity.mean >= 0 else -1
        return sum(each.adjusted_p <= alpha and each.value * sign > 0 for each in self.estimates)


@dataclass(frozen=True)
class StructureTest:
    """All associations of two populations at once; None with a ``reason`` where there are too few rows for that."""

    first: str
    second: str
    t_squared: float | None
    degrees: tuple[int, int]
    p: float | None
    adjusted_p: float | None
    reason: str | None


@dataclass(frozen=True)
class PopulationComparison:
    """``effects`` are the coefficients of the graph that was given; without one there are none."""

    config: ComparisonConfig
    populations: tuple[Population, ...]
    associations: tuple[EdgeComparison, ...]
    effects: tuple[EdgeComparison, ...]
    structures: tuple[StructureTest, ...]


def compare_populations(
    tables: "Mapping[str, pandas.DataFrame]",
    config: ComparisonConfig = ComparisonConfig(),  # noqa: B008 -- frozen
    *,
    graph: ValueGraph | None = None,
) -> PopulationComparison:
    """Compare the associations of all pairs of values, and the coefficients of ``graph``, between populations.

    Args:
        tables: rows x values for each population, the same values in each; their order changes nothing.
        config: see there.
        graph: one graph for all of them, usually the consensus of the pooled data; ``response_style`` may be a node.

    Raises:
        UserError: fewer than two populations, different values, a table that cannot be used, or an unknown node.
    """
    names, moments = sorted(tables), {}
    _check_names(tables, graph)
    for name in names:
        try:
            screened = screen_table(tables[name])
            share, standardised = config.style_share, config.standardised
            moments[name] = NetMoments.of(screened, style_share=share, standardised=standardised)
        except UserError as error:
            raise UserError(f"{error.asked} (population {name})", error.found, error.remedy) from None
    joined = [associations(moments[name]) for name in names]
    edges = graph.edges if graph else ()
    between = any(RESPONSE_STYLE not in (edge.source, edge.target) for edge in edges)
    drawn = [effects(moments[name], graph) for name in names] if graph and between else []
    known = [(name, moments[name]) for name in names]
    return PopulationComparison(
        config,
        tuple(Population(name, len(m.centred), m.style_variance, m.style_bound) for name, m in known),
        _compare("association", names, joined, config),
        _compare("effect", names, drawn, config) if drawn else (),
        _structures(names, joined, config),
    )


def _compare(
    kind: Literal["association", "effect"], names: list[str], given: list[EdgeEstimates], config: ComparisonConfig
) -> tuple[EdgeComparison, ...]:
    """Arrays below have one row for each population (or pair of populations) and one column for each pair of values."""
    import numpy
    from scipy.stats import norm

    values = numpy.array([each.values for each in given])
    variances = numpy.array([numpy.diag(each.covariance) for each in given]) * config.design_effect
    zero = numpy.array([adjust(zero_p(*row), config.correction) for row in zip(values, variances**0.5, strict=True)])
    both = numpy.array(list(combinations(range(len(names)), 2)))
    gap = values[both[:, 0]] - values[both[:, 1]]
    error = (variances[both[:, 0]] + variances[both[:, 1]]) ** 0.5
    differ = adjust(zero_p(gap, error).ravel(), config.correction).reshape(gap.shape)
    same = adjust(equivalence_p(gap, error, config.margin).ravel(), config.correction).reshape(gap.shape)
    detectable = error * (norm.isf(config.alpha / 2 / gap.size) + norm.ppf(POWER))
    spread = [heterogeneity(values[:, k], variances[:, k]) for k in range(values.shape[1])]
    spread_p = adjust([each.p for each in spread], config.correction)
    compared = []
    for k, (source, target) in enumerate(given[0].pairs):
        estimates = [
            Estimate(name, float(values[r, k]), float(variances[r, k] ** 0.5), float(zero[r, k]))
            for r, name in enumerate(names)
        ]
        differences = [
            Difference(names[a], names[b], float(gap[r, k]), float(error[r, k]), float(differ[r, k]),
                       float(same[r, k]), float(detectable[r, k]), _verdict(differ[r, k], same[r, k], config.alpha))
            for r, (a, b) in enumerate(both)
        ]  # fmt: skip
        found = (tuple(estimates), spread[k], float(spread_p[k]), tuple(differences))
        compared.append(EdgeComparison(kind, source, target, *found))
    return tuple(compared)


def _verdict(differ: float, same: float, alpha: float) -> Verdict:
    if differ <= alpha:
        return Verdict.SLIGHT if same <= alpha else Verdict.DIFFERENT
    return Verdict.SAME if same <= alpha else Verdict.UNDECIDED


def _structures(names: list[str], given: list[EdgeEstimates], config: ComparisonConfig) -> tuple[StructureTest, ...]:
    tests = [_structure(names[a], names[b], given[a], given[b], config) for a, b in combinations(range(len(names)), 2)]
    known = [test.p for test in tests if test.p is not None]
    adjusted = iter(map(float, adjust(known, config.correction)))
    return tuple(replace(test, adjusted_p=next(adjusted)) if test.p is not None else test for test in tests)


def _structure(first: str, second: str, a: EdgeEstimates, b: EdgeEstimates, config: ComparisonConfig) -> StructureTest:
    import numpy
    from scipy.stats import f

    rows, count = min(a.rows, b.rows) - 1, len(a.pairs)
    free = rows - count + 1
    if free < 1:
        reason = f"{count} numbers are too many for {rows + 1} rows: their covariance has no inverse"
        return StructureTest(first, second, None, (count, free), None, None, reason)
    gap = a.values - b.values
    t_squared = float(gap @ numpy.linalg.solve(config.design_effect * (a.covariance + b.covariance), gap))
    p = float(f.sf(t_squared * free / (rows * count), count, free))
    return StructureTest(first, second, t_squared, (count, free), p, p, None)


def _check_names(tables: "Mapping[str, pandas.DataFrame]", graph: ValueGraph | None) -> None:
    asked = "compare populations"
    if len(tables) < 2:
        raise UserError(asked, f"there is {len(tables)}", "give at least two populations")
    first, *rest = sorted(tables)
    wanted = set(tables[first].columns)
    for name in rest:
        odd = sorted(map(str, wanted ^ set(tables[name].columns)))
        if odd:
            raise UserError(asked, f"{odd[0]} is a value in only one of {first} and {name}", "give all the same values")
    unknown = sorted(set(graph.nodes) - wanted - {RESPONSE_STYLE}) if graph else []
    if unknown:
        raise UserError(
            asked, f"the graph has the node {unknown[0]}, the tables have not", "give the graph of these values"
        )
