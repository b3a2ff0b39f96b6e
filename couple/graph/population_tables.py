"""From one data set to a table for each population in it: people by country, answers by model, rows by any name."""

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from couple.foundation import UserError, nearest_name
from couple.graph.evidence import SURVEYS
from couple.graph.survey import value_table
from couple.graph.tables import read_table

if TYPE_CHECKING:
    import pandas

_SURVEY_GROUPS = ("country", "gender")


class PopulationsConfig(BaseModel):
    """``data`` is a survey (``ess9``) or a CSV file, ``by`` the column that names each row's population.

    ``populations`` are those to compare (None: all there are), ``columns`` the values to use (None: all).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: str
    by: str
    populations: tuple[str, ...] | None = Field(default=None, min_length=2)
    columns: tuple[str, ...] | None = Field(default=None, min_length=2)


def population_tables(config: PopulationsConfig) -> "dict[str, pandas.DataFrame]":
    """Rows x values for each population, by name. Rows of a CSV file without a population are left out.

    Raises:
        UserError: there is no such data set, column or population.
    """
    everyone = _survey_tables(config) if config.data in SURVEYS else _file_tables(config)
    chosen = sorted(everyone) if config.populations is None else config.populations
    for name in chosen:
        if name not in everyone:
            hint = _hint(name, list(everyone))
            raise UserError(f"compare the population {name}", f"no row of {config.data} has {config.by} {name}", hint)
    return {name: everyone[name] for name in chosen}


def _survey_tables(config: PopulationsConfig) -> "dict[str, pandas.DataFrame]":
    from couple.data.ess9 import load_ess9

    if config.by not in _SURVEY_GROUPS:
        asked = f"by={config.by}"
        raise UserError(asked, "the survey names no populations by that", _hint(config.by, list(_SURVEY_GROUPS)))
    tables = {f"{name:g}" if isinstance(name, float) else str(name): value_table(group)
              for name, group in load_ess9().groupby(config.by)}  # fmt: skip
    if config.columns is None:
        return tables
    known = list(next(iter(tables.values())).columns)
    for column in config.columns:
        if column not in known:
            raise UserError(f"choose the column {column}", "the survey has no such value", _hint(column, known))
    return {name: table.loc[:, list(config.columns)] for name, table in tables.items()}


def _file_tables(config: PopulationsConfig) -> "dict[str, pandas.DataFrame]":
    table = read_table(Path(config.data).expanduser())
    if config.by not in table.header:
        found = f"{config.data} has no column of that name"
        raise UserError(f"by={config.by}", found, _hint(config.by, list(table.header)))
    labels = table.cells[config.by].str.strip()
    columns = config.columns or tuple(name for name in table.header if name != config.by)
    numbers = table.numbers(columns)
    return {name: numbers.loc[labels == name].reset_index(drop=True) for name in sorted(set(labels) - {""})}


def _hint(name: str, known: list[str]) -> str:
    near = nearest_name(name, known)
    return f"did you mean {near}?" if near else f"known: {', '.join(known[:40])}"
