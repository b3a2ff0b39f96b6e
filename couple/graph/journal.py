"""The memory of a run of searches: one line a search, so that an interrupted run goes on where it stopped."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from couple.foundation import UserError, append_json_line, read_json_lines
from couple.graph.constraints import Constraints
from couple.graph.equivalence import Cpdag, Dag, DiscoveredGraph, Mark, MarkedEdge, Pag

if TYPE_CHECKING:
    import pandas

    from couple.graph.discovery import DiscoveryAlgorithm

_KINDS: dict[str, type[DiscoveredGraph]] = {"cpdag": Cpdag, "pag": Pag, "dag": Dag}


@dataclass(frozen=True)
class Finding:
    """What one search found, and which rules it broke."""

    graph: DiscoveredGraph
    violations: tuple[str, ...]


@dataclass
class SearchJournal:
    """Findings by (number of the drawn table, number of the member); ``path`` None keeps them in memory only."""

    path: Path | None
    findings: dict[tuple[int, int], Finding] = field(default_factory=dict)

    @classmethod
    def open(
        cls,
        path: Path | None,
        members: "Sequence[DiscoveryAlgorithm]",
        table: "pandas.DataFrame",
        constraints: Constraints,
        drawing: dict[str, Any],
    ) -> "SearchJournal":
        """A new journal, or the one at ``path`` if the very same searches wrote it. Raises ``UserError`` if not."""
        if path is None:
            return cls(None)
        about = _fingerprint(members, table, constraints, drawing)
        if not path.exists():
            append_json_line(path, {"searches": about})
            return cls(path)
        head, *lines = read_json_lines(path, drop_broken_end=True) or [{}]
        if head.get("searches") != about:
            found = f"{path} holds searches of other data, settings or background knowledge"
            raise UserError("go on with these searches", found, "choose a new folder: output=NEW")
        read = {(line["number"], line["member"]): _finding(line) for line in lines}
        return cls(path, read)

    def add(self, number: int, member: int, finding: Finding) -> None:
        """Remember one search at once."""
        self.findings[number, member] = finding
        if self.path is None:
            return
        graph = finding.graph
        kind = next(name for name, kind in _KINDS.items() if type(graph) is kind)
        edges = sorted([e.first, e.second, e.mark_at_first.value, e.mark_at_second.value] for e in graph.edges)
        line = {"number": number, "member": member, "kind": kind, "nodes": list(graph.nodes), "edges": edges}
        append_json_line(self.path, {**line, "violations": list(finding.violations)})


def _finding(line: dict[str, Any]) -> Finding:
    edges = frozenset(MarkedEdge(first, second, Mark(one), Mark(two)) for first, second, one, two in line["edges"])
    return Finding(_KINDS[line["kind"]](tuple(line["nodes"]), edges), tuple(line["violations"]))


def _fingerprint(
    members: "Sequence[DiscoveryAlgorithm]", table: "pandas.DataFrame", rules: Constraints, drawing: dict[str, Any]
) -> str:
    """Of everything that the findings depend on."""
    settings = [[member.config.model_dump() for member in members], rules.model_dump(), drawing, list(table.columns)]
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True, default=list).encode())
    for name in table.columns:
        column = table[name]
        if column.dtype == "category":
            digest.update("\x1f".join(map(str, column.cat.categories)).encode())
            column = column.cat.codes
        digest.update(column.to_numpy().tobytes())
    return digest.hexdigest()[:32]
