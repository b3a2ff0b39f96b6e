"""Who wins against whom, as a matrix of numbered squares: the row's win rate against the column, the strongest first.

In this order a beaten stronger respondent, and with it every cycle, is an odd square on the wrong side of the diagonal.
"""

from statistics import fmean

from couple.instruments.findings import WinRates
from couple.report.label_layout import LETTER
from couple.report.matrix_figure import Cell, MatrixFigure
from couple.report.page import shorten
from couple.report.text import display_width
from couple.report.unknown import number

SIDE = 34.0  # of a square: room for its number
_LETTERS = 26
_DARKEST = 0.45  # ink stays readable on it
_LEVEL = 0.5


def draw_win_rates(plot: WinRates) -> MatrixFigure:
    """Lay the matrix out, by the mean of each row's known rates; who has none comes last, in the order given.

    Raises:
        ValueError: the rates are not one row a name and one column a name.
    """
    count = len(plot.names)
    if len(plot.rates) != count or any(len(row) != count for row in plot.rates):
        raise ValueError(f"{count} names need {count} rows of {count} win rates")
    order = sorted(range(count), key=lambda place: -_strength(plot, place))
    names = [shorten(plot.names[place], _LETTERS) for place in order]
    label = round(LETTER * max((display_width(name) for name in names), default=0) + 10, 1)
    cells = tuple(
        _cell(plot, (one, other), (label + down * SIDE, label + across * SIDE))
        for down, one in enumerate(order)
        for across, other in enumerate(order)
        if one != other
    )
    rows = tuple((name, round(label + (place + 0.5) * SIDE, 1)) for place, name in enumerate(names))
    return MatrixFigure(cells, rows, SIDE - 1, label, round(label + count * SIDE, 1))


def _strength(plot: WinRates, place: int) -> float:
    known = [rate for other, rate in enumerate(plot.rates[place]) if rate is not None and other != place]
    return fmean(known) if known else -1.0


def _cell(plot: WinRates, pair: tuple[int, int], corner: tuple[float, float]) -> Cell:
    (one, other), (y, x) = pair, corner
    rate, row, column = plot.rates[one][other], plot.names[one], plot.names[other]
    if rate is None:
        return Cell(round(x, 1), round(y, 1), "unmet", 0.0, "–", f"{row} never met {column}", True)
    sign = "positive" if rate > _LEVEL else "negative" if rate < _LEVEL else "level"
    shade = round(_DARKEST * abs(rate - _LEVEL) / _LEVEL, 2)
    story = f"{row} wins against {column}: {number(rate)}"
    return Cell(round(x, 1), round(y, 1), sign, shade, number(rate).removeprefix("0"), story, False)
