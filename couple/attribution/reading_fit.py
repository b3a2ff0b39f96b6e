"""How a reading is fitted: on labelled texts that the network never saw, grouped by what they are about.

Everything is penalised towards the simple model in which each value is read alone; how strongly is chosen by
cross-validation over groups. Thresholds maximise F1, half shrunk to what suits all values.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from numpy import ndarray
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from couple.attribution.conformal import hierarchical_quantile
from couple.attribution.reading import LEAST_GAP, Reading, SystemReading, ValueReading, noisy_or, strongest_other
from couple.attribution.thresholds import platt, shrunk_thresholds

PENALTIES = (0.03, 0.1, 0.3, 1.0)  # of W, in units of one text's log loss; less lets rare values follow noise
FOLDS = 5
MISSED = 0.1  # how often a label set may miss a value


def fit_reading(
    raw: Float[ndarray, "n k"],
    labels: Bool[ndarray, "n k"],
    importance: Int[ndarray, "n k"],
    groups: Int[ndarray, " n"],
    *,
    source: Sequence[str],
    systems: Mapping[str, Mapping[str, Sequence[str]]],
) -> Reading:
    """Fit calibration, levels, thresholds and label sets.

    Args:
        raw: logits of texts that the network was not trained on.
        labels: the human labels in the order of ``source``.
        importance: how many finer values annotators marked under each source value; 0 where the label is absent.
        groups: a code for what a text is about; a group never straddles a fold.
        source: the names of the columns.
        systems: for each system to be read, the source values that make up each of its values.
    """
    slope, intercept = platt(raw, labels)
    x = torch.tensor(slope * raw + intercept)
    place = {name: column for column, name in enumerate(source)}
    found = {}
    for name, members in systems.items():
        columns = [[place[one] for one in group] for group in members.values()]
        present = torch.tensor(np.stack([labels[:, group].any(axis=1) for group in columns], axis=1))
        counts = np.stack([importance[:, group].sum(axis=1) for group in columns], axis=1)
        found[name] = _fit_system(x, columns, present, torch.tensor(most_important(counts)), groups, members)
    return Reading(source=tuple(source), slopes=_floats(slope), intercepts=_floats(intercept), systems=found)


def most_important(counts: Int[ndarray, "n d"]) -> Bool[ndarray, "n d"]:
    """Where one value alone has the most finer values marked; ties have no most important value."""
    best = counts.max(axis=1, keepdims=True)
    top = (counts == best) & (best > 0)
    return top & (top.sum(axis=1, keepdims=True) == 1)


def _fit_system(
    x: Float[Tensor, "n k"],
    columns: Sequence[Sequence[int]],
    present: Bool[Tensor, "n d"],
    first: Bool[Tensor, "n d"],
    groups: Int[ndarray, " n"],
    members: Mapping[str, Sequence[str]],
) -> SystemReading:
    own = torch.stack([noisy_or(x[:, list(group)]) for group in columns], dim=1)
    penalty = min(PENALTIES, key=lambda one: _held_out_loss(own, x, present, groups, one))
    slope, intercept, others = _presence(own, x, present, penalty)
    utilities = slope * own + intercept + x.sigmoid() @ others.T
    strength, competition, top = _importance(utilities, present, first)
    thresholds = torch.tensor(shrunk_thresholds(utilities.numpy(), present.numpy()))
    missing = torch.where(present, thresholds - utilities, float("-inf")).amax(dim=1)
    values = {
        name: ValueReading(
            members=tuple(group),
            slope=float(slope[k]),
            intercept=float(intercept[k]),
            others=_floats(others[k].numpy()),
            anchors=measure_anchors(utilities[:, k], present[:, k], float(thresholds[k])),
            most_important=float(top[k]),
        )
        for k, (name, group) in enumerate(members.items())
    }
    quantile = hierarchical_quantile(missing.numpy(), groups, 1 - MISSED)
    return SystemReading(values=values, strength=strength, competition=competition, conformal=quantile)


def _presence(
    own: Float[Tensor, "n d"], x: Float[Tensor, "n k"], present: Bool[Tensor, "n d"], penalty: float
) -> tuple[Float[Tensor, " d"], Float[Tensor, " d"], Float[Tensor, "d k"]]:
    """a, b and W by penalised maximum likelihood; a in logarithms, so that it stays positive."""
    d, k = own.shape[1], x.shape[1]
    log_slope = torch.zeros(d, dtype=torch.float64, requires_grad=True)
    intercept = torch.zeros(d, dtype=torch.float64, requires_grad=True)
    others = torch.zeros(d, k, dtype=torch.float64, requires_grad=True)
    shares = x.sigmoid()
    centre = shares.mean(0)

    def loss() -> Tensor:
        utilities = log_slope.exp() * own + intercept + (shares - centre) @ others.T
        fit = binary_cross_entropy_with_logits(utilities, present.double(), reduction="none").mean(0).sum()
        return fit + penalty * (others.square().sum() + 0.1 * log_slope.square().sum())

    _minimise(loss, [log_slope, intercept, others])
    with torch.no_grad():
        return log_slope.exp(), intercept - others @ centre, others.clone()


def _importance(
    utilities: Float[Tensor, "n d"], present: Bool[Tensor, "n d"], first: Bool[Tensor, "n d"]
) -> tuple[float, float, Float[Tensor, " d"]]:
    """s, g and k on the values that are there, both outcomes weighted alike: a level is a reading, not a bet."""
    rival = strongest_other(utilities)
    share = float(first[present].double().mean())
    weight = torch.where(first, 0.5 / share, 0.5 / (1 - share))[present]
    raw = torch.zeros(2, dtype=torch.float64, requires_grad=True)  # s and g as squares: not negative
    top = torch.zeros(utilities.shape[1], dtype=torch.float64, requires_grad=True)
    common = torch.zeros(1, dtype=torch.float64, requires_grad=True)

    def loss() -> Tensor:
        margin = raw[0].square() * utilities - raw[1].square() * rival - common - top
        fit = binary_cross_entropy_with_logits(margin[present], first[present].double(), weight=weight)
        return fit + 0.03 * top.square().sum() / len(top)

    with torch.no_grad():
        raw.fill_(0.7)
    _minimise(loss, [raw, top, common])
    with torch.no_grad():
        return float(raw[0].square()), float(raw[1].square()), (common + top).clone()


def _held_out_loss(
    own: Float[Tensor, "n d"],
    x: Float[Tensor, "n k"],
    present: Bool[Tensor, "n d"],
    groups: Int[ndarray, " n"],
    penalty: float,
) -> float:
    from sklearn.model_selection import GroupKFold

    total = 0.0
    for train, held in GroupKFold(FOLDS).split(groups, groups=groups):
        slope, intercept, others = _presence(own[train], x[train], present[train], penalty)
        utilities = slope * own[held] + intercept + x[held].sigmoid() @ others.T
        total += float(binary_cross_entropy_with_logits(utilities, present[held].double(), reduction="sum"))
    return total


def _minimise(loss: Callable[[], Tensor], parameters: list[Tensor]) -> None:
    optimiser = torch.optim.LBFGS(parameters, max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        value = loss()
        value.backward()
        return value

    optimiser.step(closure)


def measure_anchors(
    utilities: Float[Tensor, " n"], present: Bool[Tensor, " n"], threshold: float
) -> tuple[float, float, float]:
    """U at the scores 2, 3 and 4: medians on the right side of the threshold, so that they are in order."""
    absent, found = utilities[~present & (utilities < threshold)], utilities[present & (utilities >= threshold)]
    low = float(absent.median()) if len(absent) else threshold - 1.0
    high = float(found.median()) if len(found) else threshold + 1.0
    return min(low, threshold - LEAST_GAP), threshold, max(high, threshold + LEAST_GAP)


def _floats(numbers: Float[ndarray, " n"]) -> tuple[float, ...]:
    return tuple(round(float(number), 5) for number in numbers)
