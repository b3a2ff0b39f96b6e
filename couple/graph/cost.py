"""What a run of searches will cost, before it starts: small searches are timed and their growth is drawn out."""

import math
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from couple.foundation import UserError, numpy_generator
from couple.graph.constraints import Constraints
from couple.graph.discovery import DiscoveryAlgorithm, search
from couple.graph.screening import ROWS_PER_COLUMN, screen_table
from couple.graph.stability import BootstrapConfig

if TYPE_CHECKING:
    import pandas

    from couple.graph.stability import Complete

FIRST_ROWS = 100
ENOUGH_SECONDS = 1.0


class CostConfig(BaseModel):
    """A run that would take more than ``limit_minutes`` is refused unless it is asked for with ``force``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    limit_minutes: float = Field(default=30.0, gt=0)
    force: bool = False


@dataclass(frozen=True)
class CostEstimate:
    """``seconds`` for all searches, from some of up to ``probed_rows`` rows; ``measured`` if these were all rows."""

    seconds: float
    probed_rows: int
    measured: bool

    def __str__(self) -> str:
        """In words."""
        if self.seconds < 90:
            return "about a second" if self.seconds < 1.5 else f"about {round(self.seconds)} seconds"
        minutes = self.seconds / 60
        return f"about {minutes:.0f} minutes" if minutes < 90 else f"about {minutes / 60:.1f} hours"


def estimate_cost(
    members: Sequence[DiscoveryAlgorithm],
    table: "pandas.DataFrame",
    constraints: Constraints,
    config: BootstrapConfig,
    *,
    complete: "Complete | None" = None,
) -> CostEstimate:
    """Time searches of a doubling number of rows until one takes ``ENOUGH_SECONDS``, and extrapolate the rest.

    Beyond the largest timed search, time grows with the power of the rows that the last doubling showed, at least
    with the rows themselves. Takes a few seconds.
    """
    available = len(table) // 2 if config.halves else len(table)
    target = min(config.rows or available, available)
    generator = numpy_generator(config.seed, "cost")
    total, probed, measured = 0.0, target, True
    for member in members:
        rows, times = min(max(FIRST_ROWS, ROWS_PER_COLUMN * (table.shape[1] + 1)), target), []
        while True:
            drawn = table.iloc[generator.integers(len(table), size=rows)].reset_index(drop=True)
            drawn = complete(drawn, generator) if complete else drawn
            started = time.perf_counter()
            search(member, screen_table(drawn, drawn_again=True), constraints)
            times.append((rows, time.perf_counter() - started))
            if rows == target or times[-1][1] > ENOUGH_SECONDS:
                break
            rows = min(2 * rows, target)
        total += _extrapolate(times, target)
        probed, measured = min(probed, rows), measured and rows == target
    workers = min(config.workers or os.cpu_count() or 1, config.bootstraps)
    return CostEstimate(total * config.bootstraps / workers, probed, measured)


def refuse_cost(estimate: CostEstimate, config: CostConfig, *, what: str) -> None:
    """Raise ``UserError`` when the estimate is above the limit and nobody forces the run."""
    if estimate.seconds > 60 * config.limit_minutes and not config.force:
        found = f"it would take {estimate} (from searches of {estimate.probed_rows:,} rows)"
        remedy = (
            "type force=true to run it all the same (an interrupted run goes on with the same output=),"
            " or take fewer bootstraps, rows or columns, or a faster algorithm"
        )
        raise UserError(what, f"{found}; the limit is limit_minutes={config.limit_minutes:g}", remedy)


def _extrapolate(times: list[tuple[int, float]], target: int) -> float:
    rows, seconds = times[-1]
    if rows == target:
        return seconds
    power = 1.0
    if len(times) > 1:
        fewer, before = times[-2]
        power = max(1.0, math.log(seconds / max(before, 1e-6)) / math.log(rows / fewer))
    return seconds * (target / rows) ** power
