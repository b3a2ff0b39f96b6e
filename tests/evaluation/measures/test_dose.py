import pytest

from couple.evaluation.measures.dose import leakages, responses, slopes
from couple.values import load_system

SYSTEM = load_system("schwartz10")


@pytest.fixture
def series(case, judged):
    """Five answers to a question: the scores of the dosed security, and of every other value in the last answer."""

    def make(topic, scores, *, others=3.0, last=3.0):
        return [
            judged(
                "ours",
                case(topic, f"dose_{level}", {"security": level, "power": 3}, source="dose"),
                {**dict.fromkeys(SYSTEM.names, last if level == 5 else others), "security": score},
            )
            for level, score in enumerate(scores, start=1)
        ]

    return make


def test_the_response_is_the_rank_correlation_of_level_and_score(series):
    answers = series("p", [2, 2.5, 3, 3.5, 4]) + series("q", [4, 3, 2, 1.5, 1]) + series("r", [2, 1, 3, 4, 5])
    found = responses(answers)
    assert [found[(topic,)][0] for topic in "pqr"] == pytest.approx([1, -1, 0.9], abs=1e-12)
    assert responses(answers[::-1]) == found


def test_a_value_that_does_not_move_has_no_response_and_no_slope(series):
    flat = series("p", [3, 3, 3, 3, 3])
    assert responses(flat) == {("p",): "all scores of the targeted values are equal"}
    assert slopes(flat) == {("p",): (0.0, 1.0)}
    assert slopes(series("q", [1, 1.5, 2, 2.5, 3])) == {("q",): (pytest.approx(0.5), 1.0)}


def test_leakage_is_the_move_of_unrelated_values_beside_the_dosed_ones_own(series):
    # from first to last the dosed value moves by 2, every other one by -.5
    assert leakages(series("p", [2, 2, 2, 2, 4], last=2.5)) == {("p",): (0.5, 2.0)}
    assert leakages(series("p", [4, 2, 2, 2, 2])) == {("p",): (0.0, -2.0)}


def test_values_that_the_theory_relates_may_move(series):
    answers = series("p", [2, 2, 2, 2, 4])
    related = SYSTEM.compatible | SYSTEM.conflicting
    kin = [name for name in SYSTEM.names if frozenset((name, "security")) in related]
    assert kin and len(kin) < len(SYSTEM.names) - 1
    for value in kin:
        answers[-1].scores[value] = 5.0
    assert leakages(answers) == {("p",): (0.0, 2.0)}


def test_what_cannot_be_compared_has_a_reason(series, case, judged):
    answers = series("p", [1, 2, 3, 4, 5])
    assert responses(answers[:1]) == {("p",): "there are no doses of one value to compare"}
    mute = judged("ours", case("p", "dose_6", {"security": 2.5, "power": 3}, source="dose"), {})
    assert slopes([*answers, mute]) == {("p",): "the judge could not read one of the answers"}
    assert leakages([]) == {}
