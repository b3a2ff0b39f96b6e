"""Value Portrait's four higher-order scores of a person, which differ from those of the PVQ's coding sheets.

Self-transcendence weighs its two values by their items in the PVQ-21 (two and three), and hedonism belongs to no group:
openness to change is the mean of self-direction and stimulation. Read from the released scores of 569 people, which
these rules give to 4e-16. On the coding sheets groups are plain means of values, and hedonism belongs to openness.
"""

from collections.abc import Mapping

WEIGHTS: dict[str, dict[str, int]] = {
    "Self_Enhancement": {"Achievement": 1, "Power": 1},
    "Self_Transcendence": {"Benevolence": 2, "Universalism": 3},
    "Openness_to_Change": {"Self_Direction": 1, "Stimulation": 1},
    "Conservation": {"Conformity": 1, "Tradition": 1, "Security": 1},
}


def higher_order_scores(values: Mapping[str, float]) -> dict[str, float]:
    """Scores of the groups all of whose values are known, on the scale of ``values``."""
    return {
        group: sum(weight * values[value] for value, weight in weights.items()) / sum(weights.values())
        for group, weights in WEIGHTS.items()
        if values.keys() >= weights.keys()
    }
