import pytest

from couple.instruments.staircase.climbing.choices import StepChoice
from couple.instruments.staircase.scoring.conflicts import conflicts_of
from couple.instruments.staircase.scoring.paired import compare_paired


def compared(dilemmas, one, other):
    first, second = conflicts_of(dilemmas, [*one, *other])
    return compare_paired(first, second, seed=0, draws=300)


def test_a_difference_between_two_respondents_is_found(make_dilemmas, choose, by_utility):
    dilemmas = make_dilemmas(150)
    found = compared(
        dilemmas,
        choose(dilemmas, by_utility, seed=1, model="one"),
        choose(dilemmas, lambda a, b, step: by_utility(b, a, step), seed=2, model="other"),
    )
    by_value = {by.value: by for by in found.differences}
    assert (found.one, found.other, found.steps) == ("one", "other", 750)
    assert by_value["care"].difference > 0 and by_value["care"].interval[0] > 0
    assert by_value["loyalty"].difference < 0 and by_value["loyalty"].interval[1] < 0
    assert found.alike < 0.5


def test_a_respondent_does_not_differ_from_itself(make_dilemmas, choose, by_utility):
    dilemmas = make_dilemmas(20)
    made = choose(dilemmas, by_utility, seed=1)
    found = compared(dilemmas, made, [StepChoice("n", "full", m.dilemma, m.step, m.chosen) for m in made])
    assert found.alike == 1 and {by.difference for by in found.differences} == {0.0}
    assert {by.interval for by in found.differences} == {(0.0, 0.0)}


def test_only_steps_that_both_answered_count(make_dilemmas, choose, by_utility):
    dilemmas = make_dilemmas(3)
    one, other = choose(dilemmas, by_utility, model="one"), choose(dilemmas[:2], by_utility, model="other")
    silent = [StepChoice("other", "full", other[0].dilemma, 1, None, None, "refused"), *other[1:]]
    assert compared(dilemmas, one, silent).steps == 9
    strangers = choose(make_dilemmas(2, family="schwartz"), lambda *_: 0.5, model="other")
    with pytest.raises(ValueError, match="one family"):
        compared((*dilemmas, *make_dilemmas(2, family="schwartz")), one, strangers)
