"""What stands beside the scores: how they were made, how steady they are, and every question that was asked."""

from statistics import fmean

from couple.instruments.adaem.compared import Compared
from couple.instruments.adaem.reading import likelihoods
from couple.instruments.adaem.reliability import Reliability
from couple.instruments.adaem.rewards import RewardsConfig
from couple.instruments.adaem.search_settings import Found
from couple.instruments.adaem.separation import separation
from couple.instruments.recorded.csv_table import format_rows
from couple.values import ValueSystem

SEPARATIONS = ("separation", "separation_of_sets")


def reliability_facts(steady: Reliability) -> dict[str, str]:
    """How steady the scores are."""

    def told(value: float | None, reason: str | None) -> str:
        return f"{value:.3f}" if value is not None else f"unknown: {reason}"

    return {
        "alpha over folds": told(steady.alpha.value, steady.alpha.reason),
        "coefficient of variation": told(steady.variation.value, steady.variation.reason),
        "largest change by order": f"{steady.order_change:.1f} points",
    }


def search_facts(search: Found, rewards: RewardsConfig, aim: str) -> dict[str, str]:
    """What the search did, what it looked for (``aim``), and how S was put together."""
    dropped = ", ".join(f"{count} {reason}" for reason, count in search.dropped.items()) or "none"
    chosen = [one.score for one in search.best(None)]
    scored = [one.score for one in search.seeds.values() if one.rewards]
    return {
        "questions found": f"{len(chosen)} in {sum(search.pulls.values())} pulls over {len(search.pulls)} topics",
        f"mean {aim} while searching, chance left in": f"found {fmean(chosen):.2f}, seeds {fmean(scored):.2f}"
        if chosen and scored
        else "unknown",
        "not kept": dropped,
        "S": f"disentanglement {rewards.disentanglement_sign:+d}/2, denominators {rewards.denominator}, "
        f"pairs {rewards.pairs}",
    }


def questions_csv(compared: Compared, system: ValueSystem) -> str:
    """``questions.csv``: every question asked afresh, S while searching and afterwards, and how far it separates."""
    before: dict[str, float] = {}
    if compared.search:
        every = [*compared.search.seeds.values(), *compared.search.best(None)]
        before = {one.question: one.score for one in every if one.rewards}
    rows = [
        {
            "question": one.question,
            "origin": origin,
            "score_searching": before.get(one.question),
            "score_fresh": compared.scores.get(one.question),
            "separation": separation(one, system.names, of=likelihoods).value,
            "separation_of_sets": separation(one, system.names).value,
        }
        for origin, asked in (("found", compared.questions), ("seed", compared.seeds))
        for one in asked
    ]
    return format_rows(["question", "origin", "score_searching", "score_fresh", *SEPARATIONS], rows)
