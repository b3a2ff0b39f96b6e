"""What a posterior says of respondents: each value's effect, and how respondents differ in it, with intervals.

A respondent's effects are relative to the mean of its own values, so a contrast compares priorities, not how high
somebody rates everything. A group of values (self-enhancement, ...) is the mean of its values.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from itertools import combinations

import torch
from jaxtyping import Float
from torch import Tensor

from couple.instruments.ordinal.posterior import Posterior
from couple.instruments.recorded.csv_table import format_rows

OWN, OTHERS = "own mean", "mean of the others"
MOST_PAIRED = 6  # with more respondents, pairs are left to ``difference``
_POINT = "a mode has no interval: choose nuts or svi"


@dataclass(frozen=True, slots=True)
class Contrast:
    """``respondent`` minus ``against`` (another one, ``OTHERS`` or ``OWN``) on a value or group, in units of the link.

    ``estimate`` is the posterior mean, ``lower`` and ``upper`` bound the central 95 % interval, ``above`` is the
    posterior probability of more than 0. What is None says why in ``reason``.
    """

    respondent: str
    against: str
    dimension: str
    estimate: float | None
    lower: float | None
    upper: float | None
    above: float | None
    reason: str = ""


class Contrasts:
    """All contrasts of a posterior over its values and over ``groups`` of them."""

    def __init__(self, posterior: Posterior, groups: Mapping[str, Collection[str]]) -> None:
        self._point, data = posterior.point, posterior.regression.data
        self._left_out = data.left_out
        self._place = {name: k for k, name in enumerate(data.respondents)}
        members = {value: [value] for value in data.values}
        members |= {group: [value for value in values if value in data.values] for group, values in groups.items()}
        columns = {name: [data.values.index(value) for value in among] for name, among in members.items() if among}
        self.dimensions = tuple(columns)
        rated = data.rated() > 0
        self._known = torch.stack([rated[:, among].all(dim=1) for among in columns.values()], dim=1)
        draws = posterior.value_effects
        self.draws: Float[Tensor, "draw respondent dimension"] = torch.stack(
            [draws[:, :, among].mean(dim=2) for among in columns.values()], dim=2
        )

    @property
    def respondents(self) -> tuple[str, ...]:
        """Everybody, also those without an effect."""
        return (*self._place, *self._left_out)

    def own(self, respondent: str, dimension: str) -> Contrast:
        """How far the respondent's effect is from the mean of its own values."""
        gap = self._reason(respondent, dimension)
        return self._contrast(respondent, OWN, dimension, gap or self._effect(respondent, dimension))

    def difference(self, respondent: str, other: str, dimension: str) -> Contrast:
        """One respondent minus another."""
        gap = self._reason(respondent, dimension) or self._reason(other, dimension)
        found = gap or self._effect(respondent, dimension) - self._effect(other, dimension)
        return self._contrast(respondent, other, dimension, found)

    def against_others(self, respondent: str, dimension: str) -> Contrast:
        """One respondent minus the mean of all others that rated the dimension."""
        others = [name for name in self._place if name != respondent and not self._reason(name, dimension)]
        gap = self._reason(respondent, dimension)
        if not gap and not others:
            gap = "there is no other respondent to compare with"
        if gap:
            return self._contrast(respondent, OTHERS, dimension, gap)
        mean = torch.stack([self._effect(name, dimension) for name in others]).mean(dim=0)
        return self._contrast(respondent, OTHERS, dimension, self._effect(respondent, dimension) - mean)

    def all(self) -> Iterator[Contrast]:
        """Every respondent by itself, against the others and, where they are few, against each other one."""
        for dimension in self.dimensions:
            for respondent in self.respondents:
                yield self.own(respondent, dimension)
                yield self.against_others(respondent, dimension)
            if len(self.respondents) <= MOST_PAIRED:
                for one, other in combinations(self.respondents, 2):
                    yield self.difference(one, other, dimension)

    def _effect(self, respondent: str, dimension: str) -> Float[Tensor, " draw"]:
        return self.draws[:, self._place[respondent], self.dimensions.index(dimension)]

    def _reason(self, respondent: str, dimension: str) -> str:
        """Why the effect is unknown; empty where it is not."""
        if respondent in self._left_out:
            return f"{respondent}: {self._left_out[respondent]}"
        known = self._known[self._place[respondent], self.dimensions.index(dimension)]
        return "" if known else f"{respondent} rated no item of {dimension}, or of a value in it"

    def _contrast(self, respondent: str, against: str, dimension: str, found: "str | Tensor") -> Contrast:
        if isinstance(found, str):
            return Contrast(respondent, against, dimension, None, None, None, None, found)
        estimate = float(found.mean())
        if self._point:
            return Contrast(respondent, against, dimension, estimate, None, None, None, _POINT)
        lower, upper = (float(found.quantile(share)) for share in (0.025, 0.975))
        return Contrast(respondent, against, dimension, estimate, lower, upper, float((found > 0).double().mean()))


def contrasts_csv(contrasts: Collection[Contrast]) -> str:
    """``contrasts.csv``: a header and one row a contrast; unknown numbers are empty cells."""
    return format_rows([field.name for field in fields(Contrast)], [asdict(one) for one in contrasts])
