import pytest

from couple.counterfactual.observe import observed_answers
from couple.foundation import UserError


class Shy:
    """A simulated decoder that answers the second question at the third try, and everything else at once."""

    name, fingerprint = "shy", "shy-1"

    def __init__(self, *, never=False):
        self.never, self.calls = never, []

    def generate(self, prompts, *, max_new_tokens, temperature, seed):
        self.calls.append(([prompt.user for prompt in prompts], seed))
        speaks = len(self.calls) > 2 and not self.never
        return [" " if prompt.user == "Second?" and not speaks else "Yes. No. And then" for prompt in prompts]


def ask(decoder):
    return observed_answers(decoder, ["First?", "Second?"], max_new_tokens=8, temperature=0.7, seed=3)


def test_an_empty_answer_is_asked_again_by_another_seed_and_the_others_are_not():
    decoder = Shy()
    assert ask(decoder) == ["Yes. No.", "Yes. No."]
    assert [asked for asked, _ in decoder.calls] == [["First?", "Second?"], ["Second?"], ["Second?"]]
    assert len({seed for _, seed in decoder.calls}) == 3


def test_a_decoder_that_never_answers_is_reported():
    with pytest.raises(UserError, match="answered nothing 4 times"):
        ask(Shy(never=True))
