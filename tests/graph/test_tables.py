"""CSV files as people have them, written back without touching what did not change."""

import pandas
import pytest

from couple.foundation import UserError
from couple.graph import open_table, read_table, table_chunks, write_table_chunks


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


def test_each_cell_keeps_its_own_way_of_writing_whole_numbers(tmp_path):
    table = read_table(write(tmp_path, "a\n5\n5.0\n1e0\n-3\n7\n"))
    before = table.numbers()
    changed = before.assign(a=[4.0, 4.0, 4.0, -0.0, 7.0])
    assert table.with_numbers(changed, before).cells["a"].tolist() == ["4", "4.0", "4.0", "0", "7"]
    assert table.with_numbers(before.assign(a=0.5), before).cells["a"].tolist() == ["0.5"] * 5


def test_labels_are_written_in_where_they_changed(tmp_path):
    table = read_table(write(tmp_path, "who;x\n Ann ;1\nBo;2\n"))
    before = table.labels(["who"])
    after = before.assign(who=["Ann", "Cy"])
    table.with_numbers(after, before).write(tmp_path / "after.csv")
    assert (tmp_path / "after.csv").read_text() == "who;x\n Ann ;1\nCy;2\n"


def test_byte_order_mark_and_line_ends_come_back(tmp_path):
    content = '\ufeffPower;"note; long"\r\n3,5;"a; b"\r\n4;\r\n'
    table = read_table(write(tmp_path, content))
    table.write(tmp_path / "same.csv")
    assert (tmp_path / "same.csv").read_bytes() == content.encode()


def test_pieces_together_are_the_table(tmp_path):
    lines = [f"{number},{number / 8}" for number in range(2345)]
    path = write(tmp_path, "\n".join(["id,x", *lines, ""]))
    with open_table(path) as handle:
        chunks = list(table_chunks(handle, rows=400))
    assert [len(chunk.cells) for chunk in chunks] == [1000, 400, 400, 400, 145]
    assert [int(chunk.cells.index[0]) for chunk in chunks] == [0, 1000, 1400, 1800, 2200]
    assert pandas.concat([chunk.cells for chunk in chunks]).equals(read_table(path).cells)
    write_table_chunks(tmp_path / "again.csv", chunks)
    assert (tmp_path / "again.csv").read_bytes() == path.read_bytes()


def test_a_table_that_breaks_off_while_it_is_written_is_not_there(tmp_path):
    table = read_table(write(tmp_path, "a\n1\n"))

    def pieces():
        yield table
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_table_chunks(tmp_path / "half.csv", pieces())
    assert [file.name for file in tmp_path.iterdir()] == ["people.csv"]
