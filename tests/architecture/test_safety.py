"""Nothing that we read can run: no pickle in any disguise, no evaluated text, no loader that builds objects."""

import ast

import pytest

BANNED_MODULES = {"cPickle", "cloudpickle", "dill", "joblib", "marshal", "pickle", "shelve"}
BANNED_BUILTINS = {"__import__", "compile", "eval", "exec"}
BANNED_CALLS = {
    "torch.load",
    "torch.save",
    "yaml.full_load",
    "yaml.unsafe_load",
    "yaml.load_all",
    "hydra.utils.instantiate",
    "instantiate",
    "os.system",
    "os.popen",
}
BANNED_ARGUMENTS = {("allow_pickle", True), ("trust_remote_code", True), ("weights_only", False), ("shell", True)}


def unsafe(tree: ast.Module) -> list[str]:
    """Every unsafe import or call as ``line: what``."""
    safe_loaders = {"yaml.SafeLoader", "yaml.CSafeLoader", "SafeLoader"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and {ast.unparse(base) for base in node.bases} & safe_loaders:
            safe_loaders.add(node.name)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            found += [f"{node.lineno}: import {name}" for name in names if name.split(".")[0] in BANNED_MODULES]
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        arguments = {keyword.arg: keyword.value for keyword in node.keywords}
        constants = {(key, value.value) for key, value in arguments.items() if isinstance(value, ast.Constant)}
        loader = ast.unparse(arguments["Loader"]) if "Loader" in arguments else "none"
        if (
            name in BANNED_BUILTINS | BANNED_CALLS
            or name.endswith((".read_pickle", ".to_pickle"))
            or (name == "yaml.load" and loader not in safe_loaders)
            or constants & BANNED_ARGUMENTS
        ):
            found.append(f"{node.lineno}: {ast.unparse(node)}")
    return found


def test_the_package_runs_nothing_that_it_reads(modules):
    found = {name: offences for name, tree in modules.items() if (offences := unsafe(tree))}
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "def f():\n    from joblib import load",
        "eval(text)",
        "exec(text)",
        "torch.load(path)",
        "torch.load(path, weights_only=True)",
        "yaml.load(text)",
        "yaml.load(text, Loader=yaml.FullLoader)",
        "class Mine(yaml.Loader): pass\nyaml.load(text, Loader=Mine)",
        "yaml.unsafe_load(text)",
        "numpy.load(path, allow_pickle=True)",
        "AutoModel.from_pretrained(name, trust_remote_code=True)",
        "pandas.read_pickle(path)",
        "subprocess.run(line, shell=True)",
        "hydra.utils.instantiate(config)",
    ],
)
def test_the_rule_sees_unsafe_code(source):
    assert len(unsafe(ast.parse(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "yaml.safe_load(text)",
        "yaml.load(text, Loader=yaml.SafeLoader)",
        "class Plain(yaml.SafeLoader): pass\nyaml.load(text, Loader=Plain)",
        "model.eval()",
        "re.compile(pattern)",
    ],
)
def test_the_rule_allows_safe_code(source):
    assert unsafe(ast.parse(source)) == []
