"""One graph for each population; adjacency differs where it was planted to and not where labels mean nothing."""

import pandas
import pytest

from couple.foundation import UserError, numpy_generator
from couple.graph import BootstrapConfig, Pc, PcConfig
from couple.graph.population_graphs import adjacency_differences, population_graph, shared_pairs

SEARCH = Pc(PcConfig(alpha=0.01))
STRICT = Pc(PcConfig(alpha=0.001))


def people(rows: int, name: str, *, slope: float, style: float = 0.0) -> pandas.DataFrame:
    """first -> second with ``slope``, third -> fourth always."""
    generator = numpy_generator(3, "population graphs", name)
    table = generator.standard_normal((rows, 4))
    table[:, 1] += slope * table[:, 0]
    table[:, 3] += 0.8 * table[:, 2]
    table += style * generator.standard_normal((rows, 1))
    return pandas.DataFrame(table, columns=["first", "second", "third", "fourth"])


def test_what_all_populations_join_comes_first():
    tables = {"a": people(400, "a", slope=0.8), "b": people(400, "b", slope=0.0), "c": people(400, "c", slope=0.8)}
    config = BootstrapConfig(bootstraps=10, rows=None, seed=1)
    graphs = {
        name: population_graph(SEARCH, name, table, config, response_style=False) for name, table in tables.items()
    }
    pairs = shared_pairs(graphs)
    assert len(pairs) == 6
    assert [(pair.first, pair.second, pair.joined) for pair in pairs[:2]] == [
        ("fourth", "third", 3),
        ("first", "second", 2),
    ]
    assert (pairs[0].lowest, pairs[0].mean_adjacency) == (1.0, 1.0)
    assert pairs[1].lowest < 0.5 < pairs[1].highest
    assert shared_pairs(dict(reversed(graphs.items()))) == pairs


def test_style_is_a_node_of_each_graph_and_no_pair():
    table = people(600, "style", slope=0.3, style=0.8)
    config = BootstrapConfig(bootstraps=3, rows=None, seed=1)
    found = population_graph(SEARCH, "here", table, config, response_style=True)
    assert found.style is not None
    assert "response_style" in found.graph.nodes
    assert all("response_style" not in (pair.first, pair.second) for pair in shared_pairs({"here": found}))


def test_a_population_without_a_common_style_is_named():
    table = people(400, "none", slope=-0.8)
    with pytest.raises(UserError, match="population there"):
        config = BootstrapConfig(bootstraps=1, rows=None)
        population_graph(SEARCH, "there", table.assign(third=-table["fourth"]), config, response_style=True)


def test_permutations_find_the_planted_difference_and_are_a_function_of_the_seed():
    first, second = people(300, "one", slope=1.0), people(300, "other", slope=0.0)
    config = BootstrapConfig(bootstraps=4, rows=300, seed=1)
    found = adjacency_differences(STRICT, first, second, config, permutations=19, response_style=False)
    short = [adjacency_differences(STRICT, first, second, config, permutations=1, response_style=False) for _ in "ab"]
    assert short[0] == short[1]
    assert [gap.value for gap in short[0]] == [gap.value for gap in found]
    by_pair = {(gap.first, gap.second): gap for gap in found}
    planted = by_pair.pop(("first", "second"))
    assert planted.value >= 0.6
    assert planted.p == planted.familywise_p == pytest.approx(1 / 20)  # the smallest that 19 permutations allow
    assert all(planted.p <= gap.p <= min(gap.adjusted_p, gap.familywise_p) <= 1 for gap in by_pair.values())
    assert by_pair["fourth", "third"].adjusted_p == 1.0  # both always join it


def test_two_copies_of_one_population_never_differ():
    table = people(300, "copies", slope=0.0)
    config = BootstrapConfig(bootstraps=2, rows=None, seed=1)
    with pytest.raises(UserError, match="the same values"):
        adjacency_differences(SEARCH, table, table[["first", "second"]], config, permutations=1, response_style=False)
    found = adjacency_differences(SEARCH, table, table, config, permutations=9, response_style=False)
    assert min(gap.adjusted_p for gap in found) >= 0.1
