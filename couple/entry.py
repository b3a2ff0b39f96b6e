"""How every verb starts: help without heavy imports, Hydra for the configuration, one message for a user's mistake.

A verb is a function from plain settings to nothing; ``serve("discover", discover)`` turns it into a command. The
help text is the comment at the head of ``conf/VERB.yaml``, so that it cannot drift away from the keys below it.
"""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from couple.foundation.errors import UserError, nearest_name

Settings = dict[str, Any]

# The run folder is ours: Hydra neither changes directory nor writes folders or logs of its own.
_HYDRA = [
    "hydra.run.dir=.",
    "hydra.sweep.subdir=.",
    "hydra.output_subdir=null",
    "hydra/job_logging=none",
    "hydra/hydra_logging=none",
]


# Where a verb's own key travels that is a group for another verb: Hydra would read scm=DIR as a choice in conf/scm.
_SHADOWED = "shadowed_by_a_group"


def conf_folder() -> Path:
    """The configuration folder: beside the package in a checkout, inside it when installed from a wheel."""
    package = Path(__file__).resolve().parent
    inside, beside = package / "conf", package.parent / "conf"
    return inside if inside.is_dir() else beside


def serve(verb: str, work: Callable[[Settings], None]) -> None:
    """Run ``work`` as the command ``couple.VERB`` with this process's arguments. Exits 2 on a user's mistake."""
    arguments = sys.argv[1:]
    if {"--help", "-h"} & set(arguments):
        print(help_text(verb))
        return
    try:
        _run_hydra(verb, work, arguments)
    except UserError as error:
        print(f"couple {verb}: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def help_text(verb: str) -> str:
    """The comment at the head of the verb's YAML file, then its keys as they stand there."""
    lines = (conf_folder() / f"{verb}.yaml").read_text(encoding="utf-8").splitlines()
    first = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    head = "\n".join(line.removeprefix("#").removeprefix(" ") for line in lines[:first])
    keys = "\n".join(f"  {line}" for line in lines[first:] if line.strip())
    return f"{head}\n\nKeys and defaults (override as key=value; --cfg job prints the composed result):\n{keys}"


def _run_hydra(verb: str, work: Callable[[Settings], None], arguments: list[str]) -> None:
    import hydra
    from hydra.core.hydra_config import HydraConfig
    from hydra.errors import HydraException
    from hydra.types import RunMode
    from omegaconf import DictConfig, OmegaConf
    from omegaconf.errors import OmegaConfBaseException

    mistakes: list[UserError] = []

    def task(composed: DictConfig) -> None:
        settings = OmegaConf.to_container(composed, resolve=True, throw_on_missing=False)
        assert isinstance(settings, dict)
        plain: Settings = {str(key): value for key, value in settings.items()}
        plain.update(plain.pop(_SHADOWED, {}))
        for key in {key for key, _ in aliases.values()}:
            plain[key] = {aliases.get(name, (key, name))[1]: value for name, value in plain[key].items()}
        running = HydraConfig.get()
        if running.mode == RunMode.MULTIRUN and plain.get("output"):
            plain["output"] = str(Path(plain["output"]) / str(running.job.num))
        try:
            for key, value in plain.items():
                if value == "???":
                    example = f"{key}=..."
                    raise UserError(f"run couple.{verb}", f"{key} was not given", f"type {example} (see --help)")
            work(plain)
        except UserError as mistake:  # Hydra would announce it in words of its own
            mistakes.append(mistake)

    opened, aliases = _for_hydra(verb, arguments)
    before = os.environ.get("HYDRA_FULL_ERROR")
    os.environ["HYDRA_FULL_ERROR"] = "1"  # exceptions reach us whole instead of being printed and turned into exit 1
    # flags first: Hydra's parser wants the overrides in one piece
    overrides = [argument for argument in opened if "=" in argument and not argument.startswith("-")]
    flags = [argument for argument in opened if argument not in overrides]
    try:
        with TemporaryDirectory() as scratch:  # a sweep leaves a file of its own there, whatever one sets
            sys.argv = [sys.argv[0], *flags, *_HYDRA, f"hydra.sweep.dir='{scratch}'", *overrides]
            hydra.main(config_path=str(conf_folder()), config_name=verb, version_base="1.3")(task)()
    except (HydraException, OmegaConfBaseException) as error:
        raise _explain(verb, arguments, error) from None
    finally:
        if before is None:
            os.environ.pop("HYDRA_FULL_ERROR", None)
        else:
            os.environ["HYDRA_FULL_ERROR"] = before
    if mistakes:
        raise mistakes[0]


def _for_hydra(verb: str, arguments: list[str]) -> tuple[list[str], dict[str, tuple[str, str]]]:
    """The arguments in the form that Hydra takes, where its grammar is narrower than our contract.

    ``do.power=5`` for a key that the YAML leaves open (``do: {}``) becomes a new key. A name that Hydra cannot spell
    (``do.Power & money=5``) travels under an alias; the second result maps each alias to its key and name. A verb's
    own plain key that is a group for another verb travels under ``_SHADOWED``. ``experiment=smoke`` chooses among the
    verb's own experiments, which lie in a folder of its name.
    """
    import yaml

    keys = yaml.safe_load((conf_folder() / f"{verb}.yaml").read_text(encoding="utf-8")) or {}
    opened: list[str] = []
    aliases: dict[str, tuple[str, str]] = {}
    for argument in arguments:
        left, equals, value = argument.rpartition("=")
        key, dot, name = left.partition(".")
        if equals and dot and name and keys.get(key) == {}:
            if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
                alias = f"entry_{len(aliases)}"
                aliases[alias] = (key, name)
                name = alias
            argument = f"++{key}.{name}={value}"
        elif equals and left == "experiment":
            _require_experiments(verb, argument, value)
            argument = f"experiment/{verb}={value}"
        elif equals and left in keys and (conf_folder() / left).is_dir():
            argument = f"++{_SHADOWED}.{left}={value}"
        opened.append(argument)
    return opened, aliases


def _require_experiments(verb: str, argument: str, value: str) -> None:
    """That all experiments named exist: Hydra takes an optional one that does not for none."""
    known = sorted(file.stem for file in (conf_folder() / "experiment" / verb).glob("*.yaml"))
    strange = [name for name in value.split(",") if name not in (*known, "null")]
    if known and strange:
        near = nearest_name(strange[0], known)
        hint = f"did you mean experiment={near}? " if near else ""
        raise UserError(argument, "there is no such experiment", f"{hint}known: {', '.join(known)}")


def _explain(verb: str, arguments: list[str], error: Exception) -> UserError:
    """Hydra's complaint in our form: the argument that is wrong, and the nearest key or choice."""
    groups, keys = _known(verb)
    for argument in arguments:
        key, _, value = argument.lstrip("+~").partition("=")
        if key in groups and value and not (conf_folder() / key / f"{value}.yaml").is_file():
            choices = sorted(file.stem for file in (conf_folder() / key).glob("*.yaml"))
            near = nearest_name(value, choices)
            hint = f"did you mean {key}={near}? " if near else ""
            return UserError(argument, f"there is no such {key}", f"{hint}known: {', '.join(choices)}")
        inside = any(known == key or known.startswith(f"{key}.") for known in keys)
        if not inside and key not in groups and not argument.startswith("-") and not key.startswith("hydra"):
            near = nearest_name(key, [*keys, *groups])
            remedy = f"did you mean {near}=...?" if near else f"see python -m couple.{verb} --help"
            return UserError(argument, f"couple.{verb} has no such key", remedy)
    return UserError(" ".join(arguments), str(error).splitlines()[0], f"see python -m couple.{verb} --help")


def _known(verb: str) -> tuple[list[str], list[str]]:
    """The groups that a verb's defaults name, and its keys as they are typed, those of its groups with a dot."""
    import yaml

    def dotted(prefix: str, value: Any) -> list[str]:
        if not isinstance(value, dict) or not value:
            return [prefix]
        return [name for key, inner in value.items() for name in dotted(f"{prefix}.{key}", inner)]

    def read(file: Path) -> dict[str, Any]:
        return yaml.safe_load(file.read_text(encoding="utf-8")) or {}

    settings = read(conf_folder() / f"{verb}.yaml")
    defaults = settings.pop("defaults", [])
    named = [str(name).removeprefix("optional ") for entry in defaults if isinstance(entry, dict) for name in entry]
    groups = [name for name in named if name != f"experiment/{verb}"]
    keys = [name for key, value in settings.items() for name in dotted(key, value)]
    keys += ["experiment"] if len(groups) < len(named) else []
    for group in groups:
        files = sorted((conf_folder() / group).glob("*.yaml"))
        keys += [
            name for file in files for key, value in read(file).items() for name in dotted(f"{group}.{key}", value)
        ]
    return groups, sorted(set(keys))
