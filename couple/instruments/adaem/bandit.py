"""Which topic to look for questions in next: an upper confidence bound over topics (Alg. 1).

    unvisited topics first, then  argmax_i  Q_i + sqrt(2 ln h / C_i)

Q_i is the mean score of what topic i has given and C_i how often it was visited. The paper's text has h = B, the whole
budget, which is ``by_budget`` and the default since it is what the paper ran; the usual bound, UCB1 (Auer, Cesa-Bianchi
and Fischer 2002), has h = b, the step, which explores less in the beginning: ``by_step``. UCB1's guarantee is for
rewards in 0..1. S is not, so both lean to what they know already.
"""

from collections.abc import Callable, Sequence
from math import log, sqrt

Horizon = Callable[[int, int], int]


def by_budget(_step: int, budget: int) -> int:
    """The horizon is the whole budget: h = B."""
    return budget


def by_step(step: int, _budget: int) -> int:
    """The horizon is the step: h = b, at least 1."""
    return max(step, 1)


class TopicBandit:
    """``counts`` and ``means`` of each topic; ties go to the topic that was named first."""

    def __init__(self, topics: Sequence[str], *, budget: int, horizon: Horizon = by_budget) -> None:
        if not topics:
            raise ValueError("a bandit chooses among at least one topic")
        self.counts = dict.fromkeys(topics, 0)
        self.means = dict.fromkeys(topics, 0.0)
        self._budget, self._horizon = budget, horizon

    @property
    def step(self) -> int:
        """How many topics were visited so far, repeats included."""
        return sum(self.counts.values())

    def choose(self) -> str:
        """The topic to visit next."""
        unvisited = next((topic for topic, count in self.counts.items() if count == 0), None)
        if unvisited is not None:
            return unvisited
        height = 2 * log(max(self._horizon(self.step, self._budget), 1))
        return max(self.counts, key=lambda topic: self.means[topic] + sqrt(height / self.counts[topic]))

    def reward(self, topic: str, score: float) -> None:
        """Count a visit that gave ``score``: Q <- Q + (score - Q) / C."""
        self.counts[topic] += 1
        self.means[topic] += (score - self.means[topic]) / self.counts[topic]
