"""Text is categorical, codes are, ratings and measurements are not; and a person can say otherwise."""

import pytest

from couple.foundation import UserError
from couple.graph import EvidenceConfig, TableKind, load_evidence, read_table, screen_table, table_kind, typed_columns


def kinds(folder, text: str, **choices) -> dict[str, bool]:
    """For each column, whether it is categorical."""
    path = folder / "table.csv"
    path.write_text(text)
    table = typed_columns(read_table(path), choices.get("columns"), choices.get("categorical"))
    return {name: table[name].dtype == "category" for name in table.columns}


def test_text_and_codes_are_categories(tmp_path):
    assert kinds(tmp_path, "a,b\nyes,1.5\nno,2.5\n") == {"a": True, "b": False}
    assert kinds(tmp_path, "a,b\n0,1\n1,2\n2,3\n") == {"a": True, "b": True}


def test_ratings_on_one_scale_ages_and_measurements_are_numbers(tmp_path):
    assert kinds(tmp_path, "a,b\n1,5\n5,1\n3,2\n") == {"a": False, "b": False}
    assert kinds(tmp_path, "sex,age\n1,18\n2,90\n") == {"sex": False, "age": False}
    assert kinds(tmp_path, "a,b\n1,1.5\n2,2.5\n") == {"a": False, "b": False}
    assert kinds(tmp_path, "a,b\n1,1\n2,2\n") == {"a": True, "b": True}  # two steps are no rating scale


def test_a_person_can_say_otherwise(tmp_path):
    assert kinds(tmp_path, "a,b\n0,1\n1,2\n", categorical=[]) == {"a": False, "b": False}
    assert kinds(tmp_path, "sex,age\n1,18\n2,90\n", categorical=["sex"]) == {"sex": True, "age": False}
    with pytest.raises(UserError, match="did you mean sex"):
        kinds(tmp_path, "sex,age\n1,18\n2,90\n", categorical=["sx"])


def test_one_slip_in_a_column_of_numbers_is_a_mistake_not_a_category(tmp_path):
    with pytest.raises(UserError, match="which is not a number"):
        kinds(tmp_path, "a,b\n1.5,1\n2.5,2\nx,3\n")


def test_categories_pass_the_screen_as_categories_and_are_refused_with_reasons(tmp_path):
    (tmp_path / "good.csv").write_text("a,b,c\n" + "x,u,1\ny,v,1\ny,u,2\n" * 10)
    evidence = load_evidence(EvidenceConfig(data=str(tmp_path / "good.csv")))
    assert table_kind(evidence.table) is TableKind.CATEGORIES
    assert evidence.table["a"].tolist()[:3] == ["x", "y", "y"]
    (tmp_path / "bad.csv").write_text("a,b,c,d\n" + "x,u,1,k\ny,v,,k\ny,u,2,k\n" * 10)
    with pytest.raises(UserError, match="c has 10 empty cells, the first in row 2"):
        load_evidence(EvidenceConfig(data=str(tmp_path / "bad.csv")))
    with pytest.raises(UserError, match="column d is constant") as caught:
        load_evidence(EvidenceConfig(data=str(tmp_path / "bad.csv"), columns=("a", "b", "d")))
    assert caught.value.remedy.endswith("exclude=[d]")
    excluded = EvidenceConfig(data=str(tmp_path / "bad.csv"), exclude=("c", "d"))
    assert list(load_evidence(excluded).table.columns) == ["a", "b"]
    same = evidence.table.assign(copy=evidence.table["a"].map({"x": "1", "y": "2"}).astype("category"))
    with pytest.raises(UserError, match="columns a and copy say the same"):
        screen_table(same.drop(columns="c"))
    assert len(screen_table(same.head(20), drawn_again=True)) == 20
