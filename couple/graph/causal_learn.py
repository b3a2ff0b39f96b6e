"""The one border with causal-learn: names and our types on this side, matrices and node objects on the other.

Columns are sorted by name before a search, because results can depend on their order; so permuting a table changes
nothing. What causal-learn prints is swallowed: progress is ours to show.
"""

import contextlib
import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from couple.graph.constraints import Constraints
from couple.graph.equivalence import Cpdag, Dag, DiscoveredGraph, Mark, MarkedEdge, Pag, marked_edge

if TYPE_CHECKING:
    import numpy
    import pandas

_MARKS = {-1: Mark.TAIL, 1: Mark.ARROW, 2: Mark.CIRCLE}
Found = TypeVar("Found", Cpdag, Pag)


def numeric(table: "pandas.DataFrame") -> "tuple[list[str], numpy.ndarray]":
    """The names in order, and the columns as floats; a categorical column as the codes of its categories."""
    import numpy

    names = sorted(map(str, table.columns))
    columns = [table[name].cat.codes if table[name].dtype == "category" else table[name] for name in names]
    return names, numpy.column_stack([column.to_numpy(dtype=float) for column in columns])


def knowledge(constraints: Constraints, names: Sequence[str]) -> Any:
    """The constraints as causal-learn's BackgroundKnowledge, or None where there are none about ``names``."""
    from causallearn.graph.GraphNode import GraphNode
    from causallearn.utils.PCUtils.BackgroundKnowledge import BackgroundKnowledge

    rules, found = BackgroundKnowledge(), False
    for source in names:
        for target in names:
            if source != target and constraints.forbids(source, target):
                rules.add_forbidden_by_node(GraphNode(source), GraphNode(target))
                found = True
            if (source, target) in constraints.required:
                rules.add_required_by_node(GraphNode(source), GraphNode(target))
                found = True
    return rules if found else None


def read_marks(matrix: "numpy.ndarray", names: Sequence[str], kind: type[Found]) -> Found:
    """Causal-learn writes the mark at node i of the edge (i, j) into cell [i, j]: -1 tail, 1 arrow, 2 circle."""
    edges: set[MarkedEdge] = set()
    for i, first in enumerate(names):
        for j in range(i + 1, len(names)):
            at_first, at_second = int(matrix[i, j]), int(matrix[j, i])
            if at_first or at_second:
                edges.add(marked_edge(first, names[j], _MARKS[at_first], _MARKS[at_second]))
    return kind(tuple(names), frozenset(edges))


def dag_to_cpdag(dag: Dag) -> Cpdag:
    """The equivalence class of ``dag``: its compelled edges keep their direction (Chickering 1995)."""
    from causallearn.graph.Dag import Dag as LibraryDag
    from causallearn.graph.GraphNode import GraphNode
    from causallearn.utils.DAG2CPDAG import dag2cpdag

    names = sorted(dag.nodes)
    nodes = {name: GraphNode(name) for name in names}
    library = LibraryDag([nodes[name] for name in names])
    for cause, effect in sorted(dag.directed):
        library.add_directed_edge(nodes[cause], nodes[effect])
    found = read_marks(dag2cpdag(library).graph, names, Cpdag)
    return Cpdag(dag.nodes, found.edges)


def orient_by_knowledge(found: Cpdag, constraints: Constraints) -> Cpdag:
    """``found`` with each undirected edge that may point only one way turned that way; nothing else changes."""
    edges: set[MarkedEdge] = set()
    for edge in found.edges:
        forward, backward = (edge.first, edge.second), (edge.second, edge.first)
        undirected = edge.mark_at_first is edge.mark_at_second is Mark.TAIL
        barred = [constraints.forbids(*way) for way in (forward, backward)]
        if undirected and barred[0] != barred[1]:
            cause, effect = backward if barred[0] else forward
            edge = marked_edge(cause, effect, Mark.TAIL, Mark.ARROW)
        edges.add(edge)
    return Cpdag(found.nodes, frozenset(edges))


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Swallow what the enclosed calls print, and their warnings about regular events of a search."""
    import warnings

    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def with_nodes(found: DiscoveredGraph, nodes: tuple[str, ...], more: frozenset[MarkedEdge]) -> DiscoveredGraph:
    """The same kind of graph over ``nodes``, with ``more`` edges."""
    return type(found)(nodes, found.edges | more)
