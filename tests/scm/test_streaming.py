"""Counterfactuals piece by piece: the same bytes wherever the cuts are, whole or not at all, the true row named."""

import tracemalloc

import numpy
import pandas
import pytest
import torch

from couple.foundation import UserError, torch_generator
from couple.graph import Edge, ValueGraph, read_table
from couple.scm import FittedSCM, LinearGaussianSCM, OrdinalSCM, stream_counterfactuals

GRAPH = ValueGraph(("Power", "care", "joy"), (Edge("Power", "care"), Edge("care", "joy")))


def linear() -> LinearGaussianSCM:
    weight = torch.tensor([[0, 0, 0], [-0.5, 0, 0], [0, 1.25, 0]], dtype=torch.float64)
    bounds = torch.full((3,), 9.0, dtype=torch.float64)
    ones = torch.ones(3, dtype=torch.float64)
    return LinearGaussianSCM(GRAPH, ones, weight, ones, -bounds, bounds)


def ordinal() -> OrdinalSCM:
    weight = torch.tensor([[0, 0, 0], [-0.8, 0, 0], [0, 0.7, 0]], dtype=torch.float64)
    levels = torch.tensor([[1, 2, 3, 4, 5]] * 3, dtype=torch.float64)
    cuts = torch.tensor([[-1, -0.3, 0.4, 1.2], [-4, -3, -2, -1], [0.5, 1.5, 2.5, 3.5]], dtype=torch.float64)
    return OrdinalSCM(GRAPH, weight, levels, cuts)


def people(folder, model: FittedSCM, count: int, **spelling):
    """A file of ``count`` rows with a column of text that the model does not know."""
    rows = model.sample(count, torch_generator(5, "people"))
    rows = rows.round(3) if isinstance(model, LinearGaussianSCM) else rows.astype(int)
    rows.insert(1, "who", [f"{number:07d}, née" for number in range(count)])
    rows.to_csv(folder / "people.csv", index=False, **spelling)
    return folder / "people.csv"


@pytest.mark.parametrize("model", [linear(), ordinal()], ids=["linear", "ordinal"])
def test_the_answer_knows_no_pieces(tmp_path, model):
    observed = people(tmp_path, model, 3210)
    answers = []
    for chunk_rows in (37, 1105, 10**6):
        done = stream_counterfactuals(
            model, observed, {"Power": 4.0}, tmp_path / "answer.csv", seed=11, chunk_rows=chunk_rows
        )
        assert done.rows == 3210
        answers.append((tmp_path / "answer.csv").read_bytes())
    table = read_table(observed)
    before = table.numbers(model.nodes)
    after = model.with_seed(11).counterfactual(before, {"Power": 4.0})
    table.with_numbers(after, before).write(tmp_path / "at_once.csv")
    assert set(answers) == {(tmp_path / "at_once.csv").read_bytes()}
    assert not after["joy"].equals(before["joy"])
    assert done.mean_change == pytest.approx((after - before).mean().to_dict())
    if isinstance(model, OrdinalSCM):
        other = stream_counterfactuals(model, observed, {"Power": 4.0}, tmp_path / "other.csv", seed=12)
        assert other.mean_change != done.mean_change


@pytest.mark.parametrize("model", [linear(), ordinal()], ids=["linear", "ordinal"])
def test_the_null_intervention_returns_the_bytes_of_the_file(tmp_path, model):
    spelling = {"sep": ";", "decimal": ",", "encoding": "utf-8-sig", "lineterminator": "\r\n"}
    observed = people(tmp_path, model, 2500, **spelling)
    for do in ({}, {"Power": 3.0}):
        stream_counterfactuals(model, observed, do, tmp_path / "answer.csv", chunk_rows=300)
        assert ((tmp_path / "answer.csv").read_bytes() == observed.read_bytes()) == (not do)
    after = pandas.read_csv(tmp_path / "answer.csv", sep=";", decimal=",")
    assert (after["Power"] == 3).all()
    assert (tmp_path / "answer.csv").read_bytes().startswith(b"\xef\xbb\xbfPower;who;care;joy\r\n3")


def test_a_column_without_a_response_style_and_columns_that_nothing_reaches(tmp_path):
    observed = people(tmp_path, linear(), 1500)
    done = stream_counterfactuals(linear(), observed, {"care": 0.0}, tmp_path / "answer.csv", chunk_rows=64)
    assert set(done.mean_change) == {"care", "joy"}
    old, new = read_table(observed).cells, read_table(tmp_path / "answer.csv").cells
    assert new[["Power", "who"]].equals(old[["Power", "who"]])


@pytest.mark.parametrize(
    ("cell", "said"), [("", "empty"), ("NaN", "empty"), ("inf", "infinite"), ("-Infinity", "infinite")]
)
def test_a_hole_in_the_seventh_piece_names_its_row_and_leaves_no_file(tmp_path, cell, said):
    observed = people(tmp_path, linear(), 1800)
    table = read_table(observed)
    table.cells.loc[1654, "care"] = cell  # the first piece holds 1,000 rows, the others 100: this is the eighth
    table.write(observed)
    with pytest.raises(UserError, match="row 1,655") as error:
        stream_counterfactuals(linear(), observed, {"Power": 1.0}, tmp_path / "answer.csv", chunk_rows=100)
    assert said in str(error.value)
    assert [file.name for file in tmp_path.iterdir()] == ["people.csv"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("high,Ann,1,2", r"row 1301 of column Power holds 'high'"),
        ("1,Ann,9,2", r"care is 9 in row 1301"),
        ("1,Ann,1,2,3", "Expected 4 fields in line 1302, saw 5"),
    ],
)
def test_other_rows_that_cannot_be_read_are_named_too(tmp_path, row, said):
    observed = people(tmp_path, ordinal(), 1300)
    observed.write_text(observed.read_text() + row + "\n")
    with pytest.raises(UserError, match=said):
        stream_counterfactuals(ordinal(), observed, {"Power": 1.0}, tmp_path / "answer.csv", chunk_rows=90)
    assert [file.name for file in tmp_path.iterdir()] == ["people.csv"]


def test_bytes_that_are_no_text_late_in_the_file(tmp_path):
    observed = people(tmp_path, linear(), 30_000)
    with observed.open("ab") as handle:
        handle.write(b"1,\xff,1,2\n")
    with pytest.raises(UserError, match=r"after row [0-9,]{5,} it holds bytes that are not valid UTF-8"):
        stream_counterfactuals(linear(), observed, {"Power": 1.0}, tmp_path / "answer.csv", chunk_rows=1000)


def test_a_missing_column_and_a_missing_file(tmp_path):
    (tmp_path / "few.csv").write_text("power,care\n1,2\n")
    with pytest.raises(UserError, match="did you mean power"):
        stream_counterfactuals(linear(), tmp_path / "few.csv", {"Power": 1.0}, tmp_path / "answer.csv")
    with pytest.raises(UserError, match="no such file"):
        stream_counterfactuals(linear(), tmp_path / "none.csv", {"Power": 1.0}, tmp_path / "answer.csv")
    assert not (tmp_path / "answer.csv").exists()


def test_an_interruption_leaves_an_older_answer_as_it_was(tmp_path):
    class Interrupted(LinearGaussianSCM):
        def counterfactual(self, observed, do):
            if observed.index[0] > 1500:
                raise KeyboardInterrupt
            return super().counterfactual(observed, do)

    observed, answer = people(tmp_path, linear(), 4000), tmp_path / "answer.csv"
    answer.write_text("older\n")
    model = linear()
    stopped = Interrupted(model.graph, model.intercept, model.weight, model.scale, model.lowest, model.highest)
    with pytest.raises(KeyboardInterrupt):
        stream_counterfactuals(stopped, observed, {"Power": 1.0}, answer, chunk_rows=200)
    assert answer.read_text() == "older\n"
    assert {file.name for file in tmp_path.iterdir()} == {"people.csv", "answer.csv"}


def test_memory_does_not_grow_with_the_file(tmp_path, capsys):
    """Of Python's and NumPy's allocations; the resident memory of a million rows is in experiments/benchmarks."""
    peaks = {}
    for count in (20_000, 60_000):
        observed = people(tmp_path, linear(), count)
        tracemalloc.start()
        stream_counterfactuals(linear(), observed, {"Power": 1.0}, tmp_path / "answer.csv", chunk_rows=5000)
        peaks[count] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peaks[60_000] < 1.1 * peaks[20_000]
    assert "56,000 rows" in capsys.readouterr().err
    assert numpy.isfinite(pandas.read_csv(tmp_path / "answer.csv")["joy"]).all()
