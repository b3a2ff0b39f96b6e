import pytest

from couple.report.benchmark_document import Column, Contest, Estimate
from couple.report.benchmark_ranking import Verdict, best_baseline, estimate, ranked_methods, verdict

ERROR = Column(name="mae", label="MAE", lower_is_better=True)
RANK = Column(name="spearman", label="Spearman", lower_is_better=False)
WORDS = Column(name="words", label="words")


def contest(change, p):
    reason = None if p is not None else "too few questions"
    difference = Estimate(mean=change, reason=None if change is not None else "no pairs")
    return Contest(column="x", method="couple", rival="raw", difference=difference, corrected=p, reason=reason)


@pytest.mark.parametrize(
    ("change", "p", "column", "expected"),
    [
        (-0.2, 0.01, ERROR, Verdict.BETTER),
        (0.2, 0.01, ERROR, Verdict.WORSE),
        (0.2, 0.05, RANK, Verdict.BETTER),
        (-0.2, 0.01, RANK, Verdict.WORSE),
        (-0.2, 0.051, ERROR, Verdict.OPEN),
        (0.0, 0.01, ERROR, Verdict.OPEN),
        (0.2, 0.01, WORDS, Verdict.DIFFERENT),
        (0.2, None, ERROR, Verdict.UNKNOWN),
        (None, 0.01, ERROR, Verdict.UNKNOWN),
    ],
)
def test_a_verdict_needs_a_sign_and_a_corrected_p(change, p, column, expected):
    assert verdict(contest(change, p), column) is expected


def test_methods_stand_by_group_and_then_by_the_first_column(sample_benchmark):
    methods = ranked_methods(sample_benchmark)
    board = sample_benchmark.readings[0].boards[0]
    assert [method.group.value for method in methods] == ["ours"] + ["baseline"] * 8 + ["ablation"] * 4
    means = [estimate(board, method.name, board.columns[0]).mean for method in methods]
    assert means[1:9] == sorted(means[1:9]) and means[9:] == sorted(means[9:])


def test_the_best_baseline_is_a_baseline_that_is_known(sample_benchmark):
    reading, methods = sample_benchmark.readings[0], sample_benchmark.methods
    board = reading.boards[0]
    for column in board.columns:
        best = best_baseline(reading, column, methods)
        rivals = [estimate(board, one.name, column).mean for one in methods if one.group.value == "baseline"]
        known = [mean for mean in rivals if mean is not None]
        wanted = min(known) if column.lower_is_better else max(known)
        assert estimate(board, best, column).mean == wanted
    assert best_baseline(reading, WORDS, methods) is None


def test_what_a_board_does_not_have_was_not_measured(sample_benchmark):
    found = estimate(sample_benchmark.readings[0].boards[0], "nobody", ERROR)
    assert (found.mean, found.reason) == (None, "it was not measured")
