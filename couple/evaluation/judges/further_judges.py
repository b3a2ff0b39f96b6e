"""The judges of a benchmark by name: two that are always there, and a language model where one is configured."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from couple.foundation import UserError, build_config
from couple.values import ValueSystem

if TYPE_CHECKING:
    from couple.attribution import Attributor

RATING, ANCHORED, LANGUAGE_MODEL = "rating", "anchored", "language_model"


def further_judges(
    system: ValueSystem, language_model: Mapping[str, Any] | None = None, *, where: str = "language_model_judge"
) -> "dict[str, Attributor]":
    """The judges for ``system``, by name and in the order in which results are printed.

    ``rating`` reads schwartz10 and schwartz20, ``anchored`` schwartz10 alone: for schwartz20 it is left out.

    Args:
        system: whose values are judged.
        language_model: settings of ``LanguageModelAttributionConfig``, the keys of
            ``conf/attribution/language_model.yaml`` but for ``kind``; None for no such judge.
        where: what the settings are called, for messages.

    Raises:
        UserError: no judge reads the system, a judge is damaged, a setting is wrong, no language model is named, or
            it cannot be loaded.
    """
    from couple.evaluation.judges.anchored_file import load_anchored_judge
    from couple.evaluation.judges.judge import load_judge

    judges: dict[str, Attributor] = {RATING: load_judge(system)}
    if system.name == "schwartz10":
        judges[ANCHORED] = load_anchored_judge(system)
    if language_model is not None:
        judges[LANGUAGE_MODEL] = _language_model(system, language_model, where)
    return judges


def _language_model(system: ValueSystem, settings: Mapping[str, Any], where: str) -> "Attributor":
    from couple.attribution.language_model import LanguageModelAttributionConfig, load_language_model_attributor

    config = build_config(LanguageModelAttributionConfig, settings, where=where)
    if config.server is None and "model" not in settings:
        # the default of an attributor is the embedded decoder, which writes the answers: no judge in its own cause
        remedy = f"type {where}.server.base_url=ADDRESS {where}.server.model=NAME, or {where}.model=FOLDER"
        raise UserError(f"judge with {where}", "no language model is named", remedy)
    return load_language_model_attributor(config, system)
