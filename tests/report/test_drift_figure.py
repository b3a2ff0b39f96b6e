import pytest

from couple.instruments.findings import DriftPlot, ForestRow
from couple.report.drift_figure import HEIGHT, LEFT, WIDTH, draw_drift


def row(estimate, *interval, note=""):
    return ForestRow("", estimate, interval or None, note)


def draw(steps=("one", "two", "three"), **lines):
    return draw_drift(DriftPlot("Drift", "", "share", steps, lines))


def test_steps_go_right_and_estimates_up():
    (panel,) = draw(a=[row(0.0), row(0.5, 0.25, 1.0), row(1.0)]).panels
    room = (WIDTH - LEFT) / 3
    assert [mark.x for mark in panel.marks] == pytest.approx([LEFT + room * half for half in (0.5, 1.5, 2.5)], abs=0.1)
    assert [mark.y for mark in panel.marks] == [HEIGHT, HEIGHT / 2, 0.0]
    assert (panel.marks[1].low, panel.marks[1].high) == (HEIGHT * 3 / 4, 0.0)
    assert panel.line.count("L") == 2


def test_a_line_breaks_where_it_is_unknown_and_says_why():
    (panel,) = draw(("1", "2", "3", "4"), a=[row(0.1), row(0.2), None, row(None, note="both refused")]).panels
    assert panel.unknown == ("3", "4 (both refused)")
    assert len(panel.marks) == 2 and panel.line.count("L") == 1
    lonely = draw(a=[row(0.1), None, row(0.2)]).panels[0]
    assert len(lonely.marks) == 2 and lonely.line == ""


def test_every_mark_tells_its_numbers():
    (panel,) = draw(a=[row(0.5, 0.4, 0.6), row(0.7), row(0.2)]).panels
    assert [mark.story for mark in panel.marks] == ["a, one: 0.50 (0.40 to 0.60)", "a, two: 0.70", "a, three: 0.20"]


def test_panels_share_their_axes_and_zero_has_a_line_only_within():
    figure = draw(a=[row(-1.0)] * 3, b=[row(3.0)] * 3)
    assert (figure.up.low, figure.up.high, figure.zero) == (-1.0, 3.0, figure.up.at(0.0))
    assert draw(a=[row(0.5), row(0.7), row(0.6)]).zero is None
    assert [panel.name for panel in figure.panels] == ["a", "b"]


def test_where_steps_are_many_only_some_are_written():
    steps = [f"after the question number {number}" for number in range(40)]
    figure = draw(steps, a=[row(0.5)] * 40)
    assert len(figure.ticks) == 8 and all(len(tick.text) <= 5 for tick in figure.ticks)
    assert len(figure.panels[0].marks) == 40
    assert "after the question number 7:" in figure.panels[0].marks[7].story


def test_nothing_known_has_no_axis_and_a_short_line_is_refused():
    figure = draw(a=[None, None, None])
    assert (figure.up, figure.zero, figure.panels[0].marks) == (None, None, ())
    assert figure.panels[0].unknown == ("one", "two", "three")
    assert draw_drift(DriftPlot("", "", "", (), {})).panels == ()
    with pytest.raises(ValueError, match="shorter"):
        draw(a=[row(0.5)])
