"""Ratings as index tensors: who rated which item in which run, how often with which answer.

Equal rows are counted once and weighted, since ratings that share respondent, item and run share their utility. A
respondent who gives one answer to everything orders no values, and one without ratings none either: both are left out,
by name and reason.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from couple.instruments.recorded.ratings import HIGHEST, LOWEST, Ratings

LEVELS = HIGHEST - LOWEST + 1


@dataclass(frozen=True, eq=False)
class OrdinalData:
    """Weighted rows and what their indices mean.

    Attributes:
        respondents, items, values: names, in the order of the indices.
        weights: how much of each item speaks for each value; rows sum to 1 (an item of several values: equal shares).
        respondent, item, run, rating: indices of each row; ``rating`` is 0..levels-1.
        count: how many ratings a row stands for.
        owner: the respondent of each run. A run is one administration of one respondent.
        left_out: respondent -> why it is not among them.
    """

    respondents: tuple[str, ...]
    items: tuple[str, ...]
    values: tuple[str, ...]
    weights: Float[Tensor, "item value"]
    respondent: Int[Tensor, " row"]
    item: Int[Tensor, " row"]
    run: Int[Tensor, " row"]
    rating: Int[Tensor, " row"]
    count: Float[Tensor, " row"]
    owner: Int[Tensor, " run"]
    left_out: Mapping[str, str]
    levels: int = LEVELS

    @property
    def ratings(self) -> int:
        """How many ratings there are."""
        return int(self.count.sum())

    def rated(self) -> Float[Tensor, "respondent value"]:
        """How many ratings of each respondent speak for each value."""
        speaks = self.count[:, None] * (self.weights[self.item] > 0)
        return torch.zeros(len(self.respondents), len(self.values)).double().index_add(0, self.respondent, speaks)


def ordinal_data(ratings: Ratings, key: Mapping[str, Collection[str]], *, by_run: bool = True) -> OrdinalData:
    """The ratings of all items that speak for a value.

    Args:
        ratings: checked ratings; gaps are no rows.
        key: value -> its items, in the order that the values shall have. Items may speak for several values.
        by_run: keep an instrument's versions apart as runs; otherwise each respondent has one run, which has no effect.
    """
    values = tuple(value for value, items in key.items() if items)
    tags = {item: [value for value in values if item in key[value]] for value in values for item in sorted(key[value])}
    usable, left_out = {}, {}
    for name, rated in ratings.usable.items():
        known = [(item, version, rating) for item in rated if item in tags for version, rating in rated[item].items()]
        answers = {rating for _, _, rating in known}
        if len(answers) > 1:
            usable[name] = known
        else:
            left_out[name] = f"every rating is {answers.pop()}" if answers else "no usable rating"
    rated_items = {item for known in usable.values() for item, _, _ in known}
    items = tuple(item for item in tags if item in rated_items)
    place = {item: k for k, item in enumerate(items)}
    runs: dict[tuple[str, str], int] = {}
    rows: Counter[tuple[int, int, int, int]] = Counter()
    for respondent, (name, known) in enumerate(usable.items()):
        for item, version, rating in known:
            run = runs.setdefault((name, version if by_run else ""), len(runs))
            rows[respondent, place[item], run, rating - LOWEST] += 1
    names = list(usable)
    index = torch.tensor(list(rows), dtype=torch.long).reshape(-1, 4)
    weights = torch.tensor([[float(value in tags[item]) for value in values] for item in items], dtype=torch.float64)
    weights = weights.reshape(len(items), len(values))
    return OrdinalData(
        respondents=tuple(names),
        items=items,
        values=values,
        weights=weights / weights.sum(dim=1, keepdim=True),
        respondent=index[:, 0],
        item=index[:, 1],
        run=index[:, 2],
        rating=index[:, 3],
        count=torch.tensor(list(rows.values()), dtype=torch.float64),
        owner=torch.tensor([names.index(name) for name, _ in runs], dtype=torch.long),
        left_out=left_out,
    )
