"""A structure agrees with itself as far as can be, with its own permutation by chance, and names decide."""

from itertools import permutations

import numpy
import pandas
import pytest
from scipy.stats import spearmanr

from couple.foundation import UserError, numpy_generator
from couple.graph import Edge, ValueGraph
from couple.graph.populations import ComparisonConfig, compare_populations
from couple.graph.side_by_side import lay_side_by_side

NAMES = tuple("abcdef")
PLAIN = ComparisonConfig(style_share=0)


def people(seed: str, rows: int = 2000) -> pandas.DataFrame:
    """Six values with a structure of their own for each seed."""
    generator = numpy_generator(4, "side by side", seed)
    mixing = generator.standard_normal((6, 6)) + 2 * numpy.eye(6)
    return pandas.DataFrame(generator.standard_normal((rows, 6)) @ mixing, columns=list(NAMES))


def test_a_structure_beside_itself():
    table = people("one")
    graph = ValueGraph(NAMES, (Edge("a", "b"), Edge("b", "c"), Edge("c", "f")))
    comparison = compare_populations({"here": table, "there": table}, PLAIN)
    found = lay_side_by_side(comparison, "here", "there", graphs=(graph, graph), permutations=499, seed=1)
    assert (found.rank.value, found.strength.value, found.sign.value) == (
        pytest.approx(1),
        pytest.approx(1),
        pytest.approx(1),
    )
    assert found.rank.p <= 0.02 and found.strength.p <= 0.02
    assert found.clear == found.clear_same > 0
    assert found.joined is not None
    assert (found.joined.value, found.joined_first, found.joined_second) == (3, 3, 3)
    assert found.joined.expected == pytest.approx(3 * 3 / 15, abs=0.15)


def test_measures_and_p_values_are_those_of_their_definitions():
    """All 720 permutations by hand, against a sample of 5,000."""
    tables = {"here": people("one", 300), "there": people("two", 300)}
    comparison = compare_populations(tables, PLAIN)
    matrices = {name: numpy.zeros((6, 6)) for name in tables}
    for edge in comparison.associations:
        i, j = NAMES.index(edge.source), NAMES.index(edge.target)
        for each in edge.estimates:
            matrices[each.population][i, j] = matrices[each.population][j, i] = each.value
    upper = numpy.triu_indices(6, 1)
    left = matrices["here"][upper]
    ranks, signs = [], []
    for order in permutations(range(6)):
        right = matrices["there"][numpy.ix_(order, order)][upper]
        ranks.append(spearmanr(left, right).statistic)
        signs.append((numpy.sign(left) == numpy.sign(right)).mean())
    found = lay_side_by_side(comparison, "here", "there", permutations=5000, seed=2)
    assert found.rank.value == pytest.approx(ranks[0])
    assert found.sign.value == pytest.approx(signs[0])
    assert found.rank.p == pytest.approx((numpy.array(ranks) >= ranks[0] - 1e-9).mean(), abs=0.03)
    assert found.sign.p == pytest.approx((numpy.array(signs) >= signs[0] - 1e-9).mean(), abs=0.03)
    assert found.rank.expected == pytest.approx(numpy.mean(ranks), abs=0.02)
    assert found == lay_side_by_side(comparison, "here", "there", permutations=5000, seed=2)


def test_a_population_that_was_not_compared_is_refused():
    comparison = compare_populations({"here": people("one"), "there": people("two")}, PLAIN)
    with pytest.raises(UserError, match="did you mean there"):
        lay_side_by_side(comparison, "here", "their")
