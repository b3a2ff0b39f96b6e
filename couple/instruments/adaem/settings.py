"""What the instrument is told: what is asked, how much, and who reads it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from couple.instruments.adaem.opinions import Form
from couple.instruments.adaem.rewards import RewardsConfig
from couple.instruments.adaem.search_settings import SearchConfig
from couple.instruments.adaem.seeds import TOUCHE23
from couple.instruments.adaem.tournament import SkillConfig


class AdaptiveQuestionsConfig(BaseModel):
    """What is asked, how much, and who reads it.

    Attributes:
        profiles: the others: our decoder as it would answer under each of these profiles (names or paths).
        seeds: ``touche23``, or a file with one question a line; ``topics`` takes that many of them.
        writer: ``bank`` takes new questions from the others of ``seeds``, ``model`` has the respondent write them:
            only a capable one can.
        opinions: a respondent gives on a question while questions are sought. With one, chance stays in separation, and
            questions on which respondents are fickle look better than they are.
        aim: what is sought: ``separation``, how far respondents are told apart, or ``rewards``, the paper's S.
        halvings: rounds in which the better half of what was found is asked for as many opinions again, before the best
            are kept.
        fresh: opinions it gives afterwards; with fewer than two, questions are compared by S alone.
        kept: how many of the questions found are asked afresh.
        form: ``points`` asks for a stance and key points; ``plain`` in the words that our decoder learned, which
            a model under a target needs to differ from others by its target alone.
        longest: tokens of an opinion.
        chooses, judges: the attributors that read opinions in the search and afterwards (``attribution.detector``).
        judge_model: a local chat model that reads the fresh opinions instead of ``judges``, value by value.
        system: whose values are compared.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    profiles: tuple[str, ...] = ("security_first", "freedom_first")
    seeds: str = TOUCHE23
    topics: int | None = Field(default=8, ge=1)
    writer: Literal["bank", "model"] = "bank"
    opinions: int = Field(default=2, ge=1)
    aim: Literal["separation", "rewards"] = "separation"
    halvings: int = Field(default=1, ge=0)
    fresh: int = Field(default=2, ge=1)
    kept: int = Field(default=8, ge=1)
    form: Form = "plain"
    longest: int = Field(default=40, ge=1)
    batch_size: int = Field(default=8, ge=1)
    chooses: str = "fast"
    judges: str = "accurate"
    judge_model: str | None = None
    system: str = "schwartz10"
    search: SearchConfig = SearchConfig(budget=8, proposals=2, depth=0, gain=0.1)
    rewards: RewardsConfig = RewardsConfig()
    skill: SkillConfig = SkillConfig()
