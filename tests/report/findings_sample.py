"""Findings for tests: every kind of picture, unknowns among them. The numbers are made up and measure nothing."""

import math

import numpy

from couple.instruments.findings import CirclePlot, DriftPlot, Findings, ForestPlot, ForestRow, Table, WinRates
from couple.instruments.recorded.ratings import Irregularity
from couple.values import load_system
from couple.values.distance import Measured

SYSTEM = load_system("schwartz10")
LABELS = {name: SYSTEM.value(name).label for name in SYSTEM.circle or ()}
MODELS = [f"a-model-with-a-name-{number:02d}" for number in range(34)]
DRAW = numpy.random.default_rng(5)


def row(label: str, mean: float, sd: float, note: str = "") -> ForestRow:
    """An estimate with an interval of two standard deviations to either side."""
    return ForestRow(label, mean, (mean - 2 * sd, mean + 2 * sd), note)


def circle() -> CirclePlot:
    """Six profiles that follow the theory; one without two neighbours, one unknown altogether."""
    profiles: dict[str, dict[str, float | None]] = {
        MODELS[peak]: {
            name: math.cos(2 * math.pi * (place - peak) / len(LABELS)) + float(DRAW.normal(0, 0.2))
            for place, name in enumerate(LABELS)
        }
        for peak in range(6)
    }
    profiles[MODELS[1]] |= {"power": None, "security": None}
    profiles[MODELS[2]] = dict.fromkeys(LABELS)
    return CirclePlot("Six profiles", "In the theory's order", "mean rating above the own mean", LABELS, profiles)


def twenty() -> CirclePlot:
    """One profile of a system with many and long names."""
    values = {value.name: value.label for value in load_system("schwartz20").values}
    profile = {name: float(DRAW.uniform(1, 6)) for name in values}
    return CirclePlot("Twenty values", "One person.", "mean rating", values, {"a person": profile})


def forest() -> ForestPlot:
    """Ten contrasts, one that is unknown and one without an interval."""
    rows = [row(f"{label}: under the target minus untouched", DRAW.normal(0.1, 0.4), 0.1, ".97") for label in LABELS]
    rows += [ForestRow("an unknown one", None, None, "nothing was answered"), ForestRow("a bare one", 0.3, None)]
    return ForestPlot("Contrasts", "Posterior means with 95 % intervals.", "points of the scale", rows)


def drift() -> DriftPlot:
    """Ten lines over five steps with gaps."""
    lines: dict[str, list[ForestRow | None]] = {
        label: [row("", 0.5 + 0.05 * step * DRAW.normal(0, 1), 0.05) for step in range(5)] for label in LABELS.values()
    }
    lines["Power"][2] = None
    lines["Power"][4] = ForestRow("", None, None, "both were refused")
    return DriftPlot("Drift", "95 % intervals.", "share of choices", [f"step {one}" for one in range(1, 6)], lines)


def wins(count: int = 34) -> WinRates:
    """A tournament in which two never met."""
    rates: list[list[float | None]] = [
        [None if one == other else 1 / (1 + math.exp((one - other) / 9)) for other in range(count)]
        for one in range(count)
    ]
    rates[0][2] = rates[2][0] = None
    return WinRates("Wins", "Share of topics won.", MODELS[:count], rates)


def make_findings() -> Findings:
    """All of it."""
    scores = [
        {
            "model": model,
            **{name: float(DRAW.normal(0, 0.4)) for name in LABELS},
            "wins": place * 100,
            "alpha": Measured(None, "it was asked only once") if place < 2 else Measured(0.8),
        }
        for place, model in enumerate(MODELS)
    ]
    irregularities = [
        Irregularity(model, "missing rating", 2 + place * 400, "1032/5", "left out of the item's mean")
        for place, model in enumerate(MODELS[:5])
    ]
    irregularities.append(Irregularity(MODELS[0], "refusal", 3, "I would rather not say.", "kept as a refusal"))
    return Findings(
        scores=(),
        irregularities=irregularities,
        headline="Benevolence comes first (1.02 above the own mean) and power last (−0.87).",
        tables=(Table("Value profiles", "Higher is more important.", scores), Table("Nothing", "Empty.", ())),
        pictures=(circle(), twenty(), forest(), drift(), wins()),
        facts={"respondents": "34", "seed": "0"},
        limits=("Made up.", "It measures nothing."),
        files={"comparisons.csv": "", **{f"profiles/{model}.yaml": "" for model in MODELS}},
    )
