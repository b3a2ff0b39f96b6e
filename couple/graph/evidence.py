"""What a search or a fit learns from: a table, and what is known about it before looking."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from couple.foundation import UserError, fingerprint_file, nearest_name
from couple.graph.columns import TableKind, table_kind, typed_columns
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
    (None: all) apart from those to ``exclude``; ``categorical`` names the columns whose numbers are codes (None: see
    ``typed_columns``); ``response_style`` models a common style of raw ratings as a latent cause of all columns.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: str
    columns: tuple[str, ...] | None = None
    exclude: tuple[str, ...] = ()
    categorical: tuple[str, ...] | None = None
    response_style: bool = False


@dataclass(frozen=True, eq=False)
class Evidence:
    """``table`` is complete; its columns are float64 or of the category type.

    ``style`` adds ``response_style`` where raw ratings are modelled with it.
    """

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
        whole = value_table(load_ess9())
        table, response_style = whole.loc[:, _chosen(list(whole.columns), columns, config.exclude)], True
    else:
        path = Path(data).expanduser()
        if not path.exists() and not path.suffix:
            near = nearest_name(data, SURVEYS)
            hint = f"did you mean data={near}?" if near else f"name a CSV file, or one of: {', '.join(SURVEYS)}"
            raise UserError(f"data={data}", "there is no such survey or file", hint)
        whole = read_table(path)
        table = typed_columns(whole, _chosen(list(whole.header), columns, config.exclude), config.categorical)
    table = screen_table(table)
    if response_style and table_kind(table) is not TableKind.NUMBERS:
        remedy = "type categorical=[] if the whole numbers are ratings, or leave response_style out"
        raise UserError("response_style=true", "some columns are categories", remedy)
    style = ResponseStyle.fit(table) if response_style else None
    given = given or Constraints()
    required = given.required + (style_constraints(table).required if style else ())
    constraints = given.model_copy(update={"required": required})
    nodes = ([RESPONSE_STYLE] if style else []) + list(map(str, table.columns))
    return Evidence(data, fingerprint_file(path), table, style, constraints.checked(nodes))


def _chosen(known: list[str], columns: Sequence[str] | None, exclude: Sequence[str]) -> list[str]:
    for column in (*(columns or ()), *exclude):
        if column not in known:
            near = nearest_name(column, known)
            hint = f"did you mean {near}?" if near else f"known: {', '.join(known)}"
            raise UserError(f"choose the column {column}", "there is no such column", hint)
    return [column for column in (known if columns is None else columns) if column not in exclude]
