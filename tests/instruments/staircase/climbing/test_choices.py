import pytest

from couple.foundation import UserError
from couple.instruments.staircase.climbing.choices import StepChoice, choices_csv, missing_choices, read_choices

KNOWN = ["mft/1", "mft/2"]


def read(tmp_path, text):
    (tmp_path / "choices.csv").write_text(text)
    return read_choices(tmp_path / "choices.csv", dilemmas=KNOWN)


def test_what_is_written_is_read_again(tmp_path):
    made = (
        StepChoice("m", "full", "mft/1", 1, "A", "B"),
        StepChoice("m", "none", "mft/1", 1, "B", "A"),
        StepChoice("m", "full", "mft/2", 5, None, "A", "refused"),
    )
    found, missing = read(tmp_path, choices_csv(made))
    assert found == made
    assert [(one.kind, one.count, one.example) for one in missing] == [
        ("step without a row", 12, "mft/1 step 2, full context")
    ]


def test_a_second_climb_has_a_column_of_its_own(tmp_path):
    once = tuple(StepChoice("m", "full", "mft/1", step, "A", "B") for step in range(1, 6))
    twice = once + tuple(StepChoice("m", "full", "mft/1", step, "A", "A", None, 2) for step in range(1, 5))
    assert choices_csv(once).splitlines()[0] == "model,context,dilemma,step,chosen,first,problem"
    found, missing = read(tmp_path, choices_csv(twice))
    assert found == twice
    assert [one.example for one in missing] == ["mft/1 step 5, full context, second climb"]
    _, wrong = read(tmp_path, choices_csv(twice).replace(",,2\n", ",,3\n", 1))
    assert ("climb that is neither 1 nor 2", 1) in {(one.kind, one.count) for one in wrong}


def test_a_file_of_ones_own_needs_four_columns(tmp_path):
    made, _ = read(tmp_path, "model,dilemma,step,chosen\nm,mft/1,1,a\nm,mft/1,2,maybe\n")
    assert made == (
        StepChoice("m", "full", "mft/1", 1, "A"),
        StepChoice("m", "full", "mft/1", 2, None, None, "maybe"),
    )


def test_rows_that_cannot_be_used_are_counted_by_kind(tmp_path):
    rows = ["m,mft/1,1,A", "m,mft/1,1,A", "m,mft/2,1,A", "m,mft/2,1,B", "m,mft/9,1,A", "m,mft/1,6,A"]
    made, found = read(tmp_path, "\n".join(["model,dilemma,step,chosen", *rows]))
    assert [(one.dilemma, one.step) for one in made] == [("mft/1", 1)]
    assert {one.kind: one.count for one in found} == {
        "row repeated word for word": 1,
        "row that contradicts an earlier one": 1,
        "step without a row": 8,
        "unknown dilemma or step": 2,
    }


def test_steps_without_a_choice_are_counted_by_kind_and_step():
    made = [
        StepChoice("m", "none", "d", step, None, None, why) for step, why in ((1, "refused"), (1, "refused"), (2, "x"))
    ]
    assert [(one.respondent, one.kind, one.count) for one in missing_choices(made)] == [
        ("m (no context)", "refused at step 1", 2),
        ("m (no context)", "x at step 2", 1),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("model,dilema,step,chosen\nm,mft/1,1,A\n", "rename the column dilema to dilemma"),
        ("model,dilemma,step,chosen\nm,x,1,A\n", "no row is about a step"),
        ("model,dilemma,step,chosen\n", "no row is about a step"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path, text, found):
    with pytest.raises(UserError, match=found):
        read(tmp_path, text)
