import pytest

from couple.data import is_available
from couple.decoder.nearest import NOT_YOURS, NearestConfig, agreement, nearest_completions
from couple.decoder.prompt import Prompt, opinion_prompt
from couple.foundation import UserError
from couple.values import ValueProfile, load_profile, load_system

needs_data = pytest.mark.skipif(not is_available("touche23"), reason="COUPLE_DATA holds no touche23")
SYSTEM = load_system("schwartz10")
PROFILE = load_profile("security_first")


@pytest.fixture(scope="module")
def answers():
    from couple.data.answers import training_answers

    return training_answers().head(400)


def completions(answers, *, nearest=2, farthest=1, threshold=3.0):
    config = NearestConfig(profile="security_first", nearest=nearest, farthest=farthest, threshold=threshold)
    return nearest_completions(answers, PROFILE, config)


def split(made):
    """What is learned as one's own, and as never one's own."""
    assert all(one.reasons == "" for one in made)
    return [one for one in made if one.prompt.system != NOT_YOURS], [
        one for one in made if one.prompt.system == NOT_YOURS
    ]


@needs_data
def test_agreement_is_the_smallest_priority_of_what_was_marked(answers):
    from couple.data.marks import marked_values

    for near, marked in zip(agreement(answers, PROFILE), marked_values(answers, SYSTEM), strict=True):
        assert near == min((PROFILE.priorities[value] for value in marked), default=None)


@needs_data
def test_values_that_the_profile_leaves_out_do_not_count(answers):
    from couple.data.marks import marked_values

    partial = ValueProfile(SYSTEM, {"security": 4})
    known = agreement(answers, partial)
    expected = [4.0 if "security" in marked else None for marked in marked_values(answers, SYSTEM)]
    assert known == expected
    assert None in known


@needs_data
def test_each_question_gives_its_nearest_and_farthest_on_their_side_of_the_threshold(answers):
    pairs = zip(answers["question"], answers["answer"], strict=True)
    near = {pair: value for pair, value in zip(pairs, agreement(answers, PROFILE), strict=True) if value is not None}
    said, unsaid = split(completions(answers))
    assert all(one.prompt == opinion_prompt(one.prompt.user) for one in said)
    assert all(one.prompt == Prompt(one.prompt.user, NOT_YOURS) for one in unsaid)
    assert len(said) > 20 and len(unsaid) > 20
    for question in set(answers["question"]):
        known = sorted(value for (asked, _), value in near.items() if asked == question)
        chosen = [near[question, one.answer] for one in said if one.prompt.user == question]
        assert sorted(chosen) == [value for value in known if value >= 3][-2:]
        refused = [near[question, one.answer] for one in unsaid if one.prompt.user == question]
        assert refused == [value for value in known if value < 3][:1]


@needs_data
def test_without_far_ones_nothing_is_refused(answers):
    said, unsaid = split(completions(answers, farthest=0))
    assert unsaid == []
    assert said == split(completions(answers))[0]


@needs_data
def test_no_answer_is_both(answers):
    said, unsaid = split(completions(answers, nearest=100, farthest=100))
    assert len(said) + len(unsaid) == sum(near is not None for near in agreement(answers, PROFILE))
    assert not {(one.prompt.user, one.answer) for one in said} & {(one.prompt.user, one.answer) for one in unsaid}


def test_a_profile_is_a_name_or_a_mapping_and_a_wrong_one_is_said():
    assert NearestConfig(profile={"country": "DE"}).profile == {"country": "DE"}
    with pytest.raises(UserError, match="germany"):
        NearestConfig(profile="germanny")
