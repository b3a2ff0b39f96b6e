"""Background knowledge: what a graph must, may not, and may only contain, by name; and whether a search respected it.

Causal-learn ignores background knowledge in places (its PC may drop a required edge, its GES takes none at all), so
every search result is checked here again and what it violates is reported.
"""

from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import permutations
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from couple.foundation import UserError, build_config, nearest_name, read_yaml
from couple.graph.equivalence import DiscoveredGraph
from couple.values import ValueSystem, load_system, shipped_systems

Pair = tuple[str, str]


class Constraints(BaseModel):
    """Tiers (earlier causes later, never the reverse), forbidden and required edges as ``[source, target]`` pairs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tiers: tuple[tuple[str, ...], ...] = ()
    forbidden: tuple[Pair, ...] = ()
    required: tuple[Pair, ...] = ()

    def forbids(self, source: str, target: str) -> bool:
        """Whether ``source -> target`` is forbidden, by name, by tier, or because the reverse is required."""
        if (source, target) in self.forbidden or (target, source) in self.required:
            return True
        tier = {name: number for number, names in enumerate(self.tiers) for name in names}
        return source in tier and target in tier and tier[source] > tier[target]

    def common_causes(self, nodes: Sequence[str]) -> tuple[str, ...]:
        """The nodes that are required to cause every other node (but not one another), in the order of ``nodes``."""
        required = set(self.required)
        causes: list[str] = []
        for node in nodes:
            if all((node, other) in required for other in nodes if other not in (node, *causes)):
                causes.append(node)
        return tuple(causes) if len(causes) < len(nodes) else ()

    def checked(self, nodes: Sequence[str]) -> "Constraints":
        """These constraints, after a check that every name is a node and that they do not contradict each other."""
        asked = "use these constraints"
        for name in [*(name for tier in self.tiers for name in tier), *(n for p in self.forbidden for n in p),
                     *(name for pair in self.required for name in pair)]:  # fmt: skip
            if name not in nodes:
                near = nearest_name(name, nodes)
                hint = f"did you mean {near}?" if near else f"the columns are {', '.join(nodes)}"
                raise UserError(asked, f"they name {name}, which is no column of the data", hint)
        for source, target in self.required:
            if self.forbids(source, target):
                raise UserError(asked, f"{source} -> {target} is both required and forbidden", "keep one of the two")
        try:
            causes = {node: [source for source, target in self.required if target == node] for node in nodes}
            TopologicalSorter(causes).prepare()
        except CycleError as error:
            found = f"the required edges form the cycle {' -> '.join(error.args[1])}"
            raise UserError(asked, found, "drop one of them") from None
        return self

    def violations(self, found: DiscoveredGraph) -> tuple[str, ...]:
        """What ``found`` shows against these constraints, one phrase each; empty when it respects them."""
        nodes = set(found.nodes)
        directed = found.directed
        wrong = [f"forbidden edge {source} -> {target}" for source, target in directed if self.forbids(source, target)]
        missing = [
            f"required edge {source} -> {target} is missing"
            for source, target in self.required
            if {source, target} <= nodes and (source, target) not in directed
        ]
        return tuple(sorted([*wrong, *missing]))


def theory_constraints(system: ValueSystem) -> Constraints:
    """What a circular theory of values says about direct influence, read strictly.

    The theory names pairs that are compatible (neighbours on the circle) and pairs in conflict; every other pair is
    related only through the values between them, so an edge between the two is forbidden both ways. It says nothing
    about direction, and so nothing else is ruled out. Real answers break this often: violations are counted.
    """
    known = system.compatible | system.conflicting
    pairs = [pair for pair in permutations(system.names, 2) if frozenset(pair) not in known]
    return Constraints(forbidden=tuple(pairs))


def load_constraints(path: str | Path) -> Constraints:
    """The constraints in a YAML file with any of ``tiers``, ``forbidden``, ``required``, or of a theory by its name.

    Raises:
        UserError: there is no such file or theory, or it is not of that form.
    """
    if str(path) in shipped_systems():
        return theory_constraints(load_system(str(path)))
    raw = read_yaml(path, what="constraints file")
    if not isinstance(raw, dict):
        remedy = "write mappings such as  required: [[age, income]]  or  tiers: [[age], [income, health]]"
        raise UserError(f"read the constraints file {path}", "it is not a mapping", remedy)
    return build_config(Constraints, raw, where="constraints")
