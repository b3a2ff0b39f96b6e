import math

from couple.instruments.findings import Table
from couple.instruments.recorded.ratings import Irregularity
from couple.report.finding_tables import finding_table, irregularity_table
from couple.report.shown_table import Cell
from couple.values.distance import Measured


def texts(table):
    return [[row.head, *(cell.text for cell in row.cells)] for row in table.rows]


def test_numbers_have_the_decimals_of_their_column():
    rows = [
        {"model": "a", "theta": -0.256, "rating": 25.04, "p_value": 0.00123, "wins": 12345},
        {"model": "b", "theta": 1.5, "rating": 9.0, "p_value": 0.01, "wins": -3},
    ]
    table = finding_table(Table("Strengths", "Higher is better.", rows))
    assert (table.title, table.lead, table.corner) == ("Strengths", "Higher is better.", "model")
    assert [name for name, _ in table.head] == ["theta", "rating", "p value", "wins"]
    assert texts(table) == [["a", "−0.26", "25.0", "0.001", "12,345"], ["b", "1.50", "9.0", "0.010", "−3"]]
    assert not any(cell.worded for row in table.rows for cell in row.cells)


def test_decimals_that_are_zero_in_a_whole_column_are_left_out():
    rows = [
        {"model": "a", "rank": 1.5, "place": 3.0, "rate": 0.25},
        {"model": "b", "rank": 4.0, "place": 10.0, "rate": 0.5},
    ]
    assert texts(finding_table(Table("", "", rows))) == [["a", "1.5", "3", "0.25"], ["b", "4.0", "10", "0.50"]]


def test_a_column_with_words_is_worded_and_its_numbers_stay():
    table = finding_table(Table("", "", [{"x": 1, "y": 2.5}, {"x": 2, "y": "many"}, {"x": 3, "y": True}]))
    assert [row.cells[0] for row in table.rows] == [
        Cell("2.5", worded=True),
        Cell("many", worded=True),
        Cell("True", worded=True),
    ]


def test_the_unknown_is_never_a_number_and_has_its_reason():
    rows = [
        {"model": "a", "alpha": Measured(None, "it ran once"), "beta": None, "gamma": Measured(None, "it ran once")},
        {"model": "b", "alpha": Measured(0.5), "beta": math.nan, "gamma": Measured(None, "it ran once")},
        {"model": "c", "alpha": Measured(None, "it refused"), "gamma": Measured(None, "it ran once")},
    ]
    table = finding_table(Table("", "", rows))
    assert texts(table) == [
        ["a", "unknown", "unknown", "unknown"],
        ["b", "0.5", "unknown", "unknown"],
        ["c", "unknown", "unknown", "unknown"],
    ]
    assert table.notes == ("Unknown, since it ran once: alpha of a; gamma.", "Unknown, since it refused: alpha of c.")


def test_an_empty_table_has_no_rows():
    table = finding_table(Table("Nothing", "", ()))
    assert (table.rows, table.head, table.notes) == ((), (), ())


def test_irregularities_are_counted_by_kind_the_most_frequent_first():
    found = [
        Irregularity("a", "refusal", 2, "no", "kept"),
        *(
            Irregularity(name, "missing rating", 10 * place, f"item {name}", "left out")
            for place, name in enumerate("abcde")
        ),
        Irregularity("a", "refusal", 1, "never", "left out"),
    ]
    table = irregularity_table(found)
    assert texts(table) == [
        ["missing rating", "100", "left out", "e (40), d (30), c (20) and 2 more", "item a"],
        ["refusal", "2", "kept", "a (2)", "no"],
        ["refusal", "1", "left out", "a (1)", "never"],
    ]
    assert irregularity_table([]).rows == ()
