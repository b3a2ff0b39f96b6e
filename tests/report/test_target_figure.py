import pytest

from couple.report.benchmark_document import (
    Estimate,
    Example,
    ExampleAnswer,
    MethodCard,
    MethodGroup,
    TargetPlot,
    TargetRow,
)
from couple.report.document import ValueCard
from couple.report.target_figure import answer_plots, target_lines

VALUES = [ValueCard(name=name, label=name.title(), definition=f"{name} it is") for name in ("power", "security")]
METHODS = {
    "couple": MethodCard(name="couple", label="couple", group=MethodGroup.OURS),
    "raw": MethodCard(name="raw", label="raw", group=MethodGroup.BASELINE),
}


def plot(method, **rows):
    found = [TargetRow(value=value, target=target, judged=judged) for value, (target, judged) in rows.items()]
    return TargetPlot(title="Germany", method=method, rows=tuple(found))


OURS = plot("couple", security=(5.0, Estimate(mean=3.0, low=1.0, high=5.0)), honest=(1.0, Estimate(mean=1.0)))
RAW = plot("raw", security=(5.0, Estimate(mean=None, reason="no score")), power=(3.0, Estimate(mean=2.0)))


def test_targets_and_dots_stand_where_their_priorities_say():
    power, security, honest = target_lines([OURS, RAW], VALUES, METHODS)
    assert (power.label, security.label, honest.label) == ("Power", "Security", "honest")
    assert (power.target, security.target, honest.target) == ("50%", "96%", "4%")
    ours, raw = security.marks
    assert (ours.low, ours.at, ours.high) == ("4%", "50%", "96%")
    assert (raw.at, raw.written) == (None, "unknown")
    assert ours.story == "couple, security: 3.0 (95 % interval 1.0 to 5.0); target 5.0"
    assert [mark.method.name for mark in power.marks] == ["raw"]


def test_a_single_answer_has_a_dot_and_no_interval():
    answer = ExampleAnswer(method="couple", text="Yes.", scores={"power": 2.0}, mae=None)
    example = Example(question="q", chosen="c", target={"power": 3.0, "security": 5.0}, answers=(answer,))
    power, security = target_lines(answer_plots(example), VALUES, METHODS)
    assert (power.marks[0].at, power.marks[0].low) == ("27%", None)
    assert power.marks[0].story == "couple, power: 2.0 (a single answer); target 3.0"
    assert "gave no score" in security.marks[0].story


def test_plots_with_other_targets_share_no_rows():
    with pytest.raises(ValueError, match=r"5\.0 and 4\.0 of security"):
        target_lines([OURS, plot("raw", security=(4.0, Estimate(mean=1.0)))], VALUES, METHODS)
