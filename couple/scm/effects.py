"""Effects between nodes with intervals: total, direct, and indirect through the others; and rows with intervals."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from couple.foundation import torch_generator
from couple.scm.frames import refuse_unknown
from couple.scm.posterior import LinearGaussianPosterior

if TYPE_CHECKING:
    import pandas

    from couple.scm.ladder import Intervention

DRAWS = 4000
LEVEL = 0.9


@dataclass(frozen=True)
class Effect:
    """By how much one unit more of the source moves the target: the posterior mean and a central interval.

    ``positive`` is the posterior probability that it is above 0; None where it is exactly 0.
    """

    mean: float
    low: float
    high: float
    positive: float | None


@dataclass(frozen=True)
class EffectMatrix:
    """Total effects of each row's node on each column's node, with central intervals of ``level``.

    ``positive[i][j]`` is None where no path leads from i to j: there the effect is exactly 0.
    """

    nodes: tuple[str, ...]
    mean: tuple[tuple[float, ...], ...]
    low: tuple[tuple[float, ...], ...]
    high: tuple[tuple[float, ...], ...]
    positive: tuple[tuple[float | None, ...], ...]
    level: float

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {name: getattr(self, name) for name in ("nodes", "mean", "low", "high", "positive", "level")}


def effect_matrix(
    posterior: LinearGaussianPosterior, *, level: float = LEVEL, draws: int = DRAWS, seed: int = 0
) -> EffectMatrix:
    """All total effects; 4,000 draws of an 11-node model take a few hundredths of a second."""
    sampled = posterior.draw(draws, torch_generator(seed, "effects")).total_effects().transpose(1, 2)
    low, high = _interval(sampled, level)
    nodes = posterior.model.nodes
    exact = posterior.model.total_effects().to_numpy()
    share = (sampled > 0).double().mean(dim=0)
    positive = tuple(
        tuple(None if exact[i, j] == 0 or i == j else float(share[i, j]) for j in range(len(nodes)))
        for i in range(len(nodes))
    )
    mean, lowest, highest = (_rows(matrix) for matrix in (sampled.mean(dim=0), low, high))
    return EffectMatrix(nodes, mean, lowest, highest, positive, level)


def total_effect(posterior: LinearGaussianPosterior, source: str, target: str, *, seed: int = 0) -> Effect:
    """Along all paths (Wright 1921)."""
    i, j = _places(posterior, source, target)
    return _effect(posterior.draw(DRAWS, torch_generator(seed, "effects")).total_effects()[:, j, i])


def direct_effect(posterior: LinearGaussianPosterior, source: str, target: str, *, seed: int = 0) -> Effect:
    """Along the edge alone, all other nodes held fixed."""
    i, j = _places(posterior, source, target)
    return _effect(posterior.draw(DRAWS, torch_generator(seed, "effects")).weight[:, j, i])


def indirect_effect(posterior: LinearGaussianPosterior, source: str, target: str, *, seed: int = 0) -> Effect:
    """Through the other nodes: total less direct, draw by draw."""
    i, j = _places(posterior, source, target)
    draws = posterior.draw(DRAWS, torch_generator(seed, "effects"))
    return _effect(draws.total_effects()[:, j, i] - draws.weight[:, j, i])


def counterfactual_interval(
    posterior: LinearGaussianPosterior,
    observed: "pandas.DataFrame",
    do: "Intervention",
    *,
    level: float = LEVEL,
    draws: int = 200,
    seed: int = 0,
) -> "tuple[pandas.DataFrame, pandas.DataFrame]":
    """Low and high of each cell under ``do``, from the rows' counterfactuals in ``draws`` drawn models."""
    from dataclasses import replace

    import numpy

    sampled = posterior.draw(draws, torch_generator(seed, "counterfactual"))
    answers = []
    for k in range(draws):
        parameters = {"intercept": sampled.intercept[k], "weight": sampled.weight[k], "scale": sampled.scale[k]}
        answers.append(replace(posterior.model, **parameters).counterfactual(observed, do)[list(observed.columns)])
    nodes = [node for node in posterior.model.nodes if node in observed.columns]
    cube = numpy.stack([answer[nodes].to_numpy(dtype=float) for answer in answers])
    low, high = observed.copy(), observed.copy()
    low[nodes], high[nodes] = numpy.quantile(cube, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return low, high


def _places(posterior: LinearGaussianPosterior, source: str, target: str) -> tuple[int, int]:
    for node in (source, target):
        refuse_unknown(node, posterior.model.nodes, asked="ask about")
    return posterior.model.nodes.index(source), posterior.model.nodes.index(target)


def _effect(sampled: Tensor) -> Effect:
    low, high = _interval(sampled, LEVEL)
    never = bool((sampled == 0).all())
    positive = None if never else float((sampled > 0).double().mean())
    return Effect(float(sampled.mean()), float(low), float(high), positive)


def _interval(sampled: Tensor, level: float) -> tuple[Tensor, Tensor]:
    ends = torch.tensor([(1 - level) / 2, (1 + level) / 2], dtype=torch.float64)
    low, high = torch.quantile(sampled, ends, dim=0)
    return low, high


def _rows(matrix: Tensor) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(cell) for cell in row) for row in matrix)
