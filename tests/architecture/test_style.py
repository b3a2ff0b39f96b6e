"""What a reader may rely on in every file: it is short, says what it knows, and its signatures say what they take."""

import ast
from collections.abc import Iterator

import pytest

LONGEST = 400

# A name after which any keyword may follow, and why.
OPEN = {"couple.foundation.run_folder.RunFolder.note": "the keywords are the facts that it notes"}


def public_functions(module: str, tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Functions and methods that a reader may call: no name on the way begins with an underscore."""
    pending: list[tuple[str, ast.AST]] = [(module, tree)]
    while pending:
        place, parent = pending.pop()
        for node in ast.iter_child_nodes(parent):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                constructor = node.name == "__init__"
                if node.name.startswith("_") and not constructor:
                    continue
                name = f"{place}.{node.name}"
                if isinstance(node, ast.ClassDef):
                    pending.append((name, node))
                else:
                    yield name, node


def open_signatures(module: str, tree: ast.Module) -> list[str]:
    return [name for name, function in public_functions(module, tree) if function.args.kwarg]


def test_public_signatures_name_what_they_take(modules):
    assert {name for module, tree in modules.items() for name in open_signatures(module, tree)} == set(OPEN)


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("def f(a, **kwargs): ...", 1),
        ("class A:\n    def __init__(self, **rest): ...", 1),
        ("class A:\n    class B:\n        async def f(self, **rest): ...", 1),
        ("def _f(**rest): ...\nclass _A:\n    def f(self, **rest): ...", 0),
        ("def f(*names): ...", 0),
    ],
)
def test_the_rule_sees_open_signatures(source, count):
    assert len(open_signatures("module", ast.parse(source))) == count


def test_every_module_says_what_it_knows(modules):
    assert [name for name, tree in modules.items() if not (ast.get_docstring(tree) or "").strip()] == []


def test_every_room_says_what_it_gives(modules):
    """Each package with code in it names its public names."""
    rooms = [
        name for name in modules if name.count(".") == 1 and any(other.startswith(f"{name}.") for other in modules)
    ]
    silent = [
        room
        for room in rooms
        if not any(
            isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["__all__"]
            for node in modules[room].body
        )
    ]
    assert len(rooms) >= 12
    assert silent == []


def test_no_python_file_is_long(repository_files):
    lengths = {
        name: len(file.read_text(encoding="utf-8").splitlines())
        for name, file in repository_files.items()
        if file.suffix == ".py"
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}
