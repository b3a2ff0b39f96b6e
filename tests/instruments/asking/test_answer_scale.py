import pytest

from couple.instruments.asking.answer_scale import OPTIONS, read_answer


@pytest.mark.parametrize(("phrase", "rating"), OPTIONS.items())
def test_every_phrase_is_its_rating_whatever_stands_around_it(phrase, rating):
    assert read_answer(phrase) == (rating, None)
    assert read_answer(f'  "{phrase.upper()}."\n') == (rating, None)
    assert read_answer(f"I would say: {phrase.replace(' ', chr(10))}, honestly") == (rating, None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no answer"),
        (" \n", "no answer"),
        ("5", "names no option"),
        ("unlike me", "names no option"),
        ("dislike men", "names no option"),
        ("like me, or not like me", "names several options"),
        (", ".join(OPTIONS), "names several options"),
        ("I’d rather not say.", "declines to answer"),
        ("As an AI, I do not have personal opinions.", "declines to answer"),
        ("I cannot say: like me, or a little like me?", "names several options"),
    ],
)
def test_what_is_no_answer_says_why(text, reason):
    assert read_answer(text) == (None, reason)


def test_the_same_phrase_twice_is_one_answer():
    assert read_answer("Like me. Yes, like me.") == (5, None)


def test_the_options_are_the_scale_from_above():
    assert [read_answer(phrase)[0] for phrase in OPTIONS] == [6, 5, 4, 3, 2, 1]


def test_a_refusal_that_answers_all_the_same_is_an_answer():
    assert read_answer("I can't really say, but somewhat like me.") == (4, None)
