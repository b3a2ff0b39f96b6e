"""The measured profile beside the target: how far an instrument gives back the priorities that somebody answers by."""

from collections.abc import Mapping
from dataclasses import replace

from couple.instruments.asking.respondents import Respondent
from couple.instruments.asking.simulated import LIMIT, SimulatedPerson
from couple.instruments.findings import Findings, Table
from couple.values import Measured, load_profile
from couple.values.distance import pearson, spearman

NOTE = (
    "Correlations, -1..1, of a target's priorities with the measured scores of the same values. A respondent that does "
    "not follow its target and an instrument that does not see it come to the same."
)


def beside_target(findings: Findings, respondent: Respondent, target: str) -> Findings:
    """The findings of a ``respondent`` that answered under the profile ``target``, with a table and a sentence more."""
    if isinstance(respondent, SimulatedPerson):
        facts, limits = {**respondent.facts, **findings.facts}, (LIMIT, *findings.limits)
        findings, planted = replace(findings, facts=facts, limits=limits), respondent.planted
    else:
        planted = load_profile(target).priorities
    rows = [
        {"model": model, "family": family, **agreement(planted, scores)}
        for (model, family), scores in _profiles(findings, respondent.name).items()
        if scores.keys() & planted.keys()
    ]
    if not rows:
        return findings
    several = len(rows) > 1
    told = "; ".join((f"{row['model']}, {row['family']}: " if several else "") + _told(row) for row in rows)
    headline = f"{findings.headline}. Beside the target: {told}"
    return replace(findings, headline=headline, tables=[*findings.tables, Table("Beside the target", NOTE, rows)])


def agreement(planted: Mapping[str, float], scores: Mapping[str, float]) -> dict[str, int | Measured]:
    """``values``: how many are known on both sides; ``Spearman`` and ``Pearson`` over them."""
    shared = {value: priority for value, priority in planted.items() if value in scores}
    return {"values": len(shared), "Spearman": spearman(shared, scores), "Pearson": pearson(shared, scores)}


def _profiles(findings: Findings, name: str) -> dict[tuple[str, str], dict[str, float]]:
    """(model, family) -> value -> centred score, for a respondent itself in any context; variants are others."""
    profiles: dict[tuple[str, str], dict[str, float]] = {}
    for score in findings.scores:
        own = score.model == name or score.model.startswith(f"{name} (")
        if own and score.centred_mean is not None:
            profiles.setdefault((score.model, score.family), {})[score.dimension.lower()] = score.centred_mean
    return profiles


def _told(row: Mapping[str, object]) -> str:
    ranks, line = row["Spearman"], row["Pearson"]
    assert isinstance(ranks, Measured) and isinstance(line, Measured)
    if ranks.value is None or line.value is None:
        return f"unknown, since {ranks.reason or line.reason}"
    return f"Spearman {ranks.value:.2f}, Pearson {line.value:.2f} over {row['values']} values"
