"""CSV files as people have them, written back without touching what did not change."""

import pandas
import pytest

from couple.foundation import UserError
from couple.graph import read_table


def write(folder, content: str | bytes):
    path = folder / "people.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_byte_order_mark_semicolons_and_decimal_commas(tmp_path):
    table = read_table(write(tmp_path, "\ufeffPower;Name\r\n3,5;Ann\r\n4;Bo, Jr\r\n"))
    assert table.header == ("Power", "Name")
    assert table.numbers(["Power"])["Power"].tolist() == [3.5, 4.0]


def test_semicolons_with_decimal_points_and_tabs(tmp_path):
    assert read_table(write(tmp_path, "a;b\n1.5;2\n")).numbers().to_numpy().tolist() == [[1.5, 2.0]]
    assert read_table(write(tmp_path, "a\tb\n1.5\t2\n")).numbers().to_numpy().tolist() == [[1.5, 2.0]]


def test_what_did_not_change_is_written_as_it_stood(tmp_path):
    content = ',id,a,"note, long"\n0,007,1.50,"x, y"\n1,008,2,\n'
    table = read_table(write(tmp_path, content))
    before = table.numbers(["a"])
    table.with_numbers(before, before).write(tmp_path / "same.csv")
    assert (tmp_path / "same.csv").read_text() == content
    after = before.assign(a=before["a"].where(before["a"] != 2, 0.1 + 0.2))
    table.with_numbers(after, before).write(tmp_path / "changed.csv")
    assert (tmp_path / "changed.csv").read_text() == content.replace("008,2,", "008,0.30000000000000004,")
    assert pandas.read_csv(tmp_path / "changed.csv")["a"].tolist() == [1.5, 0.1 + 0.2]


def test_missing_cells_are_missing_not_zero(tmp_path):
    numbers = read_table(write(tmp_path, "a,b\n1\nNA,2\n")).numbers()
    assert numbers.isna().to_numpy().tolist() == [[False, True], [True, False]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "first line is empty"),
        ("a,b\n", "no rows"),
        ("a,b\n1,2\n1,2,3\n", "Expected 2 fields in line 3, saw 3"),
        (b"a,b\n1,\xff\n", "not valid UTF-8"),
    ],
)
def test_files_that_are_no_table(tmp_path, content, said):
    with pytest.raises(UserError, match=said):
        read_table(write(tmp_path, content))


def test_columns_that_are_not_there_or_no_numbers(tmp_path):
    table = read_table(write(tmp_path, "power,name,twice,twice\n1,Ann,2,3\n"))
    with pytest.raises(UserError, match="did you mean power"):
        table.numbers(["Powr"])
    with pytest.raises(UserError, match="row 1 of column name holds 'Ann'"):
        table.numbers(["name"])
    with pytest.raises(UserError, match="the header names it 2 times"):
        table.numbers(["twice"])
