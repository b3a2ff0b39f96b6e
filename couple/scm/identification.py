"""Can an effect be read off observed distributions, given a graph and hidden common causes? Back-door, then front-door.

The rules are Pearl's (1993, 1995; 2009, secs. 3.3.1 and 3.3.2); paths are judged by networkx's d-separation. "No" is an
answer of its own that carries the graph and the question: these two criteria are sufficient and not necessary.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, combinations
from typing import TYPE_CHECKING

from couple.graph import ValueGraph
from couple.scm.frames import refuse_unknown

if TYPE_CHECKING:
    import networkx

MAX_SET = 4


@dataclass(frozen=True)
class EffectQuestion:
    """The effect of setting ``treatment`` on ``outcome``, where each pair in ``hidden`` shares a hidden cause."""

    graph: ValueGraph
    treatment: str
    outcome: str
    hidden: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        for node in (self.treatment, self.outcome, *chain.from_iterable(self.hidden)):
            refuse_unknown(node, self.graph.nodes, asked="ask about")


@dataclass(frozen=True)
class NoEffect:
    """No directed path leads from the treatment to the outcome: the effect is exactly zero, not unknown."""

    question: EffectQuestion


@dataclass(frozen=True)
class BackDoor:
    """Identified: adjust for ``adjustment``, sum over it of P(y | x, z) P(z)."""

    question: EffectQuestion
    adjustment: tuple[str, ...]


@dataclass(frozen=True)
class FrontDoor:
    """Identified through ``mediators``: sum over m of P(m | x) sum over x' of P(y | x', m) P(x')."""

    question: EffectQuestion
    mediators: tuple[str, ...]


@dataclass(frozen=True)
class NotIdentified:
    """Neither criterion applies; ``reason`` names the open path that cannot be blocked."""

    question: EffectQuestion
    reason: str


def identify(question: EffectQuestion) -> NoEffect | BackDoor | FrontDoor | NotIdentified:
    """How, if at all, the effect follows from what is observed. Tries sets of up to ``MAX_SET`` nodes, small first."""
    import networkx

    graph = _with_hidden(question)
    treatment, outcome = question.treatment, question.outcome
    descendants = networkx.descendants(graph, treatment)
    if outcome not in descendants:
        return NoEffect(question)
    others = [node for node in question.graph.nodes if node not in (treatment, outcome)]
    allowed = [node for node in others if node not in descendants]
    back = _back_door(graph, treatment, outcome, allowed)
    if back is not None:
        return BackDoor(question, back)
    between = [node for node in others if node in descendants and outcome in networkx.descendants(graph, node)]
    for mediators in _subsets(between):
        if mediators and _is_front_door(graph, treatment, outcome, mediators):
            return FrontDoor(question, mediators)
    pair = next((p for p in question.hidden if treatment in p), None)
    cause = f"the hidden common cause of {pair[0]} and {pair[1]}" if pair else "hidden common causes"
    return NotIdentified(question, f"{cause} leaves a back-door path open that no observed node blocks")


def _with_hidden(question: EffectQuestion) -> "networkx.DiGraph":
    graph = question.graph.to_networkx()
    for number, (one, other) in enumerate(question.hidden):
        graph.add_edge(("hidden", number), one)
        graph.add_edge(("hidden", number), other)
    return graph


def _back_door(graph: "networkx.DiGraph", treatment: str, outcome: str, allowed: list[str]) -> tuple[str, ...] | None:
    """The smallest set, by number and then by order, that blocks every path into the treatment."""
    import networkx

    cut = graph.copy()
    cut.remove_edges_from(list(graph.out_edges(treatment)))
    for chosen in _subsets(allowed):
        if networkx.is_d_separator(cut, {treatment}, {outcome}, set(chosen)):
            return chosen
    parents = tuple(node for node in allowed if graph.has_edge(node, treatment))
    return parents if networkx.is_d_separator(cut, {treatment}, {outcome}, set(parents)) else None


def _is_front_door(graph: "networkx.DiGraph", treatment: str, outcome: str, mediators: tuple[str, ...]) -> bool:
    """Pearl 2009, def. 3.3.3: all directed paths pass; no back door from x to m; x blocks those from m to y."""
    import networkx

    without = graph.copy()
    without.remove_nodes_from(mediators)
    if outcome in networkx.descendants(without, treatment):
        return False
    first = graph.copy()
    first.remove_edges_from(list(graph.out_edges(treatment)))
    if not all(networkx.is_d_separator(first, {treatment}, {m}, set()) for m in mediators):
        return False
    second = graph.copy()
    second.remove_edges_from([edge for m in mediators for edge in graph.out_edges(m)])
    return networkx.is_d_separator(second, set(mediators), {outcome}, {treatment})


def _subsets(nodes: Iterable[str]) -> Iterable[tuple[str, ...]]:
    nodes = list(nodes)
    return chain.from_iterable(combinations(nodes, size) for size in range(min(len(nodes), MAX_SET) + 1))
