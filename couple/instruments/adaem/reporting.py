"""What AdAEM reports: who expresses which value more than others, how steadily, and what the questions are worth."""

from collections.abc import Mapping, Sequence
from statistics import pstdev

import numpy as np

from couple.instruments.adaem.compared import Compared
from couple.instruments.adaem.facts import questions_csv, reliability_facts, search_facts
from couple.instruments.adaem.informativeness import Contrast
from couple.instruments.adaem.opinions import opinion_irregularities
from couple.instruments.adaem.reading import expressed, likelihoods
from couple.instruments.adaem.reliability import fold_scores, reliability
from couple.instruments.adaem.rewards import RewardsConfig
from couple.instruments.adaem.scoring import JudgedQuestion
from couple.instruments.adaem.tournament import Round, Scores, SkillConfig, games, rounds_of, value_scores, win_counts
from couple.instruments.comparisons.pairwise import Comparisons
from couple.instruments.findings import CirclePlot, Findings, ForestPlot, ForestRow, Table, WinRates
from couple.instruments.recorded.scores import DimensionScore
from couple.values import ValueSystem

UNIT = "probability of expressing the value where another respondent does not, 0 to 100; 50 is as often as the others"
SEED = 0  # of shuffles and resampling: findings are a function of the answers
LIMITS = (
    "Scores compare these respondents with one another on these questions: with others they would be others.",
    "A value counts as expressed when an attributor finds it in the text, for or against, and attributors err.",
    "Expressing a value in an opinion is not acting by it.",
    "These are neither the questions nor the prompts of the paper, whose benchmark is not public.",
    "Questions come from a bank or from a model, and a small model writes few sensible ones: read questions.csv.",
)


def report_findings(
    compared: Compared, system: ValueSystem, skill: SkillConfig, rewards: RewardsConfig, aim: str
) -> Findings:
    """Everything there is to say of fresh opinions; ``aim`` is what the search looked for."""
    asked, search = compared.asked, compared.search
    names = list(dict.fromkeys(who for one in asked for who in one.values))
    rounds = rounds_of(asked)
    scores = value_scores(rounds, names, system.names, skill, seed=SEED)
    steady = reliability(asked, names, system.names, skill, seed=SEED)
    separated, of_sets = (compared.gain_in_separation(system, of, seed=SEED) for of in (likelihoods, expressed))
    scored = compared.gain_in_score(seed=SEED)
    profiles = {name: dict(scores[name]) for name in names}
    labels = {name: system.value(name).label for name in system.circle or system.names}
    return Findings(
        scores=_dimension_scores(asked, rounds, scores, system, skill),
        irregularities=opinion_irregularities(
            {name: [(one.question, o) for one in asked for o in one.opinions.get(name, ())] for name in names}
        ),
        headline=f"{len(names)} respondents compared on {len(asked)} questions"
        + (_told(separated) if separated else ""),
        tables=(
            Table("Scores", f"Numbers: {UNIT}.", [{"model": name, **profiles[name]} for name in names]),
            *_gain_table({"separation": separated, "separation of sets": of_sets, "S": scored}),
        ),
        pictures=(
            CirclePlot("Profiles", "In the order of the theory's circle.", UNIT, labels, profiles),
            _win_rates(rounds, names, system),
            *([_forest(separated)] if separated else []),
        ),
        facts={
            **reliability_facts(steady),
            **(search_facts(search, rewards, aim) if search else {}),
            "everything else": "questions.csv (every question asked, with what it separated), scores.csv",
        },
        limits=LIMITS,
        files={"questions.csv": questions_csv(compared, system)},
    )


def _dimension_scores(
    asked: Sequence[JudgedQuestion],
    rounds: Sequence[Round],
    scores: Scores,
    system: ValueSystem,
    skill: SkillConfig,
) -> list[DimensionScore]:
    """``mean`` is the score, ``sd`` over five folds of the questions, ``n`` the games; centred on 50."""
    folds = fold_scores(asked, list(scores), system.names, skill, seed=SEED)
    found: list[DimensionScore] = []
    for value in system.names:
        played = games(rounds, value)
        for name, own in scores.items():
            n = sum(name in pair for pair in played)
            sd = pstdev([fold[name][value] for fold in folds]) if folds else None
            found.append(
                DimensionScore(name, "adaem", value, own[value] - 50, own[value], sd, n)
                if n
                else DimensionScore(name, "adaem", value, None, None, None, 0)
            )
    return found


def _win_rates(rounds: Sequence[Round], names: Sequence[str], system: ValueSystem) -> WinRates:
    wins = np.sum([win_counts(rounds, names, value).wins for value in system.names], axis=0)
    caption = (
        "How often the row expressed a value that the column did not, of all values that one of the two expressed."
    )
    return WinRates("Who expresses more", caption, names, Comparisons(tuple(names), wins).rows())


def _gain_table(gains: Mapping[str, Contrast | None]) -> list[Table]:
    rows = [
        {
            "measure": name,
            "found": f"{one.found:.2f}",
            "seeds": f"{one.seeds:.2f}",
            "difference": f"{one.difference:+.2f}",
            "95 % interval": "unknown" if one.interval is None else f"{one.interval[0]:+.2f} to {one.interval[1]:+.2f}",
        }
        for name, one in gains.items()
        if one
    ]
    note = (
        "Means over questions on fresh opinions, and the 95 % bootstrap interval of the difference. Separation: sum of "
        "squared differences in how likely values are read in an opinion, chance taken off; of sets: in how often they "
        "are expressed. S: the paper's sum of rewards."
    )
    return [Table("Questions found against their seeds", note, rows)] if rows else []


def _told(better: Contrast) -> str:
    interval = f" (95 % interval {better.interval[0]:.2f} to {better.interval[1]:.2f})" if better.interval else ""
    return (
        f"; on fresh opinions the questions found separate them by {better.found:.2f}, their seeds by "
        f"{better.seeds:.2f}, a difference of {better.difference:.2f}{interval}"
    )


def _forest(better: Contrast) -> ForestPlot:
    row = ForestRow(
        "found minus seeds", better.difference, better.interval, f"{better.n_found} against {better.n_seeds}"
    )
    caption = "Chance differences between opinions are taken off; 0 says that the search gained nothing."
    return ForestPlot("What the search gained", caption, "separation: sum of squared differences", [row])
