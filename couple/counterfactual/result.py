"""What the loop returns: one counterfactual answer, and how it came about."""

from collections.abc import Mapping
from dataclasses import dataclass

from jaxtyping import Float32
from torch import Tensor

from couple.attribution import Attribution
from couple.concepts import Abduction, SpokenConcept
from couple.counterfactual.search import Candidate
from couple.counterfactual.values import ValueOutcome
from couple.decoder.metering import Usage
from couple.values import ValueProfile


@dataclass(frozen=True)
class Counterfactual:
    """One counterfactual answer with everything that led to it.

    ``target`` is in the asked system; ``values`` and ``latents`` are in the causal model's own. ``said_before`` and
    ``said_after`` are the latents in words. ``usage`` is what all candidates took to decode (``WorldDecoding.usage``).
    """

    question: str
    observed: str
    target: ValueProfile
    observed_reading: Attribution
    values: ValueOutcome
    concepts: Abduction
    intervened_latents: Float32[Tensor, "d k"]
    said_before: Mapping[str, SpokenConcept]
    said_after: Mapping[str, SpokenConcept]
    candidates: tuple[Candidate, ...]
    kept: int
    usage: Usage

    @property
    def best(self) -> Candidate:
        """The candidate that was kept."""
        return self.candidates[self.kept]
