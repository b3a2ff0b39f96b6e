"""The instrument ``portrait``: Value Portrait's 520 replies to everyday texts, scored as published."""

from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from couple.instruments.asking.respondents import Respondent
from couple.instruments.asking.runner import administer
from couple.instruments.findings import Findings
from couple.instruments.portrait.key import THRESHOLD, PortraitKey, portrait_key
from couple.instruments.portrait.presenting import reply_presentations
from couple.instruments.portrait.scoring import RELEASED_LOSSES, score_portrait
from couple.instruments.profile_findings import profile_findings
from couple.instruments.recorded.csv_table import Row, read_rows
from couple.instruments.recorded.ratings import Ratings, ratings_of, read_ratings
from couple.instruments.recorded.scores import DimensionScore
from couple.values import load_system

LIMITS = (
    "These are ratings of replies, a self-report: what the model does in a conversation is another matter.",
    "The scales are of unequal length (11 to 64 items for the ten values) and share items, so their scores are not "
    "independent of one another.",
    "Items are in English and were written by one language model; the tags come from some 45 raters an item.",
    "Scores are relative to the model's own mean over all tagged items: they compare values within a model.",
)


class ValuePortrait:
    """Scores recorded ratings, or puts the items to a respondent, in wordings of our own (not the paper's prompts)."""

    class Config(BaseModel):
        """``compat="released"`` scores exactly as the published files; by default no tagged item is lost.

        ``limit`` asks only that many items, evenly spread over the data set (recorded ratings are scored in full).
        """

        model_config = ConfigDict(frozen=True, extra="forbid")

        threshold: float = Field(default=THRESHOLD, ge=0, lt=1)
        compat: Literal["released"] | None = None
        limit: int | None = Field(default=None, ge=1)
        batch_size: int = Field(default=8, ge=1)

    title = "Value Portrait"

    def __init__(self, config: Config) -> None:
        self.config = config

    @cached_property
    def items(self) -> list[Row]:
        """The data set's item table: texts, and correlations with every dimension."""
        from couple.data import locate

        return read_rows(locate("valueportrait") / "items_tagged.csv", what="item table")

    @cached_property
    def key(self) -> PortraitKey:
        """Which items speak for which dimension."""
        return portrait_key(self.items, threshold=self.config.threshold)

    def recorded(self, path: str | Path) -> Ratings:
        """Ratings from a CSV with model, portrait_id, option_id and one column a prompt version."""
        return read_ratings(path, items=self.key.items, item=("portrait_id", "option_id"))

    def ask(self, respondent: Respondent, *, log: Path, seed: int) -> Ratings:
        """Three wordings in two orders of answers, for each item."""
        items = self.items
        if self.config.limit is not None and self.config.limit < len(items):
            items = [items[place * len(items) // self.config.limit] for place in range(self.config.limit)]
        shown = reply_presentations(items)
        records = administer(shown, respondent, log=log, seed=seed, batch_size=self.config.batch_size)
        return ratings_of(records, items=self.key.items, asked="instrument=portrait")

    def score(self, ratings: Ratings) -> list[DimensionScore]:
        """See ``couple.instruments.portrait.scoring``."""
        lost = RELEASED_LOSSES if self.config.compat == "released" else frozenset()
        return score_portrait(ratings.item_means, self.key, lost=lost)

    def findings(self, answers: Ratings) -> Findings:
        """Profiles with their sensitivities: see ``profile_findings``."""
        return profile_findings(answers, self.score(answers), load_system("schwartz10"), LIMITS)
