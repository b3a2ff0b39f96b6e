"""Was the cause necessary, would it suffice? PN, PS and PNS of a binary cause and effect.

From a fully specified model that can abduct, they are shares of counterfactual rows (Pearl 1999). From distributions
alone they are identified only when the effect is monotone, and otherwise bounded (Tian & Pearl 2000).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from couple.foundation import UserError
from couple.scm.frames import series
from couple.scm.ladder import InvertibleStructuralCausalModel

if TYPE_CHECKING:
    import numpy
    import pandas

    Event = Callable[["pandas.Series"], "pandas.Series"]


@dataclass(frozen=True)
class Bounds:
    """A probability that lies in ``low`` to ``high``; the two are equal where it is identified."""

    low: float
    high: float

    @property
    def identified(self) -> bool:
        """Whether the bounds leave nothing open."""
        return self.low == self.high


@dataclass(frozen=True)
class Necessity:
    """``necessity``: y would not have been without x, given both; ``sufficiency``: y would have been with x, given
    neither; ``both``: y responds to x. A part is None where nobody observed its condition.
    """

    necessity: Bounds | None
    sufficiency: Bounds | None
    both: Bounds


@dataclass(frozen=True)
class BinaryTable:
    """What is known: the joint shares of the rows observed, and P(y) under do(x) and under do(not x).

    Args:
        x_y: the share of rows with cause and effect.
        x_not_y: with the cause alone.
        not_x_y: with the effect alone.
        not_x_not_y: with neither.
        y_do_x: P(y | do(x)), from an experiment or an adjustment.
        y_do_not_x: P(y | do(not x)).

    Raises:
        UserError: the shares do not add up to 1, or no population has these shares and these two probabilities.
    """

    x_y: float
    x_not_y: float
    not_x_y: float
    not_x_not_y: float
    y_do_x: float
    y_do_not_x: float

    def __post_init__(self) -> None:
        parts = (self.x_y, self.x_not_y, self.not_x_y, self.not_x_not_y)
        if min(*parts, self.y_do_x, self.y_do_not_x) < 0 or abs(sum(parts) - 1) > 1e-9:
            raise UserError("bound probabilities", "the four shares do not add up to 1", "give shares of all rows")
        asked = "bound probabilities"
        for do, with_y, with_not_y in (
            (self.y_do_x, self.x_y, self.x_not_y),
            (self.y_do_not_x, self.not_x_y, self.not_x_not_y),
        ):
            if not with_y - 1e-9 <= do <= 1 - with_not_y + 1e-9:
                found = f"P(y | do) = {do:g} does not lie within {with_y:g} to {1 - with_not_y:g}, as the shares demand"
                raise UserError(asked, found, "take the shares and the experiment from one population")


def necessity_bounds(table: BinaryTable, *, monotone: bool = False) -> Necessity:
    """The bounds of Tian & Pearl 2000 from experiment and survey together, or points under monotonicity.

    Both are in Pearl 2009, ch. 9. Monotone means that the cause never prevents the effect in anybody.

    Raises:
        UserError: ``monotone``, and the distributions contradict it.
    """
    do, do_not, y = table.y_do_x, table.y_do_not_x, table.x_y + table.not_x_y
    if monotone:
        if not do_not - 1e-9 <= y <= do + 1e-9:
            found = f"P(y) = {y:g} does not lie within P(y | do not x) = {do_not:g} to P(y | do x) = {do:g}"
            raise UserError("assume monotonicity", found, "leave monotone out")
        both = Bounds(do - do_not, do - do_not)
        pn = (y - do_not) / table.x_y if table.x_y else None
        ps = (do - y) / table.not_x_not_y if table.not_x_not_y else None
        return Necessity(_point(pn), _point(ps), both)
    low = max(0.0, do - do_not, y - do_not, do - y)
    high = min(do, 1 - do_not, table.x_y + table.not_x_not_y, do - do_not + table.x_not_y + table.not_x_y)
    necessity = sufficiency = None
    if table.x_y:
        necessity = Bounds(max(0.0, (y - do_not) / table.x_y), min(1.0, (1 - do_not - table.not_x_not_y) / table.x_y))
    if table.not_x_not_y:
        sufficiency = Bounds(max(0.0, (do - y) / table.not_x_not_y), min(1.0, (do - table.x_y) / table.not_x_not_y))
    return Necessity(necessity, sufficiency, Bounds(low, high))


def necessity_in_model(
    model: InvertibleStructuralCausalModel,
    observed: "pandas.DataFrame",
    *,
    cause: str,
    present: float | str,
    absent: float | str,
    effect: str,
    happened: "Event",
) -> Necessity:
    """The three probabilities in a model that can abduct, over the observed rows.

    Args:
        model: gives each row its two counterfactuals.
        observed: rows that the model can reason about.
        cause: the node that is set to ``present`` or ``absent``.
        present: the value with the cause; rows observed there count as having it.
        absent: the value without it.
        effect: the node that ``happened`` is asked about.
        happened: turns a column of ``effect`` into truth values.
    """
    with_it = happened(series(model.counterfactual(observed, {cause: present}), effect)).to_numpy(dtype=bool)
    without = happened(series(model.counterfactual(observed, {cause: absent}), effect)).to_numpy(dtype=bool)
    has, not_has = (observed[cause] == present).to_numpy(), (observed[cause] == absent).to_numpy()
    y = happened(series(observed, effect)).to_numpy(dtype=bool)
    both = float((with_it & ~without).mean())
    return Necessity(_share(~without, has & y), _share(with_it, not_has & ~y), Bounds(both, both))


def _share(event: "numpy.ndarray", condition: "numpy.ndarray") -> Bounds | None:
    return _point(float(event[condition].mean())) if condition.any() else None


def _point(value: float | None) -> Bounds | None:
    return None if value is None else Bounds(value, value)
