"""No global randomness: every draw names its generator. Where a library leaves no choice, ``fork_rng`` encloses it."""

import ast

import pytest

NUMPY_ALLOWED = {"Generator", "default_rng", "BitGenerator", "SeedSequence"}
TORCH_DRAWS = {
    "bernoulli",
    "multinomial",
    "normal",
    "poisson",
    "rand",
    "rand_like",
    "randint",
    "randint_like",
    "randn",
    "randn_like",
    "randperm",
}
IN_PLACE_DRAWS = {
    "bernoulli_",
    "cauchy_",
    "exponential_",
    "geometric_",
    "log_normal_",
    "normal_",
    "random_",
    "uniform_",
}
# The one place that seeds global generators, for libraries that offer no other, and puts their states back.
ON_LOAN = "couple.foundation.global_randomness"
GLOBAL_SEEDS = {"manual_seed", "manual_seed_all", "seed", "set_rng_seed", "set_seed", "set_random_seed"}


def dotted(node: ast.AST) -> str:
    """``np.random.rand`` for that expression; empty where it is no plain chain of names."""
    if isinstance(node, ast.Attribute):
        left = dotted(node.value)
        return f"{left}.{node.attr}" if left else ""
    return node.id if isinstance(node, ast.Name) else ""


class GlobalRandomness(ast.NodeVisitor):
    """Collects every use of a global generator as ``line: what``."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._forked = 0

    def visit_With(self, node: ast.With) -> None:
        calls = [item.context_expr.func for item in node.items if isinstance(item.context_expr, ast.Call)]
        forks = any(dotted(call).split(".")[-1] == "fork_rng" for call in calls)
        self._forked += forks
        self.generic_visit(node)
        self._forked -= forks

    def visit_Import(self, node: ast.Import) -> None:
        self.found += [f"{node.lineno}: import {a.name}" for a in node.names if a.name in {"random", "numpy.random"}]

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        names = {alias.name for alias in node.names}
        banned = (
            node.module == "random"
            or (node.module == "numpy" and "random" in names)
            or (node.module == "numpy.random" and names - NUMPY_ALLOWED)
            or (node.module in {"torch", "pyro", "torch.random"} and names & (TORCH_DRAWS | GLOBAL_SEEDS))
        )
        if banned:
            self.found.append(f"{node.lineno}: from {node.module} import {', '.join(sorted(names))}")

    def visit_Call(self, node: ast.Call) -> None:
        name = dotted(node.func)
        root, last = name.split(".")[0], name.split(".")[-1]
        given = {keyword.arg for keyword in node.keywords}
        if (
            (name.startswith(("np.random.", "numpy.random.")) and last not in NUMPY_ALLOWED)
            or (last == "default_rng" and not (node.args or node.keywords))
            or (root in {"torch", "pyro", "transformers"} and last in GLOBAL_SEEDS and not self._forked)
            or (root == "torch" and last in TORCH_DRAWS and "generator" not in given)
            or (isinstance(node.func, ast.Attribute) and node.func.attr in IN_PLACE_DRAWS and "generator" not in given)
        ):
            self.found.append(f"{node.lineno}: {name or ast.unparse(node.func)}()")
        self.generic_visit(node)


def global_randomness(tree: ast.Module) -> list[str]:
    visitor = GlobalRandomness()
    visitor.visit(tree)
    return visitor.found


def test_the_package_never_draws_from_a_global_generator(modules):
    found = {name: offences for name, tree in modules.items() if (offences := global_randomness(tree))}
    assert set(found) == {ON_LOAN}


@pytest.mark.parametrize(
    "source",
    [
        "import random",
        "from random import choice",
        "from numpy import random",
        "from numpy.random import rand",
        "np.random.seed(0)",
        "x = numpy.random.standard_normal(3)",
        "numpy.random.default_rng()",
        "torch.manual_seed(0)",
        "torch.random.manual_seed(0)",
        "with torch.no_grad():\n    torch.manual_seed(0)",
        "with torch.random.fork_rng():\n    pass\ntorch.manual_seed(0)",
        "pyro.set_rng_seed(1)",
        "transformers.set_seed(1)",
        "torch.rand(3)",
        "torch.randn(3, dtype=torch.float32)",
        "torch.zeros(3).uniform_()",
        "from torch import randn",
    ],
)
def test_the_rule_sees_a_global_draw(source):
    assert len(global_randomness(ast.parse(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "numpy.random.default_rng(3)",
        "torch.rand(3, generator=g)",
        "torch.zeros(3).uniform_(generator=g)",
        "g.manual_seed(3)",
        "with torch.random.fork_rng(devices=[]):\n    torch.manual_seed(0)",
        "with a() as b, torch.random.fork_rng(devices=[]):\n    torch.manual_seed(0)",
    ],
)
def test_the_rule_allows_a_named_generator_and_a_fork(source):
    assert global_randomness(ast.parse(source)) == []
