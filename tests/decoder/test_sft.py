import pytest

from couple.data import is_available
from couple.decoder.sft import MOST, final_answer, sft_completions
from couple.values import load_system

pytestmark = pytest.mark.skipif(not is_available("touche23"), reason="COUPLE_DATA holds no touche23")
SYSTEM = load_system("schwartz10")


@pytest.fixture(scope="module")
def answers():
    from couple.data.answers import training_answers

    return training_answers().head(200)


def test_naive_prompts_name_what_annotators_marked_and_nothing_else(answers):
    from couple.data.marks import marked_values

    labels = {value.name: value.label for value in SYSTEM.values}
    made, read = sft_completions(answers, SYSTEM, reasoning=False), marked_values(answers, SYSTEM)
    for one, marked, said in zip(made, read, answers["answer"], strict=True):
        named = one.prompt.system or ""
        expected = {labels[value] for value in list(marked)[:MOST]}
        assert {label for label in labels.values() if f" {label} " in named} == expected
        assert (one.reasons, one.answer) == ("", said)


def test_the_most_marked_values_have_the_highest_level(answers):
    for one in sft_completions(answers, SYSTEM, reasoning=True):
        lines = [line.split(": ") for line in one.reasons.splitlines() if line.startswith("- ")]
        counts = {name: len(finer.split(", ")) for name, finer in lines}
        for name, count in counts.items():
            assert name.endswith(" 5" if count == max(counts.values()) else " 4")


def test_reasons_come_before_the_same_answer(answers):
    naive, reasoned = (sft_completions(answers, SYSTEM, reasoning=reasoning) for reasoning in (False, True))
    assert [one.prompt for one in naive] == [one.prompt for one in reasoned]
    assert all(final_answer(one.reasons + one.answer) == one.answer for one in reasoned)
    assert sum(bool(one.reasons) for one in reasoned) > 150


def test_an_answer_without_reasons_is_itself():
    assert final_answer("Yes. It helps.") == "Yes. It helps."
