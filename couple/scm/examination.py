"""What an independent examiner found about a causal model, as frozen records for the report."""

from dataclasses import asdict, dataclass, field
from typing import Any

SIGNIFICANCE = 0.05


@dataclass(frozen=True)
class Refutation:
    """One attempt to refute an estimate.

    ``new_effect`` is the mean estimate after the data were tampered with: near 0 for a placebo, near the first estimate
    for a random common cause and for a subset of the data. ``p_value`` is dowhy's, of getting what was expected.
    """

    method: str
    new_effect: float
    p_value: float

    @property
    def passed(self) -> bool:
        """Not refuted at the level of 5 %."""
        return self.p_value > SIGNIFICANCE


@dataclass(frozen=True)
class EffectExamination:
    """The total effect of ``treatment`` on ``outcome`` by the model and by back-door adjustment.

    Attributes:
        treatment: the cause.
        outcome: the effect.
        total_effect: ours, by the paths of the model.
        adjustment: the variables that dowhy adjusted for.
        estimate: dowhy's back-door estimate, or None for ``reason``.
        standard_error: of the estimate.
        agrees: whether the two lie within three standard errors of the estimate.
        refutations: what dowhy's refuters found.
        robustness: the share of what is left of treatment *and* outcome that an unobserved common cause would have to
            explain to bring the estimate to 0 (Cinelli & Hazlett 2020), or None for ``reason``.
        reason: why something is unknown.
    """

    treatment: str
    outcome: str
    total_effect: float
    adjustment: tuple[str, ...] = ()
    estimate: float | None = None
    standard_error: float | None = None
    agrees: bool | None = None
    refutations: tuple[Refutation, ...] = ()
    robustness: float | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Examination:
    """All that was examined; ``counterfactual_gap`` is the largest difference of any cell from dowhy.gcm's.

    Numbers are rounded to ten decimals, so a gap of 0.0 is one below 5e-11.

    The gap is None where a node is not observed. ``seconds`` is no part of ``to_json``: same seed, same bytes.
    """

    effects: tuple[EffectExamination, ...]
    counterfactual_gap: float | None
    rows: int
    simulations: int
    seed: int
    seconds: float = field(compare=False)

    @property
    def limits(self) -> tuple[str, ...]:
        """What the findings do not say."""
        return (
            "The examiner takes the same graph for true. It checks our arithmetic and the fit of the paths, not whether"
            " an arrow is right or a common cause is missing from the graph.",
            "Where back-door estimate and total effect disagree, the graph lacks something; where they agree, it may.",
            "A refuter that is passed is a test that a correct estimate passes too; it confirms nothing.",
        )

    def to_json(self) -> dict[str, Any]:
        """Plain data with limits."""
        effects = []
        for effect in self.effects:
            plain = asdict(effect)
            plain["adjustment"] = list(effect.adjustment)
            plain["refutations"] = [{**asdict(one), "passed": one.passed} for one in effect.refutations]
            effects.append(plain)
        return {
            "effects": effects,
            "counterfactual_gap": self.counterfactual_gap,
            "rows": self.rows,
            "simulations": self.simulations,
            "seed": self.seed,
            "limits": list(self.limits),
        }
