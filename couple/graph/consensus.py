"""From edge frequencies to one graph: the acyclic graph whose directions have the largest summed log-odds.

A pair is joined when at least ``threshold`` of the searches joined it (or background knowledge requires it). Its
direction weighs log(p / (1 - p)), p being the share of the joining searches that point that way (undecided ones count
half; half a search is added to each side, so that p stays inside 0..1). Every graph whose edges follow an order of
the nodes is acyclic; the best order is found exactly by dynamic programming over sets of nodes (as in Silander &
Myllymaki 2006) for up to ``EXACT_NODES`` nodes. Beyond that the search is greedy, surest pairs first, an edge turned
where it would close a cycle (its reverse then cannot), and then moves single nodes to better places in the order until
no move helps; this can stop short of the best order.
"""

import math

from couple.foundation import UserError
from couple.graph.constraints import Constraints
from couple.graph.stability import EdgeFrequencies
from couple.graph.value_graph import Edge, ValueGraph

EXACT_NODES = 14
# Outweighs any sum of log-odds of counted searches, which stay below log(2 * searches + 1) each.
_KNOWN = 1e6


def consensus_graph(frequencies: EdgeFrequencies, constraints: Constraints, *, threshold: float) -> ValueGraph:
    """The consensus of all searches. Required edges are drawn without confidence, forbidden directions never.

    Raises:
        UserError: ``threshold`` is outside 0..1 (0 excluded), or the constraints cannot all hold in an acyclic graph.
    """
    if not 0 < threshold <= 1:
        raise UserError(f"threshold={threshold}", "it is a share of searches", "type a threshold above 0 and up to 1")
    nodes = frequencies.nodes
    odds = _log_odds(frequencies, constraints, threshold)
    order = _best_order(nodes, odds) if len(nodes) <= EXACT_NODES else _improved(_greedy_order(nodes, odds), odds)
    rank = {node: number for number, node in enumerate(order)}
    edges: list[Edge] = []
    for pair in frequencies.pairs:
        if (pair.first, pair.second) not in odds:
            continue
        source, target = sorted((pair.first, pair.second), key=rank.__getitem__)
        if constraints.forbids(source, target):
            asked = "draw one graph from these searches"
            found = f"the constraints leave no acyclic graph that avoids {source} -> {target}"
            raise UserError(asked, found, "loosen the constraints")
        required = (source, target) in constraints.required
        confidence, adjacency = (None, None) if required else (pair.confidence(source), pair.adjacency)
        edges.append(Edge(source, target, confidence, adjacency))
    return ValueGraph(nodes, tuple(sorted(edges, key=lambda e: (nodes.index(e.source), nodes.index(e.target)))))


def _log_odds(frequencies: EdgeFrequencies, constraints: Constraints, threshold: float) -> dict[tuple[str, str], float]:
    """For each joined pair, both ways round, the log-odds of that direction."""
    odds: dict[tuple[str, str], float] = {}
    for pair in frequencies.pairs:
        forward, backward = (pair.first, pair.second), (pair.second, pair.first)
        required = forward in constraints.required or backward in constraints.required
        barred = constraints.forbids(*forward), constraints.forbids(*backward)
        if not required and (pair.adjacency < threshold or all(barred)):
            continue
        counts = [pair.confidence(source) * frequencies.searches + 0.5 for source in forward]
        weight = math.log(counts[0] / counts[1]) + _KNOWN * (barred[1] - barred[0])
        odds[forward], odds[backward] = weight, -weight
    return odds


def _best_order(nodes: tuple[str, ...], odds: dict[tuple[str, str], float]) -> list[str]:
    """The order with the largest sum of odds over joined pairs, by dynamic programming over sets of first nodes."""
    import numpy

    sets = numpy.arange(1 << len(nodes))
    gain = numpy.zeros((len(nodes), len(sets)))  # gain[v, s]: putting v behind the nodes in s
    for v, target in enumerate(nodes):
        for u, source in enumerate(nodes):
            gain[v] += odds.get((source, target), 0.0) * (sets >> u & 1)
    best = numpy.full(len(sets), -numpy.inf)
    best[0] = 0.0
    last = numpy.zeros(len(sets), dtype=int)
    for current in range(1, len(sets)):
        for v in range(len(nodes)):
            before = current ^ (1 << v)
            if before < current and best[before] + gain[v, before] > best[current] + 1e-12:
                best[current], last[current] = best[before] + gain[v, before], v
    order: list[str] = []
    current = len(sets) - 1
    while current:
        order.append(nodes[last[current]])
        current ^= 1 << int(last[current])
    return order[::-1]


def _greedy_order(nodes: tuple[str, ...], odds: dict[tuple[str, str], float]) -> list[str]:
    import networkx

    graph = networkx.DiGraph()
    graph.add_nodes_from(nodes)
    pairs = [pair for pair in odds if odds[pair] > 0 or (odds[pair] == 0 and pair[0] < pair[1])]
    for source, target in sorted(pairs, key=lambda pair: -odds[pair]):
        closes = networkx.has_path(graph, target, source)
        graph.add_edge(*((target, source) if closes else (source, target)))
    return list(networkx.lexicographical_topological_sort(graph, key=nodes.index))


def _improved(order: list[str], odds: dict[tuple[str, str], float]) -> list[str]:
    """``order`` after moving one node at a time to its best place, while that raises the sum of odds."""
    import numpy

    place = {node: number for number, node in enumerate(order)}
    weight = numpy.zeros((len(order), len(order)))  # [u, v]: the gain of u before v
    for (source, target), value in odds.items():
        weight[place[source], place[target]] = value
    current, moved = list(range(len(order))), True
    while moved:
        moved = False
        for node in range(len(order)):
            rest = [other for other in current if other != node]
            # behind k of the others: they come before the node, the remaining ones after it
            before = numpy.concatenate([[0.0], numpy.cumsum(weight[rest, node])])
            after = numpy.concatenate([numpy.cumsum(weight[node, rest][::-1])[::-1], [0.0]])
            gains = before + after
            best = int(gains.argmax())
            if gains[best] > gains[current.index(node)] + 1e-9:
                current, moved = [*rest[:best], node, *rest[best:]], True
    return [order[number] for number in current]
