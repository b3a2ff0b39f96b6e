"""The counterfactual world of observed rows, node by node in causal order: the loop that every family shares.

A family only says what value a node takes when its causes have moved and its noise has not. A node none of whose
causes moved keeps its value bit for bit, so the null intervention returns every row unchanged.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from couple.foundation import UserError
from couple.graph import ValueGraph
from couple.scm.frames import refuse_unknown
from couple.scm.intervention import Clip, Rule, Set, Shift, Soft, Where

if TYPE_CHECKING:
    import numpy
    import pandas

    Columns = Mapping[str, "numpy.ndarray"]
    # (node, columns before, columns after, the new mechanism or None) -> the node's column
    Natural = Callable[[str, Columns, Columns, Soft | None], "numpy.ndarray"]
    # (node, what it is set to) -> the node's column, one cell a row
    Read = Callable[[str, object], "numpy.ndarray"]


@dataclass(frozen=True, eq=False)
class PlacedRule:
    """A rule and the rows that it acts on (None: all)."""

    rule: Set | Shift | Clip | Soft
    rows: "numpy.ndarray | None"


def place_rules(
    do: "Mapping[str, float | str | pandas.Series | Rule]", observed: "pandas.DataFrame", graph: ValueGraph
) -> dict[str, PlacedRule]:
    """Every intervention as a rule, with its rows. Raises ``UserError`` for unknown nodes or causes out of order."""
    placed: dict[str, PlacedRule] = {}
    for node, typed in do.items():
        refuse_unknown(node, graph.nodes)
        rule = typed if isinstance(typed, Set | Shift | Clip | Soft | Where) else Set(typed)
        rows = rule.rows(observed) if isinstance(rule, Where) else None
        rule = rule.rule if isinstance(rule, Where) else rule
        if isinstance(rule, Soft):
            _refuse_disorder(node, rule, graph)
        placed[node] = PlacedRule(rule, rows)
    return placed


def counterfactual_columns(
    graph: ValueGraph, before: "Columns", rules: Mapping[str, PlacedRule], natural: "Natural", read: "Read"
) -> "dict[str, numpy.ndarray]":
    """The columns of the nodes that moved, as they would have been under ``rules``."""
    import numpy

    after: dict[str, numpy.ndarray] = {}
    for node in graph.topological_order():
        placed = rules.get(node)
        moved = any(parent in after for parent in graph.parents(node))
        if placed is None and not moved:
            continue
        value = natural(node, before, after, None) if moved else before[node]
        if placed is not None:
            acted = _act(placed.rule, node, value, before, after, natural, read)
            value = acted if placed.rows is None else numpy.where(placed.rows, acted, value)
        after[node] = value
    return after


def _act(
    rule: Set | Shift | Clip | Soft,
    node: str,
    value: "numpy.ndarray",
    before: "Columns",
    after: "Columns",
    natural: "Natural",
    read: "Read",
) -> "numpy.ndarray":
    import numpy

    if isinstance(rule, Set):
        return read(node, rule.value)
    if isinstance(rule, Soft):
        return natural(node, before, after, rule)
    if isinstance(rule, Shift):
        return value + rule.by
    low = -numpy.inf if rule.low is None else rule.low
    return numpy.clip(value, low, numpy.inf if rule.high is None else rule.high)


def _refuse_disorder(node: str, rule: Soft, graph: ValueGraph) -> None:
    earlier = graph.topological_order()[: graph.topological_order().index(node)]
    for cause in rule.weights:
        refuse_unknown(cause, graph.nodes)
        if cause not in earlier:
            found = f"{cause} does not come before {node} in causal order"
            raise UserError(f"give {node} a new mechanism", found, f"use only {', '.join(earlier) or 'no cause'}")
