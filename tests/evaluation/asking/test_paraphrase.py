"""Rewording by rule: the meaning, the names and the stance stay; the wording does not."""

import pytest

from couple.evaluation.asking.paraphrase import paraphrase_answer, paraphrase_question


@pytest.mark.parametrize(
    ("question", "reworded"),
    [
        ("Should we ban X?", "Do you think that we should ban X?"),
        ("Should there be an EU citizenship?", "Do you think that there should be an EU citizenship?"),
        ("Should surrogacy be banned?", "Do you think that surrogacy should be banned?"),
        (
            "Should asylum seekers only be able to file?",
            "Do you think that asylum seekers should only be able to file?",
        ),
        ("Do you agree that NATO helps?", "Would you say that NATO helps?"),
        ("Should the EU support Ukraine?", "What is your answer to this: should the EU support Ukraine?"),
        ("Should IT recruiters be paid?", "Do you think that IT recruiters should be paid?"),
        ("Should you stay or go?", "What is your answer to this: should you stay or go?"),
        ("How do you respond?", "What is your answer to this: how do you respond?"),
        ("NATO: good?", "What is your answer to this: NATO: good?"),
        ("Ban it", "What is your answer to this: Ban it"),
    ],
)
def test_a_question_is_asked_otherwise(question, reworded):
    assert paraphrase_question(question) == reworded
    assert paraphrase_question(reworded) != reworded


def test_a_dilemma_keeps_its_situation():
    situation = "You're a clerk. Your friend Ann took $5."
    assert paraphrase_question(f"{situation} Should you tell her boss?") == (
        f"Consider this situation. {situation} Do you think that you should tell her boss?"
    )
    asked_twice = f"{situation} Should you tell? Or should you wait?"
    assert paraphrase_question(asked_twice) == f"Consider this situation. {asked_twice}"


@pytest.mark.parametrize(
    ("answer", "reworded"),
    [
        ("Yes. We do not know.", "My answer is yes. We don't know."),
        ("No, it isn’t so.", "My answer is no. It is not so."),
        ("No one should lose because of this.", "Here is how I see it. No one should lose owing to this."),
        ("iPhones cost. Don't you see?", "Here is how I see it. iPhones cost. Don't you see?"),
        ("Because we can't wait.", "Here is how I see it. Since we cannot wait."),
        ("Yes", "My answer is yes."),
    ],
)
def test_an_answer_keeps_its_stance_and_its_names(answer, reworded):
    assert paraphrase_answer(answer) == reworded


def test_sentences_change_places_only_where_neither_leans_on_another():
    first, second, third = "Taxes fund schools.", "Roads let people meet.", "Bridges last for many years."
    assert paraphrase_answer(f"{first} {second} {third}") == f"Here is how I see it. {first} {third} {second}"
    leaning = f"{first} {second} They last for many years."
    assert paraphrase_answer(leaning) == f"Here is how I see it. {leaning}"
    assert paraphrase_answer(f"{first} {second}") == f"Here is how I see it. {first} {second}"


def test_nothing_stays_nothing():
    assert paraphrase_answer("") == "" and paraphrase_answer(" \n") == " \n" and paraphrase_question("") == ""
