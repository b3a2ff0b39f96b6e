import pytest

from couple.data import conclusion_key, is_available, labelled_answers, load_arguments
from couple.foundation import UserError
from couple.values import load_system

NAMES = list(load_system("schwartz20").names)
present = pytest.mark.skipif(not is_available("touche23"), reason="COUPLE_DATA holds no touche23")


def write(folder, *, stance="against", labels=1, identifier="A1"):
    header = "\t".join(["Argument ID", *(value.label for value in load_system("schwartz20").values)])
    zeros = "\t".join(["0"] * 19)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "arguments-training.tsv").write_text(
        f'Argument ID\tConclusion\tStance\tPremise\nA1\t"Quotes" stay \t{stance}\tNA, "he said, and left\n'
    )
    (folder / "labels-training.tsv").write_text(f"{header}\n{identifier}\t{labels}\t{zeros}\n")


def test_a_file_is_read_to_the_letter(tmp_path, monkeypatch):
    monkeypatch.setenv("COUPLE_DATA", str(tmp_path))
    write(tmp_path / "touche23")
    (row,) = load_arguments("training").to_dict("records")
    assert (row["identifier"], row["conclusion"], row["premise"]) == ("A1", '"Quotes" stay', 'NA, "he said, and left')
    assert (row["stance"], row["split"]) == (-1, "training")
    assert {name for name in NAMES if row[name]} == {"self_direction_thought"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"stance": "perhaps"}, "the stance 'perhaps'"),
        ({"identifier": "A2"}, "arguments and labels of training differ, first at A1"),
    ],
)
def test_damage_is_named(tmp_path, monkeypatch, change, message):
    monkeypatch.setenv("COUPLE_DATA", str(tmp_path))
    write(tmp_path / "touche23", **change)
    with pytest.raises(UserError, match=message):
        load_arguments("training")


def test_a_missing_file_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("COUPLE_DATA", str(tmp_path))
    (tmp_path / "touche23").mkdir()
    with pytest.raises(UserError, match=r"arguments-test\.tsv"):
        load_arguments("test")


def test_keys_look_at_words_alone():
    assert conclusion_key("We should ban Zoos! ") == conclusion_key("we should  ban zoos")
    assert conclusion_key("We should ban zoos") != conclusion_key("We should not ban zoos")
    assert len(conclusion_key("")) == 16


@present
@pytest.mark.parametrize(("split", "rows"), [("training", 5393), ("validation", 1896), ("validation-zhihu", 100)])
def test_labelled_splits(split, rows):
    frame = load_arguments(split)
    assert len(frame) == rows and frame["identifier"].is_unique
    assert frame[NAMES].dtypes.eq(bool).all() and 1 < frame[NAMES].sum(axis=1).mean() < 5
    assert set(frame["stance"]) == {-1, 1}


@present
def test_the_exam_stays_closed():
    frame = load_arguments("test")
    assert len(frame) == 1576 and not set(NAMES) & set(frame.columns)


@present
def test_splits_share_no_conclusion():
    splits = [load_arguments(split)["conclusion"] for split in ("training", "validation", "test")]
    keys = [set(conclusions.map(conclusion_key)) for conclusions in splits]
    assert not keys[0] & keys[1] and not keys[0] & keys[2] and not keys[1] & keys[2]


@present
def test_answers_state_the_stance_first():
    frame = labelled_answers("validation")
    assert frame["answer"].str.startswith("Yes. ").eq(frame["stance"].eq(1)).all()
    assert frame["answer"].str.startswith("No. ").eq(frame["stance"].eq(-1)).all()
    assert frame["question"].str.endswith("?").all()
