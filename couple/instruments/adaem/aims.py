"""What a search looks for in a question: the paper's sum of rewards, or how far its respondents were told apart."""

from collections.abc import Callable, Mapping, Sequence

from couple.instruments.adaem.reading import likelihoods
from couple.instruments.adaem.rewards import Rewards
from couple.instruments.adaem.scoring import JudgedQuestion
from couple.instruments.adaem.separation import distance, separation

Aim = Callable[[JudgedQuestion, Rewards, Sequence[str]], float]


def sum_of_rewards(judged: JudgedQuestion, rewards: Rewards, values: Sequence[str]) -> float:  # noqa: ARG001 (an Aim)
    """S, as in the paper. With few opinions of small models it says little of how far respondents are apart."""
    return rewards.score


def told_apart(judged: JudgedQuestion, rewards: Rewards, values: Sequence[str]) -> float:  # noqa: ARG001 (an Aim)
    """Separation by how likely values are read; with one opinion each, the same with chance left in."""
    known = separation(judged, values, of=likelihoods).value
    if known is None:
        known = distance(judged, values, of=likelihoods).value
    return float("-inf") if known is None else known


AIMS: Mapping[str, Aim] = {"rewards": sum_of_rewards, "separation": told_apart}
