import numpy as np

from couple.instruments.adaem.racing import race
from couple.instruments.adaem.rewards import Rewards
from couple.instruments.adaem.scoring import ScoredQuestion


def scored(question, sought):
    return ScoredQuestion(question, Rewards(0, 0, 0, 0, 0), sought=sought)


class Noisy:
    """A question's worth is its number; so many opinions leave that much noise on it."""

    def __init__(self, noise=0.0, seed=0):
        self.noise, self.generator, self.asked = noise, np.random.default_rng(seed), []

    def __call__(self, opinions):
        self.opinions = opinions
        return self

    def score(self, questions):
        self.asked.append((self.opinions, len(questions)))
        spread = self.noise / np.sqrt(self.opinions)
        return [scored(one, float(one) + self.generator.normal(0, spread)) for one in questions]


def test_the_better_half_is_asked_twice_as_much_and_nobody_falls_below_what_is_kept():
    exact = Noisy()
    found = exact(1).score([str(n) for n in range(13)])
    best = race(found, exact, opinions=1, halvings=3, kept=3)
    assert exact.asked == [(1, 13), (2, 7), (4, 4), (8, 3)]
    assert [one.question for one in best] == ["12", "11", "10"]


def test_without_halvings_the_first_scores_decide():
    exact = Noisy()
    assert [one.question for one in race(exact(1).score(["1", "3", "2"]), exact, opinions=1, halvings=0, kept=2)] == [
        "3",
        "2",
    ]


def test_a_race_finds_better_questions_than_first_scores():
    """64 questions of worth 0 to 63 with noise of 20: what is kept is better in most of 40 worlds."""

    def worth(seed, halvings):
        noisy = Noisy(20.0, seed)
        found = noisy(1).score([str(n) for n in range(64)])
        best = race(found, noisy, opinions=1, halvings=halvings, kept=8)
        return np.mean([float(one.question) for one in best])

    better = np.array([worth(seed, 3) - worth(seed, 0) for seed in range(40)])
    assert better.mean() > 2 and (better > 0).mean() > 0.75
