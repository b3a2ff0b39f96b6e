import pytest

from couple.evaluation.outcome.illustrations import FEWEST, PROFILES, dose_curve, examples, target_plots

LEVELS = (1, 3, 5)


@pytest.fixture
def doses(case, judged):
    """Security is dosed at p, where hedonism moves along, and at q, where nothing moves."""

    def one(topic, level, security, power, hedonism):
        asked = case(topic, f"dose_{level}", {"security": level, "power": 3}, source="dose")
        base = dict.fromkeys(asked.target.system.names, 2.0)
        return judged("couple", asked, {**base, "security": security, "power": power, "hedonism": hedonism})

    return [
        *(one("p", level, float(level), 2.0, 2.0 + (level - 1) / 2) for level in LEVELS),
        *(one("q", level, 3.0, 2.0, 2.0) for level in reversed(LEVELS)),
    ]


def test_a_curve_has_the_mean_score_at_each_level_and_its_interval(doses):
    curve = dose_curve(doses, seed=0, resamples=200)
    assert (curve.method, [point.level for point in curve.points]) == ("couple", [1, 3, 5])
    assert [point.score.mean for point in curve.points] == [2.0, 3.0, 4.0]
    first = curve.points[0].score
    assert (first.low, first.high, first.count) == (1.0, 3.0, 2)


def test_drift_is_the_move_of_unrelated_values_since_the_lowest_level(doses):
    drifts = [point.drift.mean for point in dose_curve(doses, seed=0, resamples=200).points]
    # of four values that nothing relates to security, hedonism moves by 1 and 2 at p, and none at q
    assert drifts == pytest.approx([0.0, 0.125, 0.25])


def test_without_doses_there_is_no_curve(case, judged):
    asked = case("p", "safe", {"security": 5})
    assert dose_curve([judged("raw", asked, {"security": 3.0})], seed=0, resamples=10) is None
    alone = case("p", "dose_1", {"security": 1}, source="dose")
    assert dose_curve([judged("raw", alone, {"security": 3.0})], seed=0, resamples=10) is None


def test_plots_show_profiles_that_mean_the_same_for_every_question(case, judged):
    answers = []
    for topic in "abcdef":
        for profile in ("de", "nl", "cz", "gb", "cn"):
            asked = case(topic, profile, {"security": 4, "power": 2})
            answers.append(judged("raw", asked, {"security": 3.0, "power": 1.0}))
        answers.append(judged("raw", case(topic, "up", {"power": 5}, source="opposed"), {"power": 5.0}))
        level = 5 if topic == "a" else 1
        answers.append(judged("raw", case(topic, "grain", {"power": level}), {"power": 5.0}))
    plots = list(target_plots(answers, seed=0, resamples=50))
    assert [plot.title for plot in plots] == ["de", "nl", "cz", "gb"] and len(plots) == PROFILES
    power, security = sorted(plots[0].rows, key=lambda row: row.value)
    assert (power.target, power.judged.mean, security.target, security.judged.mean) == (2.0, 1.0, 4.0, 3.0)
    assert security.judged.count == 6
    few = [one for one in answers if one.topic in "abcdef"[: FEWEST - 1]]
    assert list(target_plots(few, seed=0, resamples=50)) == []


def test_examples_are_chosen_by_the_quantiles_of_the_first_methods_errors(case, judged):
    places = [case(f"topic {n}", "safe", {"security": 5}) for n in range(11)]
    ours = [judged("couple", place, {"security": 5.0 - n / 4}) for n, place in enumerate(places)]
    raw = [judged("raw", place, {"security": 1.0}, text="Other.") for place in reversed(places)]
    ours.append(judged("couple", case("topic 0", "safe", {"security": 5}, variant="paraphrased"), {"security": 1.0}))
    good, typical, bad = examples({"couple": ours, "raw": raw}, first="couple")
    assert [one.question for one in (good, typical, bad)] == ["topic 1", "topic 5", "topic 9"]
    assert typical.chosen == "A typical one: 50% of couple's 11 answers are nearer to their targets."
    assert [(one.method, one.mae) for one in bad.answers] == [("couple", 2.25), ("raw", 4.0)]
    assert bad.answers[1].text == "Other." and dict(bad.target) == {"security": 5.0}


def test_without_a_measured_answer_there_is_no_example(case, judged):
    assert list(examples({"couple": [judged("couple", case("p", "safe", {"security": 5}), {})]}, first="couple")) == []
