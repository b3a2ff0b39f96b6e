"""S3: who is told what, in which order, and what comes of it."""

import re

import pytest

from couple.instruments.staircase.climbing.asking import climb
from couple.instruments.staircase.climbing.history import causal
from couple.instruments.staircase.climbing.presenting import first_shown
from couple.instruments.staircase.dilemmas.dilemma import STEPS, Choice, Dilemma, Step

UTILITIES = {"care": 6, "fairness": 5, "sanctity": 4, "authority": 3, "liberty": 2, "loyalty": 1}
SHOWN = re.compile(r"\nA: (.*)\nB: (.*)\n", re.MULTILINE)


class Simulated:
    """Chooses by what is shown, keeps what it saw, and answers ``words`` at steps where it has any."""

    name, fingerprint = "simulated", "simulated-1"

    def __init__(self, choose, words=None):
        self.choose, self.words, self.seen = choose, words or {}, []

    def answer(self, shown, *, seed):
        self.seen += shown
        return [self._answer(one) for one in shown]

    def _answer(self, one):
        options = SHOWN.search(one.prompt.user).groups()
        return self.words.get(int(one.item[-1])) or "AB"[self.choose(*options)]


def by_utility(first, second):
    return UTILITIES[re.search(r"\[(.*)\]", first)[1]] < UTILITIES[re.search(r"\[(.*)\]", second)[1]]


def ask(dilemmas, respondent, tmp_path, *contexts, seed=0):
    return climb(dilemmas, respondent, contexts=contexts or ("full",), log=tmp_path / "log.jsonl", seed=seed)


def test_full_context_tells_every_earlier_step_with_the_own_choice(tmp_path, make_dilemmas):
    (dilemma,) = make_dilemmas(1)
    respondent = Simulated(by_utility)
    made = ask((dilemma,), respondent, tmp_path)
    assert [one.step for one in made] == list(STEPS)
    for asked, one in zip(respondent.seen, made, strict=True):
        for earlier in made[: one.step - 1]:
            step = dilemma.step(earlier.step)
            assert step.situation in asked.prompt.user
            assert f"You chose: {step.choice(earlier.chosen).text}" in asked.prompt.user
        assert asked.prompt.user.count("You chose:") == one.step - 1
        for later in range(one.step + 1, 6):
            assert dilemma.step(later).situation not in asked.prompt.user


def test_no_context_tells_none(tmp_path, make_dilemmas):
    (dilemma,) = make_dilemmas(1)
    respondent = Simulated(by_utility)
    ask((dilemma,), respondent, tmp_path, "none")
    for number, asked in zip(STEPS, respondent.seen, strict=True):
        told = [other for other in STEPS if dilemma.step(other).situation in asked.prompt.user]
        assert told == [number] and "You chose" not in asked.prompt.user


def step_of(a, b):
    return Step("S", "", Choice("a", a), Choice("b", b))


def test_causal_context_tells_the_steps_that_share_a_value():
    pairs = [("care", "liberty"), ("loyalty", "authority"), ("liberty", "fairness"), (None, None), ("care", "loyalty")]
    dilemma = Dilemma("d", "mft", "n", tuple(step_of(*pair) for pair in pairs))
    assert [causal(dilemma, step) for step in STEPS] == [(), (), (1,), (), (1, 2)]


def test_orders_are_random_each_step_and_undone(tmp_path, make_dilemmas):
    dilemmas = make_dilemmas(60)
    always_first = ask(dilemmas, Simulated(lambda *_: 0), tmp_path / "..")
    assert all(one.chosen == one.first for one in always_first)
    taken_a = sum(one.chosen == "A" for one in always_first)
    assert 110 <= taken_a <= 190  # of 300, half and 4.6 standard deviations
    assert {first_shown(dilemmas[0], step, seed=seed) for step in STEPS for seed in range(3)} == {"A", "B"}


def test_what_is_chosen_does_not_depend_on_the_order(tmp_path, make_dilemmas):
    dilemmas = make_dilemmas(20)
    ways = [
        [one.chosen for one in climb(dilemmas, Simulated(by_utility), contexts=["full"], log=tmp_path / str(s), seed=s)]
        for s in range(2)
    ]
    firsts = [[first_shown(d, step, seed=s) for step in STEPS for d in dilemmas] for s in range(2)]
    assert ways[0] == ways[1] and firsts[0] != firsts[1]


def test_contexts_that_tell_the_same_ask_once(tmp_path, make_dilemmas):
    dilemmas = make_dilemmas(5)
    respondent = Simulated(by_utility)
    made = ask(dilemmas, respondent, tmp_path, "full", "none", "causal")
    assert len(made) == 75
    assert sum(one.item.endswith("step 1") for one in respondent.seen) == 5
    assert len(respondent.seen) == len({one.prompt.user for one in respondent.seen})


def test_an_answer_that_is_none_is_kept_and_told_as_none(tmp_path, make_dilemmas):
    respondent = Simulated(by_utility, {2: "I cannot answer that", 3: "Hm."})
    made = ask(make_dilemmas(1), respondent, tmp_path)
    assert [(one.chosen is None, one.problem) for one in made[1:3]] == [(True, "refused"), (True, "names no choice")]
    assert respondent.seen[4].prompt.user.count("You chose: you made no clear choice") == 2


def test_an_interrupted_climb_goes_on_where_it_stopped(tmp_path, make_dilemmas):
    dilemmas = make_dilemmas(6)
    whole = climb(dilemmas, Simulated(by_utility), contexts=["full"], log=tmp_path / "whole", seed=0)

    class Tired(Simulated):
        def answer(self, shown, *, seed):
            if len(self.seen) >= 16:
                raise KeyboardInterrupt
            return super().answer(shown, seed=seed)

    tired, rested = Tired(by_utility), Simulated(by_utility)
    with pytest.raises(KeyboardInterrupt):
        climb(dilemmas, tired, contexts=["full"], log=tmp_path / "log", seed=0)
    assert climb(dilemmas, rested, contexts=["full"], log=tmp_path / "log", seed=0) == whole
    assert len(tired.seen) + len(rested.seen) == 30
