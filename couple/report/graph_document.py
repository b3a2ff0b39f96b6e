"""What a graph's report shows beside the graph, as plain data: every section is optional, and unknown has a reason."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """Data of a report."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PairRow(Frozen):
    """Two nodes, how often searches joined them (0..1), its three parts, and the edges as found."""

    first: str
    second: str
    adjacency: float
    forward: float
    backward: float
    undecided: float
    marks: str = ""


class LinearModel(Frozen):
    """A fitted linear model that the page can compute with; ``weight[i][j]`` is the effect of node j on node i."""

    nodes: tuple[str, ...]
    order: tuple[int, ...]
    intercept: tuple[float, ...]
    weight: tuple[tuple[float, ...], ...]
    mean: tuple[float, ...]
    lowest: tuple[float, ...]
    highest: tuple[float, ...]


class Matrix(Frozen):
    """Numbers by source (row) and target (column), with intervals where there are any."""

    nodes: tuple[str, ...]
    value: tuple[tuple[float, ...], ...]
    low: tuple[tuple[float, ...], ...] | None = None
    high: tuple[tuple[float, ...], ...] | None = None


class Table(Frozen):
    """A table as it is shown: column names, and rows of texts and numbers."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    note: str = ""


class GraphSections(Frozen):
    """Everything beyond the graph itself; a section that is None or empty is left out."""

    pairs: tuple[PairRow, ...] = ()
    edge_counts: tuple[int, ...] = ()
    model: LinearModel | None = None
    effects: Matrix | None = None
    level: float = 0.9
    ancestors: Matrix | None = None
    agreement: Table | None = None
    theory: Table | None = None
    falsification: tuple[str, ...] = ()
    examination: Table | None = None
    populations: Table | None = None
    assumptions: tuple[str, ...] = ()
    exports: dict[str, str] = {}
