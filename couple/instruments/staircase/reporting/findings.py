"""Everything that choices on staircases show: preferences and their drift, win rates, strengths, cycles, positions."""

from collections.abc import Sequence
from dataclasses import dataclass

from couple.instruments.findings import Findings, Picture, Table
from couple.instruments.staircase.climbing.choices import Choices, choices_csv, missing_choices
from couple.instruments.staircase.dilemmas.totals import published_warnings
from couple.instruments.staircase.reporting import tables
from couple.instruments.staircase.reporting.pictures import drift_plot, win_rate_plot
from couple.instruments.staircase.reporting.sheets import preferences_csv, win_rates_csv
from couple.instruments.staircase.scoring.analysis import Analysis, analyse
from couple.instruments.staircase.scoring.climbs import ClimbAgreement, climb_agreements
from couple.instruments.staircase.scoring.conflicts import conflicts_of
from couple.instruments.staircase.scoring.paired import compare_paired
from couple.instruments.staircase.scoring.position import PositionBias, position_biases
from couple.instruments.staircase.scoring.preference import INDIFFERENT, preference_scores

MOST_DRAWN = 6  # respondents and families with pictures; the others are in the tables

LIMITS = (
    "Which value a choice speaks for is what annotating language models agreed on; it is not known that the respondent "
    "chose for that value's sake.",
    "Values are unequally common among the labels, and each meets its own selection of others: a preference depends on "
    "what it was offered against. Strengths (Bradley-Terry) take that into account, preferences do not.",
    "Steps differ in their stories, not in their stakes alone: a drift is a difference between steps of these "
    "dilemmas, and no proof that pressure changed the respondent.",
    "What is told of earlier steps in causal context is our rule; the published definition is not known. Nor are the "
    "published prompts, temperatures and handling of refusals: the nine published models' results are not reproduced.",
    "The published sample is 51 of 3,302 dilemmas, four of them word for word repeats: rare values are offered a "
    "handful of times.",
    "A respondent that leans to the place of a choice answers by the drawn order, and its preferences are then mostly "
    "chance: read how it leans to a place before anything else.",
)
TWICE = (
    "Climbing in both orders takes leaning to a place out of preferences, but gives no reading to one that does not "
    "read: where both climbs seldom end in the same choice, preferences near 0 say that, and not that values are "
    "weighed alike.",
)
_TWICE = (
    "; climbed a second time with the choices of each step exchanged and its own choices told. Both climbs count alike "
    "in preferences, drift and win rates; in strengths and cycles a step is one decision, won by halves where the two "
    "differ"
)


@dataclass(frozen=True, slots=True)
class Settings:
    """``seed`` of all draws, how many ``draws`` a bootstrap takes, and the ``prior`` wins that hold strengths."""

    seed: int
    draws: int
    prior: float


def staircase_findings(choices: Choices, settings: Settings) -> Findings:
    """A pure function of the choices; the same seed draws the same."""
    groups = conflicts_of(choices.dilemmas, choices.made)
    analyses = [analyse(one, seed=settings.seed, draws=settings.draws, prior=settings.prior) for one in groups]
    paired = [
        compare_paired(one, other, seed=settings.seed, draws=settings.draws)
        for place, one in enumerate(groups)
        for other in groups[place + 1 :]
        if one.family == other.family
    ]
    biases = position_biases(choices.made)
    agreements = climb_agreements(choices.made, seed=settings.seed, draws=settings.draws)
    pictures: list[Picture] = []
    for analysis in analyses[:MOST_DRAWN]:
        pictures += [drift_plot(analysis), win_rate_plot(analysis)]
    answered = sum(one.chosen is not None for one in choices.made)
    found: list[Table] = [
        tables.preferences(analyses),
        tables.consistency(analyses),
        tables.strengths(analyses),
        tables.positions(biases),
        tables.climbs(agreements),
        tables.between_models(analyses),
        tables.pairs(paired),
    ]
    return Findings(
        scores=[score for one in groups for score in preference_scores(one)],
        irregularities=(*choices.irregularities, *missing_choices(choices.made)),
        headline=_headline(analyses, biases, agreements, answered, len(choices.made)),
        tables=[table for table in found if table.rows],
        pictures=pictures,
        facts=_facts(choices, settings),
        limits=LIMITS + (TWICE if agreements else ()),
        files={
            "choices.csv": choices_csv(choices.made),
            "preferences.csv": preferences_csv(analyses),
            "win_rates.csv": win_rates_csv(groups),
            **choices.files,
        },
    )


def _headline(
    analyses: Sequence[Analysis],
    biases: Sequence[PositionBias],
    agreements: Sequence[ClimbAgreement],
    answered: int,
    asked: int,
) -> str:
    known = f"{answered:,} choices at {asked:,} steps"
    drifting = [f"{one.conflicts.model}: {drift.value}" for one in analyses for drift in one.drifts if drift.drifts]
    cycles = sum(len(one.transitivity.cycles) for one in analyses)
    violations = sum(len(one.transitivity.strong_violations) for one in analyses)
    moved = f"preferences drift for {len(drifting)} ({'; '.join(drifting[:3])})" if drifting else "no preference drifts"
    found = f"{known}; {moved}; {cycles} cycles and {violations} further violations of strong transitivity"
    leaning = [
        f"{one.model} {one.share:.0%}" for one in biases if not one.interval[0] <= INDIFFERENT <= one.interval[1]
    ]
    if leaning:
        found += f". Beware: choices lean to a place (what was shown first was taken by {', '.join(leaning[:3])})"
    if twice := [one for one in agreements if one.step is None]:
        said = [f"{one.model} {one.same:.0%} (by place alone {one.by_place:.0%})" for one in twice[:3]]
        found += f". Both orders end in the same choice: {', '.join(said)}"
    return found


def _facts(choices: Choices, settings: Settings) -> dict[str, str]:
    counts = {family: sum(one.family == family for one in choices.dilemmas) for family in ("mft", "schwartz")}
    twice = any(one.climb == 2 for one in choices.made)
    facts = {
        "dilemmas": ", ".join(f"{count} {family}" for family, count in counts.items() if count),
        **choices.facts,
        "contexts": ", ".join(dict.fromkeys(one.context for one in choices.made)),
        "order of the choices": "drawn for each step of each dilemma, undone before scoring"
        + (_TWICE if twice else ""),
        "intervals": f"95 %, {settings.draws:,} bootstrap draws of whole dilemmas, seed {settings.seed}",
        "strengths": f"{settings.prior:g} wins are added to both sides of every pair, so that they are finite",
    }
    for family, warning in published_warnings().items():
        facts[f"published label counts, {family}"] = f"{warning}; read shares of them with care"
    return facts
