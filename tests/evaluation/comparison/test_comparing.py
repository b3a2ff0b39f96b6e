import numpy
import pytest

from couple.evaluation import Measured, paired_interval
from couple.evaluation.comparison.comparing import compare
from couple.evaluation.measures.measures import MEASURES
from couple.evaluation.measures.texts import TextReading
from couple.values import load_system

TARGETS = {"safe": {"security": 5, "hedonism": 1}, "free": {"security": 1, "hedonism": 5}}
SCORES = {  # of security and hedonism, by method, topic and profile
    "raw": {"p": {"safe": (3, 3), "free": (3, 3)}, "q": {"safe": (4, 2), "free": (4, 2)}},
    "ours": {"p": {"safe": (4, 2), "free": (2, 4)}, "q": {"safe": (5, 1), "free": (2, 3)}},
    "plan": {"p": {"safe": (4, 2), "free": (2, 4)}, "q": {"safe": (4, 2), "free": (3, 3)}},
}


@pytest.fixture
def answers(case, judged):
    return [
        judged(method, case(topic, profile, TARGETS[profile]), {"security": scores[0], "hedonism": scores[1]})
        for method, topics in SCORES.items()
        for topic, profiles in topics.items()
        for profile, scores in profiles.items()
    ]


def compared(answers, **changes):
    asked = {"reference": "raw", "baselines": ["raw", "plan"], "seed": 0, "resamples": 400, **changes}
    return compare(answers, **asked)


def test_means_differences_and_ratios_by_hand(answers):
    found = compared(answers)
    assert (found.methods, found.baselines) == (("raw", "ours", "plan"), ("raw", "plan"))
    standings = found.tables["mae"].standings
    # raw errs by 2, 2, 1, 3; ours by 1, 1, 0, 1.5; plan by 1, 1, 1, 2
    assert [one.interval.mean for one in standings.values()] == [2.0, 0.875, 1.25]
    gap = standings["ours"].against_reference
    # by topic -1 (p) and -1.25 (q): the interval ends there, and the other signs are half of all
    assert (gap.opponent, gap.interval.mean, gap.interval.low, gap.interval.high) == ("raw", -1.125, -1.25, -1.0)
    assert (gap.p, gap.adjusted, gap.interval.count) == (Measured(0.5), Measured(1.0), 4)
    assert standings["raw"].against_reference is None
    ratio = found.error_ratios["ours"]
    # 2 / 4 for p and 1.5 / 4 for q
    assert (ratio.mean, ratio.low, ratio.high) == (0.4375, 0.375, 0.5)
    assert set(found.error_ratios) == {"ours", "plan"}


def test_the_best_baseline_is_the_best_in_that_measure(answers):
    found = compared(answers)
    assert found.tables["mae"].best_baseline == "plan"
    assert found.tables["contrast"].best_baseline == "plan"
    assert found.tables["seconds"].best_baseline is None  # cheaper is not better
    table = found.tables["mae"]
    assert table.standings["ours"].against_best.opponent == "plan"
    assert table.standings["ours"].against_best.interval.mean == pytest.approx(-0.375)
    assert table.standings["plan"].against_best is None
    assert compared(answers, baselines=["raw", "unasked"]).tables["mae"].best_baseline == "raw"
    alone = compared(answers, baselines=[]).tables["mae"]
    assert alone.best_baseline is None and alone.standings["ours"].against_best is None


def test_contrast_tells_steering_from_a_lucky_topic(answers):
    tables = compared(answers).tables
    assert [tables["contrast"].standings[name].interval.mean for name in ("raw", "ours")] == [0.0, 2.25]
    assert [tables["sign_agreement"].standings[name].interval.mean for name in ("raw", "ours")] == [0.0, 1.0]


def test_every_measure_is_there_and_what_was_not_asked_has_a_reason(answers):
    tables = compared(answers).tables
    assert list(tables) == [measure.name for measure in MEASURES]
    assert len({measure.label for measure in MEASURES}) == len(MEASURES)
    for name in ("leakage", "distractors_mae", "relevance", "self_bleu"):
        standing = tables[name].standings["ours"]
        assert (standing.interval.mean, standing.interval.reason) == (None, "there are no answers")
        assert standing.against_reference.p.reason == standing.against_reference.adjusted.reason is not None
    assert tables["tokens_read"].standings["ours"].interval.reason == "the decoder does not count it"
    assert tables["tokens_written"].standings["ours"].interval.mean == 4.0


def test_texts_are_compared_where_they_were_read(answers):
    unknown = Measured(None, "not looked at")
    texts = [TextReading(one.answer, Measured(0.5), unknown, one.method == "ours", False, False) for one in answers]
    tables = compared(answers, texts=texts).tables
    assert tables["names_a_value"].standings["ours"].interval.mean == 1.0
    assert tables["names_a_value"].standings["raw"].interval.mean == 0.0
    assert tables["relevance"].standings["plan"].interval.mean == 0.5
    assert tables["surprise"].standings["plan"].interval.reason == "not looked at"
    assert tables["words"].standings["plan"].interval.mean == 2.0


def test_the_order_of_answers_and_of_methods_is_nothing(answers):
    first, second = compared(answers), compared(answers[::-1])
    assert set(first.methods) == set(second.methods)
    for name, table in first.tables.items():
        assert dict(table.standings) == dict(second.tables[name].standings)
    assert first.error_ratios == second.error_ratios


def test_a_method_that_answered_less_is_compared_where_it_answered(answers):
    partly = [one for one in answers if one.method != "ours" or one.topic == "q"]
    standing = compared(partly).tables["mae"].standings["ours"]
    assert (standing.interval.mean, standing.against_reference.interval.mean) == (0.75, -1.25)
    assert standing.against_reference.p == Measured(None, "one question gives no p-value")


def test_p_values_are_corrected_for_all_that_are_compared(case, judged):
    generator, topics = numpy.random.default_rng(0), [f"q{number}" for number in range(20)]
    shift = {"raw": 0.0, "good": -1.0, "a": 0.0, "b": 0.0}
    answers = [
        judged(method, case(topic, "safe", {"security": 5}), {"security": 3 - by + float(generator.normal(0, 0.3))})
        for method, by in shift.items()
        for topic in topics
    ]
    standings = compared(answers).tables["mae"].standings
    gaps = [standings[method].against_reference for method in ("good", "a", "b")]
    p = sorted(gap.p.value for gap in gaps)
    expected = numpy.minimum(numpy.maximum.accumulate([3 * p[0], 2 * p[1], p[2]]), 1)
    assert sorted(gap.adjusted.value for gap in gaps) == pytest.approx(expected)
    assert gaps[0].p.value == pytest.approx(1 / 5000, abs=3e-4) and gaps[1].p.value > 0.05
    sides = [[one.mae for one in answers if one.method == method] for method in ("good", "raw")]
    expected = paired_interval(sides[0], sides[1], topics, seed=0, resamples=400)
    found = gaps[0].interval
    assert (found.mean, found.low, found.high) == pytest.approx((expected.mean, expected.low, expected.high))


def test_mixed_runs_and_absent_references_are_refused(answers):
    with pytest.raises(ValueError, match="the reference nobody is not among the methods raw, ours, plan"):
        compared(answers, reference="nobody")
    with pytest.raises(ValueError, match="more than once"):
        compared([*answers, answers[0]])


def test_only_what_is_claimed_is_tested_and_corrected_for(case, judged):
    answers = []
    for topic in range(8):
        asked = case(f"Topic {topic}?", "safe", {"security": 5})
        for method, score in (("ours", 4.5), ("best", 4.0), ("other", 3.0), ("third", 2.0)):
            answers.append(judged(method, asked, dict.fromkeys(load_system("schwartz10").names, score + 0.01 * topic)))
    settings = {"reference": "best", "baselines": ["best", "other", "third"], "seed": 0, "resamples": 50}
    everything, claim = compare(answers, **settings), compare(answers, claims=["ours"], **settings)
    before, after = (found.tables["mae"].standings["ours"].against_best for found in (everything, claim))
    assert before.p == after.p == after.adjusted
    assert before.adjusted.value == pytest.approx(3 * after.adjusted.value)
    left = claim.tables["mae"].standings["other"].against_best
    assert left.p.value is None and left.interval == everything.tables["mae"].standings["other"].against_best.interval
