"""Are planted preferences and drifts found? Simulated respondents on as many dilemmas as were published, many times.

    python experiments/instruments/staircase_recovery.py

Prints the numbers that stand in ``staircase.md``. The tests have smaller versions of the same.
"""

import math

import numpy as np

from couple.instruments.staircase.climbing.choices import StepChoice
from couple.instruments.staircase.dilemmas.dilemma import STEPS, Choice, Dilemma, Step, family_system
from couple.instruments.staircase.dilemmas.totals import PUBLISHED
from couple.instruments.staircase.scoring.conflicts import Conflicts, conflicts_of
from couple.instruments.staircase.scoring.drift import drifts
from couple.instruments.staircase.scoring.preference import drawn_wins, preference

FULL, WORLDS, SMALL_WORLDS = 3_302, 20, 200
UTILITIES = {"care": 1.2, "fairness": 0.7, "sanctity": 0.2, "authority": -0.2, "liberty": -0.7, "loyalty": -1.2}
SLOPE = 0.05


def dilemmas(count: int, generator: np.random.Generator, *, skewed: bool) -> list[Dilemma]:
    """Pairs of foundations, each as common as in the published labels if ``skewed``, else all alike."""
    names = family_system("mft").names
    weights = np.array([PUBLISHED["mft"][name] if skewed else 1 for name in names], dtype=float)

    def step() -> Step:
        a, b = generator.choice(names, 2, replace=False, p=weights / weights.sum())
        return Step("", "", Choice("", str(a)), Choice("", str(b)))

    return [Dilemma(f"mft/{number}", "mft", "", tuple(step() for _ in STEPS)) for number in range(count)]


def conflicts(made_of: list[Dilemma], probability, generator: np.random.Generator) -> Conflicts:
    """Choices of a respondent that takes the first value over the second at a step with ``probability``."""
    made = [
        StepChoice("m", "full", d.id, k, "A" if generator.random() < probability(s.a.value, s.b.value, k) else "B")
        for d in made_of
        for k, s in zip(STEPS, d.steps, strict=True)
    ]
    return conflicts_of(made_of, made)[0]


def by_utility(one: str, other: str, step: int) -> float:
    """Logistic in the difference of utilities, at every step the same."""
    del step
    return 1 / (1 + math.exp(UTILITIES[other] - UTILITIES[one]))


def rising(one: str, other: str, step: int) -> float:
    """Sanctity gains ``SLOPE`` a step against any other foundation."""
    return 0.5 + SLOPE * (step - 3) * ((one == "sanctity") - (other == "sanctity"))


def indifferent(one: str, other: str, step: int) -> float:
    """Half and half."""
    del one, other, step
    return 0.5


def main() -> None:
    """Print every number."""
    order, signs, extreme, least = 0, 0, [], []
    for world in range(WORLDS):
        generator = np.random.default_rng(world)
        even = dilemmas(FULL, generator, skewed=False)
        found = conflicts(even, by_utility, generator)
        values = dict(zip(found.names, preference(found.overall.wins), strict=True))
        order += sorted(values, key=lambda name: -values[name]) == list(UTILITIES)
        signs += all(np.sign(values[name]) == np.sign(UTILITIES[name]) for name in UTILITIES)
        nothing = conflicts(even, indifferent, generator).overall
        extreme.append(float(np.abs(preference(nothing.wins)).max()))
        least.append(int(nothing.meetings.sum(axis=1).min()))
    print(f"{WORLDS} worlds of {FULL} dilemmas: order {order}/{WORLDS}, signs {signs}/{WORLDS}")
    over = sum(one >= 0.02 for one in extreme)
    print(f"random: largest |preference| {max(extreme):.4f}, {over}/{WORLDS} of .02 or more; least offers {min(least)}")
    for skewed in (False, True):
        detected = covered = flagged = 0
        for world in range(SMALL_WORLDS):
            generator = np.random.default_rng(10_000 + world)
            some = dilemmas(500, generator, skewed=skewed)
            moving = conflicts(some, rising, generator)
            drift = next(
                one for one in drifts(moving, drawn_wins(moving, seed=world, draws=200)) if one.value == "sanctity"
            )
            assert drift.interval
            detected += bool(drift.drifts)
            covered += drift.interval[0] <= SLOPE <= drift.interval[1]
            flat = conflicts(some, by_utility, generator)
            flagged += any(one.drifts for one in drifts(flat, drawn_wins(flat, seed=world, draws=200)))
        kind = "labels as common as published" if skewed else "labels equally common"
        print(
            f"{SMALL_WORLDS} worlds of 500 dilemmas, {kind}: planted drift of {SLOPE} found {detected}, "
            f"covered {covered}; flat respondents with any value flagged {flagged}"
        )


if __name__ == "__main__":
    main()
