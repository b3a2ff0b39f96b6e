"""Is the noise posterior right over the real vocabulary? Human arguments under the shipped adapter, exact tests.

    COUPLE_DATA=... OMP_NUM_THREADS=1 python experiments/composition/measure_posterior.py [ADAPTER]

1. Given what was observed, the maximum is a Gumbel variable and every other entry a Gumbel variable truncated below it
   (Maddison et al. 2014): their distribution functions turn one draw over the whole vocabulary into independent uniform
   numbers, one Kolmogorov-Smirnov test a position and one for all maxima.
2. The arg-max is the observed token in every draw.
3. Observed tokens drawn from the decoder and then noise from its posterior: entry by entry the prior, two-sample tests
   on the likeliest entries and on some of the others.

Holm's correction; its smallest adjusted p-value is reported. Writes posterior.json.
"""

import sys
from pathlib import Path
from typing import Any

import torch
from apparatus import SEED, Apparatus
from scipy.stats import ks_2samp, kstest

from couple.decoder.gumbel import gumbel_noise, log_probabilities, posterior_perturbed
from couple.foundation import library_versions, torch_generator, write_json

ANSWERS, POSITIONS, REPEATS = 6, 8, 20
DRAWS, LIKELIEST, OTHERS = 1000, 100, 900
TEMPERATURE = 0.7


def real_positions(lab: Apparatus) -> list[tuple[torch.Tensor, int]]:
    """Log-probabilities over the vocabulary and the observed token, at the first positions of some answers."""
    found = []
    for answer in lab.human(ANSWERS):
        latents = lab.abduct(answer, lab.priorities(answer)).latents
        state, tokens = lab.decoders["bfloat16"].start(answer.question, [latents]), lab.tokens(answer)[:POSITIONS]
        logits = [state.logits[0], *state.read_ahead(tokens[:-1])[0]]
        found += [(log_probabilities(row, TEMPERATURE), token) for row, token in zip(logits, tokens, strict=True)]
    return found


def conditional_tests(positions: list[tuple[torch.Tensor, int]], generator: torch.Generator) -> dict[str, float | int]:
    """Parts 1 and 2."""
    p_values, maxima, first, smallest = [], [], 0, float("inf")
    for log_weights, observed in positions:
        total = torch.logsumexp(log_weights, 0)
        for repeat in range(REPEATS):
            perturbed = posterior_perturbed(log_weights, observed, gumbel_noise(len(log_weights), generator))
            maximum = perturbed[observed]
            others = torch.ones(len(perturbed), dtype=torch.bool).index_fill_(0, torch.tensor([observed]), False)
            maxima.append(float(torch.exp(-torch.exp(total - maximum))))
            first += int(perturbed.argmax()) == observed
            smallest = min(smallest, float(maximum - perturbed[others].max()))
            if repeat == 0:
                below = torch.exp(log_weights - perturbed) - torch.exp(log_weights - maximum)
                p_values.append(kstest(torch.exp(-below[others]).numpy(), "uniform").pvalue)
    p_values.append(kstest(maxima, "uniform").pvalue)
    return {
        "vocabulary": len(positions[0][0]),
        "positions": len(positions),
        "smallest adjusted p, truncated Gumbel": round(min(1.0, min(p_values) * len(p_values)), 4),
        "draws": len(maxima),
        "draws with the observed token first": first,
        "smallest margin": smallest,
    }


def averaged_test(log_weights: torch.Tensor, generator: torch.Generator) -> dict[str, float | int]:
    """Part 3."""
    likely = log_weights.argsort(descending=True)
    others = likely[LIKELIEST:][torch.randperm(len(likely) - LIKELIEST, generator=generator)[:OTHERS]]
    entries = torch.cat([likely[:LIKELIEST], others])
    prior, averaged = [], []
    for _ in range(DRAWS):
        prior.append(gumbel_noise(len(log_weights), generator)[entries])
        observed = int((log_weights + gumbel_noise(len(log_weights), generator)).argmax())
        noise = gumbel_noise(len(log_weights), generator)
        averaged.append((posterior_perturbed(log_weights, observed, noise) - log_weights)[entries])
    columns = zip(torch.stack(prior).T, torch.stack(averaged).T, strict=True)
    test: Any = ks_2samp  # scipy does not say what it returns
    p_values = [test(a.numpy(), b.numpy()).pvalue for a, b in columns]
    smallest = round(min(1.0, min(p_values) * len(p_values)), 4)
    return {"entries": len(entries), "draws": DRAWS, "smallest adjusted p, prior against averaged posterior": smallest}


def main() -> None:
    """Run the tests, write posterior.json."""
    torch.set_num_threads(1)
    lab = Apparatus(sys.argv[1] if len(sys.argv) > 1 else "shipped")
    positions, generator = real_positions(lab), torch_generator(SEED, "posterior")
    spread = max(positions, key=lambda position: float(-(position[0].exp() * position[0]).sum()))  # highest entropy
    results = {
        "recipe": "python experiments/composition/measure_posterior.py",
        "seed": SEED,
        "adapter": lab.adapter,
        "versions": library_versions("torch", "scipy"),
        "given the observed token": conditional_tests(positions, generator),
        "averaged over observed tokens": averaged_test(spread[0], generator),
    }
    write_json(Path(__file__).with_name("posterior.json"), results)
    print(results)


if __name__ == "__main__":
    main()
