import numpy as np
import pytest

from couple.instruments.adaem.bank import QuestionBank
from couple.instruments.adaem.writing import Example, ModelWriter, Proposal, read_question


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Should cities close streets to cars at weekends?", "Should cities close streets to cars at weekends?"),
        ("Sure! Here it is: is it right to read\n a child's letters? I hope it helps.", None),
        ('Question: "Must a nurse report a friend\'s mistake?" It divides.', "Must a nurse report a friend's mistake?"),
        ("- should we pay for kidneys?", "Should we pay for kidneys?"),
    ],
)
def test_the_first_yes_or_no_question_is_taken(text, question):
    assert read_question(text) == (Proposal(question) if question else Proposal(None, "no yes-or-no question"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Streets should be closed.", "no question"),
        ("Why do people close streets?", None),
        ("What about streets?", "no yes-or-no question"),
        ("Is it so?", "fewer than four words"),
        ("Should " + "very " * 20 + "long questions be asked?", "20 words or more"),
    ],
)
def test_what_is_no_short_yes_or_no_question_says_why(text, reason):
    found = read_question(text)
    assert found.reason == reason and (found.question is None) == (reason is not None)


class Clerk:
    """Answers every request with its system text's last word and keeps what it was asked."""

    name = fingerprint = "clerk"

    def __init__(self):
        self.asked = []

    def answer(self, shown, *, seed):
        self.asked += [one.prompt for one in shown]
        return ["Should clerks write questions?" if "question" in one.prompt.system else "A fact." for one in shown]


def test_a_question_is_written_in_two_steps_from_the_examples(tmp_path):
    clerk = Clerk()
    writer = ModelWriter(clerk, log=tmp_path / "log.jsonl")
    examples = [Example("Is tea better than coffee?", 4.25), Example("Do cups need saucers?", 1.0)]
    assert writer.propose(examples, seed=1) == Proposal("Should clerks write questions?")
    fact, question = clerk.asked
    assert "Is tea better than coffee? (score 4.2)" in fact.user and "Do cups need saucers? (score 1.0)" in fact.user
    assert "A fact." in question.user and "Is tea better than coffee?" in question.user
    writer.propose(examples, seed=1)
    assert len(clerk.asked) == 2  # it is in the log
    writer.propose(examples, seed=2)
    assert len(clerk.asked) == 4


def test_a_question_is_rewritten_after_reflection_on_what_was_said(tmp_path):
    clerk = Clerk()
    writer = ModelWriter(clerk, log=tmp_path / "log.jsonl")
    assert writer.rewrite("Is tea better?", "one said: yes (values: none)", seed=1).question
    thought, question = clerk.asked
    assert "one said: yes (values: none)" in thought.user and "Is tea better?" in question.user


class OnALine:
    """Texts that begin with a number lie there, on a quarter of a circle."""

    def vectors(self, texts):
        angles = np.array([float(text.split()[0]) for text in texts]) * np.pi / 200
        return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def test_a_bank_gives_each_of_its_questions_once_and_near_ones_first():
    questions = [f"{place} apples?" for place in (0, 10, 20, 80, 90)]

    def order(seed):
        bank = QuestionBank(questions, OnALine())
        return [bank.propose([Example("1 apple?", 1.0)], seed=child).question for child in range(seed, seed + 5)]

    assert sorted(order(0)) == sorted(questions) and order(0) == order(0)
    assert {order(seed)[0] for seed in range(20)} == {"0 apples?", "10 apples?", "20 apples?"}
    bank = QuestionBank(questions[:1], OnALine())
    assert bank.rewrite("1 apple?", "", seed=0).question == "0 apples?"
    assert bank.propose([Example("1 apple?", 1.0)], seed=0).reason == "the bank of questions is empty"
