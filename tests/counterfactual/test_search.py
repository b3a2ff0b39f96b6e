import pytest

from couple.attribution import Attribution
from couple.counterfactual.search import Candidate, echoes, parrots, ranking, survivors
from couple.decoder.worlds import Prediction
from couple.values import load_system


def candidate(error, parrot=False, echo=False):
    prediction = Prediction((1,), True, (1.0, 1.0), None, 1.0)
    return Candidate("text", prediction, Attribution({}, {}, {}), error, 0.0, parrot, echo, error)


def best(*candidates):
    return ranking(candidates)[0]


def test_the_closest_wins_and_the_earliest_among_equals():
    assert best(candidate(0.9), candidate(0.3), candidate(0.3)) == 1


def test_naming_no_value_comes_before_being_close():
    assert best(candidate(0.1, parrot=True), candidate(0.9)) == 1


def test_a_parrot_is_better_than_an_answer_nobody_could_read():
    assert best(candidate(None), candidate(2.0, parrot=True)) == 1


def test_an_echo_of_the_question_comes_last_among_those_that_can_be_read():
    assert best(candidate(0.1, echo=True), candidate(0.9)) == 1
    assert best(candidate(None), candidate(2.0, echo=True)) == 1


@pytest.mark.parametrize("text", ["Should we ban whaling?", "we should ban whaling", "Ban whaling."])
def test_words_of_the_question_alone_are_an_echo(text):
    assert echoes(text, "Should we ban whaling?")


@pytest.mark.parametrize("text", ["Yes.", "Yes. We should ban whaling.", "Should we ban whaling? Whales feel pain."])
def test_one_word_of_its_own_is_an_answer(text):
    assert not echoes(text, "Should we ban whaling?")


def test_nothing_readable_keeps_the_first():
    assert best(candidate(None), candidate(None)) == 0


@pytest.mark.parametrize(
    "text",
    ["Security.", "I care about SECURITY most", "self-direction!", "Self direction matters", "a self_direction"],
)
def test_an_answer_that_names_a_value_is_a_parrot(text):
    assert parrots(text, load_system("schwartz10"))


@pytest.mark.parametrize("text", ["insecurity", "powerful people", "People should be safe.", "", "traditional food"])
def test_other_words_are_no_names(text):
    assert not parrots(text, load_system("schwartz10"))


def test_labels_with_punctuation_are_found():
    system = load_system("schwartz20")
    assert parrots("Yes, self-direction: thought is good", system)
    assert not parrots("Yes, thought is good", system)


def test_the_better_half_goes_on_twice():
    assert survivors([3, 1, 0, 2], [False] * 4) == [3, 1, 3, 1]
    assert survivors([2, 0, 1], [False] * 3) == [2, 0, 2]
    assert survivors([0], [False]) == [0]


def test_an_answer_that_has_ended_is_kept_once_and_the_others_take_its_place():
    assert survivors([3, 1, 0, 2], [False, False, False, True]) == [3, 1, 1, 1]
    assert survivors([3, 1, 0, 2], [False, True, False, True]) == [3, 1]
