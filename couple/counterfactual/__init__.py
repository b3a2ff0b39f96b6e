"""The loop over values, concepts and tokens: abduction, action, prediction."""

from couple.counterfactual.loop import CounterfactualConfig, CounterfactualLoop
from couple.counterfactual.questions import Question, Skipped, example_questions, read_questions
from couple.counterfactual.record import record_of
from couple.counterfactual.result import Counterfactual

__all__ = [
    "Counterfactual",
    "CounterfactualConfig",
    "CounterfactualLoop",
    "Question",
    "Skipped",
    "example_questions",
    "read_questions",
    "record_of",
]
