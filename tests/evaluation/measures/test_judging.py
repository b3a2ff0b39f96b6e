import pytest

from couple.attribution.protocol import EMPTY_TEXT, Attribution
from couple.evaluation import Measured
from couple.evaluation.asking.answering import Answer
from couple.evaluation.measures.judging import METRICS, judge_all
from couple.values import load_system
from couple.values.frozen import FrozenMapping

SYSTEM = load_system("schwartz10")


class LengthJudge:
    """A simulated judge: security is the answer's number of words; it counts what it reads."""

    system = SYSTEM

    def __init__(self, fingerprint="length"):
        self.fingerprint, self.read = fingerprint, 0

    def attribute(self, utterances, *, concepts=False):
        self.read += len(utterances)
        return [self._one(utterance) for utterance in utterances]

    def _one(self, utterance):
        if utterance.empty:
            return EMPTY_TEXT
        scores = dict.fromkeys(SYSTEM.names, 2.0) | {"security": float(len(utterance.text.split()))}
        return Attribution(FrozenMapping(scores), FrozenMapping({}), FrozenMapping({}))


@pytest.fixture
def answers(case):
    safe, free = case("p", "safe", {"security": 5, "hedonism": 1}), case("p", "free", {"security": 1, "hedonism": 5})
    said = [("raw", safe, "one two three"), ("ours", free, "one two three"), ("ours", safe, "one"), ("raw", free, "")]
    return [Answer(method, asked, {"answer": text}) for method, asked, text in said]


def test_each_text_is_judged_once_and_readings_outlive_the_process(answers, tmp_path):
    judge, log = LengthJudge(), tmp_path / "length.jsonl"
    first = judge_all(answers, judge, log)
    assert judge.read == 3
    assert [one.scores.get("security") for one in first] == [3.0, 3.0, 1.0, None]
    assert first[3].mae == Measured(None, "no score for hedonism, security")
    assert judge_all(answers, judge, log) == first
    assert judge.read == 3


def test_a_log_that_was_torn_is_read_again_where_it_was_torn(answers, tmp_path):
    log = tmp_path / "length.jsonl"
    whole = judge_all(answers, LengthJudge(), log)
    log.write_bytes(log.read_bytes()[:-5])
    judge = LengthJudge()
    assert judge_all(answers, judge, log) == whole
    assert judge.read == 1


def test_judges_do_not_take_over_each_others_readings(answers, tmp_path):
    log = tmp_path / "both.jsonl"
    judge_all(answers, LengthJudge(), log)
    other = LengthJudge("other")
    judge_all(answers, other, log)
    assert other.read == 3


def test_distractors_are_told_and_do_not_count(case, judged):
    plain = case("p", "safe", {"security": 5, "hedonism": 1})
    told = case("p", "safe", {"security": 5, "hedonism": 1}, variant="distractors", told={"power": 5})
    scores = {"security": 4.0, "hedonism": 3.0, "power": 1.0}
    one, other = judged("ours", plain, scores), judged("ours", told, scores)
    assert other.case.target.priorities["power"] == 5
    assert (one.method, one.topic) == ("ours", "p")
    for metric in METRICS:
        assert getattr(one, metric) == getattr(other, metric)
    assert (one.mae, one.total_error, one.paper_spearman) == (Measured(1.5), Measured(3.0), Measured(1.0))
