"""What the specification is made of: sums of zero, blocks of normals, and a draw spelled out."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor


def contrast_basis(size: int) -> Float[Tensor, "size contrast"]:
    """Orthonormal columns that span everything that sums to zero (Helmert's contrasts); none for ``size`` 1."""
    from scipy.linalg import helmert

    return torch.tensor(helmert(size), dtype=torch.float64).T if size > 1 else torch.zeros(1, 0).double()


@dataclass(frozen=True, eq=False)
class Effects:
    """One draw of the model in ``specification``, spelled out. ``item`` and ``run`` have their means moved away."""

    level: Float[Tensor, " respondent"]
    value: Float[Tensor, "respondent value"]
    item: Float[Tensor, " item"]
    run: Float[Tensor, " run"]
    thresholds: Float[Tensor, " cut"]


def normal_block(name: str, scale: float, *shape: int) -> Tensor:
    """A block of independent normals; one without elements is no random variable."""
    import pyro
    from pyro.distributions import Normal

    zero = torch.zeros(*shape, dtype=torch.float64)
    return pyro.sample(name, Normal(zero, scale).to_event(len(shape))) if zero.numel() else zero


def scalar(number: float) -> Tensor:
    """A tensor of 64 bits without dimensions."""
    return torch.tensor(number, dtype=torch.float64)
