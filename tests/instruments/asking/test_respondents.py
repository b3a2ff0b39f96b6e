import pytest

from couple.decoder.prompt import Prompt
from couple.foundation import UserError
from couple.instruments import find_respondent
from couple.instruments.asking.answer_scale import OPTIONS, read_answer
from couple.instruments.asking.presentation import Presentation

PHRASES = tuple(OPTIONS)


def show(text, options=PHRASES, longest=12):
    return Presentation("item", "v1", Prompt(text), options, longest)


class Probabilities:
    """A simulated language model that finds the phrase likeliest that the prompt's text ends in."""

    def answer_log_probability(self, prompt, answer):
        return 0.0 if prompt.user.casefold().endswith(f"choose {answer.casefold()}") else -float(len(answer))


class RuleDecoder:
    name, fingerprint = "rule", "rule-1"

    def generate(self, prompts, *, max_new_tokens, temperature, seed):
        return [f"{prompt.user}, of course ({max_new_tokens}, {seed})" for prompt in prompts]


class OpenDecoder(RuleDecoder):
    language_model = Probabilities()


def test_a_forced_choice_is_the_likeliest_phrase():
    respondent = find_respondent("forced_choice")(OpenDecoder())
    answers = respondent.answer([show(f"choose {phrase}") for phrase in OPTIONS], seed=0)
    assert [read_answer(answer)[0] for answer in answers] == list(OPTIONS.values())
    assert respondent.answer([show("choose")], seed=0) == ["like me"]  # the shortest of what is equally likely


def test_free_text_is_left_to_the_parser():
    respondent = find_respondent("free_text")(RuleDecoder())
    (answer,) = respondent.answer([show("Somewhat like me")], seed=4)
    assert answer == "Somewhat like me, of course (12, 4)"
    assert read_answer(answer) == (4, None)


def test_each_answer_may_be_as_long_as_its_presentation_says():
    respondent = find_respondent("free_text")(RuleDecoder())
    shown = [show("a", longest=5), show("b", longest=30), show("c", longest=5)]
    assert respondent.answer(shown, seed=1) == ["a, of course (5, 1)", "b, of course (30, 1)", "c, of course (5, 1)"]


def test_who_must_choose_writes_where_there_is_nothing_to_choose_from():
    respondent = find_respondent("forced_choice")(OpenDecoder())
    assert respondent.answer([show("why?", options=(), longest=7)], seed=2) == ["why?, of course (7, 2)"]


def test_answers_in_one_manner_are_never_taken_for_the_other():
    manners = [find_respondent(name)(OpenDecoder()) for name in ("forced_choice", "free_text")]
    assert len({respondent.fingerprint for respondent in manners}) == 2
    assert {respondent.name for respondent in manners} == {"rule"}


def test_what_cannot_be_is_a_users_mistake():
    with pytest.raises(UserError, match="does not show the probabilities"):
        find_respondent("forced_choice")(RuleDecoder())
    with pytest.raises(UserError, match="did you mean respondent=free_text"):
        find_respondent("freetext")
