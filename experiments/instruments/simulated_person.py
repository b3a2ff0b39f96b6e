"""What each instrument gives back of a simulated person's priorities: planted profiles, with and without a lean.

    TMPDIR=/dev/shm python experiments/instruments/simulated_person.py    # every answer is flushed to a log at once

Prints the table of ``simulated_person.md``.
"""

from itertools import product
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import Any

from couple.instruments import build_instrument
from couple.instruments.asking.simulated import SimulatedPerson, SimulatedPersonConfig
from couple.instruments.beside_target import agreement
from couple.values import load_profile

PROFILES = ("achiever", "caring", "freedom_first", "germany", "security_first", "traditional")  # all ten values
LEANS, SEEDS = (0.0, 1.0, 3.0), 20
INSTRUMENTS: dict[str, dict[str, Any]] = {
    "pvq, 40 portraits": {"name": "pvq"},
    "portrait, 100 replies": {"name": "portrait", "limit": 100},
    "portrait, all 520": {"name": "portrait"},
    "staircase, one order": {"name": "staircase"},
    "staircase, both orders": {"name": "staircase", "orders": 2},
}


def recovered(instrument: Any, profile: str, lean: float, seed: int) -> tuple[float, float]:
    """Spearman and Pearson of the planted and the measured profile."""
    config = SimulatedPersonConfig(lean=lean)
    person = SimulatedPerson(load_profile(profile), instrument.answer_key(), config, name="simulated")
    with TemporaryDirectory() as folder:
        answers = instrument.ask(person, log=Path(folder) / "answers.jsonl", seed=seed)
    own = [score for score in instrument.score(answers) if score.family in ("pvq", "schwartz")]
    told = agreement(person.planted, {score.dimension.lower(): score.centred_mean for score in own})
    return told["Spearman"].value, told["Pearson"].value


def main() -> None:
    """A row an instrument and lean."""
    print(f"| instrument | lean | Spearman | lowest | Pearson | {' | '.join(PROFILES)} |")
    print("|---|" + "---|" * (4 + len(PROFILES)))
    for (name, settings), lean in product(INSTRUMENTS.items(), LEANS):
        instrument = build_instrument(settings)
        runs = {who: [recovered(instrument, who, lean, seed) for seed in range(SEEDS)] for who in PROFILES}
        ranks = {who: [rank for rank, _ in pairs] for who, pairs in runs.items()}
        every = [rank for own in ranks.values() for rank in own]
        linear = fmean(line for pairs in runs.values() for _, line in pairs)
        cells = [
            f"{fmean(every):.3f}",
            f"{min(every):.2f}",
            f"{linear:.3f}",
            *(f"{fmean(r):.2f}" for r in ranks.values()),
        ]
        print(f"| {name} | {lean:g} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
