"""A counterfactual as one line of ``responses.jsonl`` (the contract of design section 6)."""

from collections.abc import Mapping
from typing import Any

from couple.attribution import Attribution
from couple.concepts import SpokenConcept
from couple.counterfactual.result import Counterfactual
from couple.values.distance import mean_absolute_error, spearman


def record_of(result: Counterfactual, *, source: str, budget: int, seed: int) -> dict[str, Any]:
    """The record of one answer, before any independent judge has read it.

    Args:
        result: what the loop returned.
        source: where the observed answer came from, in words.
        budget: how many candidates were allowed.
        seed: the run's seed.
    """
    target, best, values = result.target.priorities, result.best, result.values
    before, after = result.observed_reading.scores, best.reading.scores
    return {
        "question": result.question,
        "target": {"system": result.target.system.name, "priorities": dict(target)},
        "observed": {"text": result.observed, "scores": rounded(before), "source": source},
        "counterfactual": {"text": best.text, "scores": rounded(after)},
        "mae_before": mean_absolute_error(target, before).value,
        "mae_after": mean_absolute_error(target, after).value,
        "spearman_before": spearman(target, before).value,
        "spearman_after": spearman(target, after).value,
        "interventions": [
            {"value": value, "before": round(values.before[value], 4), "after": round(values.after[value], 4)}
            for value in values.targeted
        ],
        "propagated": [
            {
                "value": value,
                "before": round(values.before[value], 4),
                "after": round(values.after[value], 4),
                "because": list(values.because[value]),
            }
            for value in values.propagated
        ],
        "concepts": {
            "observed": _phrases(result.observed_reading),
            "counterfactual": _phrases(best.reading),
            "latents_before": _said(result.said_before),
            "latents_after": _said(result.said_after),
        },
        "candidates": {
            "tried": len(result.candidates),
            "budget": budget,
            "kept": result.kept,
            "errors": [candidate.error for candidate in result.candidates],
            "drifts": [round(candidate.drift, 4) for candidate in result.candidates],
            "guidance": [round(candidate.prediction.weight, 4) for candidate in result.candidates],
        },
        "independent": None,
        "trace": trace_of(result),
        "seed": seed,
    }


def trace_of(result: Counterfactual) -> dict[str, Any]:
    """Every step's numbers: abducted value scores, concept noise and shift, and what decided each token."""
    prediction = result.best.prediction
    shift = (result.intervened_latents - result.concepts.latents).norm(dim=-1).tolist()
    noise = result.concepts.noise.norm(dim=-1).tolist()
    names = list(result.values.before)
    return {
        "values_before": rounded(result.values.before),
        "values_unclipped": rounded(result.values.unclipped),
        "concept_noise_norm": {name: round(x, 4) for name, x in zip(names, noise, strict=True)},
        "concept_shift_norm": {name: round(x, 4) for name, x in zip(names, shift, strict=True)},
        "token_margins": [round(margin, 4) for margin in prediction.margins],
        "first_divergence": prediction.diverged,
        "ended_by_itself": prediction.ended,
        "names_a_value": result.best.parrots,
        "echoes_the_question": result.best.echoes,
    }


def rounded(scores: Mapping[str, float]) -> dict[str, float]:
    """Scores to four decimals: finer digits are float noise, not measurement."""
    return {name: round(score, 4) for name, score in scores.items()}


def _said(concepts: Mapping[str, SpokenConcept]) -> dict[str, list[str]]:
    """The latents in words, for the values that they speak for."""
    return {value: [near.text for near in one.phrases] for value, one in concepts.items() if one.phrases}


def _phrases(reading: Attribution) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for concept in reading.concepts:
        found.setdefault(concept.value, []).append(concept.phrase)
    return found
