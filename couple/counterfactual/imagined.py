"""An answer that nobody gave: what the loop starts from when it may recover nothing from the observed one."""

from collections.abc import Mapping
from dataclasses import replace

import torch

from couple.concepts import Abduction, ConceptSpace
from couple.foundation import torch_generator
from couple.scm import LinearGaussianSCM
from couple.values.scale import HIGHEST, LOWEST


def imagine(
    scm: LinearGaussianSCM, concepts: ConceptSpace, asked: Abduction, *, seed: int
) -> tuple[Mapping[str, float], Abduction]:
    """Priorities (1..5) and concepts that the model draws for the same question, with noise from the prior.

    What is done to them afterwards is done with this noise, as with an observed answer's: the two worlds differ by the
    intervention alone. But neither of them is the observed answer's.

    Args:
        asked: what was read from the observed answer; the question's embedding stays, latents and noise are replaced.
        seed: of the draws; the same for every target, so that targets can be compared.
    """
    row = scm.sample(1, torch_generator(seed, "imagined priorities")).iloc[0]
    scores = {value: min(HIGHEST, max(LOWEST, float(row[value]))) for value in concepts.values}
    generator = torch_generator(seed, "imagined concepts")
    noise = torch.randn(asked.noise.shape, generator=generator, dtype=torch.float64)
    drawn = replace(asked, noise=noise)
    return scores, replace(drawn, latents=concepts.predict(drawn, scores))
