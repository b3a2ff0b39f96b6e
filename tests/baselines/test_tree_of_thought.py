import pytest

from couple.baselines import Asked, PlanAndSolve
from couple.baselines.tree_of_thought import TreeOfThought, most_voted
from couple.decoder.metering import MeteredDecoder
from couple.decoder.prompt import OPINION

QUESTIONS = ["Should we ban cars?", "Should we tax sugar?"]


def answers(decoder, target, questions=QUESTIONS, seed=7, **settings):
    asked = [Asked(question, target, "mine") for question in questions]
    method = TreeOfThought(TreeOfThought.Config(**settings))
    return method.answer(asked, MeteredDecoder(decoder), seed=seed, max_new_tokens=30)


def choosing(**picks):
    """A rule: the vote that ``picks`` gives a kind of choice, and else what it was asked with which seed."""

    def rule(prompt, seed):
        kind = next((kind for kind in picks if f"best {kind}" in prompt.user), None)
        return picks[kind] if kind else f"({seed % 1000} for {prompt.user.split('?')[0]})"

    return rule


def test_three_plans_a_choice_two_answers_a_choice(scripted, target):
    decoder = scripted(choosing(plan="2", answer="2"))
    said = answers(decoder, target, plan_tokens=50, choice_tokens=5)
    assert [tokens for _, tokens, _, _ in decoder.calls] == [50, 50, 50, 5, 30, 30, 5]
    assert {len(prompts) for prompts, *_ in decoder.calls} == {2}
    assert {temperature for _, _, temperature, _ in decoder.calls} == {0.7}
    assert len({seed for *_, seed in decoder.calls}) == 7
    plans, (votes, *_), (along, *_) = decoder.calls[:3], decoder.calls[3], decoder.calls[4]
    second = f"({plans[1][3] % 1000} for Should we tax sugar)"
    assert f"Plan 2:\n{second}" in votes[1].user and "ban cars" not in votes[1].user
    assert f"Plan:\n{second}" in along[1].user
    assert all(prompt.system.endswith(OPINION) for prompt in along)
    assert said == [f"({decoder.calls[5][3] % 1000} for {question[:-1]})" for question in QUESTIONS]


def test_it_differs_from_plan_and_solve_by_the_search_alone(decoder, target):
    asked = [Asked(question, target, "mine") for question in QUESTIONS]
    PlanAndSolve(PlanAndSolve.Config()).answer(asked, MeteredDecoder(decoder), seed=7, max_new_tokens=30)
    answers(decoder, target, plans=1, answers=1)
    (plans, *_), (solved, *_), (our_plans, *_), (ours, *_) = decoder.calls
    assert our_plans == plans
    assert [prompt.system for prompt in ours] == [prompt.system for prompt in solved]
    assert [prompt.user.replace("call 3", "call 1") for prompt in ours] == [prompt.user for prompt in solved]


def test_where_no_vote_can_be_read_the_earliest_is_kept(scripted, target):
    decoder = scripted(choosing(plan="none of them", answer="9"))
    said = answers(decoder, target)
    assert f"({decoder.calls[0][3] % 1000} for" in decoder.calls[4][0][0].user
    assert said[0] == f"({decoder.calls[4][3] % 1000} for Should we ban cars)"


def test_votes_are_counted(scripted, target):
    ballots = iter(["3", "2", "2", "nothing", "1", "2"])
    decoder = scripted(lambda prompt, seed: next(ballots) if "The number of" in prompt.user else f"({seed})")
    said = answers(decoder, target, questions=QUESTIONS[:1], votes=3)
    assert len(decoder.calls) == 3 + 3 + 2 + 3
    assert f"({decoder.calls[1][3]})" in decoder.calls[6][0][0].user
    assert said == [f"({decoder.calls[6][3]})"]  # one vote each: the earlier answer


@pytest.mark.parametrize(
    ("votes", "place"), [([1, 1, 0], 1), ([2, 1, None], 1), ([None, 2], 2), ([None, None], 0), ([], 0)]
)
def test_most_votes_win_and_the_earliest_of_equals(votes, place):
    assert most_voted(votes) == place


def test_an_answer_is_the_same_alone_and_in_company(scripted, target):
    decoder = scripted(lambda prompt, seed: f"plan {seed % 3 + 1} {len(prompt.user)} {seed}")
    both = answers(decoder, target)
    assert both == answers(decoder, target)
    assert both == [*answers(decoder, target, QUESTIONS[:1]), *answers(decoder, target, QUESTIONS[1:])]
    assert both != answers(decoder, target, seed=8)


@pytest.mark.slow
def test_every_generation_of_a_real_run_is_on_the_bill(embedded, other_target):
    meter = MeteredDecoder(embedded)
    method = TreeOfThought(TreeOfThought.Config(plan_tokens=6, choice_tokens=4))
    (text,) = method.answer([Asked(QUESTIONS[0], other_target, "mine")], meter, seed=1, max_new_tokens=6)
    assert text.strip() and meter.usage.generations == 7
    assert 0 < meter.usage.written <= 3 * 6 + 4 + 2 * 6 + 4 < meter.usage.read
