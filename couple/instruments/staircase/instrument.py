"""The instrument ``staircase``: five-step moral dilemmas, climbed with the respondent's own earlier choices in view."""

from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from couple.instruments.asking.respondents import Respondent
from couple.instruments.findings import Findings
from couple.instruments.recorded.ratings import Irregularity
from couple.instruments.recorded.scores import DimensionScore
from couple.instruments.staircase.asking import climb
from couple.instruments.staircase.choices import Choices, read_choices
from couple.instruments.staircase.conflicts import conflicts_of
from couple.instruments.staircase.dilemma import FAMILIES, without_repeats
from couple.instruments.staircase.preference import preference_scores
from couple.instruments.staircase.reading import Staircases, read_staircases
from couple.instruments.staircase.report import Settings, staircase_findings

SAMPLE = "mmd_sample"
_SAMPLE_FILES = ("MMDs_MFT.json", "MMDs_Schwartz.json")


class StaircaseOfDilemmas:
    """Puts staircases to a respondent step by step, or scores recorded choices."""

    class Config(BaseModel):
        """``dilemmas``: files in the published form, or ``mmd_sample``; ``contexts``: each is a way up of its own.

        ``limit`` asks only the first so many dilemmas of each family. ``draws`` and ``bootstrap_seed`` are of the
        intervals; ``prior_wins`` are added to both sides of every two values before strengths are fitted.
        """

        model_config = ConfigDict(frozen=True, extra="forbid")

        dilemmas: tuple[str, ...] = Field(default=(SAMPLE,), min_length=1)
        contexts: tuple[Literal["full", "none", "causal"], ...] = Field(default=("full",), min_length=1)
        limit: int | None = Field(default=None, ge=1)
        batch_size: int = Field(default=8, ge=1)
        draws: int = Field(default=1_000, ge=100)
        bootstrap_seed: int = 0
        prior_wins: float = Field(default=0.5, ge=0)

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

    def recorded(self, path: str | Path) -> Choices:
        """Choices from a CSV with model, dilemma, step and chosen; see ``couple.instruments.staircase.choices``."""
        dilemmas = self.staircases.dilemmas
        made, irregularities = read_choices(path, dilemmas=[dilemma.id for dilemma in dilemmas])
        return Choices(dilemmas, made, (*self.staircases.irregularities, *irregularities))

    def ask(self, respondent: Respondent, *, log: Path, seed: int) -> Choices:
        """Every distinct dilemma, in every context."""
        dilemmas = without_repeats(self.staircases.dilemmas)
        asked = tuple(
            one
            for family in FAMILIES
            for one in [dilemma for dilemma in dilemmas if dilemma.family == family][: self.config.limit]
        )
        contexts, batch_size = tuple(dict.fromkeys(self.config.contexts)), self.config.batch_size
        made = climb(asked, respondent, contexts=contexts, log=log, seed=seed, batch_size=batch_size)
        repeated = len(self.staircases.dilemmas) - len(dilemmas)
        twice = Irregularity("the data", "dilemma repeated word for word", repeated, "", "asked once")
        return Choices(asked, made, (*self.staircases.irregularities, *((twice,) if repeated else ())))

    def score(self, choices: Choices) -> list[DimensionScore]:
        """See ``couple.instruments.staircase.preference``."""
        return [score for one in conflicts_of(choices.dilemmas, choices.made) for score in preference_scores(one)]

    def findings(self, answers: Choices) -> Findings:
        """See ``couple.instruments.staircase.report``."""
        config = self.config
        return staircase_findings(answers, Settings(config.bootstrap_seed, config.draws, config.prior_wins))
