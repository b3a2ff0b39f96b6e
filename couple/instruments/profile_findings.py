"""What both questionnaires report: a table and a circle of value profiles, and how steady the answers are."""

from collections.abc import Collection, Mapping, Sequence
from statistics import variance

from couple.instruments.findings import CirclePlot, Findings, Table
from couple.instruments.recorded.consistency import order_sensitivities, order_sensitivity, wording_sensitivity
from couple.instruments.recorded.profile_files import profile_files
from couple.instruments.recorded.ratings import Ratings
from couple.instruments.recorded.scores import DimensionScore
from couple.instruments.recorded.standing import ENDS, standings
from couple.values import ValueSystem, shipped_systems

UNIT = "mean rating of a value's items minus the respondent's own level, in points of the 1..6 scale"
MOST_DRAWN = 6  # profiles in one circle; more cannot be told apart

Profiles = Mapping[str, Mapping[str, float | None]]
"""Respondent -> value -> centred score, None where unknown."""


def profile_findings(
    ratings: Ratings,
    scores: Sequence[DimensionScore],
    system: ValueSystem,
    limits: Sequence[str],
    *,
    variants: Collection[str] = (),
) -> Findings:
    """The value profiles of all respondents, with order and wording sensitivity and every irregularity.

    ``variants`` are respondents that are others under an instruction: shown, but no part of averages over respondents.
    """
    profiles = value_profiles(scores)
    plain = {model: profile for model, profile in profiles.items() if model not in variants}
    facts = {
        "respondents": str(len(profiles)),
        "ratings used": f"{ratings.count:,}",
        "sensitivity": "share of items whose rating changes with the order of the options, or with the wording",
        "everything else": "scores.csv (means, standard deviations, other families), irregularities.csv",
        "profiles as targets": "profiles/NAME.yaml: target=PATH; priority = 3 + score, within 1..5",
    }
    tables = [_profile_table(ratings, profiles)]
    if len(plain) > 1:
        tables.append(_standing_table(plain, system))
    if any(len(order_sensitivities(ratings, model)) > 1 for model in profiles):
        tables.append(_sensitivity_table(ratings, profiles))
    drawn = dict(list(profiles.items())[:MOST_DRAWN])
    labels = {name: system.value(name).label for name in system.circle or system.names}
    return Findings(
        scores=scores,
        irregularities=ratings.irregularities,
        headline=_headline(plain, len(profiles), ratings, system),
        tables=tables,
        pictures=(CirclePlot("Profiles", "In the order of the theory's circle.", UNIT, labels, drawn),),
        facts=facts,
        limits=limits,
        files=profile_files(profiles, system) if system.name in shipped_systems() else {},
    )


def value_profiles(scores: Sequence[DimensionScore]) -> dict[str, dict[str, float | None]]:
    """The centred scores of the basic values, by respondent, under the names of the value system."""
    profiles: dict[str, dict[str, float | None]] = {}
    for score in scores:
        if score.family == "pvq":
            profiles.setdefault(score.model, {})[score.dimension.lower()] = score.centred_mean
    return profiles


def _profile_table(ratings: Ratings, profiles: Profiles) -> Table:
    rows = [
        {
            "model": model,
            **{name.replace("_", " "): value for name, value in profile.items()},
            "variance": spread(profile),
            "order sensitivity": order_sensitivity(ratings, model).value,
            "wording sensitivity": wording_sensitivity(ratings, model).value,
        }
        for model, profile in profiles.items()
    ]
    note = f"Numbers: {UNIT}. Variance: of the values' scores (sample); near 0 the respondent tells no values apart."
    return Table("Value profiles", note, rows)


def _standing_table(profiles: Profiles, system: ValueSystem) -> Table:
    rows = [
        {
            "value": system.value(value).label,
            "mean score": one.mean_score,
            "mean rank": one.mean_rank,
            f"among first {ENDS}": one.first,
            f"among last {ENDS}": one.last,
        }
        for value, one in standings(profiles).items()
    ]
    note = "Over all respondents with a score on every value; rank 1 is the highest, the last two columns are shares."
    return Table("Which values stand high", note, rows)


def _sensitivity_table(ratings: Ratings, profiles: Profiles) -> Table:
    rows = [
        {
            "model": model,
            "wording": wording_sensitivity(ratings, model).value,
            **{f"order, {version}": one.value for version, one in order_sensitivities(ratings, model).items()},
        }
        for model in profiles
    ]
    note = (
        "Shares of items, 0..1, whose rating changes with the wording, or with the order of the options in a wording."
    )
    return Table("Sensitivity", note, rows)


def spread(profile: Mapping[str, float | None]) -> float | None:
    """Sample variance of a profile's scores; None where one is unknown or there are fewer than two."""
    known = [score for score in profile.values() if score is not None]
    return variance(known) if len(known) == len(profile) > 1 else None


def _headline(profiles: Profiles, respondents: int, ratings: Ratings, system: ValueSystem) -> str:
    what = f"{respondents} respondent{'s' * (respondents != 1)} scored from {ratings.count:,} ratings"
    standing = standings(profiles)
    order = [system.value(value).label for value in standing]
    if len(order) < 2 * ENDS or len({one.mean_rank for one in standing.values()}) == 1:
        return what
    mean = " on average" if len(profiles) > 1 else ""
    return f"{what}; highest{mean}: {', '.join(order[:ENDS])}; lowest{mean}: {', '.join(reversed(order[-ENDS:]))}"
