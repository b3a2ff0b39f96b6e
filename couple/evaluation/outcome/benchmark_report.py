"""The report of a benchmark as a document: what each judge found, the costs, and some answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from couple.evaluation.comparison.slices import Slice
from couple.evaluation.comparison.standings import Comparison
from couple.evaluation.measures.bootstrap import RESAMPLES
from couple.evaluation.measures.judging import Judged
from couple.evaluation.outcome.boards import CORRECTION, contests, cost_board, judged_boards, main_board, text_boards
from couple.evaluation.outcome.illustrations import dose_curve, examples, target_plots
from couple.evaluation.outcome.slice_boards import slice_boards
from couple.report.benchmark_document import BenchmarkDocument, Board, JudgeCard, MethodCard, MethodGroup, Reading
from couple.report.document import SystemCard, ValueCard


@dataclass(frozen=True, slots=True)
class JudgeResults:
    """What one judge found.

    Attributes:
        name: short, as it prefixes the columns of ``results.parquet``.
        label: as in a sentence: ``the rating judge``.
        agreement: with human labels, in words (see ``results.judge_quality``), or "unknown: why".
        facts: what else is known of it: its fingerprint, its sign flips, its conformal bound.
        judged: all answers.
        comparison: of all methods.
        slices: the same by parts of the answers; none for a judge whose main result is enough.
        whole: a comparison of the same answers whose reference is our method, for its ablations; None where
            ``comparison`` is that, or there are none.
        further: tables that are not in the comparison, such as ``boards.bound_board``.
    """

    name: str
    label: str
    agreement: str
    facts: Mapping[str, str]
    judged: Sequence[Judged]
    comparison: Comparison
    slices: Sequence[Slice] = ()
    whole: Comparison | None = None
    further: Sequence[Board] = ()


def benchmark_document(
    judges: Sequence[JudgeResults],
    *,
    ours: str,
    title: str,
    created: str,
    run: Mapping[str, str],
    limits: Sequence[str],
    seed: int,
    resamples: int = RESAMPLES,
) -> BenchmarkDocument:
    """The report, told by the first of ``judges``.

    Args:
        judges: at least one; costs and measures of texts are taken from the first one's comparison.
        ours: the method that is ours. The baselines are those of the comparison, all others count as its ablations.
        title: the heading.
        created: when the answers were made, ISO 8601.
        run: facts about the run, in reading order.
        limits: what the report does not show; at least one.
        seed: of the intervals of curves and plots.
        resamples: of the same.
    """
    first = judges[0]
    system = first.judged[0].case.target.system
    values = tuple(ValueCard(name=one.name, label=one.label, definition=one.definition) for one in system.values)
    shown = _shown(first, ours)
    return BenchmarkDocument(
        title=title,
        created=created,
        run=dict(run),
        system=SystemCard(name=system.name, title=system.title, values=values, circle=system.circle),
        methods=tuple(_card(name, first.comparison, ours) for name in first.comparison.methods),
        readings=tuple(_reading(one, ours, seed, resamples, told=one is first) for one in judges),
        costs=cost_board(first.comparison),
        examples=tuple(examples(shown, first=next(iter(shown)))) if shown else (),
        limits=tuple(limits),
    )


def _reading(one: JudgeResults, ours: str, seed: int, resamples: int, *, told: bool) -> Reading:
    """A judge's part; the one that the report is told by has the curves, the plots and the texts."""
    boards = [*slice_boards(one.slices, one.name), *judged_boards(one.comparison, one.name), *one.further]
    boards = [*boards, *text_boards(one.comparison)] if told else [_folded(board) for board in boards]
    held = [*contests(one.comparison, ours=ours), *(contests(one.whole, ours=ours) if one.whole else ())]
    methods = [name for name in one.comparison.methods if name == ours or name in one.comparison.baselines]
    by_method = _by_method(one.judged)
    curves = [dose_curve(by_method[name], seed=seed, resamples=resamples) for name in methods] if told else []
    plots = [
        plot for found in _shown(one, ours).values() for plot in target_plots(found, seed=seed, resamples=resamples)
    ]
    return Reading(
        judge=JudgeCard(name=one.name, label=one.label, agreement=one.agreement, facts=dict(one.facts)),
        boards=(main_board(one.comparison, one.name), *boards),
        contests=tuple(dict.fromkeys(held)),
        correction=CORRECTION,
        doses=tuple(curve for curve in curves if curve),
        plots=tuple(plots) if told else (),
    )


def _folded(board: Board) -> Board:
    return board.model_copy(update={"folded": True})


def _shown(one: JudgeResults, ours: str) -> dict[str, Sequence[Judged]]:
    """The answers of our method and of the baseline with the least error: those that single answers are shown of."""
    best = one.comparison.tables["mae"].best_baseline
    by_method = _by_method(one.judged)
    return {name: by_method[name] for name in (ours, best) if name in by_method}


def _by_method(judged: Sequence[Judged]) -> dict[str, list[Judged]]:
    methods: dict[str, list[Judged]] = {}
    for one in judged:
        methods.setdefault(one.method, []).append(one)
    return methods


def _card(name: str, comparison: Comparison, ours: str) -> MethodCard:
    baseline = name in comparison.baselines
    group = MethodGroup.OURS if name == ours else MethodGroup.BASELINE if baseline else MethodGroup.ABLATION
    return MethodCard(name=name, label=name.replace("_", " "), group=group)
