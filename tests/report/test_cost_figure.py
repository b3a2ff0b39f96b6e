import pytest

from couple.report.benchmark_document import Column, Estimate, MethodCard, MethodGroup
from couple.report.cost_figure import BOTTOM, HEIGHT, LEFT, WIDTH, draw_costs

SECONDS = Column(name="seconds", label="seconds", digits=1)
MAE = Column(name="mae", label="MAE", lower_is_better=True)


def method(name):
    return MethodCard(name=name, label=name, group=MethodGroup.BASELINE)


def row(name, seconds, mae, low=None, high=None):
    return method(name), Estimate(mean=seconds), Estimate(mean=mae, low=low, high=high)


def test_costs_go_right_by_ratios_and_errors_up_by_differences():
    figure = draw_costs(SECONDS, MAE, [row("one", 1, 0.0), row("two", 10, 1.0, 0.5, 2.0), row("three", 100, 2.0)])
    assert figure is not None
    left, right, top, bottom = LEFT + 14, WIDTH - 20, 12.0, HEIGHT - BOTTOM
    assert [mark.x for mark in figure.marks] == [left, (left + right) / 2, right]
    assert [mark.y for mark in figure.marks] == [bottom, (top + bottom) / 2, top]
    middle = figure.marks[1]
    assert (middle.low, middle.high) == (pytest.approx(bottom - (bottom - top) / 4, abs=0.1), top)
    assert middle.story == "two: seconds 10.0 (no interval); MAE 1.00 (95 % interval 0.50 to 2.00)"


def test_labels_never_cover_each_other_or_the_intervals():
    rows = [row(f"method {n}", 90 if n < 5 else 90 * n, 1 + n / 20, 0.95 + n / 20, 1.05 + n / 20) for n in range(16)]
    figure = draw_costs(SECONDS, MAE, rows)
    assert figure is not None
    boxes = [mark.label.box for mark in figure.marks if mark.label]
    assert len(boxes) >= 12
    assert not [1 for place, box in enumerate(boxes) for other in boxes[:place] if box.meets(other)]
    for mark in figure.marks:
        assert not [box for box in boxes if box.left < mark.x < box.right and box.top < mark.y < box.bottom]
    unnamed = [mark.method.label for mark in figure.marks if not mark.label]
    assert ("want of room" in "".join(figure.missing)) == bool(unnamed)


def test_what_cannot_be_drawn_is_said():
    unknown = Estimate(mean=None, reason="the decoder does not count it")
    figure = draw_costs(SECONDS, MAE, [row("one", 1, 0.5), row("free", 0, 1.0), (method("dark"), unknown, unknown)])
    assert figure is not None
    assert [mark.method.name for mark in figure.marks] == ["one"]
    assert figure.missing == (
        "free is not drawn: it spends no seconds.",
        "dark is not drawn: the decoder does not count it.",
    )
    assert draw_costs(SECONDS, MAE, [(method("dark"), unknown, unknown)]) is None
