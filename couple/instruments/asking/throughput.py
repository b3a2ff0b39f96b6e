"""How fast a respondent answers: in the batches of its run, and what the same takes one by one."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from couple.instruments.asking.presentation import Presentation
from couple.instruments.asking.respondents import Respondent


@dataclass(frozen=True, slots=True)
class Throughput:
    """Answers on the clock.

    Attributes:
        answers: how many were given.
        seconds: what they took.
        batch_size: the most that were asked at once.
        alone: how many times as long the largest batch takes when its presentations are asked one by one; None where
            that was not tried.
    """

    answers: int
    seconds: float
    batch_size: int
    alone: float | None = None

    def __str__(self) -> str:
        told = f"{self.answers:,} answers in {self.seconds:.1f} s, {self.answers / self.seconds:.2g} a second"
        told += f" in batches of {self.batch_size}" if self.batch_size > 1 else ", one by one"
        return told if self.alone is None else f"{told}; such a batch one by one takes {self.alone:.1f} times as long"


class Timed:
    """A respondent with a clock: it answers as the one it holds, under the same name and fingerprint."""

    def __init__(self, respondent: Respondent) -> None:
        self._respondent = respondent
        self.name, self.fingerprint = respondent.name, respondent.fingerprint
        self._answers, self._seconds = 0, 0.0
        self._largest: tuple[Presentation, ...] = ()
        self._largest_seed, self._largest_seconds = 0, 0.0

    def answer(self, shown: Sequence[Presentation], *, seed: int) -> list[str]:
        """What the respondent answers."""
        started = time.perf_counter()
        texts = self._respondent.answer(shown, seed=seed)
        took = time.perf_counter() - started
        self._answers, self._seconds = self._answers + len(shown), self._seconds + took
        if len(shown) >= len(self._largest):  # the latest of them: what is read once is read by then
            self._largest, self._largest_seed, self._largest_seconds = tuple(shown), seed, took
        return texts

    def throughput(self, *, compare: bool) -> Throughput | None:
        """Of all answers so far; None before the first.

        ``compare`` asks the latest of the largest batches again, one by one; those answers are thrown away.
        """
        if not self._answers:
            return None
        alone = self._one_by_one() / self._largest_seconds if compare and len(self._largest) > 1 else None
        return Throughput(self._answers, self._seconds, len(self._largest), alone)

    def _one_by_one(self) -> float:
        started = time.perf_counter()
        for one in self._largest:
            self._respondent.answer([one], seed=self._largest_seed)
        return time.perf_counter() - started
