"""A language model as attributor: any chat model rates all values of a text together, by criteria for each level.

Ask here for the attributor (``load_language_model_attributor``), the criteria it reads by (``Criteria``) and the loop
that calibrates them on annotated examples (``calibrate_criteria``). ``local_chat`` and ``server_chat`` hold the models.
"""

from couple.attribution.language_model.attributor import (
    LanguageModelAttributor,
    load_chat,
    load_language_model_attributor,
)
from couple.attribution.language_model.cache import CachedChat
from couple.attribution.language_model.calibration import Calibration, CalibrationConfig, Round, calibrate_criteria
from couple.attribution.language_model.chat import ChatModel, Conversation, Message, Reply
from couple.attribution.language_model.configuration import LanguageModelAttributionConfig
from couple.attribution.language_model.criteria import Criteria, ValueCriteria, load_criteria
from couple.attribution.language_model.disagreement import AnnotatedExample, Disagreement, presence_example
from couple.attribution.language_model.level_probabilities import LevelProbabilities, measure_level_probabilities
from couple.attribution.language_model.rater import Rater, Reading
from couple.attribution.language_model.server_chat import ServerChat, ServerChatConfig

__all__ = [
    "AnnotatedExample",
    "CachedChat",
    "Calibration",
    "CalibrationConfig",
    "ChatModel",
    "Conversation",
    "Criteria",
    "Disagreement",
    "LanguageModelAttributionConfig",
    "LanguageModelAttributor",
    "LevelProbabilities",
    "Message",
    "Rater",
    "Reading",
    "Reply",
    "Round",
    "ServerChat",
    "ServerChatConfig",
    "ValueCriteria",
    "calibrate_criteria",
    "load_chat",
    "load_criteria",
    "load_language_model_attributor",
    "measure_level_probabilities",
    "presence_example",
]
