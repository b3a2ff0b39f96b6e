"""Counts as bars."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 300.0
HEIGHT = 90.0


@dataclass(frozen=True)
class Histogram:
    """Bars (x, y, width, height, story) in a drawing of ``WIDTH`` by ``HEIGHT`` plus a line for the two ``ends``."""

    bars: tuple[tuple[float, float, float, float, str], ...]
    ends: tuple[str, str]


def draw_histogram(
    values: Sequence[float], *, low: float, high: float, bins: int, unit: str, ends: tuple[str, str]
) -> Histogram:
    """``bins`` bars of equal width from ``low`` to ``high``; what lies at ``high`` falls into the last.

    ``ends`` are written under the first and the last bar.
    """
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, max(0, int((value - low) / ((high - low) or 1) * bins)))] += 1
    tallest, step = max(counts, default=0) or 1, WIDTH / bins
    bars = []
    for number, count in enumerate(counts):
        start, end = (low + (high - low) * k / bins for k in (number, number + 1))
        height = round(HEIGHT * count / tallest, 1)
        story = f"{count} {unit} between {start:.3g} and {end:.3g}"
        bars.append((round(number * step, 1), round(HEIGHT - height, 1), round(step - 1.5, 1), height, story))
    return Histogram(tuple(bars), ends)
