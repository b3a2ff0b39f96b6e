"""Three types of graph that never mix, classes of graphs, distances, and who may be an ancestor of whom."""

from itertools import combinations

import networkx
import numpy
import pytest

from couple.foundation import numpy_generator
from couple.graph import (
    Cpdag,
    Dag,
    Mark,
    MarkedEdge,
    Pag,
    ancestral_relations,
    dag_to_cpdag,
    member_agreement,
    structural_hamming_distance,
)

NODES = ("a", "b", "c", "d")
TAIL, ARROW, CIRCLE = Mark.TAIL, Mark.ARROW, Mark.CIRCLE


def test_each_type_refuses_marks_that_it_has_not():
    circle = frozenset({MarkedEdge("a", "b", CIRCLE, ARROW)})
    with pytest.raises(AssertionError, match="no circles"):
        Cpdag(NODES, circle)
    with pytest.raises(AssertionError, match="a tail and an arrow"):
        Dag(NODES, frozenset({MarkedEdge("a", "b", TAIL, TAIL)}))
    assert Pag(NODES, circle).undecided == {("a", "b")}
    assert Dag.of(NODES, []) != Cpdag(NODES, frozenset())


def test_a_chain_is_undirected_in_its_class_and_a_collider_is_not():
    chain = dag_to_cpdag(Dag.of(NODES, [("a", "b"), ("b", "c")]))
    assert chain.undecided == {("a", "b"), ("b", "c")}
    collider = dag_to_cpdag(Dag.of(NODES, [("a", "c"), ("b", "c"), ("c", "d")]))
    assert collider.directed == {("a", "c"), ("b", "c"), ("c", "d")}
    assert collider.nodes == NODES


def random_dag(seed: int, nodes: int = 6) -> Dag:
    generator = numpy_generator(seed, "dag")
    names = [f"n{i}" for i in generator.permutation(nodes)]
    return Dag.of(sorted(names), [pair for pair in combinations(names, 2) if generator.random() < 0.4])


@pytest.mark.parametrize("seed", range(10))
def test_distance_is_a_metric_and_zero_within_a_class(seed):
    one, two, three = (random_dag(seed * 3 + k) for k in range(3))
    assert structural_hamming_distance(one, one) == 0
    assert structural_hamming_distance(one, two) == structural_hamming_distance(two, one)
    through = structural_hamming_distance(one, three) + structural_hamming_distance(three, two)
    assert structural_hamming_distance(one, two) <= through
    assert len(one.joined ^ two.joined) <= structural_hamming_distance(one, two)


@pytest.mark.parametrize("seed", range(10))
def test_ancestors_of_a_dag_are_networkx_s_and_those_of_its_class_enclose_them(seed):
    dag = random_dag(seed)
    graph = networkx.DiGraph(sorted(dag.directed))
    graph.add_nodes_from(dag.nodes)
    below = [networkx.descendants(graph, source) for source in dag.nodes]
    expected = numpy.array([[target in descendants for target in dag.nodes] for descendants in below])
    definite, possible = ancestral_relations(dag)
    assert (definite == expected).all()
    assert (possible == expected).all()
    definite, possible = ancestral_relations(dag_to_cpdag(dag))
    assert (definite <= expected).all()
    assert (expected <= possible).all()


def test_agreement_counts_pairs_and_marks():
    one = Dag.of(NODES, [("a", "b"), ("b", "c")])
    two = Dag.of(NODES, [("b", "a"), ("b", "c"), ("c", "d")])
    (both,) = member_agreement(["x", "y"], [one, two, one, one])
    assert (both.one, both.other) == ("x", "y")
    assert both.same_pairs == pytest.approx(4 / 5)
    assert both.same_marks == pytest.approx(3 / 4)
    assert both.distance == pytest.approx(1.0)
    assert member_agreement(["x"], [one]) == ()
