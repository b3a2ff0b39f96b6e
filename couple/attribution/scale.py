"""From twenty presence logits to one value of any system: probability, presence, and the anchored 1..5 score.

Source values of one group are joined by noisy-or, 1 - prod(1 - p), and calibrated again as a group.

The anchored scale is piecewise linear in the logit of that probability, through four points measured out of fold:

    2  median of the texts without the value that are found absent
    3  the decision threshold
    4  median of the texts with the value that are found present
    5  their 90th percentile

It is flat at 2 and 5 beyond its ends. Taking the medians on the right side of the threshold is what keeps the anchors
in order: for rare values the best threshold by F1 lies above the median of all texts with the value.
"""

from itertools import pairwise
from typing import Annotated

import torch
from jaxtyping import Bool, Float
from pydantic import BaseModel, ConfigDict, Field, model_validator
from torch import Tensor
from torch.nn.functional import logsigmoid

Logits = Float[Tensor, " n"]
Anchors = tuple[float, float, float, float]
LEVELS = (2.0, 3.0, 4.0, 5.0)
LEAST_GAP = 0.05  # between anchors, in logits: keeps a score from jumping a level for a rounding error


class ValueScale(BaseModel):
    """How one value is read: ``members`` among the source values, calibration of the group, four anchors in logits."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    members: tuple[str, ...] = Field(min_length=1)
    slope: Annotated[float, Field(gt=0)]
    intercept: float
    anchors: Anchors

    @model_validator(mode="after")
    def _check_order(self) -> "ValueScale":
        if any(high - low < LEAST_GAP for low, high in pairwise(self.anchors)):
            raise ValueError(f"anchors must rise by {LEAST_GAP} or more: {self.anchors}")
        return self

    @property
    def threshold(self) -> float:
        """The logit from which the value counts as present."""
        return self.anchors[1]

    def logit(self, members: Float[Tensor, "n m"]) -> Logits:
        """The calibrated logit of the value, from the logits of its members in the order of ``members``."""
        return self.slope * noisy_or(members) + self.intercept

    def score(self, logit: Logits) -> Logits:
        """The anchored score, 2..5: never falls as the logit rises, without jumps."""
        anchors = torch.tensor(self.anchors, dtype=logit.dtype)
        place = torch.bucketize(logit.contiguous(), anchors[1:-1], right=True)
        low, high = anchors[place], anchors[place + 1]
        score = torch.tensor(LEVELS, dtype=logit.dtype)[place] + (logit - low) / (high - low)
        return score.clamp(LEVELS[0], LEVELS[-1])


def noisy_or(members: Float[Tensor, "n m"]) -> Logits:
    """The logit of 1 - prod(1 - p) from the logits of the p; a single member stays as it is."""
    if members.shape[1] == 1:
        return members[:, 0]
    log_none = logsigmoid(-members).sum(1)
    return torch.log(-torch.expm1(log_none)) - log_none


def measure_anchors(logits: Logits, labels: Bool[Tensor, " n"], threshold: float) -> Anchors:
    """The four anchors from out-of-fold logits and human labels, with true positives and true negatives among them."""
    absent = logits[~labels & (logits < threshold)]
    found = logits[labels & (logits >= threshold)]
    low = min(float(absent.median()), threshold - LEAST_GAP)
    high = max(float(found.median()), threshold + LEAST_GAP)
    top = max(float(found.quantile(0.9)), high + LEAST_GAP)
    return low, threshold, high, top
