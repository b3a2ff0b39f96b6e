import math

import pytest

from couple.instruments.findings import CirclePlot
from couple.report.circle_figure import RADIUS, draw_circle

VALUES = {"up": "Upwards", "right": "Right", "down": "Downwards", "left": "Left"}


def plot(**profiles):
    return CirclePlot("Profiles", "", "points", VALUES, profiles)


def test_farther_out_is_higher_and_values_keep_their_order():
    figure = draw_circle(plot(one={"up": 0.0, "right": 1.0, "down": 2.0, "left": 4.0}))
    (panel,) = figure.panels
    distances = [math.hypot(mark.x, mark.y) for mark in panel.marks]
    assert distances == pytest.approx([figure.axis.at(score) for score in (0, 1, 2, 4)], abs=0.1)
    assert distances == sorted(distances) and distances[-1] == pytest.approx(RADIUS, abs=0.1)
    directions = [(mark.x > 0, mark.y > 0) for mark in panel.marks]
    assert directions == [(True, False), (True, True), (False, True), (False, False)]
    assert [math.hypot(*spoke) for spoke in figure.spokes] == pytest.approx([RADIUS] * 4, abs=0.1)
    assert [label.lines for label in figure.labels] == [("Upwards",), ("Right",), ("Downwards",), ("Left",)]


def test_panels_share_their_axis():
    low, high = {"up": -1.0, "right": -1.0}, {"up": 1.0, "right": 3.0}
    figure = draw_circle(plot(low=low, high=high))
    assert (figure.axis.low, figure.axis.high) == (-1.0, 3.0)
    assert figure.zero == figure.axis.at(0.0)
    assert [panel.name for panel in figure.panels] == ["low", "high"]
    (first, _), (_, last) = (panel.marks for panel in figure.panels)
    assert math.hypot(first.x, first.y) < figure.zero < math.hypot(last.x, last.y)


def test_what_is_unknown_is_a_gap_and_has_its_name():
    figure = draw_circle(plot(one={"up": 1.0, "right": None, "down": 2.0}, none={}))
    one, none = figure.panels
    assert (len(one.marks), one.unknown, one.line) == (2, ("Right", "Left"), "")
    assert (none.marks, none.unknown, none.line) == ((), tuple(VALUES.values()), "")
    whole = draw_circle(plot(one=dict.fromkeys(VALUES, 1.0))).panels[0]
    assert whole.line.endswith("Z") and whole.unknown == ()
    gap = draw_circle(plot(one={"up": 1.0, "right": None, "down": 2.0, "left": 3.0})).panels[0]
    assert (gap.line.count("L"), gap.line.count("M"), gap.line.endswith("Z")) == (2, 1, False)


def test_every_mark_tells_its_number():
    (panel,) = draw_circle(plot(one={"up": -0.25, "right": 0.5})).panels
    assert [mark.story for mark in panel.marks] == ["one, Upwards: −0.25", "one, Right: 0.50"]


def test_where_rings_are_many_every_other_one_is_numbered_and_zero_is():
    scores = dict(zip(VALUES, (-1.5, 1.0, 0.0, 0.2), strict=True))
    figure = draw_circle(plot(one=scores))
    assert len(figure.axis.ticks) == 6
    assert [tick.text for tick in figure.written] == ["−1.0", "0.0", "1.0"]
    few = draw_circle(plot(one={"up": 1.0, "right": 4.0}))
    assert len(few.axis.ticks) == 4 and few.written == few.axis.ticks


def test_nothing_known_has_no_axis_and_no_value_is_refused():
    figure = draw_circle(plot(one={}))
    assert (figure.axis, figure.zero, figure.written) == (None, None, ())
    assert draw_circle(plot()).panels == ()
    with pytest.raises(ValueError, match="at least one value"):
        draw_circle(CirclePlot("", "", "", {}, {}))


def test_every_label_has_room():
    values = {f"v{number}": "Benevolence: dependability" for number in range(20)}
    figure = draw_circle(CirclePlot("", "", "", values, {"one": {}}))
    assert figure.radius > RADIUS
    for label in figure.labels:
        assert abs(label.x) + 6.4 * max(map(len, label.lines)) <= figure.width / 2 + 0.1
        assert figure.top <= label.y - 14 and label.y + 14 <= figure.top + figure.height
