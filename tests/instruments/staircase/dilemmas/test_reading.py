import json

import pytest

from couple.foundation import UserError
from couple.instruments.staircase.dilemmas.dilemma import STEPS, label_counts, without_repeats
from couple.instruments.staircase.dilemmas.labels import ADJUDICATION
from couple.instruments.staircase.dilemmas.reading import read_staircases, write_staircases


def row(**changes):
    texts = {"norm": "A norm.", "idx": 7}
    for step in STEPS:
        texts |= {f"step {step}_situation": f"S{step}", f"step {step}_dilemma": f"D{step}"}
        texts |= {f"step {step}_choiceA": f"a{step}", f"step {step}_choiceA_value": "Care/Harm"}
        texts |= {f"step {step}_choiceB": f"b{step}", f"step {step}_choiceB_value": "liberty/oppression"}
    return {name: text for name, text in (texts | changes).items() if text is not None}


def read(tmp_path, *rows):
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(list(rows)))
    return read_staircases([path])


def test_the_published_sample(sample_files):
    """S1: 25 + 26 staircases, 125 + 130 steps, labels of one spelling, never two alike, counts as in the reference."""
    found = read_staircases(sample_files)
    by_family = {family: [d for d in found.dilemmas if d.family == family] for family in ("mft", "schwartz")}
    assert {family: len(own) for family, own in by_family.items()} == {"mft": 25, "schwartz": 26}
    assert [sum(len(d.steps) for d in own) for own in by_family.values()] == [125, 130]
    assert all(step.decided for dilemma in found.dilemmas for step in dilemma.steps)
    mft, schwartz = (label_counts(found.dilemmas, family) for family in by_family)
    assert mft == {"care": 103, "fairness": 39, "loyalty": 30, "authority": 11, "sanctity": 11, "liberty": 56}
    assert (schwartz["benevolence"], schwartz["self_direction"]) == (93, 19)  # the file says "self"
    assert (sum(mft.values()), sum(schwartz.values())) == (250, 260)
    assert found.irregularities == ()
    assert len({dilemma.id for dilemma in found.dilemmas}) == 51
    assert len(without_repeats(found.dilemmas)) == 47  # four rows stand twice, word for word


def test_what_is_written_is_read_again(tmp_path, make_dilemmas):
    dilemmas = make_dilemmas(3, family="schwartz")
    write_staircases(tmp_path / "made.json", dilemmas)
    assert read_staircases([tmp_path / "made.json"]).dilemmas == dilemmas


def test_a_missing_question_is_nothing_wrong(tmp_path):
    found = read(tmp_path, row(**{"step 2_dilemma": None, "step 1_conflict": "x"}))
    assert found.dilemmas[0].step(2).dilemma == "" and found.irregularities == ()


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"step 3_choiceB": None}, "no text in step 3_choiceB"),
        ({"step 5_situation": "  "}, "no text in step 5_situation"),
        ({"norm": 4}, "no text in norm"),
        ({"step 1_choiceA": "x" * 20_000}, "more than 10,000 characters in step 1_choiceA"),
        ({"idx": [1]}, "idx that is neither a number nor text"),
    ],
)
def test_rows_that_are_no_staircase_are_left_out_and_named(tmp_path, changes, kind):
    found = read(tmp_path, row(), row(**changes))
    assert [dilemma.id for dilemma in found.dilemmas] == ["mft/7"]
    assert [(one.kind, one.count, one.example) for one in found.irregularities] == [(kind, 1, "row 2")]


@pytest.mark.parametrize(
    ("label", "kind"),
    [("honesty", "unknown label"), (ADJUDICATION, ADJUDICATION), ("CARE / harm", "both choices have one label")],
)
def test_a_step_without_two_labels_is_told_but_not_scored(tmp_path, label, kind):
    found = read(tmp_path, row(**{"step 2_choiceB_value": label}))
    assert [step.decided for step in found.dilemmas[0].steps] == [True, False, True, True, True]
    assert [(one.kind, one.count) for one in found.irregularities] == [(kind, 1)]


def test_the_same_number_twice_makes_two_dilemmas(tmp_path):
    assert [d.id for d in read(tmp_path, row(), row(norm="Another.")).dilemmas] == ["mft/7", "mft/7.2"]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([], "no list of dilemmas"),
        ([[1], "x"], "not one of its 2 rows is a staircase: row that is no object"),
        ([row(**{f"step {k}_choice{x}_value": "honesty" for k in STEPS for x in "AB"})], "labels are of no one kind"),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path, rows, found):
    with pytest.raises(UserError, match=found):
        read(tmp_path, *rows)
