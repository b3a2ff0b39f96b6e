"""How a node's values enter the mechanisms of its effects: numbers standardised, categories one column each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from jaxtyping import Float
from torch import Tensor

from couple.foundation import UserError, nearest_name
from couple.scm.frames import node_columns, refuse_missing, series

if TYPE_CHECKING:
    import numpy
    import pandas


@dataclass(frozen=True)
class Numeric:
    """A node of numbers: its mean, standard deviation and range in the rows that the model was fitted on."""

    mean: float
    deviation: float
    lowest: float
    highest: float
    width = 1

    def encode(self, column: "numpy.ndarray") -> Float[Tensor, "row 1"]:
        """Standardised."""
        return ((torch.tensor(column) - self.mean) / self.deviation)[:, None]


@dataclass(frozen=True)
class Categorical:
    """A node of names: its categories, in order; columns hold their positions as float64."""

    categories: tuple[str, ...]

    @property
    def width(self) -> int:
        """How many columns it is encoded by."""
        return len(self.categories)

    def encode(self, column: "numpy.ndarray") -> Float[Tensor, "row category"]:
        """One where the row has the category, zero elsewhere."""
        return torch.nn.functional.one_hot(torch.tensor(column).long(), len(self.categories)).double()

    def positions(self, node: str, cells: "pandas.Series", first_row: int) -> "numpy.ndarray":
        """The position of each cell's category. Raises ``UserError`` for one that fitting never saw."""
        import numpy

        place = {category: float(position) for position, category in enumerate(self.categories)}
        texts = cells.astype(str).to_numpy()
        found = numpy.array([place.get(text, numpy.nan) for text in texts])
        unknown = numpy.isnan(found)
        if unknown.any():
            row = int(unknown.argmax())
            said = f"{node} is {texts[row][:40]!r} in row {first_row + row + 1}, a category that fitting never saw"
            raise UserError("reason about these rows", said, f"the known ones are {', '.join(self.categories)}")
        return found

    def position(self, node: str, category: object) -> float:
        """The position of one category that someone typed. Raises ``UserError``."""
        text = _written(category)
        if text not in self.categories:
            near = nearest_name(text, self.categories)
            hint = f"did you mean {near}?" if near else f"its categories are {', '.join(self.categories)}"
            raise UserError(f"set {node} to {text}", "it has no such category", hint)
        return float(self.categories.index(text))


Codec = Numeric | Categorical


def fit_codec(cells: "pandas.Series") -> Codec:
    """The codec of a screened column, whose dtype says what it holds."""
    if cells.dtype == "category":
        return Categorical(tuple(sorted(map(str, cells.unique()), key=_natural_order)))
    numbers = cells.to_numpy(dtype=float)
    return Numeric(float(numbers.mean()), float(numbers.std()), float(numbers.min()), float(numbers.max()))


def observed_column(node: str, table: "pandas.DataFrame", codec: Codec, first_row: int) -> "numpy.ndarray":
    """The node's column of a table as float64: its numbers, or the positions of its categories."""
    if isinstance(codec, Numeric):
        return node_columns(table, [node])[node]
    refuse_missing(table, [node])
    return codec.positions(node, series(table, node), first_row)


def codec_to_json(codec: Codec) -> dict[str, Any]:
    """Plain data."""
    if isinstance(codec, Categorical):
        return {"categories": list(codec.categories)}
    return {"mean": codec.mean, "deviation": codec.deviation, "lowest": codec.lowest, "highest": codec.highest}


def codec_from_json(data: Mapping[str, Any]) -> Codec:
    """The codec in plain data. Raises ``KeyError``, ``TypeError`` or ``ValueError``."""
    if "categories" in data:
        return Categorical(tuple(map(str, data["categories"])))
    numbers = [float(data[name]) for name in ("mean", "deviation", "lowest", "highest")]
    return Numeric(*numbers)


def _written(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _natural_order(text: str) -> tuple[int, float, str]:
    """Codes by their number, then words by the alphabet."""
    try:
        return 0, float(text), text
    except ValueError:
        return 1, 0.0, text
