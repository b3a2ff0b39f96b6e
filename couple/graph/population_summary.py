"""What to read of a comparison of populations: tables for a report, what stands whatever the style is, the limits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from couple.foundation import UserError
from couple.graph.populations import ComparisonConfig, EdgeComparison, PopulationComparison, compare_populations
from couple.graph.value_graph import ValueGraph

if TYPE_CHECKING:
    import pandas

STYLE_SHARES = (0.0, 0.5, 0.75, 0.9)
# Beyond this share of its bound a style leaves a covariance so close to singular that its inverse is mostly noise.
_NEARLY_SINGULAR = 0.95


@dataclass(frozen=True)
class StyleSensitivity:
    """One comparison for each share of style; ``refused`` says why for the shares that the data do not allow."""

    comparisons: tuple[tuple[float, PopulationComparison], ...]
    refused: tuple[tuple[float, str], ...]


def style_sensitivity(
    tables: "Mapping[str, pandas.DataFrame]",
    config: ComparisonConfig = ComparisonConfig(),  # noqa: B008 -- frozen
    *,
    graph: ValueGraph | None = None,
    shares: Sequence[float] = STYLE_SHARES,
) -> StyleSensitivity:
    """The same comparison for several shares of style, since the data cannot tell which is right."""
    done, refused = [], []
    for share in shares:
        try:
            settings = config.model_copy(update={"style_share": share})
            done.append((share, compare_populations(tables, settings, graph=graph)))
        except UserError as error:
            refused.append((share, f"{error.asked}: {error.found}"))
    return StyleSensitivity(tuple(done), tuple(refused))


def difference_table(comparison: PopulationComparison) -> "pandas.DataFrame":
    """One row for each number and pair of populations, for a report.

    Columns: ``kind``, ``source``, ``target``, ``first`` and ``second`` (populations), ``value_first``,
    ``value_second``, ``difference`` with its 95 % interval ``low`` to ``high``, ``adjusted_p``,
    ``adjusted_equivalence_p``, ``detectable`` and ``verdict``.
    """
    import pandas
    from scipy.stats import norm

    rows: list[dict[str, Any]] = []
    reach = float(norm.ppf(0.975))
    for edge in comparison.associations + comparison.effects:
        values = {each.population: each.value for each in edge.estimates}
        for each in edge.differences:
            half = reach * each.standard_error
            rows.append(
                {"kind": edge.kind, "source": edge.source, "target": edge.target, "first": each.first,
                 "second": each.second, "value_first": values[each.first], "value_second": values[each.second],
                 "difference": each.value, "low": each.value - half, "high": each.value + half,
                 "adjusted_p": each.adjusted_p, "adjusted_equivalence_p": each.adjusted_equivalence_p,
                 "detectable": each.detectable, "verdict": each.verdict.value}
            )  # fmt: skip
    return pandas.DataFrame(rows)


def heterogeneity_table(comparison: PopulationComparison) -> "pandas.DataFrame":
    """One row for each number over all populations, for a report.

    Columns: ``kind``, ``source``, ``target``, ``mean``, ``lowest`` and ``highest`` of the populations, ``present`` (in
    how many it differs from zero with the sign of the mean), ``opposite`` (with the other sign), ``spread`` (standard
    deviation between populations), ``predicted_low`` to ``predicted_high`` (a further population), ``i_squared``,
    ``q``, ``adjusted_p``.
    """
    import pandas

    return pandas.DataFrame([_over_all(edge, comparison) for edge in comparison.associations + comparison.effects])


def comparison_limits(comparison: PopulationComparison) -> list[str]:
    """What a comparison of populations does not show."""
    config = comparison.config
    limits = [
        "That edges are causal: a difference of numbers under one graph may come from another graph.",
        "The amount of response style: each population's is an assumption, and partial associations depend on it.",
        f"Clustered or weighted samples: rows count as independent, with a design effect of {config.design_effect:g}.",
        "That questions mean the same everywhere: a difference between translations looks like one between people.",
        "Absence of a difference where the verdict is undecided: see the smallest difference that could be found.",
    ]
    near = [p.name for p in comparison.populations if p.style_variance > _NEARLY_SINGULAR * p.style_bound]
    if near:
        limits.append(
            f"Anything certain about {', '.join(near)}: the style taken out leaves a nearly singular covariance there."
        )
    return limits


def _over_all(edge: EdgeComparison, comparison: PopulationComparison) -> dict[str, Any]:
    values, found = [each.value for each in edge.estimates], edge.heterogeneity
    clear = sum(each.adjusted_p <= comparison.config.alpha for each in edge.estimates)
    present = edge.present(comparison.config.alpha)
    low, high = found.predicted or (None, None)
    return {
        "kind": edge.kind, "source": edge.source, "target": edge.target, "mean": found.mean, "lowest": min(values),
        "highest": max(values), "present": present, "opposite": clear - present, "spread": found.spread,
        "predicted_low": low, "predicted_high": high,
        "i_squared": found.i_squared, "q": found.q, "adjusted_p": edge.adjusted_p,
    }  # fmt: skip
