"""The methods by name. A new one is a class with a ``Config`` and an ``answer``, and one line here."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from couple.baselines.ablations import (
    IndependentValues,
    NoAbduction,
    NoAdapter,
    NoGraph,
    NoLatents,
    NoSearch,
)
from couple.baselines.best_of_n import BestOfN
from couple.baselines.method import Method
from couple.baselines.ours import Couple
from couple.baselines.prompted_couple import NoConcepts, NoCounterfactual, NoSCM, PromptedCouple
from couple.baselines.prompting import PlanAndSolve, Raw, RolePrompt, ValuePrompt
from couple.baselines.tree_of_thought import TreeOfThought
from couple.baselines.tuned import NaiveSFT, NearestSFT, ReasoningSFT
from couple.foundation import UserError, build_config, nearest_name

METHODS: dict[str, tuple[type[BaseModel], type]] = {
    "raw": (Raw.Config, Raw),
    "role_prompt": (RolePrompt.Config, RolePrompt),
    "value_prompt": (ValuePrompt.Config, ValuePrompt),
    "plan_and_solve": (PlanAndSolve.Config, PlanAndSolve),
    "tree_of_thought": (TreeOfThought.Config, TreeOfThought),
    "prompted_couple": (PromptedCouple.Config, PromptedCouple),
    "prompted_couple_no_scm": (NoSCM, PromptedCouple),
    "prompted_couple_no_concepts": (NoConcepts, PromptedCouple),
    "prompted_couple_no_counterfactual": (NoCounterfactual, PromptedCouple),
    "naive_sft": (NaiveSFT.Config, NaiveSFT),
    "reasoning_sft": (ReasoningSFT.Config, ReasoningSFT),
    "nearest_sft": (NearestSFT.Config, NearestSFT),
    "best_of_n": (BestOfN.Config, BestOfN),
    "couple": (Couple.Config, Couple),
    "couple_no_graph": (NoGraph, Couple),
    "couple_independent_values": (IndependentValues, Couple),
    "couple_no_abduction": (NoAbduction, Couple),
    "couple_no_latents": (NoLatents, Couple),
    "couple_no_adapter": (NoAdapter, Couple),
    "couple_no_search": (NoSearch, Couple),
}


def build_method(name: str, settings: Mapping[str, Any]) -> tuple[Method, BaseModel]:
    """The method called ``name`` with its resolved config.

    Raises:
        UserError: there is no such method (the nearest is named), or a key or value that it does not take.
    """
    if name not in METHODS:
        near = nearest_name(name, METHODS)
        hint = f"did you mean {near}?" if near else f"known: {', '.join(METHODS)}"
        raise UserError(f"methods=[{name}]", "there is no such method", hint)
    config_type, method = METHODS[name]
    config = build_config(config_type, settings, where=f"options.{name}")
    return method(config), config
