"""Reading any value system, shipped or a user's own: zero-shot by description, few-shot by a handful of examples.

Ask here for an attributor of a system that no trained detector knows (``load_description_attributor``,
``load_few_shot_attributor``); for a system that one knows, the detector is better.
"""

from couple.attribution.descriptions.attributor import DescriptionAttributor
from couple.attribution.descriptions.examples import Example, read_examples
from couple.attribution.descriptions.loading import (
    DescriptionConfig,
    FewShotConfig,
    load_description_attributor,
    load_few_shot_attributor,
)

__all__ = [
    "DescriptionAttributor",
    "DescriptionConfig",
    "Example",
    "FewShotConfig",
    "load_description_attributor",
    "load_few_shot_attributor",
    "read_examples",
]
