"""The embedded decoder's Value Portrait under targets, by the replies that become likelier: what people's tags say.

    python experiments/instruments/implied_portrait.py OUTPUT_FOLDER

Targets: the two opposed profiles that ship, and each of the ten values at 5 alone, as the paper steers (its Table 17).
Writes ranks.json (aggregates only are committed), and prints the shift matrix, the signs that the theory expects, and
how measured profiles agree with their targets. Needs valueportrait (COUPLE_DATA).
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from couple.attribution import AttributionConfig
from couple.counterfactual import CounterfactualConfig
from couple.counterfactual.assembly import LoopConfig, ReferenceConfig, assemble
from couple.decoder import DecoderConfig
from couple.instruments import build_instrument
from couple.instruments.portrait.implied import implied_ranks
from couple.instruments.portrait.scoring import score_portrait
from couple.instruments.portrait.steering import mean_rise, mean_shift_by_distance, sign_checks
from couple.values import ValueProfile, load_profile, load_system
from couple.values.distance import spearman

PROFILES = ("security_first", "freedom_first")


def main() -> None:
    """Read once, or again from ranks.json, and print."""
    folder, system = Path(sys.argv[1]), load_system("schwartz10")
    folder.mkdir(parents=True, exist_ok=True)
    instrument = build_instrument({"name": "portrait"})
    targets = {name: load_profile(name) for name in PROFILES}
    targets |= {name: ValueProfile(system, {name: 5.0}) for name in system.names}
    if not (folder / "ranks.json").exists():
        shipped = ReferenceConfig(reference="ess9")
        config = LoopConfig(DecoderConfig(), AttributionConfig(), shipped, shipped, CounterfactualConfig())
        ranks = implied_ranks(assemble(config).loop, instrument.items, targets)
        (folder / "ranks.json").write_text(json.dumps(ranks))
    ranks = json.loads((folder / "ranks.json").read_text())
    profiles: dict[str, dict[str, float | None]] = {}
    for score in score_portrait(ranks, instrument.key):
        if score.family == "pvq":
            profiles.setdefault(score.model, {})[score.dimension.lower()] = score.centred_mean
    print(pd.DataFrame(profiles).T[list(system.circle or system.names)].astype(float).round(2).to_string())
    for name in PROFILES:
        known = {value: number for value, number in profiles[name].items() if number is not None}
        print(
            f"{name}: rank agreement of measured and wanted profile {spearman(targets[name].priorities, known).value}"
        )
    order = system.circle or system.names
    shifts = {value: profiles[value] for value in order}
    checks = sign_checks(shifts)
    print(f"signs as the theory has them: {sum(check.holds for check in checks)} of {len(checks)}")
    print(f"steered values rise by {mean_rise(shifts)}; by distance {mean_shift_by_distance(shifts, order)}")
    print(chance(shifts, order))
    highest = [max(shifts[value], key=lambda name: shifts[value][name] or 0.0) for value in order]
    print(f"the steered value rises most in {sum(a == b for a, b in zip(order, highest, strict=True))} of {len(order)}")


def chance(shifts: Mapping[str, Mapping[str, float | None]], order: Sequence[str]) -> str:
    """How often values in a random order would rise as much, or keep as well to the circle, as the steered ones."""
    moved = np.array([[float(shifts[steered][value] or 0.0) for value in order] for steered in order])
    places = np.arange(len(order))
    steps = np.abs(places[:, None] - places)
    distance = np.minimum(steps, len(order) - steps)
    generator, rises, fits = np.random.default_rng(0), [], []
    for _ in range(20_000):
        mixed = moved[:, generator.permutation(len(order))]
        rises.append(mixed.trace() / len(order))
        fits.append(np.corrcoef(distance.ravel(), mixed.ravel())[0, 1])
    rise, fit = moved.trace() / len(order), np.corrcoef(distance.ravel(), moved.ravel())[0, 1]
    p_rise, p_fit = float(np.mean(np.array(rises) >= rise)), float(np.mean(np.array(fits) <= fit))
    return f"own rise {rise:.3f}, p {p_rise:.4f}; correlation with distance {fit:.2f}, p {p_fit:.4f} (20,000 orders)"


if __name__ == "__main__":
    main()
