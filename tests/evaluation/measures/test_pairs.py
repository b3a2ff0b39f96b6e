import numpy
import pytest

from couple.evaluation import contrast, sign_agreement
from couple.evaluation.measures.bootstrap import Resamples
from couple.evaluation.measures.estimation import correlation, estimated
from couple.evaluation.measures.observations import as_mean, tally
from couple.evaluation.measures.pairs import contrasts, opposed_moves, sign_agreements
from couple.evaluation.measures.steering import steering

VALUES = ("security", "hedonism")


def opposed(case, judged, topic, up, down):
    """The two answers to a topic, each with its scores of security and hedonism."""
    sides = {"opposed_up": ((5, 1), up), "opposed_down": ((1, 5), down)}
    return [
        judged(
            "ours",
            case(topic, profile, dict(zip(VALUES, wanted, strict=True)), source="opposed"),
            dict(zip(VALUES, scores, strict=True)),
        )
        for profile, (wanted, scores) in sides.items()
    ]


def test_every_pair_of_targets_that_differ_is_compared(case, judged):
    targets = {"safe": {"security": 5, "power": 3}, "free": {"security": 1, "power": 3}, "same": {"security": 5}}
    scores = {"safe": 4.0, "free": 2.5, "same": 3.0}
    answers = [
        judged("ours", case("p", name, target), {"security": scores[name], "power": 3.0})
        for name, target in targets.items()
    ]
    found = contrasts(answers)
    assert found == {
        ("p", "free", "free", "safe", "safe"): (1.5, 1.0),
        ("p", "free", "free", "same", "same"): (0.5, 1.0),
    }
    assert contrasts(answers[::-1]) == found
    assert set(sign_agreements(answers).values()) == {(1.0, 1.0)}


def test_they_are_the_contrast_and_the_sign_agreement_of_the_two(case, judged):
    first, second = opposed(case, judged, "p", (4.0, 3.0), (3.5, 2.0))
    sides = [(dict(one.case.scored.priorities), one.scores) for one in (first, second)]
    assert list(contrasts([first, second]).values()) == [as_mean(contrast(*sides))]
    assert list(sign_agreements([first, second]).values()) == [as_mean(sign_agreement(*sides))] == [(0.5, 1.0)]


def test_doses_and_variants_are_left_to_their_own_measures(case, judged):
    scores = {"security": 3.0}
    doses = [judged("ours", case("p", f"dose_{n}", {"security": n}, source="dose"), scores) for n in (1, 5)]
    reworded = judged("ours", case("p", "safe", {"security": 5}, variant="paraphrased"), scores)
    assert contrasts([*doses, reworded]) == {}


def test_the_correlation_is_that_of_steering(case, judged):
    generator = numpy.random.default_rng(0)
    answers, achieved, questions = [], [], []
    for topic in range(12):
        up, down = generator.uniform(1, 5, (2, 2))
        answers += opposed(case, judged, f"q{topic}", tuple(up), tuple(down))
        achieved += list(up - down)
        questions += [f"q{topic}"] * 2
    wanted = numpy.tile([4.0, -4.0], 12)
    reference = steering(questions, wanted, numpy.array(achieved), seed=0).contrast
    found = estimated(tally(opposed_moves(answers)), correlation, Resamples(0), undefined="-")
    assert found.mean == pytest.approx(reference[0], abs=1e-12)
    assert (found.low, found.high) == pytest.approx(reference[1:], abs=0.03)
    assert (found.count, found.questions) == (24, 12)


def test_half_a_pair_has_a_reason(case, judged):
    first, second = opposed(case, judged, "p", (4.0, 3.0), (3.5, 2.0))
    assert opposed_moves([first]) == {("p", "both"): "one of the two opposed answers is missing"}
    mute = judged("ours", second.case, {})
    assert set(opposed_moves([first, mute]).values()) == {"no score for security", "no score for hedonism"}
