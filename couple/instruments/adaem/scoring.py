"""How far a question tells a panel of respondents apart: their opinions, the values in them, and the rewards."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from couple.foundation import child_seed
from couple.instruments.adaem.judging import ValueJudge, read_opinions
from couple.instruments.adaem.opinions import Form, Opinion, opinion_presentation, read_opinion
from couple.instruments.adaem.reading import Reading
from couple.instruments.adaem.rewards import Rewards, RewardsConfig, ValueSet, rewards
from couple.instruments.adaem.similarity import TextEncoder, opinion_diversity
from couple.instruments.asking.respondents import Respondent
from couple.instruments.asking.runner import administer


@dataclass(frozen=True)
class JudgedQuestion:
    """The opinions of each respondent on a question, and what was read in each; None where that is unknown."""

    question: str
    opinions: Mapping[str, tuple[Opinion, ...]]
    readings: Mapping[str, tuple[Reading | None, ...]]

    @classmethod
    def of_sets(cls, question: str, sets: Mapping[str, Sequence[ValueSet | None]]) -> "JudgedQuestion":
        """From the values in each opinion, without texts and without doubt."""
        known = {
            who: tuple(None if one is None else Reading.certain(one) for one in given) for who, given in sets.items()
        }
        return cls(question, {}, known)

    @property
    def values(self) -> dict[str, tuple[ValueSet | None, ...]]:
        """The values in each opinion."""
        return {who: tuple(one and one.values for one in given) for who, given in self.readings.items()}

    @property
    def known(self) -> dict[str, list[ValueSet]]:
        """The values of the opinions that could be read; respondents without any are absent."""
        read = {who: [one for one in sets if one is not None] for who, sets in self.values.items()}
        return {who: sets for who, sets in read.items() if sets}


@dataclass(frozen=True)
class ScoredQuestion:
    """A question with its rewards, or the reason why there are none.

    ``sought`` is what it is ranked by where that is not S; ``evidence`` is what a rewriter is shown.
    """

    question: str
    rewards: Rewards | None
    reason: str | None = None
    evidence: str = ""
    sought: float | None = None

    @property
    def score(self) -> float:
        """What it is ranked by; minus infinity where it is unknown, so that such a question is never kept for it."""
        if self.rewards is None:
            return float("-inf")
        return self.rewards.score if self.sought is None else self.sought


class QuestionScorer(Protocol):
    """Anything that tells how informative questions are."""

    def score(self, questions: Sequence[str]) -> list[ScoredQuestion]:
        """Each question's rewards, in order."""
        ...


@dataclass(frozen=True)
class Panel:
    """Respondents who are asked for ``opinions`` opinions a question, each at most ``longest`` tokens long.

    Every answer is written to ``log`` and never asked twice. Opinions with another ``seed`` are fresh draws.
    """

    respondents: Sequence[Respondent]
    judge: ValueJudge
    log: Path
    seed: int
    opinions: int = 3
    longest: int = 160
    batch_size: int = 8
    form: Form = "points"

    def ask(self, questions: Sequence[str]) -> list[JudgedQuestion]:
        """Everybody's opinions on each question, with their values."""
        asked = list(dict.fromkeys(questions))
        given: dict[str, dict[str, list[Opinion]]] = {question: {} for question in asked}
        for respondent in self.respondents:
            for number in range(1, self.opinions + 1):
                # a seed of its own: the same prompt with the same seed is the same opinion
                records = administer(
                    [
                        opinion_presentation(question, number, longest=self.longest, form=self.form)
                        for question in asked
                    ],
                    respondent,
                    log=self.log,
                    seed=child_seed(self.seed, "opinion", number),
                    batch_size=self.batch_size,
                    doing=f"opinions of {respondent.name}",
                )
                for question, record in zip(asked, records, strict=True):
                    given[question].setdefault(respondent.name, []).append(read_opinion(record["text"], form=self.form))
        judged = judge_questions(given, self.judge)
        return [judged[question] for question in questions]


def judge_questions(
    given: Mapping[str, Mapping[str, Sequence[Opinion]]], judge: ValueJudge
) -> dict[str, JudgedQuestion]:
    """Opinions (question -> respondent -> opinions) with the values in them; all texts go to the judge at once."""
    every = [one for by_respondent in given.values() for opinions in by_respondent.values() for one in opinions]
    readings = iter(read_opinions(every, judge))
    return {
        question: JudgedQuestion(
            question,
            {who: tuple(opinions) for who, opinions in by_respondent.items()},
            {who: tuple(next(readings) for _ in opinions) for who, opinions in by_respondent.items()},
        )
        for question, by_respondent in given.items()
    }


class PanelScorer:
    """Ranks questions by a panel's opinions: by S, or by ``sought`` where that is given."""

    def __init__(
        self,
        panel: Panel,
        encoder: TextEncoder,
        config: RewardsConfig,
        sought: Callable[[JudgedQuestion, Rewards, Sequence[str]], float] | None = None,
    ) -> None:
        self._panel, self._encoder, self._config, self._sought = panel, encoder, config, sought

    def score(self, questions: Sequence[str]) -> list[ScoredQuestion]:
        """Ask the panel; a question on which fewer than two respondents can be read has no rewards, and says so."""
        return self.scored(self._panel.ask(questions))

    def scored(self, judged: Sequence[JudgedQuestion]) -> list[ScoredQuestion]:
        """The same of opinions that the panel gave before."""
        expressed = [one and one.values for one in self._panel.judge.judge([one.question for one in judged])]
        return [self._score(one, values) for one, values in zip(judged, expressed, strict=True)]

    def _score(self, judged: JudgedQuestion, expressed: ValueSet | None) -> ScoredQuestion:
        known = judged.known
        if len(known) < 2:
            return ScoredQuestion(judged.question, None, "fewer than two respondents could be read")
        if expressed is None:
            return ScoredQuestion(judged.question, None, "the values in the question could not be read")
        texts = {who: [one.text for one in judged.opinions[who]] for who in known}
        diversity = opinion_diversity(texts, self._encoder)
        found = rewards(known, expressed, diversity, self._config)
        sought = self._sought and self._sought(judged, found, self._panel.judge.values)
        evidence = _evidence(judged, found.score if sought is None else sought)
        return ScoredQuestion(judged.question, found, evidence=evidence, sought=sought)


def _evidence(judged: JudgedQuestion, score: float) -> str:
    """The first point of each respondent's first opinion that could be read, with its values, and the score."""
    lines: list[str] = []
    for who, opinions in judged.opinions.items():
        read = [(one, values) for one, values in zip(opinions, judged.values[who], strict=True) if values is not None]
        if read:
            opinion, values = read[0]
            lines.append(f"{who} said: {opinion.points[0]} (values: {', '.join(sorted(values)) or 'none'})")
    return "\n".join([*lines, f"score: {score:.2f}"])
