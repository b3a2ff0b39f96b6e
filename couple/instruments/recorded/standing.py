"""Which values stand high over many respondents: mean score, mean rank, how often among the first and last three."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

ENDS = 3


@dataclass(frozen=True)
class Standing:
    """Of one value over ``respondents`` complete profiles.

    ``mean_rank``: 1 is the highest of the values, ties share their average rank. ``first`` and ``last``: shares of the
    profiles (0..1) in which it is among the three highest and the three lowest.
    """

    mean_score: float
    mean_rank: float
    first: float
    last: float
    respondents: int


def standings(profiles: Mapping[str, Mapping[str, float | None]]) -> dict[str, Standing]:
    """Value -> standing, highest mean rank first. Profiles with an unknown score are left out; none may be left."""
    complete = [
        {value: score for value, score in profile.items() if score is not None}
        for profile in profiles.values()
        if None not in profile.values()
    ]
    ranked = [ranks(profile) for profile in complete]
    found = {
        value: Standing(
            mean_score=fmean(profile[value] for profile in complete),
            mean_rank=fmean(row[value] for row in ranked),
            first=fmean(row[value] <= ENDS for row in ranked),
            last=fmean(row[value] > len(row) - ENDS for row in ranked),
            respondents=len(complete),
        )
        for value in (complete[0] if complete else ())
    }
    return dict(sorted(found.items(), key=lambda pair: pair[1].mean_rank))


def ranks(scores: Mapping[str, float]) -> dict[str, float]:
    """1 for the highest; ties share their average rank."""
    numbers = list(scores.values())
    return {
        name: 1 + sum(other > score for other in numbers) + (numbers.count(score) - 1) / 2
        for name, score in scores.items()
    }
