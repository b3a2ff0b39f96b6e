from couple.instruments.findings import ForestPlot, ForestRow
from couple.report.forest_figure import INSET, draw_forest, told_row

ABOVE = ForestRow("above", 1.0, (0.5, 2.0), ".99")
AROUND = ForestRow("around", 0.0, (-2.0, 0.5))
UNKNOWN = ForestRow("unknown", None, None, "nothing was answered")


def draw(*rows, reference=0.0):
    return draw_forest(ForestPlot("Contrasts", "", "points", rows, reference))


def test_estimates_and_intervals_stand_where_the_scale_says():
    figure = draw(ABOVE, AROUND)
    across = 100 - 2 * INSET  # for -2 to 2
    above, around = figure.marks
    assert (above.low, above.at, above.high) == (INSET + across * 5 / 8, INSET + across * 3 / 4, 100 - INSET)
    assert (around.low, around.at) == (INSET, 50.0)
    assert figure.ticks[0] == (INSET, "−2") and figure.ticks[-1] == (100 - INSET, "2")
    assert (figure.reference, figure.against) == (50.0, "0")


def test_a_dot_is_open_where_the_interval_holds_the_reference():
    assert [mark.holds for mark in draw(ABOVE, AROUND).marks] == [False, True]
    assert [mark.holds for mark in draw(ABOVE, AROUND, reference=0.75).marks] == [True, False]
    assert [mark.holds for mark in draw(ABOVE, AROUND, reference=None).marks] == [False, False]
    assert not draw(ForestRow("bare", 0.0, None)).marks[0].holds


def test_the_reference_is_on_the_axis_even_where_no_estimate_is_near():
    figure = draw(ForestRow("far", 9.0, (8.0, 10.0)), reference=2.5)
    assert INSET <= figure.reference < figure.marks[0].low
    assert figure.against == "2.5"
    assert draw(ABOVE, reference=None).reference is None


def test_numbers_are_written_out():
    figure = draw(ABOVE, AROUND, UNKNOWN)
    assert [mark.written for mark in figure.marks] == ["1.00", "0.00", "unknown"]
    assert [mark.bounds for mark in figure.marks] == ["[0.50, 2.00]", "[−2.00, 0.50]", ""]
    assert [mark.note for mark in figure.marks] == [".99", "", "nothing was answered"]
    assert figure.noted and not draw(AROUND).noted
    assert figure.marks[0].story == "above: 1.00 (0.50 to 2.00); .99"
    assert figure.marks[2].story == "unknown: unknown; nothing was answered"
    assert told_row(ForestRow("", 0.0123, None), 3) == "0.012"


def test_what_is_unknown_has_a_row_and_no_place():
    mark = draw(ABOVE, UNKNOWN).marks[1]
    assert (mark.at, mark.low, mark.high, mark.holds) == (None, None, None, False)
    nothing = draw(UNKNOWN)
    assert (nothing.ticks, nothing.reference, nothing.against) == ((), None, "")
    assert draw().marks == ()
