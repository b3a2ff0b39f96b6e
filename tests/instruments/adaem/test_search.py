"""A3 and A4: the bandit finds topics worth asking about, nothing is asked twice, refinement stops and never loses."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from couple.instruments.adaem.judging import read_opinions
from couple.instruments.adaem.opinions import read_opinion
from couple.instruments.adaem.reading import Reading
from couple.instruments.adaem.rewards import Rewards, RewardsConfig
from couple.instruments.adaem.scoring import Panel, PanelScorer, ScoredQuestion
from couple.instruments.adaem.search import QuestionSearch
from couple.instruments.adaem.search_settings import SearchConfig
from couple.instruments.adaem.simulated.players import (
    NamedVectors,
    NamingJudge,
    SimulatedRespondent,
    SimulatedScorer,
    SimulatedWriter,
)
from couple.instruments.adaem.writing import Proposal


def scored(question, score):
    return ScoredQuestion(question, Rewards(0, 0, 0, 0, score))


class Scripted:
    """A writer and scorer by the book: proposals and rewritten questions in order, scores by question."""

    def __init__(self, proposals, rewrites=(), scores=None):
        self.proposals, self.rewrites, self.scores = list(proposals), list(rewrites), scores or {}
        self.shown, self.asked = [], []

    def propose(self, examples, *, seed):
        self.shown.append([one.question for one in examples])
        return self.proposals.pop(0)

    def rewrite(self, question, evidence, *, seed):
        return self.rewrites.pop(0)

    def score(self, questions):
        self.asked += questions
        return [scored(question, self.scores.get(question, 1.0)) for question in questions]


def search(script, encoder, **settings):
    config = SearchConfig(**{"budget": 1, "proposals": 1, "depth": 0, "width": 1, **settings})
    return QuestionSearch({"t": "Seed?"}, script, script, script, encoder, config, seed=0).run()


@pytest.mark.parametrize("horizon", ["budget", "step"])
def test_topics_worth_asking_about_are_visited_more_often(draw_world, scattered, horizon):
    """The reference's prototype has a rank correlation of .69 at this size; .5 is asked for."""
    world = draw_world(0)
    scorer, seeds = SimulatedScorer(world, seed=1), {topic: world.question(topic, 0) for topic in world.controversy}
    config = SearchConfig(budget=300, proposals=1, depth=0, horizon=horizon)
    found = QuestionSearch(seeds, SimulatedWriter(world), scorer, scorer, scattered, config, seed=0).run()
    assert sum(found.pulls.values()) == 300 and min(found.pulls.values()) >= 1
    assert spearmanr(list(found.pulls.values()), list(world.controversy.values())).statistic >= 0.5
    best = np.mean([one.score for one in found.best(60)])
    assert best > np.mean([one.score for one in found.seeds.values()]) + 1


def test_what_is_asked_already_is_not_asked_again(scattered):
    proposals = [Proposal("New one?"), Proposal("Seed?"), Proposal("New one?"), Proposal(None, "no question")]
    script = Scripted(proposals)
    found = search(script, scattered, budget=2, proposals=2)
    assert [one.question for one in found.questions["t"]] == ["New one?"]
    assert found.dropped == {"too like a known question": 2, "no question": 1}
    assert script.asked == ["Seed?", "New one?", "New one?"]  # the seed, then the draft and its final score


def test_what_a_visit_proposes_is_scored_at_once(scattered):
    batches = []
    script = Scripted([Proposal(f"New {n}?") for n in range(4)])
    score = script.score
    script.score = lambda questions: batches.append(len(questions)) or score(questions)
    found = search(script, scattered, budget=2, proposals=2)
    assert batches == [1, 2, 2, 2, 2]  # the seed; then two drafts, and what became of them, at each pull
    assert [one.question for one in found.questions["t"]] == [f"New {n}?" for n in range(4)]


def test_paraphrases_above_eps_are_dropped():
    class Alike:
        def vectors(self, texts):
            return np.array([[1.0, 0.0] if "again" not in text else [0.9, np.sqrt(1 - 0.81)] for text in texts])

    dropped = search(Scripted([Proposal("Seed again?")]), Alike(), likest=0.85)
    assert dropped.dropped == {"too like a known question": 1} and not dropped.questions["t"]
    assert search(Scripted([Proposal("Seed again?")]), Alike(), likest=0.95).questions["t"]


@pytest.mark.parametrize(
    ("scores", "kept", "left"),
    [
        ({"A?": 1.0, "B?": 2.0, "C?": 3.0, "D?": 9.0}, "C?", 1),  # two rounds, each gaining more than tau; depth is 2
        ({"A?": 1.0, "B?": 1.5, "C?": 9.0}, "A?", 2),  # a gain of tau is not enough, and ends it
        ({"A?": 4.0, "B?": 1.0}, "A?", 2),  # never for a lower score
    ],
)
def test_refinement_goes_on_while_the_gain_exceeds_tau(scattered, scores, kept, left):
    script = Scripted([Proposal("A?")], [Proposal("B?"), Proposal("C?"), Proposal("D?")], scores)
    found = search(script, scattered, depth=2, gain=0.5)
    assert [one.question for one in found.questions["t"]] == [kept]
    assert len(script.rewrites) == left
    assert found.questions["t"][0].score >= scores["A?"]


def test_the_score_of_what_is_kept_never_falls_below_its_drafts(draw_world, scattered):
    world = draw_world(3, topics=4)
    scorer = SimulatedScorer(world, seed=1)
    seeds = {topic: world.question(topic, 0) for topic in world.controversy}

    def run(depth):
        config = SearchConfig(budget=4, proposals=2, depth=depth, width=2, gain=0.2)
        return QuestionSearch(seeds, SimulatedWriter(world), scorer, scorer, scattered, config, seed=0).run()

    drafts, refined = run(0), run(3)
    pairs = [
        (one.score, other.score)
        for topic in seeds
        for one, other in zip(drafts.questions[topic], refined.questions[topic], strict=True)
    ]
    assert len(pairs) == 8 and all(after >= before for before, after in pairs)
    assert any(after > before for before, after in pairs)


def test_a_writer_sees_the_best_question_first_and_at_most_so_many(scattered):
    names = [f"Question {number}?" for number in range(6)]
    script = Scripted([Proposal(name) for name in names], scores={name: float(n) for n, name in enumerate(names)})
    search(script, scattered, budget=6, examples=3)
    assert script.shown[0] == ["Seed?"]
    assert script.shown[5][0] == "Question 4?" and len(script.shown[5]) == 3


def test_a_search_over_texts_goes_on_from_its_log(draw_world, scattered, tmp_path, system):
    world = draw_world(1, respondents=3, topics=3)
    counted = []

    class Counting(SimulatedRespondent):
        def answer(self, shown, *, seed):
            counted.append(len(shown))
            return super().answer(shown, seed=seed)

    def run(log):
        panel = Panel([Counting(world, name) for name in world.latents], NamingJudge(system.names), log, 0, opinions=2)
        scorer = PanelScorer(panel, NamedVectors(system.names), RewardsConfig())
        seeds = {topic: world.question(topic, 0) for topic in world.controversy}
        config = SearchConfig(budget=3, proposals=1, depth=1, width=1)
        return QuestionSearch(seeds, SimulatedWriter(world), scorer, scorer, scattered, config, seed=0).run()

    whole = run(tmp_path / "whole.jsonl")
    asked = sum(counted)
    lines = (tmp_path / "whole.jsonl").read_text().splitlines(keepends=True)
    assert asked == len(lines)
    (tmp_path / "cut.jsonl").write_text("".join(lines[:25]) + lines[25][:9])
    counted.clear()
    again = run(tmp_path / "cut.jsonl")
    assert again == whole and sum(counted) == asked - 25
    assert sorted((tmp_path / "cut.jsonl").read_text().splitlines()) == sorted(line.strip() for line in lines)


def test_simulated_texts_say_what_the_world_drew(draw_world, system):
    world = draw_world(2, respondents=2)
    respondent = SimulatedRespondent(world, "r1")
    text = respondent._opinion(world.question("t000", 1), 5)
    drawn = world.expressed(world.question("t000", 1), opinions=1, seed=5)[1, 0]
    opinion = read_opinion(text)
    assert opinion.troubles == ()
    expected = frozenset(value for value, there in zip(system.names, drawn, strict=True) if there)
    assert read_opinions([opinion], NamingJudge(system.names)) == [Reading.certain(expected)]


def test_a_question_that_one_respondent_alone_answers_has_no_score(tmp_path, draw_world, system):
    class Refusing:
        name = fingerprint = "refusing"

        def answer(self, shown, *, seed):
            return ["I cannot say."] * len(shown)

    world = draw_world(1, respondents=1, topics=1)
    panel = Panel([SimulatedRespondent(world, "r0"), Refusing()], NamingJudge(system.names), tmp_path / "l.jsonl", 0)
    (one,) = PanelScorer(panel, NamedVectors(system.names), RewardsConfig()).score([world.question("t000", 1)])
    assert one.rewards is None and "fewer than two" in one.reason and one.score == float("-inf")
