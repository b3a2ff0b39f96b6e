"""What the networks learn from: the attributors' share of Touché23, minimal pairs and neutral texts of our own.

Labels, in this order: presence of the twenty values, rejection of the twenty values, the 54 finer values.
"""

from collections.abc import Sequence

import pandas as pd
import torch

from couple.attribution.fine_tuning import Lesson
from couple.data import load_finer_labels, load_minimal_pairs, load_neutral_texts, opinion_question
from couple.values import load_system

FINER = 54
AUXILIARY = 0.2  # weight of one finer label
REJECTED_UNMARKED = 0.25  # an argument in which nobody marked a value may reject it; one in which they did does not
PAIRS = 800
NEUTRAL = 400


def argument_lessons(arguments: pd.DataFrame, *, context: bool) -> list[Lesson]:
    """One lesson an argument; with ``context`` also spelled with its conclusion, or the question, and the stance."""
    names = list(load_system("schwartz20").names)
    present = torch.tensor(arguments[names].to_numpy(dtype="float32"))
    finer = torch.tensor(load_finer_labels(arguments).to_numpy(dtype="float32"))
    labels = torch.cat([present, torch.zeros_like(present), finer], dim=1)
    rejection = present.clamp(min=REJECTED_UNMARKED)
    weights = torch.cat([torch.ones_like(present), rejection, torch.full_like(finer, AUXILIARY)], dim=1)
    spelled = spellings(arguments) if context else [(premise,) for premise in arguments["premise"]]
    return [Lesson(*row) for row in zip(spelled, labels, weights, strict=True)]


def spellings(arguments: pd.DataFrame) -> list[tuple[str, ...]]:
    """Each argument alone, twice as often as after its conclusion, and after the question that this answers."""
    rows = zip(arguments["conclusion"], arguments["stance"], arguments["premise"], strict=True)
    return [
        (text, text, with_context(conclusion, stance, text), with_context(opinion_question(conclusion), stance, text))
        for conclusion, stance, text in rows
    ]


def with_context(question: str, stance: int | None, text: str) -> str:
    """The text after what it answers, as the attributor spells it."""
    from couple.attribution.protocol import Utterance

    return Utterance(text, question, stance).in_context


def pair_lessons(*, held_out: bool = False) -> list[Lesson]:
    """A fixed sample of the minimal pairs; what they say about the finer values is unknown."""
    pairs = load_minimal_pairs(held_out=held_out)
    pairs = pairs if held_out else pairs.sample(PAIRS, random_state=0)
    names = list(load_system("schwartz20").names)
    weights = torch.cat([torch.ones(2 * len(names)), torch.zeros(FINER)])
    return [
        Lesson(
            (row.text,), torch.cat([_one(names, row.upheld), _one(names, row.rejected), torch.zeros(FINER)]), weights
        )
        for row in pairs.itertuples()
    ]


def neutral_lessons() -> list[Lesson]:
    """Texts that express nothing."""
    labels = torch.zeros(2 * len(load_system("schwartz20").names) + FINER)
    texts = load_neutral_texts(NEUTRAL, held_out=False, seed=0)["text"]
    return [Lesson((text,), labels, torch.ones_like(labels)) for text in texts]


def _one(names: Sequence[str], chosen: object) -> torch.Tensor:
    return torch.tensor([float(name == chosen) for name in names])
