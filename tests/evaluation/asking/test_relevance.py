"""Relevance: annotators' shares where there are any, those of near arguments elsewhere."""

import numpy
import pytest

from couple.data import load_arguments, opinion_question
from couple.evaluation.asking.questions import load_questions
from couple.evaluation.asking.relevance import ANNOTATED, NEAREST, estimate_relevance, marked_arguments, nearest_shares
from couple.foundation import UserError
from couple.values import load_mapping, load_system

TEN = load_system("schwartz10")
OWN = "Should my village plant an orchard?"


def test_the_nearest_are_averaged_within_and_over_texts():
    known = numpy.array([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0], [0.1, 0.9]])
    marks = numpy.array([[1.0, 0.0], [0.0, 0.0], [1.0, 1.0], [1.0, 0.0]])
    shares, count = nearest_shares(numpy.array([[1.0, 0.0]]), known, marks, neighbours=2)
    assert (shares.tolist(), count) == ([0.5, 0.0], 2)
    shares, count = nearest_shares(numpy.array([[1.0, 0.0], [0.0, 1.0]]), known, marks, neighbours=2)
    assert (shares.tolist(), count) == ([0.75, 0.25], 4)
    shares, count = nearest_shares(numpy.array([[1.0, 0.0], [0.9, 0.1]]), known, marks, neighbours=1)
    assert (shares.tolist(), count) == ([1.0, 0.0], 1)  # the same argument twice


def test_equally_near_arguments_are_taken_in_order():
    known, marks = numpy.zeros((40, 2)), numpy.arange(40.0)[:, None]
    assert nearest_shares(numpy.ones((1, 2)), known, marks, neighbours=3) == (pytest.approx(1.0), 3)


@pytest.fixture(scope="module")
def found(data_folder):
    data_folder("touche23")
    test = opinion_question(str(load_arguments("test")["conclusion"].iloc[0]))
    asked = (OWN, test, *load_questions("touche23_validation").texts)
    return estimate_relevance(asked, TEN)


def test_every_question_in_order_with_every_value(found):
    (first, second, *others), sources = found, [one.source for one in found.values()]
    assert first == OWN and len(others) == 65
    for relevance in found.values():
        assert tuple(relevance.shares) == TEN.names and all(0 <= share <= 1 for share in relevance.shares.values())
    assert sources == [NEAREST] * 2 + [ANNOTATED] * 65
    assert found[first].arguments == 32 <= found[second].arguments


def test_annotated_shares_are_those_of_the_questions_own_arguments(found):
    question = "Should we subsidize vocational education?"
    arguments = marked_arguments()
    own = arguments[arguments["conclusion"].map(opinion_question) == question]
    groups = load_mapping("schwartz20", "schwartz10").groups
    assert found[question].arguments == len(own) == 100
    for value, share in found[question].shares.items():
        assert share == pytest.approx(own[list(groups[value])].any(axis=1).sum() / 100)


def test_a_question_does_not_depend_on_its_neighbours(found):
    assert estimate_relevance([OWN, OWN], TEN) == {OWN: found[OWN]}


def test_the_finer_system_and_those_that_marks_do_not_reach(data_folder):
    data_folder("touche23")
    twenty = load_system("schwartz20")
    question = load_questions("touche23_validation", limit=1).texts[0]
    assert tuple(estimate_relevance([question], twenty)[question].shares) == twenty.names
    with pytest.raises(UserError, match="map schwartz20 to hhh"):
        estimate_relevance([question], load_system("hhh"))
