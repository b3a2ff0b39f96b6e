"""Do label counts add up? Of the published ones, those for the ten basic values do not.

Wu et al. (2025), table 1: how often each value is the agreed label of a choice in all 3,302 dilemmas, which must be
3,302 x 5 steps x 2 choices = 33,020. The counts are facts that the paper states.
"""

from collections.abc import Mapping

from couple.instruments.staircase.dilemmas.dilemma import LETTERS, STEPS

DILEMMAS = 3_302
PUBLISHED: Mapping[str, Mapping[str, int]] = {
    "mft": {
        "care": 12_489,
        "fairness": 5_266,
        "loyalty": 5_161,
        "authority": 2_418,
        "sanctity": 1_115,
        "liberty": 6_571,
    },
    "schwartz": {
        "self_direction": 2_109,
        "stimulation": 1_543,
        "hedonism": 1_488,
        "achievement": 2_105,
        "power": 1_592,
        "security": 6_005,
        "conformity": 4_714,
        "tradition": 1_593,
        "benevolence": 8_709,
        "universalism": 3_225,
    },
}


def total_warning(counts: Mapping[str, int], dilemmas: int) -> str | None:
    """What is wrong with the sum of label counts over so many dilemmas; None when it is right."""
    total, expected = sum(counts.values()), dilemmas * len(STEPS) * len(LETTERS)
    if total == expected:
        return None
    way = "too many" if total > expected else "too few"
    return f"the labels sum to {total:,}, not {expected:,}: {abs(total - expected):,} {way}"


def published_warnings() -> dict[str, str]:
    """Family -> what is wrong with its published counts; families that add up are absent."""
    found = {family: total_warning(counts, DILEMMAS) for family, counts in PUBLISHED.items()}
    return {family: warning for family, warning in found.items() if warning}
