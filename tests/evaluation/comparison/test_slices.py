import pytest

from couple.evaluation.comparison.slices import slice_all

NUMBER, DISTANCE, SOURCE = (
    "number of targeted values",
    "distance of the target from the raw answer",
    "source of the priorities",
)


@pytest.fixture
def answers(case, judged):
    """Three topics with one value each and one with two; raw errs by 1, 2, 3 and 0, ours by half of it."""
    cases = [case(f"q{far}", "safe", {"security": 5}) for far in (1, 2, 3)]
    cases += [
        case("q0", "free", {"security": 1, "hedonism": 3}),
        case("q1", "safe", {"security": 5}, variant="paraphrased"),
    ]
    scores = {
        "raw": [{"security": 4.0}, {"security": 3.0}, {"security": 2.0}, {"security": 1.0, "hedonism": 3.0}],
        "ours": [{"security": 4.5}, {"security": 4.0}, {"security": 3.5}, {"security": 1.0, "hedonism": 3.0}],
    }
    return [
        judged(method, one, found)
        for method, rows in scores.items()
        for one, found in zip(cases, [*rows, {"security": 1.0}], strict=True)
    ]


def test_every_slice_is_there_and_empty_ones_have_reasons(answers):
    found = {(one.dimension, one.name): one for one in slice_all(answers, seed=0)}
    assert [name for dimension, name in found if dimension == NUMBER] == ["1", "2", "3", "4", "5"]
    assert [name for dimension, name in found if dimension == SOURCE] == ["safe", "free"]
    empty = found[NUMBER, "4"]
    assert (empty.mae, empty.cases, empty.reason) == ({}, 0, "no case targets 4 values")
    assert found[NUMBER, "1"].reason is None


def test_numbers_of_a_slice_are_those_of_its_plain_answers(answers):
    found = {(one.dimension, one.name): one for one in slice_all(answers, seed=0)}
    one = found[NUMBER, "1"]
    assert {method: interval.mean for method, interval in one.mae.items()} == {"raw": 2.0, "ours": 1.0}
    assert (one.cases, one.mae["raw"].count, one.mae["raw"].low, one.mae["raw"].high) == (3, 3, 1.0, 3.0)
    assert one.spearman["raw"].reason == "fewer than two values are targeted"
    assert found[NUMBER, "2"].spearman["ours"].mean == pytest.approx(1)
    assert found[SOURCE, "free"].mae["raw"].mean == 0.0


def test_thirds_by_how_far_the_raw_answer_is(answers):
    thirds = [one for one in slice_all(answers, seed=0) if one.dimension == DISTANCE]
    # distances 0, 1, 2, 3: the thirds end at 1 and 2
    assert [one.name for one in thirds] == [
        "near: 0.00 to 1.00",
        "between: 2.00 to 2.00",
        "far: 3.00 to 3.00",
    ]
    assert [one.mae["ours"].mean for one in thirds] == [0.25, 1.0, 1.5]
    assert sum(one.cases for one in thirds) == 4


def test_without_the_raw_method_there_is_no_distance(answers):
    (only,) = [
        one for one in slice_all([a for a in answers if a.method == "ours"], seed=0) if one.dimension == DISTANCE
    ]
    assert (only.mae, only.reason) == ({}, "there are no answers of the method raw")


def test_equal_distances_leave_thirds_empty(answers, case, judged):
    same = [judged("raw", case(f"q{place}", "safe", {"security": 5}), {"security": 4.0}) for place in range(4)]
    near, between, far = (one for one in slice_all(same, seed=0) if one.dimension == DISTANCE)
    assert (near.cases, between.cases, far.cases) == (4, 0, 0)
    assert far.reason == "the distances are too much alike for thirds"
