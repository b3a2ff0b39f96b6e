import pytest

from couple.report.benchmark_document import DoseCurve, DosePoint, Estimate, MethodCard, MethodGroup
from couple.report.dose_figure import BETWEEN, DRIFT, LEFT, RESPONSE, SIDE, draw_doses

OURS = MethodCard(name="couple", label="couple", group=MethodGroup.OURS)
RAW = MethodCard(name="raw", label="raw", group=MethodGroup.BASELINE)
NO_DRIFT = Estimate(mean=None, reason="every value is related")


def curve(method, *points):
    return DoseCurve(
        method=method, points=tuple(DosePoint(level=level, score=score, drift=drift) for level, score, drift in points)
    )


FULL = curve(
    "couple",
    (1.0, Estimate(mean=2.0, low=1.0, high=3.0), Estimate(mean=0.0, low=0.0, high=0.0)),
    (3.0, Estimate(mean=None, reason="no score"), Estimate(mean=0.25)),
    (5.0, Estimate(mean=4.0), Estimate(mean=0.5)),
)


def test_levels_go_right_scores_up_and_drift_has_its_own_axis_below():
    (panel,) = draw_doses([FULL], [OURS]).panels
    assert [mark.x for mark in panel.marks] == [LEFT, LEFT + SIDE / 2, LEFT + SIDE]
    assert [mark.y for mark in panel.marks] == [RESPONSE * 3 / 4, None, RESPONSE / 4]
    assert (panel.marks[0].low, panel.marks[0].high) == (RESPONSE, RESPONSE / 2)
    top = RESPONSE + BETWEEN
    assert [mark.y for mark in panel.drifts] == [top + DRIFT, top + DRIFT / 2, top]


def test_lines_leave_out_what_is_unknown_and_stories_tell_it():
    (panel,) = draw_doses([FULL], [OURS]).panels
    assert panel.line == f"{LEFT:g},{RESPONSE * 3 / 4:g} {LEFT + SIDE:g},{RESPONSE / 4:g}"
    assert len(panel.drift_line.split()) == 3
    assert panel.marks[1].story == "level 3: judged unknown: no score"
    assert panel.marks[0].story == "level 1: judged 2.00 (95 % interval 1.00 to 3.00)"


def test_panels_follow_the_methods_and_share_their_axes():
    bare = curve("raw", (1.0, Estimate(mean=3.0), Estimate(mean=1.0)), (5.0, Estimate(mean=3.0), NO_DRIFT))
    figure = draw_doses([bare, FULL], [OURS, RAW])
    assert [panel.method for panel in figure.panels] == [OURS, RAW]
    assert (figure.drift.low, figure.drift.high) == (0.0, 1.0)


def test_without_any_drift_there_is_no_axis_for_it():
    figure = draw_doses([curve("raw", (1.0, Estimate(mean=3.0), NO_DRIFT))], [RAW])
    assert figure.drift is None
    assert figure.panels[0].drift_line == ""


def test_nothing_to_draw_is_refused():
    with pytest.raises(ValueError, match="at least one curve"):
        draw_doses([], [OURS])
