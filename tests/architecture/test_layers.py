"""Imports point one way. An import inside a function or for type checking counts like any other."""

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

import pytest

# A room may import from lower layers only. Rooms of the last layer may import each other, without a circle.
LAYERS = [
    {"foundation"},
    {"values"},
    {"data"},
    {"attribution", "graph"},
    {"scm"},
    {"concepts"},
    {"decoder"},
    {"counterfactual"},
    {"instruments", "baselines", "evaluation", "report"},
]
RANK = {room: rank for rank, rooms in enumerate(LAYERS) for room in rooms}
TOP = LAYERS[-1]


def imported(tree: ast.Module) -> Iterator[str]:
    """The dotted names of everything that a module imports, anywhere in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms_imported(tree: ast.Module) -> set[str]:
    return {name.split(".")[1] for name in imported(tree) if name.startswith("couple.")} - {"__version__"}


def uphill(modules: Mapping[str, ast.Module]) -> list[str]:
    """Imports from a room into its own layer (the last one apart) or a higher one, or into an entry point."""
    found = []
    for module, tree in modules.items():
        room = module.split(".")[1] if "." in module else None
        if room not in RANK:
            continue
        for other in rooms_imported(tree) - {room}:
            beside = room in TOP and other in TOP
            if not beside and RANK.get(other, len(LAYERS)) >= RANK[room]:
                found.append(f"{module} imports couple.{other}")
    return found


def parse(**sources: str) -> dict[str, ast.Module]:
    return {f"couple.{name}": ast.parse(source) for name, source in sources.items()}


def test_no_room_imports_uphill(modules):
    assert uphill(modules) == []


@pytest.mark.parametrize(
    "source",
    [
        "from couple.scm import load_scm",
        "def f():\n    import couple.attribution.head",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from couple.attribution import Attributor",
        "from couple import report",
        "from couple.generate import main",
        "from couple.entry import serve",
    ],
)
def test_the_rule_sees_uphill_imports(source):
    assert len(uphill(parse(graph=source))) == 1


def test_the_rule_allows_downhill_and_sideways_at_the_top():
    assert uphill(parse(graph="from couple.data import locate", report="from couple.evaluation import x")) == []


def test_every_room_has_a_layer_and_every_layer_is_there(modules):
    rooms = {module.split(".")[1] for module in modules if module.count(".") > 1}
    assert rooms == set(RANK)


def test_rooms_of_the_last_layer_import_each_other_without_a_circle(modules):
    sideways = {room: set() for room in TOP}
    for module, tree in modules.items():
        room = module.split(".")[1] if "." in module else ""
        if room in TOP:
            sideways[room] |= (rooms_imported(tree) & TOP) - {room}
    try:
        TopologicalSorter(sideways).prepare()
    except CycleError as circle:
        pytest.fail(f"a circle of imports: {' <- '.join(circle.args[1])}")


def test_the_rooms_of_evaluation_point_one_way(modules):
    order = ["static_embeddings", "asking", "measures", "judges", "comparison", "outcome"]
    uphill = [
        f"{module} imports {name}"
        for module, tree in modules.items()
        if module.startswith("couple.evaluation.")
        for name in imported(tree)
        if name.startswith("couple.evaluation.") and order.index(name.split(".")[2]) > order.index(module.split(".")[2])
    ]
    assert uphill == []


def test_entry_points_import_no_other_entry_point(modules):
    entries = {name for name in modules if name.count(".") == 1 and name.split(".")[1] not in RANK}
    others = {name.split(".")[1] for name in entries} - {"entry"}
    assert {"generate", "whatif", "entry", "__main__"} <= {name.split(".")[1] for name in entries}
    assert [name for name in entries if rooms_imported(modules[name]) & others - {name.split(".")[1]}] == []


def test_values_and_foundation_need_torch_for_seeds_and_for_loading_weights_alone(modules):
    users = {
        module
        for module, tree in modules.items()
        if module.startswith(("couple.foundation", "couple.values"))
        and any(name.split(".")[0] in {"torch", "transformers"} for name in imported(tree))
    }
    # inside functions of the first two; nothing in foundation imports the third
    assert users == {f"couple.foundation.{name}" for name in ("seeds", "embedded_model", "weights")}
    assert not any("couple.foundation.weights" in set(imported(modules[name])) for name in users)
