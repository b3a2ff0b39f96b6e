"""No difference where there is none, exactly; a planted one is found; false finds stay below the level asked for."""

import numpy
import pandas
import pytest

from couple.foundation import UserError, numpy_generator
from couple.graph import Edge, ValueGraph, shipped_graph
from couple.graph.edge_estimates import NetMoments
from couple.graph.population_summary import (
    comparison_limits,
    difference_table,
    heterogeneity_table,
    style_sensitivity,
)
from couple.graph.populations import ComparisonConfig, Verdict, compare_populations

NAMES = ("v0", "v1", "v2", "v3", "v4", "v5")
GRAPH = ValueGraph(NAMES, (Edge("v0", "v1"), Edge("v1", "v2"), Edge("v3", "v4")))
PLAIN = ComparisonConfig(style_share=0)


def people(rows: int, *seed: str | int, slope: float = 0.4, style: float = 0.5) -> pandas.DataFrame:
    """v0 -> v1 with ``slope``, v1 -> v2 and v3 -> v4 with 0.4, v5 alone; all lifted by a style."""
    generator = numpy_generator(1, "people", *seed)
    table = generator.standard_normal((rows, 6))
    table[:, 1] += slope * table[:, 0]
    table[:, 2] += 0.4 * table[:, 1]
    table[:, 4] += 0.4 * table[:, 3]
    return pandas.DataFrame(table + style * generator.standard_normal((rows, 1)), columns=list(NAMES))


def test_two_copies_of_one_population_do_not_differ_at_all():
    table = people(400, "copies")
    found = compare_populations({"here": table, "there": table.copy()}, graph=GRAPH)
    for edge in found.associations + found.effects:
        (gap,) = edge.differences
        assert (gap.value, gap.adjusted_p, edge.heterogeneity.q, edge.adjusted_p) == (0.0, 1.0, 0.0, 1.0)
        assert edge.estimates[0].value == edge.estimates[1].value
        assert gap.verdict in (Verdict.SAME, Verdict.UNDECIDED)
    (structure,) = found.structures
    assert (structure.t_squared, structure.p) == (0.0, 1.0)


def test_many_copies_are_called_the_same():
    table = people(20_000, "same")
    found = compare_populations({"a": table, "b": table}, PLAIN, graph=GRAPH)
    assert {edge.differences[0].verdict for edge in found.associations + found.effects} == {Verdict.SAME}


def test_neither_the_order_of_populations_nor_of_columns_changes_anything():
    tables = {name: people(300, "order", name) for name in "abc"}
    turned = {name: tables[name][list(NAMES[::-1])] for name in "cab"}
    assert compare_populations(tables, graph=GRAPH) == compare_populations(turned, graph=GRAPH)


def test_a_planted_difference_is_found_with_its_size_and_nothing_else_is():
    tables = {"a": people(2000, "planted", "a", slope=0.7), "b": people(2000, "planted", "b", slope=0.3)}
    found = compare_populations(tables, PLAIN.model_copy(update={"correction": "holm"}), graph=GRAPH)
    different = [edge for edge in found.effects if edge.differences[0].verdict is Verdict.DIFFERENT]
    assert [(edge.source, edge.target) for edge in different] == [("v0", "v1")]
    # the style lifts cause and effect: slope (s + t) / (1 + t) with t = .25
    assert different[0].differences[0].value == pytest.approx(0.4 / 1.25, abs=0.1)
    assert (found.structures[0].p or 1) < 1e-6
    assert [(e.source, e.target) for e in found.associations if e.adjusted_p < 0.01] == [("v0", "v1")]


def test_many_rows_find_slight_differences_for_what_they_are():
    tables = {"a": people(200_000, "slight", "a", slope=0.45, style=0), "b": people(200_000, "slight", "b", style=0)}
    found = compare_populations(tables, PLAIN, graph=GRAPH)
    verdicts = {(edge.source, edge.target): edge.differences[0].verdict for edge in found.effects}
    assert verdicts["v0", "v1"] is Verdict.SLIGHT
    assert verdicts["v3", "v4"] is Verdict.SAME


def test_false_finds_among_equal_populations_stay_below_the_level():
    """150 comparisons of two equal populations: any find is false; at .05 more than 15 are a 1 % event."""
    wrong = structures = 0
    for number in range(150):
        tables = {name: people(400, "null", number, name) for name in "ab"}
        found = compare_populations(tables, ComparisonConfig(style_share=0.5))
        wrong += any(edge.differences[0].adjusted_p <= 0.05 for edge in found.associations)
        structures += (found.structures[0].p or 1) <= 0.05
    assert wrong <= 15
    assert structures <= 15


def test_false_discovery_rate_with_real_differences_around():
    shares = []
    for number in range(60):
        tables = {"a": people(800, "rate", number, "a", slope=0.8), "b": people(800, "rate", number, "b", slope=0.1)}
        found = [e for e in compare_populations(tables, PLAIN).associations if e.differences[0].adjusted_p <= 0.1]
        false = [edge for edge in found if {edge.source, edge.target}.isdisjoint({"v0", "v1", "v2"})]
        assert ("v0", "v1") in [(edge.source, edge.target) for edge in found]
        shares.append(len(false) / len(found))
    assert numpy.mean(shares) <= 0.1


def test_detectable_difference_is_found_as_often_as_said():
    """The slope that can be found with a power of .8 at alpha over the size of the family, without adjustment."""
    one = ValueGraph(("v0", "v1"), (Edge("v0", "v1"),))
    tables = {name: people(500, "power", name, style=0)[["v0", "v1"]] for name in "ab"}
    gap = compare_populations(tables, PLAIN, graph=one).effects[0].differences[0].detectable
    hits = 0
    for number in range(150):
        tables = {name: people(500, "power", number, name, slope=0.4 + gap * (name == "a"), style=0) for name in "ab"}
        pair = {name: table[["v0", "v1"]] for name, table in tables.items()}
        hits += compare_populations(pair, PLAIN, graph=one).effects[0].differences[0].adjusted_p <= 0.05
    assert 0.7 <= hits / 150 <= 0.9


def test_design_effect_and_families():
    tables = {name: people(500, "families", name) for name in "abc"}
    plain = compare_populations(tables, ComparisonConfig())
    clustered = compare_populations(tables, ComparisonConfig(design_effect=2.25))
    for one, other in zip(plain.associations, clustered.associations, strict=True):
        for a, b in zip(one.differences, other.differences, strict=True):
            assert b.standard_error == pytest.approx(1.5 * a.standard_error)
    assert len(plain.associations) == 15
    assert [len(edge.differences) for edge in plain.associations] == [3] * 15
    assert len(difference_table(plain)) == 45
    summary = heterogeneity_table(plain)
    assert list(summary["present"]) == [edge.present(0.05) for edge in plain.associations]
    assert (summary["lowest"] <= summary["mean"]).all() and (summary["mean"] <= summary["highest"]).all()


def test_shares_of_style_that_the_data_do_not_allow_are_named():
    tables = {name: people(500, "style", name) for name in "ab"}
    found = style_sensitivity(tables, shares=(0.0, 0.5, 50.0))
    assert [share for share, _ in found.comparisons] == [0.0, 0.5]
    assert [share for share, _ in found.refused] == [50.0]
    assert "population a" in found.refused[0][1]


def test_a_nearly_singular_population_is_named_among_the_limits():
    table = people(2000, "near", "a")
    moments = NetMoments.of(table, style_share=1, standardised=False)
    share = 0.97 * moments.style_bound / moments.style_variance
    other = people(2000, "near", "b", style=0.3)
    found = compare_populations({"a": table, "b": other}, ComparisonConfig(style_share=share))
    assert any("certain about a:" in line for line in comparison_limits(found))
    assert not any("certain about" in line for line in comparison_limits(compare_populations({"a": table, "b": table})))


def test_too_few_rows_for_a_structure_test_is_unknown_with_a_reason():
    wide = pandas.DataFrame(numpy_generator(2, "wide").standard_normal((62, 12)))
    wide.columns = [f"v{number:02}" for number in range(12)]
    (structure,) = compare_populations({"a": wide, "b": wide}, PLAIN).structures
    assert structure.p is None and structure.adjusted_p is None
    assert "66 numbers are too many for 62 rows" in str(structure.reason)


def test_a_graph_without_edges_between_values_has_no_effects():
    tables = {name: people(200, "empty", name) for name in "ab"}
    lifted = ValueGraph(("response_style", *NAMES), (Edge("response_style", "v0"),))
    assert compare_populations(tables, graph=ValueGraph(NAMES, ())).effects == ()
    assert compare_populations(tables, graph=lifted).effects == ()


def test_mistakes():
    table = people(200, "mistakes")
    with pytest.raises(UserError, match="at least two populations"):
        compare_populations({"a": table})
    with pytest.raises(UserError, match="v5 is a value in only one of a and b"):
        compare_populations({"a": table, "b": table.drop(columns="v5")})
    with pytest.raises(UserError, match=r"population b[\s\S]*v3 is constant"):
        compare_populations({"a": table, "b": table.assign(v3=1.0)})
    with pytest.raises(UserError, match="the graph has the node achievement"):
        compare_populations({"a": table, "b": table}, graph=shipped_graph())
