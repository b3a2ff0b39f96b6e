"""What a search or a fit learns from: a table, and what is known about it before looking."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from couple.foundation import UserError, fingerprint_file, nearest_name
from couple.graph.constraints import Constraints
from couple.graph.response_style import RESPONSE_STYLE, ResponseStyle
from couple.graph.screening import screen_table
from couple.graph.survey import style_constraints, value_table
from couple.graph.tables import read_table

if TYPE_CHECKING:
    import numpy
    import pandas

SURVEYS = ("ess9",)


class EvidenceConfig(BaseModel):
    """Where rows come from.

    ``data`` is a survey (``ess9``, always with response style) or a path to a CSV file; ``columns`` are those to use
    (None: all); ``response_style`` models a common style of raw ratings as a latent cause of all columns.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: str
    columns: tuple[str, ...] | None = None
    response_style: bool = False


@dataclass(frozen=True, eq=False)
class Evidence:
    """``table`` is complete and numeric. ``style`` adds ``response_style`` where raw ratings are modelled with it."""

    name: str
    fingerprint: str
    table: "pandas.DataFrame"
    style: ResponseStyle | None
    constraints: Constraints

    @property
    def complete(self) -> "Callable[[pandas.DataFrame, numpy.random.Generator], pandas.DataFrame] | None":
        """Adds plausible response styles to rows of ``table``; None where style is not modelled."""
        return self.style.complete if self.style else None


def load_evidence(config: EvidenceConfig, given: Constraints | None = None) -> Evidence:
    """Read the data, check them, and add what is known of response style to the background knowledge ``given``.

    Raises:
        UserError: there is no such survey or file, or the table cannot be used (see ``screen_table``).
    """
    data, columns, response_style = config.data, config.columns, config.response_style
    if data in SURVEYS:
        from couple.data import locate
        from couple.data.ess9 import load_ess9

        path = locate("ess9_pvq21") / "ess9_pvq21.csv"
        table, response_style = _chosen(value_table(load_ess9()), columns), True
    else:
        path = Path(data).expanduser()
        if not path.exists() and not path.suffix:
            near = nearest_name(data, SURVEYS)
            hint = f"did you mean data={near}?" if near else f"name a CSV file, or one of: {', '.join(SURVEYS)}"
            raise UserError(f"data={data}", "there is no such survey or file", hint)
        table = read_table(path).numbers(columns)
    table = screen_table(table)
    style = ResponseStyle.fit(table) if response_style else None
    given = given or Constraints()
    required = given.required + (style_constraints(table).required if style else ())
    constraints = given.model_copy(update={"required": required})
    nodes = ([RESPONSE_STYLE] if style else []) + list(map(str, table.columns))
    return Evidence(data, fingerprint_file(path), table, style, constraints.checked(nodes))


def _chosen(table: "pandas.DataFrame", columns: Sequence[str] | None) -> "pandas.DataFrame":
    for column in columns or ():
        if column not in table.columns:
            near = nearest_name(column, table.columns)
            hint = f"did you mean {near}?" if near else f"known: {', '.join(table.columns)}"
            raise UserError(f"choose the column {column}", "the survey has no such value", hint)
    return table if columns is None else table.loc[:, list(columns)]
