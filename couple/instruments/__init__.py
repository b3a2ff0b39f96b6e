"""Measuring a respondent's values: ask or read answers, check them, score them. ``build_instrument`` is the way in.

Rooms: ``asking`` (presentations, respondents, the runner and its log), ``recorded`` (checked ratings, scores), and one
room an instrument: ``portrait``, ``pvq``, ``staircase``, ``adaem``. ``findings`` is what every instrument gives.
"""

from couple.instruments.asking.answer_log import AnswerLog, content_id
from couple.instruments.asking.presentation import Presentation
from couple.instruments.asking.respondents import Respondent, find_respondent
from couple.instruments.asking.simulated import SimulatedPerson, SimulatedPersonConfig
from couple.instruments.findings import Findings
from couple.instruments.instrument import INSTRUMENTS, Instrument, build_instrument
from couple.instruments.recorded.consistency import order_sensitivity, wording_sensitivity
from couple.instruments.recorded.irregularities import Irregularity, irregularities_csv
from couple.instruments.recorded.ratings import Ratings, read_ratings
from couple.instruments.recorded.scores import DimensionScore, scores_csv

__all__ = [
    "INSTRUMENTS",
    "AnswerLog",
    "DimensionScore",
    "Findings",
    "Instrument",
    "Irregularity",
    "Presentation",
    "Ratings",
    "Respondent",
    "SimulatedPerson",
    "SimulatedPersonConfig",
    "build_instrument",
    "content_id",
    "find_respondent",
    "irregularities_csv",
    "order_sensitivity",
    "read_ratings",
    "scores_csv",
    "wording_sensitivity",
]
