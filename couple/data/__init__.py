"""Where evidence comes from: one place that finds data sets, one loader for each, typed frames out.

Rows of surveys and texts of others are read here and never leave memory for the repository.
"""

from couple.data.answers import labelled_answers
from couple.data.daily_dilemmas import load_daily_dilemmas
from couple.data.ess9 import load_ess9
from couple.data.location import SOURCES, is_available, locate
from couple.data.minimal_pairs import load_minimal_pairs
from couple.data.neutral import load_neutral_texts
from couple.data.questions import opinion_question
from couple.data.roles import attributor_arguments, judge_arguments, report_arguments
from couple.data.touche23 import conclusion_key, load_arguments, load_finer_labels, load_importance
from couple.data.value_causal_graph import PERSONA_RECORDINGS, load_persona_answers, schwartz_scores
from couple.data.value_fulcra import load_value_fulcra

__all__ = [
    "PERSONA_RECORDINGS",
    "SOURCES",
    "attributor_arguments",
    "conclusion_key",
    "is_available",
    "judge_arguments",
    "labelled_answers",
    "load_arguments",
    "load_daily_dilemmas",
    "load_ess9",
    "load_finer_labels",
    "load_importance",
    "load_minimal_pairs",
    "load_neutral_texts",
    "load_persona_answers",
    "load_value_fulcra",
    "locate",
    "opinion_question",
    "report_arguments",
    "schwartz_scores",
]
