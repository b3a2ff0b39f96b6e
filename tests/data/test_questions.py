import pytest

from couple.data import is_available, load_arguments, load_daily_dilemmas, opinion_question
from couple.data.questions import dilemma_question
from couple.foundation import fingerprint_bytes


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
        ("We need a plan", "Do you agree that we need a plan?"),
        ("COVID-19 vaccination should be made mandatory", "Should COVID-19 vaccination be made mandatory?"),
        ("E-voting brings more harm than good", "Do you agree that e-voting brings more harm than good?"),
        ('"Bullet for Bullet" is a right policy', 'Do you agree that "Bullet for Bullet" is a right policy?'),
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


@pytest.mark.skipif(not is_available("touche23"), reason="COUPLE_DATA holds no touche23")
def test_what_artefacts_were_trained_on_is_asked_as_it_was():
    """A changed rule changes the questions that adapters and attributors learned from: rebuild them, or leave it."""
    conclusions = sorted(set(load_arguments("training")["conclusion"]))
    lines = [f"{conclusion}\t{opinion_question(conclusion)}" for conclusion in conclusions]
    assert (len(lines), fingerprint_bytes("\n".join(lines).encode())) == (328, "e2f7df8a6955dc69")


@pytest.mark.parametrize(
    ("dilemma", "question"),
    [
        ("You see it. Do you tell?", "You see it. Do you tell?"),
        (' <"He lies.  Should he stop?"> ', "He lies. Should he stop?"),
        ('John believes." "He envies." "Should he stop?', "John believes. He envies. Should he stop?"),
        ('Sam teaches.". "Should Sam stop?', "Sam teaches. Should Sam stop?"),
        ('Is "A Beautiful Mind" better, or "Jaws"?', 'Is "A Beautiful Mind" better, or "Jaws"?'),
    ],
)
def test_slips_in_dilemmas_are_mended(dilemma, question):
    assert dilemma_question(dilemma) == question


@pytest.mark.skipif(not is_available("daily_dilemmas"), reason="COUPLE_DATA holds no daily_dilemmas")
def test_every_dilemma_ends_in_one_question():
    texts = load_daily_dilemmas()["dilemma"]
    questions = texts.map(dilemma_question)
    assert questions.str.endswith("?").all() and (questions.str.count(r"\?") == 1).all()
    assert questions.str.match(r"[A-Z]").all() and not questions.str.contains(r'\."|  |[<>]').any()
    assert questions.ne(texts).sum() == 3


def _words(text):
    return text.casefold().rstrip(" .?!").split()
