"""From twenty presence logits to the values of any system: probability, presence, level 1..5, and a label set.

All values are read together. With x the calibrated source logits of a text and x_i their noisy-or over the members of
value i:

    U_i = a_i x_i + b_i + sum_j W_ij sigma(x_j)       P(present) = sigma(U_i)
    M_i = s U_i - g max_{k != i} U_k - k_i            P(most important | present) = sigma(M_i)

a continuation-ratio model of the ordered levels absent < present < most important (Fienberg 1980, chapter 6), with
two ties between values: W lets other values speak for or against one (through probabilities, which are bounded, so
that a text unlike those it was fitted on cannot drown a value), and g > 0 makes a value less likely the most important
one the stronger its strongest rival is.

The score is piecewise linear in U_i, 2 at the median of the texts without the value, 3 at the decision threshold, 4 at
the median of those with it that are found, and from the threshold on it rises towards 5 by sigma(M_i). Level 1 takes
other evidence than absence: see ``polarity``.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated

import torch
from jaxtyping import Float
from pydantic import BaseModel, ConfigDict, Field, model_validator
from torch import Tensor
from torch.nn.functional import logsigmoid

Logits = Float[Tensor, "n values"]
LEAST_GAP = 0.05  # between anchors, in logits: keeps a score from jumping a level for a rounding error


class ValueReading(BaseModel):
    """How one value is read. ``others``: W_ij in the order of the source. ``anchors``: U at the scores 2, 3 and 4."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    members: tuple[str, ...] = Field(min_length=1)
    slope: Annotated[float, Field(gt=0)]
    intercept: float
    others: tuple[float, ...]
    anchors: tuple[float, float, float]
    most_important: float  # k_i

    @model_validator(mode="after")
    def _check_order(self) -> "ValueReading":
        if any(high - low < LEAST_GAP - 1e-9 for low, high in pairwise(self.anchors)):
            raise ValueError(f"anchors must rise by {LEAST_GAP} or more: {self.anchors}")
        return self

    @property
    def threshold(self) -> float:
        """U from which the value counts as present."""
        return self.anchors[1]


class SystemReading(BaseModel):
    """How the values of one system are read together: s, g, and each value.

    ``conformal``: how far below its threshold a value may be and still be in the label set; None if not calibrated.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    values: Mapping[str, ValueReading]
    strength: Annotated[float, Field(ge=0)]
    competition: Annotated[float, Field(ge=0)]
    conformal: float | None = None


class Reading(BaseModel):
    """``reading.json``: the source values in the order of the logits, their Platt calibration, and every system."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    source: tuple[str, ...]
    slopes: tuple[float, ...]
    intercepts: tuple[float, ...]
    systems: Mapping[str, SystemReading]

    @model_validator(mode="after")
    def _check_sizes(self) -> "Reading":
        for name, system in self.systems.items():
            for value, reading in system.values.items():
                if len(reading.others) != len(self.source) or not set(reading.members) <= set(self.source):
                    raise ValueError(f"{name}: {value} does not fit the {len(self.source)} source values")
        if not len(self.slopes) == len(self.intercepts) == len(self.source):
            raise ValueError("one slope and one intercept for each source value")
        return self


class SystemReader:
    """A ``Reading`` applied to one system, whose values come in the order of ``names``."""

    def __init__(self, reading: Reading, system: str, names: tuple[str, ...]) -> None:
        chosen = reading.systems[system]
        values = [chosen.values[name] for name in names]
        place = {name: column for column, name in enumerate(reading.source)}
        self.names, self.conformal = names, chosen.conformal
        self._strength, self._competition = chosen.strength, chosen.competition
        self._platt = _column(reading.slopes), _column(reading.intercepts)
        self._members = [[place[member] for member in value.members] for value in values]
        self._slope = _column([value.slope for value in values])
        self._intercept = _column([value.intercept for value in values])
        self._others = torch.tensor([value.others for value in values], dtype=torch.float64)
        self._anchors = torch.tensor([value.anchors for value in values], dtype=torch.float64)
        self._top = _column([value.most_important for value in values])

    @property
    def thresholds(self) -> Float[Tensor, " values"]:
        """U from which each value counts as present."""
        return self._anchors[:, 1]

    def utilities(self, raw: Float[Tensor, "n sources"]) -> Logits:
        """U of raw source logits, float64; its sigmoid is the probability that annotators find the value."""
        slope, intercept = self._platt
        source = slope * raw.double() + intercept
        own = torch.stack([noisy_or(source[:, members]) for members in self._members], dim=1)
        return self._slope * own + self._intercept + source.sigmoid() @ self._others.T

    def scores(self, utilities: Logits) -> Logits:
        """The level of each value, 2 (absent) to 5 (most important), continuous; it never falls as U rises."""
        low, threshold, high = self._anchors.T
        below = 2 + ((utilities - low) / (threshold - low)).clamp(0, 1)
        above = ((utilities - threshold) / (high - threshold)).clamp(0, 1)
        rival = self._competition * strongest_other(utilities)
        margin = self._strength * utilities - rival - self._top
        return below + above * (1 + margin.sigmoid())

    def rejections(self, raw: Float[Tensor, "n sources"]) -> Float[Tensor, "n values"]:
        """Probability, 0..1, that the text rejects each value, from raw logits of the source values' rejection."""
        return torch.stack([noisy_or(raw.double()[:, members]) for members in self._members], dim=1).sigmoid()

    def label_sets(self, utilities: Logits) -> list[tuple[str, ...]] | None:
        """For each text the values that may be in it: all that annotators found are among them nine times in ten."""
        if self.conformal is None:
            return None
        inside = self.thresholds - utilities <= self.conformal
        return [tuple(name for name, kept in zip(self.names, row, strict=True) if kept) for row in inside.tolist()]


def noisy_or(members: Float[Tensor, "n m"]) -> Float[Tensor, " n"]:
    """The logit of 1 - prod(1 - p) from the logits of the p; a single member stays as it is."""
    if members.shape[1] == 1:
        return members[:, 0]
    log_none = logsigmoid(-members).sum(1)
    return torch.log(-torch.expm1(log_none)) - log_none


def strongest_other(utilities: Logits) -> Logits:
    """For each value the largest utility among the other values of the same text; 0 where there is none."""
    first = utilities.topk(min(2, utilities.shape[1]), dim=1)
    best = first.values[:, :1].expand_as(utilities)
    if utilities.shape[1] == 1:
        return torch.zeros_like(utilities)
    second = first.values[:, 1:2].expand_as(utilities)
    place = torch.arange(utilities.shape[1])
    return torch.where(place == first.indices[:, :1], second, best)


def _column(numbers: tuple[float, ...] | list[float]) -> Float[Tensor, " n"]:
    return torch.tensor(numbers, dtype=torch.float64)
