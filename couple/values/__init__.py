"""What can be valued: value systems as data, profiles of priorities, countries, questionnaires. Imports no torch.

Ask here which values a theory names (``load_system``), how important they are to somebody (``load_profile``), or how
answers to a portrait questionnaire become priorities (``couple.values.survey``).
"""

from couple.values.country import CountryMeans, country_profile, country_table, find_country
from couple.values.distance import Measured
from couple.values.keys import ESS_ITEMS, PVQ21, PVQ40, PVQ_RR, Instrument
from couple.values.load import load_profile, shipped_profiles
from couple.values.mapping import SystemMapping, load_mapping
from couple.values.profile import ValueProfile
from couple.values.scale import HIGHEST, LOWEST, MIDDLE, priority_from_centred
from couple.values.shipped import shipped_profile_folder
from couple.values.survey import SurveyScores, score_answers
from couple.values.survey_file import survey_profile
from couple.values.system import Value, ValueSystem, load_system, shipped_systems

__all__ = [
    "ESS_ITEMS",
    "HIGHEST",
    "LOWEST",
    "MIDDLE",
    "PVQ21",
    "PVQ40",
    "PVQ_RR",
    "CountryMeans",
    "Instrument",
    "Measured",
    "SurveyScores",
    "SystemMapping",
    "Value",
    "ValueProfile",
    "ValueSystem",
    "country_profile",
    "country_table",
    "find_country",
    "load_mapping",
    "load_profile",
    "load_system",
    "priority_from_centred",
    "score_answers",
    "shipped_profile_folder",
    "shipped_profiles",
    "shipped_systems",
    "survey_profile",
]
