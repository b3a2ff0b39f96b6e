"""Judged answers made by hand."""

import pytest

from couple.evaluation.asking.answering import Answer
from couple.evaluation.asking.cases import PLAIN, Case
from couple.evaluation.measures.judging import measure
from couple.values import ValueProfile, load_system

SYSTEM = load_system("schwartz10")


@pytest.fixture
def case():
    """A function that makes a case of topic, profile and priorities."""

    def make(topic, profile, priorities, *, source=None, variant=PLAIN, question=None, told=None):
        scored = ValueProfile(SYSTEM, priorities)
        target = ValueProfile(SYSTEM, {**priorities, **(told or {})})
        return Case(question or topic, topic, source or profile, profile, variant, target, scored)

    return make


@pytest.fixture
def judged():
    """A function that makes a judged answer of method, case and scores."""

    def make(method, case, scores, *, text="Some text."):
        cost = {"generations": 1.0, "tokens_read": None, "tokens_written": 4.0, "seconds": 2.0}
        return measure(Answer(method, case, {"answer": text, **cost}), scores)

    return make
