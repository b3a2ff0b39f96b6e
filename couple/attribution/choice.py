"""One of the kinds of attributor, by the name that a configuration gives it."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from couple.attribution.attributor import AttributionConfig, load_attributor
from couple.attribution.descriptions import (
    DescriptionConfig,
    FewShotConfig,
    load_description_attributor,
    load_few_shot_attributor,
)
from couple.attribution.language_model import LanguageModelAttributionConfig, load_language_model_attributor
from couple.attribution.protocol import Attributor
from couple.foundation import UserError
from couple.foundation.configuration import choose_config
from couple.values import ValueSystem

_CONFIGS: Mapping[str, type[BaseModel]] = {
    "detector": AttributionConfig,
    "description": DescriptionConfig,
    "few_shot": FewShotConfig,
    "language_model": LanguageModelAttributionConfig,
}


def attribution_config(settings: Mapping[str, Any]) -> BaseModel:
    """The configuration that ``settings`` describe: ``kind``, and the keys of that kind. Raises ``UserError``."""
    return choose_config(_CONFIGS, settings, default="detector", where="attribution")


def build_attributor(settings: Mapping[str, Any], system: ValueSystem) -> Attributor:
    """The attributor of ``system`` that ``settings`` describe. Raises ``UserError``, as loading that kind does."""
    match attribution_config(settings):
        case AttributionConfig() as config:
            return load_attributor(config, system)
        case FewShotConfig() as config:
            return load_few_shot_attributor(config, system)
        case DescriptionConfig() as config:
            return load_description_attributor(config, system)
        case LanguageModelAttributionConfig() as config:
            return load_language_model_attributor(config, system)
    raise TypeError("a kind of attributor without a loader")


def detector_config(settings: Mapping[str, Any]) -> AttributionConfig:
    """The configuration of a detector, the one kind that reads the candidates of the counterfactual loop.

    Raises ``UserError`` for another kind.
    """
    config = attribution_config(settings)
    if not isinstance(config, AttributionConfig):
        found = "the counterfactual loop reads its candidates with a detector"
        raise UserError(
            f"attribution.kind={settings['kind']}", found, "leave attribution out, or type attribution=fast"
        )
    return config
