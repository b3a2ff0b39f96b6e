from dataclasses import replace

import pytest

from couple.decoder.prompt import Prompt
from couple.foundation import UserError
from couple.instruments import find_respondent
from couple.instruments.asking.answer_scale import OPTIONS, read_answer
from couple.instruments.asking.presentation import Presentation

PHRASES = tuple(OPTIONS)


def show(text, options=PHRASES, longest=12):
    return Presentation("item", "v1", Prompt(text), options, longest)


class RuleDecoder:
    name, fingerprint = "rule", "rule-1"

    def generate(self, prompts, *, max_new_tokens, temperature, seed):
        return [f"{prompt.user}, of course ({max_new_tokens}, {seed})" for prompt in prompts]


@pytest.fixture(scope="module")
def decoder():
    from couple.decoder.language_model import LanguageModel
    from couple.decoder.local import LocalDecoder

    return LocalDecoder(LanguageModel.load(precision="float32"))


def test_a_forced_choice_is_the_likeliest_phrase(decoder):
    shown = show("How much is a person who loves animals like you?")
    model = decoder.language_model
    likely = {phrase: model.answer_log_probability(shown.prompt, phrase.capitalize()) for phrase in PHRASES}
    (answer,) = find_respondent("forced_choice")(decoder).answer([shown], seed=0)
    assert answer == max(likely, key=lambda phrase: likely[phrase])


def test_a_calibrated_choice_takes_off_what_the_blank_prompt_favours(decoder):
    blank = Prompt("How much is this person like you? N/A")
    shown = replace(show("How much is this person like you? She loves animals."), blank=blank)
    model = decoder.language_model
    gain = {
        phrase: model.answer_log_probability(shown.prompt, phrase.capitalize())
        - model.answer_log_probability(blank, phrase.capitalize())
        for phrase in PHRASES
    }
    respondent = find_respondent("calibrated_choice")(decoder)
    assert respondent.answer([shown], seed=0) == [max(gain, key=lambda phrase: gain[phrase])]
    nothing = replace(shown, prompt=blank)  # an item that says nothing makes no option likelier
    assert respondent.answer([nothing], seed=0) == [PHRASES[0]]


def test_free_text_is_left_to_the_parser():
    respondent = find_respondent("free_text")(RuleDecoder())
    (answer,) = respondent.answer([show("Somewhat like me")], seed=4)
    assert answer == "Somewhat like me, of course (12, 4)"
    assert read_answer(answer) == (4, None)


def test_each_answer_may_be_as_long_as_its_presentation_says():
    respondent = find_respondent("free_text")(RuleDecoder())
    shown = [show("a", longest=5), show("b", longest=30), show("c", longest=5)]
    assert respondent.answer(shown, seed=1) == ["a, of course (5, 1)", "b, of course (30, 1)", "c, of course (5, 1)"]


def test_who_must_choose_writes_where_there_is_nothing_to_choose_from(decoder):
    (text,) = find_respondent("forced_choice")(decoder).answer([show("Why?", options=(), longest=7)], seed=2)
    assert text and text not in PHRASES


def test_answers_in_one_manner_are_never_taken_for_the_other(decoder):
    manners = [find_respondent(name)(decoder) for name in ("forced_choice", "calibrated_choice", "free_text")]
    assert len({respondent.fingerprint for respondent in manners}) == 3
    assert {respondent.name for respondent in manners} == {decoder.name}


def test_what_cannot_be_is_a_users_mistake():
    with pytest.raises(UserError, match="does not show the probabilities"):
        find_respondent("forced_choice")(RuleDecoder())
    with pytest.raises(UserError, match="did you mean respondent=free_text"):
        find_respondent("freetext")
