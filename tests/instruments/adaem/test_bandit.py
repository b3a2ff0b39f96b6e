"""A3, exactly: the bound's arithmetic. Its use in a search is in ``test_search``."""

from math import log, sqrt

import pytest

from couple.instruments.adaem.bandit import TopicBandit, by_budget, by_step


def test_unvisited_topics_come_first_in_their_order():
    bandit = TopicBandit(["a", "b", "c"], budget=9)
    visited = []
    for score in (0.0, 100.0, 0.0):
        visited.append(bandit.choose())
        bandit.reward(visited[-1], score)
    assert visited == ["a", "b", "c"] and bandit.choose() == "b"


@pytest.mark.parametrize(("horizon", "height"), [(by_budget, 50), (by_step, 4)])
def test_the_bound_weighs_means_against_visits(horizon, height):
    bandit = TopicBandit(["often", "once"], budget=50, horizon=horizon)
    for score in (4.0, 6.0, 5.0):
        bandit.reward("often", score)
    assert bandit.means["often"] == pytest.approx(5.0)
    edge = 5.0 + sqrt(2 * log(height) / 3) - sqrt(2 * log(height))
    bandit.reward("once", edge - 0.01)
    assert bandit.choose() == "often"
    higher = TopicBandit(["often", "once"], budget=50, horizon=horizon)
    for score in (4.0, 6.0, 5.0):
        higher.reward("often", score)
    higher.reward("once", edge + 0.01)
    assert higher.choose() == "once"


def test_a_bandit_without_topics_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        TopicBandit([], budget=1)
