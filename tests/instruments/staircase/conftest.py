"""Staircases and respondents whose preferences are known."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from couple.instruments.staircase.climbing.choices import StepChoice
from couple.instruments.staircase.dilemmas.dilemma import STEPS, Choice, Dilemma, Step, family_system


def _make_dilemmas(count: int, *, family: str = "mft", seed: int = 0) -> tuple[Dilemma, ...]:
    """Two values drawn for each step; every text names its value in brackets."""
    generator, names = np.random.default_rng(seed), family_system(family).names

    def step(number: int, place: int) -> Step:
        a, b = (names[k] for k in generator.permutation(len(names))[:2])
        choices = Choice(f"Do {number}.{place}.1 [{a}].", a), Choice(f"Do {number}.{place}.2 [{b}].", b)
        return Step(f"Situation {number}.{place}.", "What now?", *choices)

    return tuple(
        Dilemma(f"{family}/{number}", family, "A norm.", tuple(step(number, place) for place in STEPS))
        for number in range(count)
    )


def _choose(
    dilemmas: tuple[Dilemma, ...], probability: Callable[[str, str, int], float], *, seed: int = 0, model: str = "m"
) -> list[StepChoice]:
    """Choices of a respondent that takes the first value over the second at a step with ``probability``."""
    generator = np.random.default_rng(seed)
    made = []
    for dilemma in dilemmas:
        for number, step in zip(STEPS, dilemma.steps, strict=True):
            assert step.a.value and step.b.value
            takes_a = generator.random() < probability(step.a.value, step.b.value, number)
            made.append(StepChoice(model, "full", dilemma.id, number, "A" if takes_a else "B"))
    return made


@pytest.fixture(scope="session")
def make_dilemmas():
    return _make_dilemmas


@pytest.fixture(scope="session")
def choose():
    return _choose


@pytest.fixture(scope="session")
def utilities():
    """Of the six foundations, in logits."""
    return {"care": 1.2, "fairness": 0.7, "sanctity": 0.2, "authority": -0.2, "liberty": -0.7, "loyalty": -1.2}


@pytest.fixture(scope="session")
def by_utility(utilities):
    """One value over another, whatever the step."""
    return lambda one, other, _step: 1 / (1 + math.exp(utilities[other] - utilities[one]))


@pytest.fixture(scope="session")
def sample_files():
    from couple.data import is_available, locate

    if not is_available("mmd_sample"):
        pytest.skip("the sample of moral dilemmas is not here (set COUPLE_DATA)")
    return [locate("mmd_sample") / name for name in ("MMDs_MFT.json", "MMDs_Schwartz.json")]
