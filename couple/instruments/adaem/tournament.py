"""From expressed values to scores: who expresses a value on a question wins against who does not (section 4 of AdAEM).

    score_iv = 100 * mean over j != i of Phi((mu_i - mu_j) / sqrt(2 gamma^2 + sigma_i^2 + sigma_j^2))

mu and sigma are ratings in the manner of TrueSkill, value by value. Only pairs with one who expresses the value and one
who does not are played (the paper's "group partial update"): two who both express it are not thereby equal. Each pair
is one game of openskill's Thurstone-Mosteller model (Weng and Lin 2011), set to be TrueSkill's update for two players:
no damping of variances, no draws, no drift in time. The printed formula doubles the sigmas as well; this is TrueSkill's
own.

Such ratings depend on the order of the games, which means nothing here. Games are shuffled one by one (whole questions
in random order vary almost three times as much) and played forth and back, each time from the start, and the scores of
``orders`` such pairs of plays are averaged.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import erf, sqrt
from statistics import fmean

from pydantic import BaseModel, ConfigDict, Field

from couple.foundation import numpy_generator
from couple.instruments.adaem.rewards import ValueSet
from couple.instruments.adaem.scoring import JudgedQuestion
from couple.instruments.comparisons.pairwise import Comparisons, Strengths
from couple.instruments.comparisons.strengths import bradley_terry

Round = Mapping[str, ValueSet]
"""respondent -> the values of its opinion, in one round of opinions on one question; unread ones are absent."""

Game = tuple[str, str]
"""The respondent who expressed the value, and one who did not."""

Scores = Mapping[str, Mapping[str, float]]
"""respondent -> value -> 0..100: the mean probability of winning against another respondent."""


class SkillConfig(BaseModel):
    """TrueSkill's constants in its usual proportions; the paper's own are not known.

    Attributes:
        mean, deviation: of every rating before the first game.
        gamma: how much a performance varies, as a standard deviation.
        orders: random orders of the games, each played forth and back, over which scores are averaged.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    mean: float = 25.0
    deviation: float = Field(default=25 / 3, gt=0)
    gamma: float = Field(default=25 / 6, gt=0)
    orders: int = Field(default=4, ge=1)


@dataclass(frozen=True, slots=True)
class Skill:
    """A rating: a normal belief about how readily a respondent expresses a value."""

    mean: float
    deviation: float


def rounds_of(judged: Iterable[JudgedQuestion]) -> list[Round]:
    """One round an opinion: the first opinions of all respondents play each other, then the second ones, and so on."""
    found: list[Round] = []
    for one in judged:
        for number in range(max(map(len, one.values.values()), default=0)):
            sets = {who: values[number] for who, values in one.values.items() if number < len(values)}
            found.append({who: values for who, values in sets.items() if values is not None})
    return found


def games(rounds: Iterable[Round], value: str) -> list[Game]:
    """The pairs of which one respondent expresses ``value`` and the other does not, in the order of the rounds."""
    return [
        (winner, loser)
        for one in rounds
        for winner in one
        if value in one[winner]
        for loser in one
        if value not in one[loser]
    ]


def rate_skills(played: Iterable[Game], names: Sequence[str], config: SkillConfig) -> dict[str, Skill]:
    """Ratings after all games, played in the order they are given."""
    from openskill.models import ThurstoneMostellerFull

    model = ThurstoneMostellerFull(
        mu=config.mean,
        sigma=config.deviation,
        beta=config.gamma,
        epsilon=0.0,
        tau=0.0,
        gamma=lambda *_: 1.0,  # openskill's factor on the shrinking of variances; no relation to the formula's gamma
    )
    ratings = {name: model.rating() for name in names}
    for winner, loser in played:
        ((ratings[winner],), (ratings[loser],)) = model.rate([[ratings[winner]], [ratings[loser]]])
    return {name: Skill(rating.mu, rating.sigma) for name, rating in ratings.items()}


def win_probability(one: Skill, other: Skill, gamma: float) -> float:
    """That ``one`` outperforms ``other`` once, 0..1."""
    spread = sqrt(2 * gamma**2 + one.deviation**2 + other.deviation**2)
    return (1 + erf((one.mean - other.mean) / spread / sqrt(2))) / 2


def value_scores(
    rounds: Sequence[Round], names: Sequence[str], values: Sequence[str], config: SkillConfig, *, seed: int
) -> dict[str, dict[str, float]]:
    """Each respondent's score on each value; 50 where nobody differed. At least two respondents."""
    scores: dict[str, dict[str, float]] = {name: {} for name in names}
    for value in values:
        played = games(rounds, value)
        drawn: list[dict[str, float]] = []
        for number in range(config.orders):
            order = numpy_generator(seed, "order of games", value, number).permutation(len(played))
            for places in (order, order[::-1]):
                skills = rate_skills([played[place] for place in places], names, config)
                drawn.append({name: _mean_win_probability(name, skills, config.gamma) for name in names})
        for name in names:
            scores[name][value] = 100 * fmean(one[name] for one in drawn)
    return scores


def _mean_win_probability(name: str, skills: Mapping[str, Skill], gamma: float) -> float:
    return fmean(win_probability(skills[name], other, gamma) for who, other in skills.items() if who != name)


def value_strengths(rounds: Sequence[Round], names: Sequence[str], value: str, *, prior: float = 0.5) -> Strengths:
    """The same games by Bradley and Terry's model, in logits: no order, but no uncertainty of who played little either.

    ``prior``: wins added to both sides of each pair, without which those who always win have no finite strength.
    """
    return bradley_terry(win_counts(rounds, names, value), prior=prior)


def win_counts(rounds: Sequence[Round], names: Sequence[str], value: str) -> Comparisons:
    """How often each respondent expressed ``value`` where each other one did not."""
    return Comparisons.of_pairs(names, games(rounds, value))
