import pytest

from couple.data import is_available, load_arguments, opinion_question


@pytest.mark.parametrize(
    ("conclusion", "question"),
    [
        ("We should ban whaling", "Should we ban whaling?"),
        ("We should not produce garbage! ", "Should we not produce garbage?"),
        ("Surrogacy should be banned", "Should surrogacy be banned?"),
        ("  The EU must be federal.", "Must the EU be federal?"),
        ("Women can be in combat roles", "Can women be in combat roles?"),
        ("There should be no wars.", "Should there be no wars?"),
        ("IT firms should pay more", "Should IT firms pay more?"),
        ("It should rain", "Should it rain?"),
        ("India should accept refugees", "Should India accept refugees?"),
        ("Europe is old and should be open", "Do you agree that Europe is old and should be open?"),
        ("Nuclear disarmament is necessary", "Do you agree that nuclear disarmament is necessary?"),
        ("We need a new policy", "Do you agree that we need a new policy?"),
        ("We shouldn't worry", "Shouldn't we worry?"),
    ],
)
def test_the_rule(conclusion, question):
    assert opinion_question(conclusion) == question


@pytest.mark.skipif(not is_available("touche23"), reason="COUPLE_DATA holds no touche23")
def test_every_conclusion_becomes_one_question_with_its_own_words():
    splits = ("training", "validation", "validation-zhihu", "test")
    conclusions = {text for split in splits for text in load_arguments(split)["conclusion"]}
    assert len(conclusions) > 550
    for conclusion in conclusions:
        question = opinion_question(conclusion)
        assert question.endswith("?") and question[0].isupper() and "  " not in question
        assert sorted(_words(question.removeprefix("Do you agree that "))) == sorted(_words(conclusion))


def _words(text):
    return text.casefold().rstrip(" .?!").split()
