"""Does the ordinal regression find value effects that are known? Coverage, a planted contrast, a null contrast.

    python experiments/instruments/pvq_recovery.py --sets 50 --results recovery.jsonl

Three respondents answer the 40 items of the PVQ-40's key ten times. In the data sets ``drawn`` their effects are drawn
independently; in ``planted`` two respondents have the same effects and the third one is a logit lower on power and
achievement. Data sets that the results file holds are not computed again.
"""

import argparse
import json
import time
from pathlib import Path

import torch

from couple.foundation import append_json_line, torch_generator
from couple.instruments.ordinal.data import ordinal_data
from couple.instruments.ordinal.nuts import NoUTurn
from couple.instruments.ordinal.posterior import Posterior
from couple.instruments.ordinal.simulation import simulate_ratings
from couple.instruments.ordinal.specification import OrdinalRegression
from couple.instruments.ordinal.variational import Variational
from couple.values import PVQ40

KEY = {value: [f"p{number:02d}" for number in numbers] for value, numbers in PVQ40.key.items()}
VALUES = list(KEY)
ENHANCING = [VALUES.index("achievement"), VALUES.index("power")]
WAYS = {
    "nuts": NoUTurn(draws=170, warmup=60, chains=2, transport=3),
    "svi": Variational(),
}


def effects_of(kind: str, seed: int) -> torch.Tensor:
    """Three respondents' effects; standard deviation 1, summing to zero."""
    generator = torch_generator(seed, "effects", kind)
    effects = torch.randn(3, len(VALUES), generator=generator, dtype=torch.float64)
    if kind == "planted":
        effects = effects[:1].repeat(3, 1)
        effects[0, ENHANCING] -= 1.0
    return effects - effects.mean(dim=1, keepdim=True)


def against_others(effects: torch.Tensor) -> torch.Tensor:
    """Each respondent minus the mean of the others, for leading dimensions (..., respondent, value)."""
    return effects - (effects.sum(dim=-2, keepdim=True) - effects) / (effects.shape[-2] - 1)


def covered(draws: torch.Tensor, truth: torch.Tensor) -> tuple[float, float]:
    """Share of 95 % intervals that hold the truth, and their mean width."""
    lower, upper = draws.quantile(0.025, dim=0), draws.quantile(0.975, dim=0)
    return float(((lower <= truth) & (truth <= upper)).double().mean()), float((upper - lower).mean())


def measures(posterior: Posterior, truth: torch.Tensor, kind: str) -> dict[str, object]:
    """What one fit shows."""
    import arviz

    draws = posterior.value_effects
    own, contrast = covered(draws, truth), covered(against_others(draws), against_others(truth))
    rms = float((draws.mean(dim=0) - truth).pow(2).mean().sqrt())
    found: dict[str, object] = {"own": own, "against_others": contrast, "rms": rms}
    if posterior.diagnostics:
        data = posterior.inference_data()
        found["r_hat_beta"] = float(arviz.rhat(data)["beta"].max())
        found["bulk_beta"] = float(arviz.ess(data)["beta"].min())
        found["divergences"] = posterior.diagnostics.divergences
    if kind == "planted":
        lower = against_others(draws)[:, 0] < 0
        found["planted"] = [float(lower[:, value].double().mean()) for value in ENHANCING]
        found["planted_group"] = float((against_others(draws)[:, 0, ENHANCING].mean(dim=1) < 0).double().mean())
        found["null"] = (draws[:, 1] < draws[:, 2]).double().mean(dim=0).tolist()
    return found


def main() -> None:
    """Compute what is missing in the results file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sets", type=int, default=50)
    parser.add_argument("--results", type=Path, required=True)
    parser.add_argument("--ways", nargs="+", default=list(WAYS))
    parser.add_argument("--kinds", nargs="+", default=["drawn", "planted"])
    chosen = parser.parse_args()
    lines = chosen.results.read_text("utf-8").splitlines() if chosen.results.exists() else []
    done = {(one["kind"], one["seed"], one["way"]) for one in map(json.loads, lines)}
    for seed in range(chosen.sets):
        for kind in chosen.kinds:
            truth = effects_of(kind, seed)
            level = torch_generator(seed, "level")
            ratings = simulate_ratings(
                truth, 0.7 * torch.randn(3, generator=level, dtype=torch.float64), KEY, runs=10, seed=seed
            )
            for way in chosen.ways:
                if (kind, seed, way) in done:
                    continue
                started = time.process_time()
                posterior = WAYS[way].fit(OrdinalRegression(ordinal_data(ratings, KEY)), seed=seed)
                known = {"kind": kind, "seed": seed, "way": way, "seconds": time.process_time() - started}
                append_json_line(chosen.results, {**known, **measures(posterior, truth, kind)})


if __name__ == "__main__":
    main()
