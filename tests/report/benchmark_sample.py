"""A benchmark's document for tests. Its numbers are drawn at random to fill a layout: they measure nothing."""

from typing import Any

import numpy

from couple.report.benchmark_document import (
    BenchmarkDocument,
    Board,
    BoardRow,
    Column,
    Contest,
    DoseCurve,
    DosePoint,
    Estimate,
    Example,
    ExampleAnswer,
    JudgeCard,
    MethodCard,
    MethodGroup,
    Reading,
    TargetPlot,
    TargetRow,
)
from couple.report.document import SystemCard, ValueCard
from couple.values import load_system

SYSTEM = load_system("schwartz10")
GROUPS = {
    MethodGroup.BASELINE: (
        "raw role_prompt value_prompt plan_and_solve tree_of_thought prompted_couple best_of_n reasoning_sft"
    ),
    MethodGroup.OURS: "couple",
    MethodGroup.ABLATION: "couple_no_graph couple_no_abduction couple_no_adapter couple_no_concept_latents",
}
METHODS = [
    MethodCard(name=name, label=name.replace("_", " "), group=group)
    for group, names in GROUPS.items()
    for name in names.split()
]
COLUMNS = (
    Column(name="mae", label="MAE", note="0 is best", lower_is_better=True),
    Column(name="spearman", label="Spearman", note="1 is best", lower_is_better=False),
    Column(name="contrast", label="contrast", note="points moved as the target moved", lower_is_better=False),
    Column(name="sign_agreement", label="sign agreement", note="1 is best", lower_is_better=False),
    Column(name="priority_kept", label="priorities kept", note="1 is best", lower_is_better=False),
)
AT = {"mae": (1.15, 0.5), "spearman": (0.2, -0.5), "contrast": (0.3, -1.0), "sign_agreement": (0.55, -0.3)}
COSTS = (
    Column(name="generations", label="generations", digits=1),
    Column(name="tokens_written", label="tokens written", digits=0),
    Column(name="seconds", label="seconds", digits=1),
)
VALUES = ("security", "universalism", "power", "self_direction", "tradition")
TEXTS = {
    "couple": "Yes, step by step. A city that listens to its people gives them clean air first, and shops that "
    "learn to live without a parking space beside their door.",
    "best_of_n": "It depends on many factors. There are arguments for and against closing a centre to private cars.",
}


def make_benchmark(seed: int = 0) -> BenchmarkDocument:
    """Thirteen methods, two judges, three slices, doses, targets, costs and two answers."""
    draw = numpy.random.default_rng(seed)
    values = tuple(ValueCard(name=one.name, label=one.label, definition=one.definition) for one in SYSTEM.values)
    return BenchmarkDocument(
        title="Methods compared",
        created="2026-11-21T19:30:00+0000",
        run={"decoder": "a small model", "questions": "60 made up for the layout", "seed": "0"},
        system=SystemCard(name=SYSTEM.name, title=SYSTEM.title, values=values, circle=SYSTEM.circle),
        methods=tuple(METHODS),
        readings=(
            make_reading(draw, "rating", "the rating judge", full=True),
            make_reading(draw, "anchored", "the anchored judge", full=False),
        ),
        costs=Board(title="Cost", lead="Means an answer.", judge=None, columns=COSTS, rows=tuple(_costs(draw))),
        examples=(_example("Should a city close its centre to cars?"), _example("Should sugar be taxed?")),
        limits=("These numbers are made up.", "They show nothing else either."),
    )


def make_reading(draw: Any, name: str, label: str, *, full: bool) -> Reading:
    """One judge's results; only a ``full`` one has slices, doses and targets."""
    judge = JudgeCard(
        name=name,
        label=label,
        agreement="macro F1 0.41 against human labels on debates new to it",
        facts={"sign flips when a question is reworded": "0.12 of 180 pairs"},
    )
    main = Board(
        title="All answers", lead="Means with 95 % intervals.", judge=name, columns=COLUMNS, rows=tuple(_rows(draw))
    )
    if not full:
        return Reading(judge=judge, boards=(main,), contests=tuple(_contests(main)))
    slices = {
        "MAE by number of targeted values": [f"{count} values" for count in range(1, 6)],
        "MAE by profile": [f"profile {letter}" for letter in "ABCDEFGH"],
        "Robustness": ["MAE with irrelevant values", "MAE reworded"],
    }
    return Reading(
        judge=judge,
        boards=(main, *(_slice(draw, title, name, parts) for title, parts in slices.items())),
        contests=tuple(_contests(main)),
        doses=tuple(_dose(draw, name, rise) for name, rise in (("couple", 0.5), ("best_of_n", 0.2), ("raw", 0.0))),
        plots=tuple(
            _plot(draw, profile, method, near)
            for profile in ("Germany", "against the grain")
            for method, near in (("couple", 0.6), ("best_of_n", 0.2))
        ),
    )


def _estimate(draw: Any, middle: float, half: float, *, count: int = 360) -> Estimate:
    mean = middle + draw.normal(0, half / 2)
    return Estimate(mean=mean, low=mean - half * draw.uniform(0.8, 1.2), high=mean + half, count=count)


def _rows(draw: Any) -> list[BoardRow]:
    rows = []
    for place, method in enumerate(METHODS):
        nearness = {MethodGroup.OURS: 1.0, MethodGroup.ABLATION: 0.7}.get(method.group, place / 12)
        estimates = {}
        for column in COLUMNS:
            start, span = AT.get(column.name, (0.5, -0.4))
            estimates[column.name] = _estimate(draw, start - span * nearness, abs(span) / 7)
        if method.name == "raw":
            why = "all scores of the targeted values are equal"
            estimates["spearman"] = Estimate(mean=None, undefined=360, reason=why)
        rows.append(BoardRow(method=method.name, estimates=estimates))
    return rows


def _contests(board: Board) -> list[Contest]:
    by_name = {row.method: row.estimates for row in board.rows}
    pairs = [("couple", None), *((name, "couple") for name in by_name if name.startswith("couple_"))]
    found = []
    for method, other in pairs:
        for place, column in enumerate(COLUMNS):
            rival = other or _best(board, column)
            mine, theirs = by_name[method][column.name].mean, by_name[rival][column.name].mean
            assert mine is not None and theirs is not None
            gap = mine - theirs
            difference = Estimate(mean=gap, low=gap - 0.08, high=gap + 0.08, count=360)
            p = (0.0004, 0.021, 0.2, 0.6, 0.049)[place]
            found.append(Contest(column=column.name, method=method, rival=rival, difference=difference, corrected=p))
    return found


def _best(board: Board, column: Column) -> str:
    baselines = [row for row in board.rows if row.method in GROUPS[MethodGroup.BASELINE].split()]
    means = {row.method: row.estimates[column.name].mean for row in baselines}
    known = {name: mean for name, mean in means.items() if mean is not None}
    return (min if column.lower_is_better else max)(known, key=lambda name: known[name])


def _slice(draw: Any, title: str, judge: str, parts: list[str]) -> Board:
    columns = tuple(Column(name=part, label=part, lower_is_better=True) for part in parts)
    rows = [
        BoardRow(method=one.name, estimates={part: _estimate(draw, 0.9, 0.1, count=72) for part in parts})
        for one in METHODS
    ]
    return Board(title=title, judge=judge, columns=columns, rows=tuple(rows))


def _dose(draw: Any, method: str, rise: float) -> DoseCurve:
    points = [
        DosePoint(
            level=level,
            score=_estimate(draw, 2.8 + rise * (level - 3), 0.25),
            drift=Estimate(mean=0.1 * (level - 1), low=0.08 * (level - 1), high=0.12 * (level - 1), count=60),
        )
        for level in (1.0, 2.0, 3.0, 4.0, 5.0)
    ]
    return DoseCurve(method=method, points=tuple(points))


def _plot(draw: Any, profile: str, method: str, near: float) -> TargetPlot:
    rows = [
        TargetRow(value=value, target=target, judged=_estimate(draw, 2.5 + near * (target - 2.5), 0.2, count=60))
        for value, target in zip(VALUES, (5.0, 4.0, 1.5, 3.0, 2.0), strict=True)
    ]
    return TargetPlot(title=profile, method=method, rows=tuple(rows))


def _costs(draw: Any) -> list[BoardRow]:
    rows = []
    for place, method in enumerate(METHODS):
        times = 1 if place < 4 else float(draw.integers(2, 17))
        spent = {"generations": times, "tokens_written": 90 * times, "seconds": 4.2 * times * draw.uniform(0.7, 1.4)}
        estimates = {name: Estimate(mean=float(mean), count=360) for name, mean in spent.items()}
        rows.append(BoardRow(method=method.name, estimates=estimates))
    return rows


def _example(question: str) -> Example:
    scores = {"couple": (4.4, 3.9, 2.2, 3.1, 2.4), "best_of_n": (2.9, 3.2, 2.6, 3.3, 2.8)}
    return Example(
        question=question,
        chosen="A typical one: the error of couple is the median of its errors.",
        target=dict(zip(VALUES, (5.0, 4.0, 1.5, 3.0, 2.0), strict=True)),
        answers=tuple(
            ExampleAnswer(method=name, text=TEXTS[name], scores=dict(zip(VALUES, found, strict=True)), mae=0.44)
            for name, found in scores.items()
        ),
    )
