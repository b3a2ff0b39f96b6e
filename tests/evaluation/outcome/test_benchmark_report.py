import json

import pytest

from couple.evaluation.comparison.comparing import compare
from couple.evaluation.comparison.conformal_bound import BoundedErrors
from couple.evaluation.comparison.slices import slice_all
from couple.evaluation.measures.bootstrap import Interval
from couple.evaluation.measures.measures import MEASURES
from couple.evaluation.measures.metrics import Measured
from couple.evaluation.outcome.benchmark_report import JudgeResults, benchmark_document
from couple.evaluation.outcome.boards import MAIN, RATIO, contests
from couple.evaluation.outcome.bound_board import bound_board
from couple.report.benchmark_document import BenchmarkDocument
from couple.report.benchmark_markdown import render_benchmark_markdown
from couple.report.benchmark_page import render_benchmark_page

FOLLOWS = {"raw": 0.0, "best_of_n": 0.3, "couple": 0.8, "couple_no_graph": 0.6}
SEED = {"seed": 0, "resamples": 200}


@pytest.fixture(scope="module")
def topics():
    return [f"May we ban thing {n}?" for n in range(8)]


@pytest.fixture
def answers(case, judged, topics):
    """Methods that go a known share of the way from 2.5 to the target, a little less far for later topics."""
    found = []
    for method, share in FOLLOWS.items():
        for number, topic in enumerate(topics):
            asked = [case(topic, "de", {"security": 5, "power": 1}), case(topic, "nl", {"security": 2, "power": 4})]
            asked += [case(topic, f"dose_{n}", {"security": n, "power": 3}, source="dose") for n in (1, 2, 3, 4, 5)]
            asked.append(case(topic, "de", {"security": 5, "power": 1}, variant="paraphrased", question=f"So, {topic}"))
            for one in asked:
                scores = dict.fromkeys(one.target.system.names, 2.5)
                for value, priority in one.scored.priorities.items():
                    scores[value] = 2.5 + (share - number / 100 * (share > 0)) * (priority - 2.5)
                found.append(judged(method, one, scores, text=f"{method} says"))
    return found


@pytest.fixture
def results(answers):
    baselines = ["raw", "best_of_n"]
    return JudgeResults(
        name="rating",
        label="the rating judge",
        agreement="macro F1 0.5 against human labels",
        facts={"fingerprint": "abc"},
        judged=answers,
        comparison=compare(answers, reference="best_of_n", baselines=baselines, **SEED),
        slices=slice_all(answers, **SEED),
        whole=compare(answers, reference="couple", baselines=baselines, **SEED),
    )


def document_of(*judges):
    said = {"title": "Methods compared", "created": "2026-11-21", "run": {"seed": "0"}, "limits": ["Little."]}
    return benchmark_document(judges, ours="couple", **said, **SEED)


def test_groups_are_ours_the_baselines_and_what_is_left(results):
    groups = {one.name: one.group.value for one in document_of(results).methods}
    assert groups == {"raw": "baseline", "best_of_n": "baseline", "couple": "ours", "couple_no_graph": "ablation"}


def test_the_main_board_has_the_comparisons_numbers(results):
    board = document_of(results).readings[0].boards[0]
    assert tuple(column.name for column in board.columns) == MAIN
    for row in board.rows:
        for name, found in row.estimates.items():
            interval = results.comparison.tables[name].standings[row.method].interval
            assert (found.mean, found.low, found.high) == (interval.mean, interval.low, interval.high)


def test_every_measure_has_its_column(results):
    document = document_of(results)
    shown = {column.name for board in document.readings[0].boards for column in board.columns}
    shown |= {column.name for column in document.costs.columns}
    assert {measure.name for measure in MEASURES} | {RATIO} <= shown
    further = next(board for board in document.readings[0].boards if board.title == "Further measures")
    ratios = {row.method: row.estimates[RATIO].mean for row in further.rows}
    assert ratios["best_of_n"] == 1.0
    assert ratios["couple"] == results.comparison.error_ratios["couple"].mean < 1


def test_ours_meets_the_best_baseline_and_ablations_meet_ours(results):
    held = document_of(results).readings[0].contests
    pairs = {(one.method, one.rival) for one in held if one.column == "mae"}
    assert {("couple", "best_of_n"), ("couple_no_graph", "couple")} <= pairs
    ours = next(one for one in held if (one.column, one.method, one.rival) == ("mae", "couple", "best_of_n"))
    gap = results.comparison.tables["mae"].standings["couple"].against_best
    assert (ours.difference.mean, ours.corrected) == (gap.interval.mean, gap.adjusted.value)
    assert not [one for one in contests(results.comparison, ours="couple") if one.rival == "couple"]


def test_slices_have_a_board_a_dimension_and_empty_ones_their_reason(results):
    boards = {board.title: board for board in document_of(results).readings[0].boards}
    board = boards["MAE by number of targeted values"]
    assert [column.label for column in board.columns] == ["1", "2", "3", "4", "5"]
    assert board.rows[0].estimates["1"].reason == "no case targets 1 values"
    assert not board.folded and boards["Spearman by source of the priorities"].folded


def test_curves_plots_and_examples_are_of_ours_and_of_baselines(results):
    document = document_of(results)
    reading = document.readings[0]
    assert [curve.method for curve in reading.doses] == ["raw", "best_of_n", "couple"]
    assert {plot.method for plot in reading.plots} == {"couple", "best_of_n"}
    assert [len(example.answers) for example in document.examples] == [2, 2, 2]


def test_the_whole_document_survives_json_and_renders_in_both_forms(results):
    found = (results.judged, results.comparison)
    second = JudgeResults("anchored", "the anchored judge", "unknown: nobody asked", {}, *found)
    document = document_of(results, second)
    again = BenchmarkDocument.model_validate(json.loads(document.model_dump_json()))
    assert again == document
    page, text = render_benchmark_page(document), render_benchmark_markdown(document)
    told = "By the rating judge, couple is better than the best baseline in MAE ("
    assert told in page and told in text
    assert "By the anchored judge" in page and "Its agreement with people: unknown: nobody asked." in page
    assert len(document.readings[1].doses) == len(document.readings[1].plots) == 0


def test_without_ours_a_benchmark_of_baselines_has_a_report(answers):
    known = [one for one in answers if one.method in ("raw", "best_of_n")]
    found = compare(known, reference="raw", baselines=["raw", "best_of_n"], **SEED)
    document = document_of(JudgeResults("rating", "the rating judge", "macro F1 0.5", {}, known, found))
    page = render_benchmark_page(document)
    assert "Whether that is more than chance was not tested." in page
    assert [len(example.answers) for example in document.examples] == [1, 1, 1]


def test_bounds_on_single_answers_have_a_board():
    held, nothing = Interval(0.91, 0.85, 0.96, 80, 20, 0), Interval(None, None, None, 0, 0, 80, "no bound was given")
    found = BoundedErrors((), held, nothing, Measured(1.0), Measured(None, "no bound was given"))
    board = bound_board({"couple": found}, "rating")
    (row,) = board.rows
    assert [row.estimates[column.name].mean for column in board.columns] == [0.91, None, 1.0, None]
    assert row.estimates["mean_width"].reason == "no bound was given"
