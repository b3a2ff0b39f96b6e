"""What Value Portrait's answers show: profiles, reliability, and what steering and personas changed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from couple.instruments.findings import Findings, ForestPlot, ForestRow, Picture, Table
from couple.instruments.portrait.key import PortraitKey
from couple.instruments.portrait.persona_report import compare_personas, persona_plots, persona_tables
from couple.instruments.portrait.personas import PersonaFile, personas_among
from couple.instruments.portrait.steering_report import (
    SEED,
    steered_among,
    steering_facts,
    steering_plot,
    steering_tables,
)
from couple.instruments.portrait.uncertainty import score_intervals
from couple.instruments.portrait.variants import variants_among
from couple.instruments.profile_findings import UNIT, profile_findings, value_profiles
from couple.instruments.recorded.ratings import Ratings
from couple.instruments.recorded.reliability import cronbach_alpha
from couple.instruments.recorded.scores import DimensionScore
from couple.values import ValueSystem, load_system

LIMITS = (
    "These are ratings of replies, a self-report: what the model does in a conversation is another matter.",
    "The scales are of unequal length (11 to 64 items for the ten values) and share items, so their scores are not "
    "independent of one another.",
    "Items are in English and were written by one language model; the tags come from some 45 raters an item.",
    "Scores are relative to the model's own mean over all tagged items: they compare values within a model.",
)
STEERING_LIMIT = "Steering acts through the system text: the decoder under a target does not read it and cannot move."
PERSONA_LIMIT = (
    "People's differences come from another questionnaire (PVQ-21) on the same 1..6 scale: compare signs and ranks "
    "before sizes. A persona of one sentence is a caricature of a group, and of nobody in it."
)


def portrait_findings(
    ratings: Ratings, scores: Sequence[DimensionScore], key: PortraitKey, known: PersonaFile
) -> Findings:
    """Everything that the report shows. ``known`` are the personas that respondents' names may speak of."""
    system = load_system("schwartz10")
    profiles = value_profiles(scores)
    variants, means = variants_among(profiles), ratings.item_means
    under = frozenset(name for names in variants.values() for name in names.values())
    basic = profile_findings(ratings, scores, system, LIMITS, variants=under)
    scales = {value.lower(): items for value, items in key.scales["pvq"].items()}
    tables, pictures = [*basic.tables], [*basic.pictures]
    facts, limits = dict(basic.facts), [*basic.limits]
    plain = {respondent: rated for respondent, rated in ratings.usable.items() if respondent not in under}
    reliability = _reliability(Ratings(plain, ()), key)
    if isinstance(reliability, str):
        facts["reliability"] = reliability
    else:
        tables.append(reliability)
    if len(profiles) == 1:
        pictures.append(_profile_plot(scores, means[next(iter(profiles))], scales, system))
    if steered := steered_among(variants, system):
        tables += steering_tables(steered, profiles, system)
        pictures.append(steering_plot(steered, profiles, means, scales, system))
        facts |= steering_facts(steered, profiles)
        limits.append(STEERING_LIMIT)
    personas = personas_among([name for names in variants.values() for name in names], known)
    if compared := compare_personas(variants, profiles, personas):
        tables += persona_tables(compared, system)
        pictures += persona_plots(compared, means, scales, system)
        limits.append(PERSONA_LIMIT)
    return replace(basic, tables=tables, pictures=pictures, facts=facts, limits=limits)


def _reliability(ratings: Ratings, key: PortraitKey) -> Table | str:
    alphas = {
        (family, dimension): (len(items), cronbach_alpha(ratings, items))
        for family, scales in key.scales.items()
        for dimension, items in scales.items()
    }
    reasons = {alpha.reason for _, alpha in alphas.values() if alpha.reason}
    if all(alpha.value is None for _, alpha in alphas.values()):
        return f"unknown: {'; '.join(sorted(reasons))}"
    rows = [
        {"family": family, "dimension": dimension.replace("_", " "), "items": items, "alpha": alpha.value}
        for (family, dimension), (items, alpha) in alphas.items()
    ]
    return Table("Reliability", "Cronbach's alpha, at most 1; each prompt version of each respondent is a row.", rows)


def _profile_plot(
    scores: Sequence[DimensionScore],
    rated: Mapping[str, float],
    scales: Mapping[str, frozenset[str]],
    system: ValueSystem,
) -> Picture:
    intervals = score_intervals(rated, scales, seed=SEED)
    rows = [
        ForestRow(system.value(name).label, score.centred_mean, intervals[name], f"{score.n} items")
        for score in scores
        if score.family == "pvq" and (name := score.dimension.lower())
    ]
    return ForestPlot("How sure the profile is", "95 % intervals over texts (bootstrap).", UNIT, rows)
