from couple.report.benchmark_document import (
    Board,
    BoardRow,
    Column,
    Contest,
    Estimate,
    JudgeCard,
    MethodCard,
    MethodGroup,
)
from couple.report.benchmark_tables import WIDEST, board_table, shown_estimate
from couple.report.contest_table import contest_table, shown_contests, written_p
from couple.report.shown_table import Cell

JUDGE = JudgeCard(name="rating", label="the rating judge", agreement="macro F1 0.41", facts={})
METHODS = [
    MethodCard(name="couple", label="couple", group=MethodGroup.OURS),
    MethodCard(name="raw", label="raw", group=MethodGroup.BASELINE),
    MethodCard(name="couple_no_graph", label="couple no graph", group=MethodGroup.ABLATION),
]
LABELS = {method.name: method.label for method in METHODS}
MAE = Column(name="mae", label="MAE", note="0 is best", lower_is_better=True)
RANK = Column(name="spearman", label="Spearman", lower_is_better=False)
TIES = Estimate(mean=None, reason="all scores are equal", undefined=2)


def board(*columns, **estimates):
    rows = [BoardRow(method=name, estimates=found) for name, found in estimates.items()]
    return Board(title="All answers", lead="Means.", judge="rating", columns=columns, rows=tuple(rows))


def test_an_estimate_in_a_cell():
    assert shown_estimate(Estimate(mean=-0.5, low=-0.75, high=-0.001)) == Cell("−0.50", "[−0.75, 0.00]")
    assert shown_estimate(Estimate(mean=0.5, undefined=1200), 1) == Cell("0.5")
    assert shown_estimate(TIES) == Cell("unknown")


def test_a_board_has_a_row_a_method_and_says_how_far_to_believe_it():
    one, two = Estimate(mean=0.5, low=0.4, high=0.6), Estimate(mean=1.0)
    shown = board_table(
        board(MAE, RANK, raw={"mae": two, "spearman": TIES}, couple={"mae": one, "spearman": one}),
        METHODS,
        JUDGE,
        best={"mae": "raw"},
    )
    assert shown.agreement == "Read by the rating judge. Its agreement with people: macro F1 0.41."
    assert shown.head == (("MAE", "0 is best"), ("Spearman", ""))
    assert [(row.head, row.group, row.tag) for row in shown.rows] == [
        ("couple", "ours", ""),
        ("raw", "baseline", "best baseline in MAE"),
    ]
    assert [cell.text for cell in shown.rows[1].cells] == ["1.00", "unknown"]
    assert shown.notes == ("Unknown, since all scores are equal: Spearman of raw.",)


def test_left_out_answers_are_counted_below_the_table():
    one, two = Estimate(mean=0.5, undefined=3), Estimate(mean=0.5, undefined=1200)
    kept = Column(name="kept", label="kept")
    rows = {"raw": {"mae": one, "spearman": one, "kept": one}, "couple": {"mae": one, "spearman": two, "kept": one}}
    assert board_table(board(MAE, RANK, kept, **rows), METHODS, JUDGE, best={}).notes == (
        "Left out of each method's mean, since undefined: 3 in MAE, kept.",
        "Left out of each method's mean, since undefined: 3 to 1,200 in Spearman.",
    )


def test_a_board_of_costs_needs_no_judge():
    assert board_table(board(MAE, raw={"mae": TIES}), METHODS, None, best={}).agreement == ""
    unjudged = board(MAE, raw={"mae": TIES}).model_copy(update={"judge": None})
    assert board_table(unjudged, METHODS, JUDGE, best={}).agreement == ""


def test_where_nothing_is_known_the_reason_stands_alone():
    shown = board_table(board(MAE, RANK, raw={"mae": TIES, "spearman": TIES}), METHODS, JUDGE, best={})
    assert shown.rows == ()
    assert shown.notes == ("Unknown, since all scores are equal: MAE; Spearman.",)


def test_a_wide_board_is_turned_and_names_what_it_leaves_out():
    columns = [Column(name=f"p{n}", label=f"profile {n}") for n in range(WIDEST + 1)]
    found = {column.name: Estimate(mean=float(n)) for n, column in enumerate(columns)}
    shown = board_table(board(*columns, couple=found, raw=found, couple_no_graph=found), METHODS, JUDGE, best={})
    assert shown.head == (("couple", ""), ("raw", ""))
    assert [row.head for row in shown.rows] == [column.label for column in columns]
    assert [cell.text for cell in shown.rows[3].cells] == ["3.00", "3.00"]
    assert shown.notes == ("Not shown here, but in results.parquet: couple no graph.",)


def contest(column, method, rival, mean, p):
    difference = Estimate(mean=mean, low=mean - 0.1, high=mean + 0.1)
    reason = None if p is not None else "one question cannot be exchanged"
    return Contest(column=column, method=method, rival=rival, difference=difference, corrected=p, reason=reason)


def test_a_contest_has_its_corrected_p_and_its_verdict():
    held = [contest("spearman", "couple", "raw", 0.2, None), contest("mae", "couple", "raw", -0.5, 0.0002)]
    shown = contest_table("Against", "", held, (MAE, RANK), LABELS, JUDGE)
    assert [row.head for row in shown.rows] == ["MAE", "Spearman"]
    first, second = ([cell.text for cell in row.cells] for row in shown.rows)
    assert first == ["couple", "raw", "−0.50", "< 0.001", "better"]
    assert second == ["couple", "raw", "0.20", "unknown", "unknown"]
    assert shown.rows[0].cells[2].detail == "[−0.60, −0.40]"
    assert shown.notes == ("Spearman, couple against raw: unknown, since one question cannot be exchanged.",)


def test_p_values_are_written_with_three_decimals():
    assert [written_p(p) for p in (0.0009, 0.001, 0.0499, 1.0, None)] == [
        "< 0.001",
        "0.001",
        "0.050",
        "1.000",
        "unknown",
    ]


def test_ours_meets_the_baselines_in_every_column_and_ablations_meet_ours_in_two(sample_benchmark):
    methods = sample_benchmark.methods
    best, parts = shown_contests(sample_benchmark.readings[0], methods)
    assert [row.head for row in best.rows] == ["MAE", "Spearman", "contrast", "sign agreement", "priorities kept"]
    assert len(parts.rows) == 2 * 4 and {row.cells[1].text for row in parts.rows} == {"couple"}
    bare = sample_benchmark.readings[0].model_copy(update={"contests": ()})
    assert shown_contests(bare, methods) == ()
