import pytest

from couple.decoder.prompt import Prompt
from couple.instruments.asking import throughput
from couple.instruments.asking.presentation import Presentation
from couple.instruments.asking.throughput import Throughput, Timed

SHOWN = [Presentation(f"item {n}", "v1", Prompt(f"question {n}")) for n in range(10)]


class Clock:
    now = 0.0

    def perf_counter(self):
        return self.now


class Slow:
    """A second a call and a tenth an answer."""

    name, fingerprint = "slow", "slow 1"

    def __init__(self, clock):
        self.clock, self.calls = clock, []

    def answer(self, shown, *, seed):
        self.calls.append(([one.item for one in shown], seed))
        self.clock.now += 1 + len(shown) / 10
        return [one.item for one in shown]


@pytest.fixture
def slow(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(throughput, "time", clock)
    return Slow(clock)


def test_it_answers_as_the_respondent_it_holds(slow):
    timed = Timed(slow)
    assert (timed.name, timed.fingerprint) == ("slow", "slow 1")
    assert timed.answer(SHOWN[:2], seed=7) == ["item 0", "item 1"]
    assert slow.calls == [(["item 0", "item 1"], 7)]


def test_seconds_are_those_of_the_answers(slow):
    timed = Timed(slow)
    assert timed.throughput(compare=True) is None
    for first in (0, 4, 8):
        timed.answer(SHOWN[first : first + 4], seed=first)
    slow.clock.now += 100  # scoring is not answering
    assert timed.throughput(compare=False) == Throughput(10, pytest.approx(4.0), 4)


def test_the_latest_of_the_largest_batches_is_asked_again_one_by_one(slow):
    timed = Timed(slow)
    for first in (0, 4, 8):
        timed.answer(SHOWN[first : first + 4], seed=first)
    told = timed.throughput(compare=True)
    assert slow.calls[3:] == [([f"item {n}"], 4) for n in (4, 5, 6, 7)]
    assert told.alone == pytest.approx(4 * 1.1 / 1.4)
    assert (
        str(told)
        == "10 answers in 4.0 s, 2.5 a second in batches of 4; such a batch one by one takes 3.1 times as long"
    )
    assert timed.throughput(compare=False).answers == 10  # asking for comparison's sake is not counted


def test_who_is_asked_one_by_one_is_compared_with_nothing(slow):
    timed = Timed(slow)
    timed.answer(SHOWN[:1], seed=0)
    assert timed.throughput(compare=True).alone is None
    assert len(slow.calls) == 1
