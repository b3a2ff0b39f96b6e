"""Do attributors, as annotators, say what the published labels say?

    python experiments/instruments/staircase_labels.py    # about two minutes of processor time

The 26 published staircases with the ten values: 130 steps, 260 labelled choices. Prints the numbers that stand in
``staircase.md``. Intervals: 95 %, 1,000 draws of whole staircases.
"""

from collections.abc import Sequence

import numpy as np
from sklearn.metrics import accuracy_score, cohen_kappa_score

from couple.attribution.choice import build_attributor
from couple.data import locate
from couple.evaluation.judges.judge import load_judge
from couple.instruments.comparisons.resampling import percentile_interval, resampling_weights
from couple.instruments.staircase.dilemmas.dilemma import LETTERS, STEPS, family_system
from couple.instruments.staircase.dilemmas.reading import read_staircases
from couple.instruments.staircase.writing.annotating import agreement, consensus, majority
from couple.instruments.staircase.writing.annotators import (
    ANNOTATORS,
    Annotator,
    Label,
    ReadingAnnotator,
    Unlabelled,
)

UNKNOWN = "unknown"
EACH = len(STEPS) * len(LETTERS)  # choices of one staircase
SYSTEM = family_system("schwartz")


def published() -> tuple[list[Unlabelled], list[str]]:
    """The choices, those of a step behind each other, and their labels."""
    found = [
        (Unlabelled(f"{one.id} step {number} {letter}", f"{step.situation} {step.dilemma}", choice.text), choice.value)
        for one in read_staircases([locate("mmd_sample") / "MMDs_Schwartz.json"]).dilemmas
        for number, step in zip(STEPS, one.steps, strict=True)
        for letter in LETTERS
        for choice in [step.choice(letter)]
    ]
    return [one for one, _ in found], [label for _, label in found if label is not None]


def known(labels: Sequence[Label]) -> list[str]:
    """Labels as scikit-learn takes them."""
    return [label or UNKNOWN for label in labels]


def bounds(statistic, staircases: int) -> str:
    """The interval of ``statistic``, a function of one weight a choice."""
    weights = np.repeat(resampling_weights(staircases, seed=0), EACH, axis=1)
    low, high = percentile_interval([statistic(row) for row in weights]) or (float("nan"), float("nan"))
    return f"[{low:.2f}, {high:.2f}]"


def describe(name: str, labels: Sequence[Label], true: Sequence[str]) -> None:
    """One line: how many are read, how many are as published, and kappa (an unknown label is a category of its own)."""
    given, staircases = known(labels), len(true) // EACH

    def share(weights=None) -> float:
        return float(accuracy_score(true, given, sample_weight=weights))

    def kappa(weights=None) -> float:
        return float(cohen_kappa_score(true, given, sample_weight=weights))

    read = [place for place, label in enumerate(labels) if label]
    right = accuracy_score([true[place] for place in read], [given[place] for place in read])
    chance = (share() - kappa()) / (1 - kappa())
    twice = sum(a == b != UNKNOWN for a, b in zip(given[::2], given[1::2], strict=True))
    print(
        f"{name:34} read {len(read):3}, as published {share():.3f} {bounds(share, staircases)} (of those read "
        f"{right:.3f}, by chance {chance:.3f}), kappa {kappa():.3f} {bounds(kappa, staircases)}, "
        f"both choices alike at {twice} steps"
    )


def three(title: str, names: Sequence[str], columns: dict[str, list[Label]], true: Sequence[str]) -> None:
    """What three annotators make of it together."""
    rows = list(zip(*(columns[name] for name in names), strict=True))
    found, agreed = agreement(rows), [majority(row) for row in rows]
    print(f"\n{title}: {', '.join(names)}")
    describe("majority", agreed, true)
    steps = [consensus(a, b) for a, b in zip(rows[::2], rows[1::2], strict=True)]
    truth = list(zip(true[::2], true[1::2], strict=True))
    decided = [(step, meant) for step, meant in zip(steps, truth, strict=True) if None not in step]
    alike = sum(a == b and a is not None for a, b in zip(agreed[::2], agreed[1::2], strict=True))
    right = sum(step == meant for step, meant in decided)
    turned = sum(step == meant[::-1] for step, meant in decided)
    print(
        f"alpha {found.alpha.value:.3f}; alike by all three {found.all_alike}, by two {found.two_alike}, by none "
        f"{found.none_alike} of {found.choices} choices; {found.unread} of {ANNOTATORS * len(rows)} labels unknown\n"
        f"steps: {len(steps) - len(decided)} of {len(steps)} need adjudication ({alike} because both choices got one "
        f"label); of the {len(decided)} others both labels are as published at {right}, exchanged at {turned}"
    )


def main() -> None:
    """Print every number."""
    choices, true = published()
    names, counts = np.unique(true, return_counts=True)
    print(f"{len(choices)} choices; the most frequent label, {names[counts.argmax()]}: {counts.max() / len(true):.3f}")
    annotators: dict[str, Annotator] = {
        "fast": ReadingAnnotator(build_attributor({"kind": "detector", "detector": "fast"}, SYSTEM)),
        "accurate": ReadingAnnotator(build_attributor({"kind": "detector", "detector": "accurate"}, SYSTEM)),
        "description": ReadingAnnotator(build_attributor({"kind": "description"}, SYSTEM)),
        "judge": ReadingAnnotator(load_judge(SYSTEM)),
    }
    columns = {name: annotator.label(choices, SYSTEM) for name, annotator in annotators.items()}
    for name, labels in columns.items():
        describe(name, labels, true)
    three("Attributors", ("fast", "accurate", "description"), columns, true)
    three("With the independent judge", ("fast", "accurate", "judge"), columns, true)


if __name__ == "__main__":
    main()
