"""The instrument ``staircase``: five-step moral dilemmas, climbed with the respondent's own earlier choices in view."""

from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from couple.foundation import UserError
from couple.instruments.asking.respondents import Respondent
from couple.instruments.findings import Findings
from couple.instruments.recorded.irregularities import Irregularity
from couple.instruments.recorded.scores import DimensionScore
from couple.instruments.staircase.climbing.answer_key import StaircaseKey
from couple.instruments.staircase.climbing.asking import climb
from couple.instruments.staircase.climbing.choices import Choices, read_choices
from couple.instruments.staircase.dilemmas.dilemma import FAMILIES, without_repeats
from couple.instruments.staircase.dilemmas.reading import Staircases, read_staircases
from couple.instruments.staircase.reporting.findings import Settings, staircase_findings
from couple.instruments.staircase.scoring.conflicts import conflicts_of
from couple.instruments.staircase.scoring.preference import preference_scores
from couple.instruments.staircase.writing.annotators import ANNOTATORS, AskedAnnotator
from couple.instruments.staircase.writing.form_filler import FormFiller
from couple.instruments.staircase.writing.generating import generate_staircases, load_norms
from couple.instruments.staircase.writing.generation import Generation

SAMPLE = "mmd_sample"
_SAMPLE_FILES = ("MMDs_MFT.json", "MMDs_Schwartz.json")


class StaircaseOfDilemmas:
    """Puts staircases to a respondent step by step, or scores recorded choices."""

    class Config(BaseModel):
        """``dilemmas``: files in the published form, or ``mmd_sample``; ``contexts``: each is a way up of its own.

        ``orders``: 2 climbs every staircase twice, the second time with each step's choices exchanged, so that leaning
        to a place cancels. ``limit`` asks only the first so many dilemmas of each family. ``draws`` and
        ``bootstrap_seed`` are of the intervals; ``prior_wins`` are added to both sides of every two values before
        strengths are fitted.
        ``generate`` asks for so many new staircases over the values of ``family`` and puts these instead of
        ``dilemmas``; ``norms`` is a YAML list of what they start from. They are written and labelled by the respondent
        itself, or by ``writer``, a local chat model whose decoding is held to the form.
        """

        model_config = ConfigDict(frozen=True, extra="forbid")

        dilemmas: tuple[str, ...] = Field(default=(SAMPLE,), min_length=1)
        contexts: tuple[Literal["full", "none", "causal"], ...] = Field(default=("full",), min_length=1)
        orders: Literal[1, 2] = 1
        limit: int | None = Field(default=None, ge=1)
        batch_size: int = Field(default=8, ge=1)
        draws: int = Field(default=1_000, ge=100)
        bootstrap_seed: int = 0
        prior_wins: float = Field(default=0.1, ge=0)
        generate: int = Field(default=0, ge=0)
        family: Literal["mft", "schwartz"] = "schwartz"
        norms: str | None = None
        writer: str | None = None

    title = "The staircase of moral dilemmas"

    def __init__(self, config: Config) -> None:
        self.config = config

    @cached_property
    def staircases(self) -> Staircases:
        """The dilemmas as they are in the files, those that stand twice included."""
        from couple.data import locate

        paths: list[Path] = []
        for name in self.config.dilemmas:
            paths += [locate(SAMPLE) / file for file in _SAMPLE_FILES] if name == SAMPLE else [Path(name).expanduser()]
        return read_staircases(paths)

    def answer_key(self) -> StaircaseKey:
        """The labels in the files. Raises ``UserError`` where staircases are still to be written and labelled."""
        if self.config.generate:
            asked = f"instrument.generate={self.config.generate}"
            found = "nobody has said yet which values their choices speak for"
            raise UserError(asked, found, "write them with a model, then put instrument.dilemmas=[RUN/staircases.json]")
        return StaircaseKey(self.staircases.dilemmas)

    def recorded(self, path: str | Path) -> Choices:
        """Choices from a CSV with model, dilemma, step and chosen; see ``read_choices``."""
        dilemmas = self.staircases.dilemmas
        made, irregularities = read_choices(path, dilemmas=[dilemma.id for dilemma in dilemmas])
        return Choices(dilemmas, made, (*self.staircases.irregularities, *irregularities))

    def ask(self, respondent: Respondent, *, log: Path, seed: int) -> Choices:
        """Every distinct dilemma, in every context; new ones are written first."""
        if self.config.generate:
            made = self._generated(respondent, log, seed)
            found, facts, files = made.irregularities, made.facts, made.files
            dilemmas = made.dilemmas
        else:
            dilemmas = without_repeats(self.staircases.dilemmas)
            found, facts, files = (*self.staircases.irregularities, *self._repeated()), {}, {}
        asked = tuple(
            one
            for family in FAMILIES
            for one in [dilemma for dilemma in dilemmas if dilemma.family == family][: self.config.limit]
        )
        config = self.config
        chosen = climb(
            asked,
            respondent,
            contexts=tuple(dict.fromkeys(config.contexts)),
            log=log,
            seed=seed,
            batch_size=config.batch_size,
            orders=config.orders,
        )
        return Choices(asked, chosen, found, facts, files)

    def _repeated(self) -> tuple[Irregularity, ...]:
        dilemmas = self.staircases.dilemmas
        count = len(dilemmas) - len(without_repeats(dilemmas))
        twice = Irregularity("the data", "dilemma repeated word for word", count, "", "asked once")
        return (twice,) if count else ()

    def _generated(self, respondent: Respondent, log: Path, seed: int) -> Generation:
        config, writer = self.config, respondent
        if config.writer:
            from couple.attribution.language_model.local_chat import LocalChat

            writer = FormFiller(LocalChat.load(config.writer, batch_size=config.batch_size))
        norms = load_norms(config.norms)
        annotators = [
            AskedAnnotator(writer, number, log=log, seed=seed, batch_size=config.batch_size)
            for number in range(1, ANNOTATORS + 1)
        ]
        made = generate_staircases(
            config.generate,
            config.family,
            writer,
            annotators,
            norms=norms,
            log=log,
            seed=seed,
            batch_size=config.batch_size,
        )
        if not made.dilemmas:
            reasons = "; ".join(f"{count} times {why}" for why, count in made.reasons.items())
            remedy = "use a larger model; the texts as written are in the run folder's answers.jsonl"
            raise UserError(f"instrument.generate={config.generate}", f"no staircase could be read: {reasons}", remedy)
        return made

    def score(self, choices: Choices) -> list[DimensionScore]:
        """See ``couple.instruments.staircase.scoring.preference``."""
        return [score for one in conflicts_of(choices.dilemmas, choices.made) for score in preference_scores(one)]

    def findings(self, answers: Choices) -> Findings:
        """See ``couple.instruments.staircase.reporting.findings``."""
        config = self.config
        return staircase_findings(answers, Settings(config.bootstrap_seed, config.draws, config.prior_wins))
