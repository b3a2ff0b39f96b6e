import pandas
import pytest

from couple.attribution.protocol import EMPTY_TEXT, Attribution
from couple.evaluation import Interval, Measured
from couple.evaluation.comparison import compare
from couple.evaluation.judge import KIND
from couple.evaluation.judging import judge_all, measure
from couple.evaluation.results import answer_rows, judge_quality, render_markdown, show, table_rows, write_parquet
from couple.foundation import BirthCertificate, package_file
from couple.values import ValueProfile, load_system
from couple.values.frozen import FrozenMapping

SYSTEM = load_system("schwartz10")
TARGETS = {
    "safe": ValueProfile(SYSTEM, {"security": 5, "hedonism": 1}),
    "free": ValueProfile(SYSTEM, {"security": 1, "hedonism": 5}),
}


def record(method, profile, question, answer="text"):
    cost = {"seconds": 2.0, "generations": 1.0, "characters_read": 5.0, "characters_written": 4.0}
    return {"id": "x", "method": method, "profile": profile, "question": question, "answer": answer, **cost}


def judged(method, profile, question, security, hedonism):
    scores = {"security": float(security), "hedonism": float(hedonism)}
    return measure(record(method, profile, question), TARGETS[profile], scores)


ANSWERS = [
    judged("raw", "safe", "p", 3, 3),
    judged("raw", "free", "p", 3, 3),
    judged("raw", "safe", "q", 4, 2),
    judged("raw", "free", "q", 4, 2),
    judged("ours", "safe", "p", 4, 2),
    judged("ours", "free", "p", 2, 4),
    judged("ours", "safe", "q", 5, 1),
    judged("ours", "free", "q", 2, 3),
]


def test_all_metrics_of_one_answer():
    one = judged("ours", "free", "q", 2, 3)
    assert (one.mae, one.total_error, one.priority_kept) == (Measured(1.5), Measured(3.0), Measured(1.0))
    assert one.spearman.value == pytest.approx(1) and one.kendall.value == pytest.approx(1)
    assert judged("raw", "safe", "p", 3, 3).spearman.reason == "all scores of the targeted values are equal"


def test_methods_are_compared_on_the_same_questions_and_profiles():
    raw, ours = compare(ANSWERS, reference="raw", seed=0)
    assert (raw.method, ours.method) == ("raw", "ours")
    # raw errs by 2, 2, 1, 3; ours by 1, 1, 0, 1.5
    assert (raw.means["mae"].mean, ours.means["mae"].mean) == (2.0, 0.875)
    assert raw.difference is None
    assert ours.difference.mean == -1.125
    # by question the differences are -1 (p) and -1.25 (q): the interval ends there
    assert (ours.difference.low, ours.difference.high) == (-1.25, -1.0)
    assert (ours.difference.count, ours.difference.questions) == (4, 2)


def test_contrast_tells_steering_from_a_lucky_topic():
    raw, ours = compare(ANSWERS, reference="raw", seed=0)
    assert (raw.contrast.mean, raw.sign_agreement.mean) == (0.0, 0.0)
    # ours moves by 2 and 2 (p), by 3 and 2 (q)
    assert (ours.contrast.mean, ours.sign_agreement.mean) == (2.25, 1.0)


def test_undefined_answers_are_counted_in_the_table():
    rows = table_rows(compare(ANSWERS, reference="raw", seed=0), reference="raw")
    assert [row["method"] for row in rows] == ["raw", "ours"]
    assert rows[0]["Spearman"].endswith("(2 undefined)")
    assert rows[0]["MAE minus raw's"] == "reference"
    assert rows[1]["MAE minus raw's"] == "-1.12 [-1.25, -1.00]"


def test_an_interval_in_words():
    assert show(Interval(0.5, 0.25, 0.75, 9, 3, 0)) == "0.50 [0.25, 0.75]"
    assert show(Interval(0.5, None, None, 9, 1, 2)) == "0.50 (2 undefined)"
    assert show(Interval(None, None, None, 0, 0, 2, "no value is targeted")) == "unknown: no value is targeted"


def test_rows_keep_unknowns_with_their_reasons_through_parquet(tmp_path):
    unread = measure(record("raw", "safe", "r", ""), TARGETS["safe"], {})
    rows = answer_rows([*ANSWERS, unread], decoder="d", judge="j", seed=4)
    write_parquet(tmp_path / "results.parquet", rows)
    frame = pandas.read_parquet(tmp_path / "results.parquet")
    assert len(frame) == 9
    last = frame.iloc[-1]
    assert pandas.isna(last["mae"]) and last["mae_unknown"] == "no score for hedonism, security"
    assert pandas.isna(last["score_security"]) and last["target_security"] == 5.0
    first = frame.iloc[0]
    assert (first["mae"], first["method"], first["seed"], first["system"]) == (2.0, "raw", 4, "schwartz10")
    assert pandas.isna(first["mae_unknown"])


def test_markdown_has_a_row_a_method():
    text = render_markdown("Title", [{"method": "a|b", "MAE": "1"}], {"judge": "j"}, ["Little."])
    assert text.splitlines() == [
        "# Title", "", "- judge: j", "", "| method | MAE |", "| --- | --- |", "| a\\|b | 1 |", "",
        "What this does not show:", "", "- Little.",
    ]  # fmt: skip


def test_the_judges_own_quality_is_told_or_unknown():
    measured = {"unseen validation conclusions, schwartz10": {"official_f1": 0.5, "mean_auc": 0.75}}
    assert judge_quality(measured, "schwartz10").startswith("macro F1 0.500 and mean area under the curve 0.750")
    assert judge_quality(measured, "schwartz20") == judge_quality({}, "schwartz10")
    shipped = BirthCertificate.load(package_file("evaluation", "artefacts", "judge"), kind=KIND)
    assert judge_quality(shipped.metrics, "schwartz10").startswith("macro F1 0.")
    assert judge_quality({}, "schwartz10") == "unknown: its certificate does not say"


class LengthJudge:
    """A simulated judge: security is the answer's number of words; it counts what it reads."""

    system, fingerprint = SYSTEM, "length"

    def __init__(self):
        self.read = 0

    def attribute(self, utterances, *, concepts=False):
        self.read += len(utterances)
        return [self._one(utterance) for utterance in utterances]

    def _one(self, utterance):
        if utterance.empty:
            return EMPTY_TEXT
        scores = dict.fromkeys(SYSTEM.names, 2.0) | {"security": float(len(utterance.text.split()))}
        return Attribution(FrozenMapping(scores), FrozenMapping({}), FrozenMapping({}))


def test_each_text_is_judged_once_and_readings_outlive_the_process(tmp_path):
    records = [record("raw", "safe", "p", "one two three"), record("ours", "free", "p", "one two three")]
    records += [record("ours", "safe", "q", "one"), record("raw", "free", "q", "")]
    judge = LengthJudge()
    first = judge_all(records, TARGETS, judge, tmp_path / "readings.jsonl")
    assert judge.read == 3
    assert [one.scores.get("security") for one in first] == [3.0, 3.0, 1.0, None]
    assert first[3].mae == Measured(None, "no score for hedonism, security")
    assert judge_all(records, TARGETS, judge, tmp_path / "readings.jsonl") == first
    assert judge.read == 3
