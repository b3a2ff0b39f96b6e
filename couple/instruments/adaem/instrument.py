"""The instrument ``adaem``: finds questions that tell respondents apart, asks them afresh, and compares the values.

The opinions that questions are chosen by are one thing, the *fresh* ones that respondents and questions are judged by
another: they are drawn with other seeds and read by another attributor than the one that chose.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from couple.foundation import UserError, child_seed
from couple.instruments.adaem.aims import AIMS
from couple.instruments.adaem.bank import QuestionBank
from couple.instruments.adaem.compared import Compared
from couple.instruments.adaem.judging import AttributorJudge, LanguageModelJudge, ValueJudge
from couple.instruments.adaem.racing import race
from couple.instruments.adaem.recorded_opinions import read_opinions
from couple.instruments.adaem.reporting import report_findings
from couple.instruments.adaem.scoring import Panel, PanelScorer, judge_questions
from couple.instruments.adaem.search import QuestionSearch
from couple.instruments.adaem.seeds import seed_questions
from couple.instruments.adaem.settings import AdaptiveQuestionsConfig
from couple.instruments.adaem.similarity import SentenceVectors, TextEncoder
from couple.instruments.adaem.writing import ModelWriter, QuestionWriter
from couple.instruments.asking.respondents import ForcedChoice, Respondent
from couple.instruments.findings import Findings
from couple.values import ValueSystem, load_system


class AdaptiveQuestions:
    """Compares the respondent that is asked with those that were invited (``profiles``)."""

    Config = AdaptiveQuestionsConfig
    title = "AdAEM: questions that tell respondents apart"

    def __init__(self, config: AdaptiveQuestionsConfig) -> None:
        self.config = config
        self._others: tuple[Respondent, ...] = ()

    @property
    def profiles(self) -> tuple[str, ...]:
        """Who is to be invited."""
        return self.config.profiles

    def invite(self, others: Sequence[Respondent]) -> None:
        """The respondents that the next one asked is compared with."""
        self._others = tuple(others)

    @cached_property
    def system(self) -> ValueSystem:
        """The values that are compared."""
        return load_system(self.config.system)

    @cached_property
    def encoder(self) -> TextEncoder:
        """Tells how alike texts are."""
        from couple.attribution import SentenceEncoder

        return SentenceVectors(SentenceEncoder.load())

    @cached_property
    def seeds(self) -> dict[str, str]:
        """Topic -> its first question."""
        return seed_questions(self.config.seeds, topics=self.config.topics)

    def judge(self, detector: str) -> ValueJudge:
        """The attributor ``detector`` as a judge of values."""
        from couple.attribution import AttributionConfig, load_attributor

        return AttributorJudge(load_attributor(AttributionConfig(detector=detector), self.system))

    def final_judge(self, log: Path, seed: int) -> ValueJudge:
        """Who reads the fresh opinions: the attributor ``judges``, or the language model ``judge_model``."""
        if self.config.judge_model is None:
            return self.judge(self.config.judges)
        from couple.decoder import DecoderConfig, load_decoder

        model = load_decoder(DecoderConfig(model=self.config.judge_model, batch_size=self.config.batch_size))
        return LanguageModelJudge(ForcedChoice(model), self.system, log=log, seed=seed)

    def recorded(self, path: str | Path) -> Compared:
        """Opinions from a CSV with model, question and answer."""
        opinions = read_opinions(path, form=self.config.form)
        with TemporaryDirectory() as folder:  # of a language model's readings: there is no run folder yet
            judged = judge_questions(opinions, self.final_judge(Path(folder) / "readings.jsonl", seed=0))
        return Compared(list(judged.values()))

    def ask(self, respondent: Respondent, *, log: Path, seed: int) -> Compared:
        """Search for questions, then fresh opinions on what was found and on the seeds.

        Raises ``UserError`` when nobody was invited or two respondents have one name.
        """
        bank = seed_questions(self.config.seeds, topics=None).keys() - self.seeds.keys()
        writer = (
            ModelWriter(respondent, log=log)
            if self.config.writer == "model"
            else QuestionBank(sorted(bank), self.encoder)
        )
        return self.compare((respondent, *self._others), writer, log=log, seed=seed)

    def compare(self, respondents: Sequence[Respondent], writer: QuestionWriter, *, log: Path, seed: int) -> Compared:
        """The same between any respondents, with any writer."""
        names = [one.name for one in respondents]
        if len(set(names)) < max(len(names), 2):
            found = f"it was given {', '.join(names)}"
            raise UserError("instrument=adaem", found, "compare at least two respondents, each with its own name")
        chooser = self.judge(self.config.chooses)
        chosen = self._panel(respondents, chooser, self.config.opinions, log, child_seed(seed, "choosing"))
        seeds = self.seeds
        aim = AIMS[self.config.aim]

        def scorer(opinions: int) -> PanelScorer:
            return PanelScorer(replace(chosen, opinions=opinions), self.encoder, self.config.rewards, aim)

        first = scorer(chosen.opinions)
        search = QuestionSearch(seeds, writer, first, first, self.encoder, self.config.search, seed=seed)
        found = search.run()
        winners = race(
            found.best(None),
            scorer,
            opinions=chosen.opinions,
            halvings=self.config.halvings,
            kept=self.config.kept,
        )
        kept = [one.question for one in winners]
        reader = self.final_judge(log, child_seed(seed, "reading"))
        fresh = self._panel(respondents, reader, self.config.fresh, log, child_seed(seed, "fresh"))
        asked = [*kept, *seeds.values()]
        judged = fresh.ask(asked)
        scored = PanelScorer(fresh, self.encoder, self.config.rewards).scored(judged)
        again = {one.question: one.score for one in scored if one.rewards}
        return Compared(judged[: len(kept)], judged[len(kept) :], found, again)

    def _panel(
        self, respondents: Sequence[Respondent], judge: ValueJudge, opinions: int, log: Path, seed: int
    ) -> Panel:
        return Panel(
            respondents,
            judge,
            log,
            seed,
            opinions,
            self.config.longest,
            self.config.batch_size,
            self.config.form,
        )

    def findings(self, answers: Compared) -> Findings:
        """See ``couple.instruments.adaem.reporting``."""
        return report_findings(answers, self.system, self.config.skill, self.config.rewards, self.config.aim)
