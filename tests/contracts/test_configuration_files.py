"""Every file under ``conf/`` is composed by Hydra and built into the class that it configures.

A new file that no builder here claims fails: a configuration that nothing builds is a promise that nothing keeps.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from couple.__main__ import VERBS
from couple.entry import conf_folder
from couple.foundation import UserError, build_config

FILES = sorted(file.relative_to(conf_folder()).as_posix() for file in conf_folder().rglob("*") if file.is_file())
Settings = dict[str, Any]


def in_group(group: str, settings: Settings) -> object:
    """What the chosen file of ``group`` configures."""
    from couple.attribution.choice import attribution_config
    from couple.counterfactual import CounterfactualConfig
    from couple.counterfactual.assembly import ReferenceConfig
    from couple.decoder import DecoderConfig
    from couple.decoder.recipe import recipe_config
    from couple.graph import build_algorithms
    from couple.instruments import build_instrument
    from couple.report import ReportConfig

    classes: Mapping[str, type[BaseModel]] = {
        "counterfactual": CounterfactualConfig,
        "decoder": DecoderConfig,
        "graph": ReferenceConfig,
        "report": ReportConfig,
        "scm": ReferenceConfig,
    }
    builders: Mapping[str, Callable[[Settings], object]] = {
        "algorithm": build_algorithms,
        "attribution": attribution_config,
        "instrument": build_instrument,
        "recipe": recipe_config,
    }
    if group in builders:
        return builders[group](settings)
    return build_config(classes[group], settings, where=group)


# The verb through which each group is chosen.
CHOSEN_BY = {
    "algorithm": "discover",
    "attribution": "attribute",
    "counterfactual": "generate",
    "decoder": "generate",
    "graph": "generate",
    "instrument": "measure",
    "recipe": "tune",
    "report": "generate",
    "scm": "generate",
}


def filled(settings: Mapping[str, Any]) -> Settings:
    """Mandatory keys get what a user would have typed: some text."""
    return {key: "given" if value == "???" else value for key, value in settings.items()}


def groups_of(settings: Settings) -> list[str]:
    """The groups among composed settings; for another verb the same name may be a plain key."""
    return [key for key, value in settings.items() if key in CHOSEN_BY and isinstance(value, dict)]


@pytest.mark.parametrize("name", FILES)
def test_every_configuration_file_is_composed_and_built(name, compose):
    path = Path(name)
    group, choice = str(path.parent), path.stem
    assert path.suffix == ".yaml", f"conf/{name} is no configuration file"
    if group == ".":
        assert choice in VERBS, f"conf/{name} belongs to no verb"
        settings = compose(choice)
        for used in groups_of(settings):
            assert in_group(used, filled(settings[used]))
    elif group == "profile":
        from couple.values import load_profile

        assert load_profile(choice).priorities
    elif path.parent.parent.name == "experiment":
        settings = compose(path.parent.name, f"{group}={choice}")
        chosen = groups_of(settings)
        assert chosen
        for used in chosen:
            assert in_group(used, filled(settings[used]))
        if path.parent.name == "benchmark":
            from couple.evaluation.asking.planning import read_benchmark

            assert read_benchmark(settings, adapter="shipped").contestants
    else:
        assert group in CHOSEN_BY, f"no builder claims conf/{name}: add its group to this test"
        settings = compose(CHOSEN_BY[group], f"{group}={choice}")
        assert in_group(group, filled(settings[group]))


@pytest.mark.parametrize("group", sorted(CHOSEN_BY))
def test_a_key_that_the_class_does_not_know_is_refused(group, compose):
    settings = filled(compose(CHOSEN_BY[group])[group])
    with pytest.raises(UserError, match=r"set .*stranger"):
        in_group(group, {**settings, "stranger": 1})


def test_an_experiment_changes_the_default(compose):
    default, smoke = compose("generate"), compose("generate", "experiment/generate=smoke")
    assert (default["limit"], smoke["limit"]) == (None, 1)
    assert smoke["counterfactual"]["candidates"] < default["counterfactual"]["candidates"]


def test_the_defaults_of_the_classes_and_of_the_files_agree(compose):
    """Who calls the library without Hydra gets what the command gets."""
    settings = compose("generate")
    for group in ("attribution", "counterfactual", "decoder", "report"):
        built: Any = in_group(group, settings[group])
        assert built == type(built)(), group
