"""The two worlds of a question to which no answer was observed: as it usually is, and under a target.

Nothing is abducted: values stand at the causal model's means and concept noise at zero, before the intervention as
after it. What is chosen there is no counterfactual of anything that was said; it is what the intervention favours.
"""

import torch
from jaxtyping import Float32
from torch import Tensor

from couple.concepts import ConceptSpace
from couple.counterfactual.values import intervene_on_values
from couple.scm import LinearGaussianSCM
from couple.values import ValueProfile, load_system
from couple.values.scale import HIGHEST, LOWEST


def typical_worlds(
    scm: LinearGaussianSCM, concepts: ConceptSpace, question: str, target: ValueProfile
) -> tuple[Float32[Tensor, "d k"], Float32[Tensor, "d k"]]:
    """The concept latents of the usual world and of the one under ``do(target)``.

    Raises:
        UserError: a target in a system that the causal model cannot reach.
    """
    wanted = target.convert(load_system("schwartz10")).priorities
    means = dict(zip(scm.nodes, scm.mean().tolist(), strict=True))
    usual = {value: min(HIGHEST, max(LOWEST, means[value])) for value in concepts.values}
    after = intervene_on_values(scm, usual, wanted).after
    asked = concepts.sentences.encode([question])
    noise = torch.zeros(1, *concepts.mechanism.scale.shape, dtype=torch.float64)
    before, under = (concepts.mechanism.predict(noise, concepts.vector(said), asked)[0] for said in (usual, after))
    return before, under
