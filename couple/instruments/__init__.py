"""Measuring a respondent's values: ask or read answers, check them, score them. ``build_instrument`` is the way in."""

from couple.instruments.answer_log import AnswerLog, content_id
from couple.instruments.consistency import order_sensitivity, wording_sensitivity
from couple.instruments.instrument import INSTRUMENTS, Instrument, build_instrument
from couple.instruments.ratings import Irregularity, Ratings, irregularities_csv, read_ratings
from couple.instruments.respondent import Respondent, find_respondent
from couple.instruments.scores import DimensionScore, scores_csv

__all__ = [
    "INSTRUMENTS",
    "AnswerLog",
    "DimensionScore",
    "Instrument",
    "Irregularity",
    "Ratings",
    "Respondent",
    "build_instrument",
    "content_id",
    "find_respondent",
    "irregularities_csv",
    "order_sensitivity",
    "read_ratings",
    "scores_csv",
    "wording_sensitivity",
]
