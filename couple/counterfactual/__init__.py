"""The loop over values, concepts and tokens: abduction, action, prediction."""

from couple.counterfactual.loop import Counterfactual, CounterfactualConfig, CounterfactualLoop
from couple.counterfactual.questions import Question, Skipped, example_questions, read_questions
from couple.counterfactual.record import record_of

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
