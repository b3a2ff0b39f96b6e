"""Text to concept latents: what an answer says about each value, as a few coordinates of its sentence embedding.

Enc_i(r) = B_i^T e(r) - b_i, one matrix B_i in R^(E x k) a value. The first coordinate is the direction that tells
answers with the value from answers without it *to the same question* (ridge-regularised linear discriminant, fixed
effects for questions, because a question's topic alone already predicts most values). The others span what answers
with that value vary in, kept blind to all values: they carry the content that an intervention must hold fixed.

Shapes: n texts, d values, E embedding size, k coordinates a value. Fitting treats values by name alone: permuting
them permutes the result.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Float32, Float64, Int
from torch import Tensor


@dataclass(frozen=True)
class ConceptEncoder:
    """The fitted matrices, in float64: ``directions`` (d, E, k) and ``offset`` (d, k)."""

    values: tuple[str, ...]
    directions: Float64[Tensor, "d E k"]
    offset: Float64[Tensor, "d k"]

    @property
    def size(self) -> int:
        """k, the number of coordinates of one value's latent."""
        return int(self.directions.shape[-1])

    def encode(self, embeddings: Float[Tensor, "n E"]) -> Float32[Tensor, "n d k"]:
        """The concept latents of answers, on the grid on which abduction is exact."""
        return on_grid(torch.einsum("ne,dek->ndk", embeddings.double(), self.directions) - self.offset)


def on_grid(latents: Float64[Tensor, "n d k"]) -> Float32[Tensor, "n d k"]:
    """Latents rounded to multiples of 2^-16, in float32.

    The steps of float32 alone shrink towards zero, below the rounding error of float64 arithmetic on larger numbers.
    """
    return (torch.round(latents * 2**16) / 2**16).float()


def fit_encoder(
    values: Sequence[str],
    embeddings: Float[Tensor, "n E"],
    present: Bool[Tensor, "n d"],
    question: Int[Tensor, "n"],
    *,
    size: int = 4,
    ridge: float = 3.0,
) -> ConceptEncoder:
    """Fit the directions on answers with value labels.

    Args:
        values: the d value names, in the order of ``present``'s columns.
        embeddings: unit-length sentence embeddings of the answers.
        present: which values each answer expresses, by human label.
        question: a code for each answer's question; only differences within a question count.
        size: k, coordinates a value.
        ridge: shrinkage of the within-question covariance towards a multiple of the identity.
    """
    within = within_groups(embeddings.double(), question)
    labels = within_groups(present.double(), question)
    d, dimensions = labels.shape[1], within.shape[1]
    effects = torch.linalg.solve(labels.T @ labels + torch.eye(d, dtype=torch.float64), labels.T @ within)  # (d, E)
    variance = within.var(0).mean()
    covariance = within.T @ within / len(within) + ridge * variance * torch.eye(dimensions, dtype=torch.float64)
    discriminant = torch.linalg.solve(covariance, effects.T)  # (E, d)
    blind = _complement(effects)
    directions = torch.stack(
        [
            torch.cat([discriminant[:, [i]], _content(within[present[:, i]] @ blind, blind, size - 1)], dim=1)
            for i in range(d)
        ]
    )
    spread = torch.einsum("ne,dek->ndk", within, directions).std(0)
    # a value that no answer expresses has no direction: its latent stays at zero instead of becoming noise
    directions = torch.where(spread > 1e-9, 1.0 / spread.clamp_min(1e-9), 0.0)[:, None, :] * directions
    offset = torch.einsum("e,dek->dk", embeddings.double().mean(0), directions)
    return ConceptEncoder(tuple(values), directions, offset)


def within_groups(rows: Float64[Tensor, "n m"], group: Int[Tensor, "n"]) -> Float64[Tensor, "n m"]:
    """Rows minus the mean of their group (fixed effects). Groups are codes from 0."""
    count = int(group.max()) + 1
    sums = torch.zeros(count, rows.shape[1], dtype=rows.dtype).index_add_(0, group, rows)
    means = sums / torch.bincount(group, minlength=count).clamp_min(1)[:, None]
    return rows - means[group]


def _complement(directions: Float64[Tensor, "d E"]) -> Float64[Tensor, "E E"]:
    """The projector onto what is orthogonal to every row; a row of zeros takes nothing away."""
    _, lengths, basis = torch.linalg.svd(directions, full_matrices=False)
    spanned = basis[lengths > 1e-9 * lengths.max()]
    return torch.eye(directions.shape[1], dtype=directions.dtype) - spanned.T @ spanned


def _content(rows: Float64[Tensor, "m E"], blind: Float64[Tensor, "E E"], count: int) -> Float64[Tensor, "E c"]:
    """The ``count`` leading principal directions of the rows, with a fixed sign (largest entry positive).

    Where the rows vary in fewer directions, the rest are zero instead of arbitrary.
    """
    if not count:
        return rows.new_zeros(rows.shape[1], 0)
    lengths, vectors = torch.linalg.eigh(rows.T @ rows)
    varied = lengths > 1e-9 * lengths.max().clamp_min(1e-9)
    vectors = blind @ (vectors * varied)[:, -count:].flip(1)
    return vectors * torch.sign(vectors.gather(0, vectors.abs().argmax(0, keepdim=True)))
