"""How contrasts and predictive checks are shown: a sentence, forest plots, tables."""

from collections.abc import Collection, Mapping, Sequence

from couple.instruments.findings import ForestPlot, ForestRow, Table
from couple.instruments.ordinal.contrasts import OTHERS, OWN, Contrast, Contrasts
from couple.instruments.ordinal.predictive import PredictiveCheck

UNIT = "logits; an item of a value one logit higher has 2.7 times the odds of any higher rating"
MOST_ROWS = 60  # in one forest plot


def headline(rows: Sequence[Contrast]) -> str:
    """How many contrasts with the others are told from 0."""
    sure = [one for one in rows if one.against == OTHERS and one.above is not None and not 0.025 < one.above < 0.975]
    known = sum(one.against == OTHERS and one.above is not None for one in rows)
    if not known:
        return "ordinal regression: no respondent can be compared with others"
    return f"ordinal regression: {len(sure)} of {known} contrasts with the others have a 95 % interval without 0"


def forest(
    rows: Sequence[Contrast], contrasts: Contrasts, groups: Mapping[str, Collection[str]], against: str
) -> ForestPlot | None:
    """Groups only where there are many respondents; nothing where no estimate is known."""
    shown = [one for one in rows if one.against == against and one.estimate is not None]
    if len(shown) > MOST_ROWS:
        shown = [one for one in shown if one.dimension in groups][:MOST_ROWS]
    if not shown:
        return None
    title = "Against the mean of the others" if against == OTHERS else "Against the respondent's own mean"
    return ForestPlot(
        title,
        "Posterior mean and central 95 % interval; behind it the probability that it is above 0.",
        UNIT,
        [
            ForestRow(
                f"{one.respondent}: {one.dimension.replace('_', ' ')}",
                one.estimate,
                None if one.lower is None or one.upper is None else (one.lower, one.upper),
                "" if one.above is None else f"P = {one.above:.2f}",
            )
            for one in sorted(shown, key=lambda one: contrasts.dimensions.index(one.dimension))
        ],
    )


def effect_table(rows: Sequence[Contrast], contrasts: Contrasts) -> Table:
    """Posterior means of all respondents, also of those that have none."""
    own = {(one.respondent, one.dimension): one for one in rows if one.against == OWN}
    cells = [
        {"respondent": name, **{d.replace("_", " "): own[name, d].estimate for d in contrasts.dimensions}}
        for name in contrasts.respondents
    ]
    return Table("Value effects of the ordinal regression", f"Posterior means; {UNIT}. All in contrasts.csv.", cells)


def share_table(check: PredictiveCheck) -> Table:
    """Ratings as given and as predicted."""
    rows = [
        {
            "respondent": name,
            **{
                str(rating): f"{one.observed:.0%} ({one.lower:.0%} to {one.upper:.0%})" + "!" * one.surprising
                for rating, one in shares.items()
            },
        }
        for name, shares in check.shares.items()
    ]
    note = "Share of each rating as given, and central 95 % of what the fitted model predicts; ! lies outside."
    return Table("Predictive check: ratings", note, rows)


def agreement_table(check: PredictiveCheck) -> Table:
    """How often a respondent repeats itself, as given and as predicted."""
    rows = [
        {
            "respondent": name,
            "given": one.observed,
            "predicted from": one.lower,
            "to": one.upper,
            "outside": "yes" if one.surprising else "no",
        }
        for name, one in check.agreement.items()
    ]
    note = (
        "Share of equal answers among pairs of a respondent's answers to one item, 0..1, and central 95 % as predicted."
    )
    return Table("Predictive check: the same item again", note, rows)
