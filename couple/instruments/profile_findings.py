"""What both questionnaires report: a table and a circle of value profiles, and how steady the answers are."""

from collections.abc import Sequence

from couple.instruments.findings import CirclePlot, Findings, Table
from couple.instruments.recorded.consistency import order_sensitivity, wording_sensitivity
from couple.instruments.recorded.ratings import Ratings
from couple.instruments.recorded.scores import DimensionScore
from couple.values import ValueSystem

UNIT = "mean rating of a value's items minus the respondent's own level, in points of the 1..6 scale"
MOST_DRAWN = 6  # profiles in one circle; more cannot be told apart


def profile_findings(
    ratings: Ratings, scores: Sequence[DimensionScore], system: ValueSystem, limits: Sequence[str]
) -> Findings:
    """The value profiles of all respondents, with order and wording sensitivity and every irregularity."""
    profiles: dict[str, dict[str, float | None]] = {}
    for score in scores:
        if score.family == "pvq":
            profiles.setdefault(score.model, {})[score.dimension.lower()] = score.centred_mean
    rows = [
        {
            "model": model,
            **{name.replace("_", " "): value for name, value in profile.items()},
            "order sensitivity": order_sensitivity(ratings, model).value,
            "wording sensitivity": wording_sensitivity(ratings, model).value,
        }
        for model, profile in profiles.items()
    ]
    facts = {
        "respondents": str(len(rows)),
        "ratings used": f"{ratings.count:,}",
        "sensitivity": "share of items whose rating changes with the order of the options, or with the wording",
        "everything else": "scores.csv (means, standard deviations, other families), irregularities.csv",
    }
    for kind, handling in {one.kind: one.handling for one in ratings.irregularities}.items():
        counts = [f"{one.respondent} {one.count:,}" for one in ratings.irregularities if one.kind == kind]
        facts[kind] = f"{handling} ({', '.join(counts)})"
    drawn = dict(list(profiles.items())[:MOST_DRAWN])
    labels = {name: system.value(name).label for name in system.circle or system.names}
    return Findings(
        scores=scores,
        irregularities=ratings.irregularities,
        headline=f"{len(rows)} respondents scored from {ratings.count:,} ratings",
        tables=(Table("Value profiles", f"Numbers: {UNIT}.", rows),),
        pictures=(CirclePlot("Profiles", "In the order of the theory's circle.", UNIT, labels, drawn),),
        facts=facts,
        limits=limits,
    )
