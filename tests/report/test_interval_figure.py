import pytest

from couple.report.benchmark_document import Column, Estimate, MethodCard, MethodGroup
from couple.report.interval_figure import GAP, NAMES, NUMBERS, ROW, WIDTH, draw_intervals, told

MAE = Column(name="mae", label="MAE", lower_is_better=True)
OURS = MethodCard(name="couple", label="couple", group=MethodGroup.OURS)
RAW = MethodCard(name="raw", label="raw", group=MethodGroup.BASELINE)
BEST = MethodCard(name="best_of_n", label="best of n", group=MethodGroup.BASELINE)
UNKNOWN = Estimate(mean=None, reason="there are no answers", undefined=3)
ROWS = [
    (OURS, Estimate(mean=0.5, low=0.0, high=1.0, count=12)),
    (BEST, Estimate(mean=1.0, low=0.5, high=1.5, count=12, undefined=2)),
    (RAW, Estimate(mean=2.0)),
]


def test_dots_and_intervals_stand_where_the_scale_says():
    figure = draw_intervals(MAE, ROWS, rival="best_of_n")
    across = WIDTH - NUMBERS - NAMES  # for 0 to 2
    ours, best, raw = figure.marks
    assert (ours.low, ours.x, ours.high) == (NAMES, NAMES + across / 4, NAMES + across / 2)
    assert (best.low, best.x, best.high) == (NAMES + across / 4, NAMES + across / 2, NAMES + across * 3 / 4)
    assert (raw.low, raw.x, raw.high) == (None, NAMES + across, None)
    assert [tick.text for tick in figure.axis.ticks] == ["0", "1", "2"]


def test_groups_stand_apart_and_the_best_baseline_is_marked():
    figure = draw_intervals(MAE, ROWS, rival="best_of_n")
    assert [mark.y for mark in figure.marks] == [ROW / 2, ROW * 1.5 + GAP, ROW * 2.5 + GAP]
    assert figure.height == 3 * ROW + GAP
    assert [mark.rival for mark in figure.marks] == [False, True, False]
    assert figure.rival == figure.marks[1].x
    assert draw_intervals(MAE, ROWS).rival is None


def test_zero_has_a_line_only_where_it_lies_within():
    figure = draw_intervals(MAE, [(OURS, Estimate(mean=0.5)), (RAW, Estimate(mean=-0.5))])
    assert figure.zero == pytest.approx((NAMES + WIDTH - NUMBERS) / 2)
    assert draw_intervals(MAE, ROWS).zero is None


def test_what_is_unknown_has_a_row_and_no_place():
    figure = draw_intervals(MAE, [*ROWS, (RAW, UNKNOWN)])
    assert (figure.marks[-1].x, figure.marks[-1].written) == (None, "unknown")
    assert figure.marks[-1].story == "raw, MAE: unknown: there are no answers; 0 measured, 3 undefined"
    nothing = draw_intervals(MAE, [(RAW, UNKNOWN)], rival="raw")
    assert (nothing.axis, nothing.zero, nothing.rival) == (None, None, None)


def test_an_estimate_in_words():
    assert told(ROWS[0][1]) == "0.50 (95 % interval 0.00 to 1.00)"
    assert told(Estimate(mean=0.5, reason="one question gives no interval")) == "0.50 (one question gives no interval)"
