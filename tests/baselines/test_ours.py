"""Our own method in the benchmark starts from the loop's own settings."""

from couple.baselines.ours import Couple
from couple.counterfactual import CounterfactualConfig


def test_its_defaults_are_those_of_the_loop():
    ours, loop = Couple.Config(), CounterfactualConfig()
    assert ours.candidates == loop.candidates
    assert ours.guidance_weight == loop.guidance.weight
    assert ours.temperature == loop.guidance.temperature
