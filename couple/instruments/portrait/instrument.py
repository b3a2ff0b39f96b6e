"""The instrument ``portrait``: Value Portrait's 520 replies to everyday texts, scored as published."""

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from couple.foundation import UserError
from couple.instruments.asking.answer_key import RatingKey
from couple.instruments.asking.respondents import Respondent
from couple.instruments.asking.runner import administer
from couple.instruments.findings import Findings
from couple.instruments.portrait.findings import portrait_findings
from couple.instruments.portrait.key import THRESHOLD, PortraitKey, item_name, portrait_key
from couple.instruments.portrait.personas import Persona, find_personas, read_personas
from couple.instruments.portrait.presenting import reply_presentations
from couple.instruments.portrait.scoring import RELEASED_LOSSES, score_portrait
from couple.instruments.portrait.short_form import short_form
from couple.instruments.portrait.tagging import Tagging, tag_items
from couple.instruments.portrait.variants import Under, Variant, steered_towards
from couple.instruments.recorded.csv_table import Row, read_rows
from couple.instruments.recorded.ratings import Ratings, ratings_of, read_ratings
from couple.instruments.recorded.scores import DimensionScore
from couple.values import load_system


class ValuePortrait:
    """Scores recorded ratings, or puts the items to a respondent, in wordings of our own (not the paper's prompts)."""

    class Config(BaseModel):
        """``compat="released"`` scores exactly as the published files; by default no tagged item is lost.

        ``limit`` asks only that many items, the values taking turns (recorded ratings are scored in full); scores of a
        short form are relative to its own items and may not be compared with those of the full one.
        ``steer`` and ``personas`` ask the respondent once more under each of these values and personas; a persona is a
        name in ``persona_file`` (ours by default) or a country. ``human_ratings`` and ``human_values``, given together,
        are CSV files that tags are computed from in place of the data set's (see ``human_ratings.py``).
        """

        model_config = ConfigDict(frozen=True, extra="forbid")

        threshold: float = Field(default=THRESHOLD, ge=0, lt=1)
        compat: Literal["released"] | None = None
        limit: int | None = Field(default=None, ge=1)
        batch_size: int = Field(default=8, ge=1)
        steer: Literal["all"] | tuple[str, ...] = ()
        personas: tuple[str, ...] = ()
        persona_file: str | None = None
        human_ratings: str | None = None
        human_values: str | None = None

    title = "Value Portrait"

    def __init__(self, config: Config) -> None:
        self.config, self.values = config, load_system("schwartz10")
        steer = self.values.names if config.steer == "all" else config.steer
        self.values.require(steer, asked="instrument.steer")
        self.steer = tuple(dict.fromkeys(steer))
        self.known_personas = read_personas(config.persona_file)
        self.personas: list[Persona] = find_personas(dict.fromkeys(config.personas), self.known_personas)
        if (config.human_ratings is None) != (config.human_values is None):
            found = "one of instrument.human_ratings and instrument.human_values is missing"
            raise UserError("tags from human ratings", found, "give both files, or neither")

    @cached_property
    def items(self) -> list[Row]:
        """The data set's item table: texts, and correlations with every dimension."""
        from couple.data import locate

        return read_rows(locate("valueportrait") / "items_tagged.csv", what="item table")

    @cached_property
    def tagging(self) -> Tagging | None:
        """Tags from the user's human ratings; None where the data set's own are used."""
        config, items = self.config, [item_name(row) for row in self.items]
        if config.human_ratings is None or config.human_values is None:
            return None
        return tag_items(config.human_ratings, config.human_values, items, threshold=config.threshold)

    @cached_property
    def key(self) -> PortraitKey:
        """Which items speak for which dimension."""
        return self.tagging.key if self.tagging else portrait_key(self.items, threshold=self.config.threshold)

    def answer_key(self) -> RatingKey:
        """An item speaks for the basic values that it is tagged with: for none, one or several."""
        scales = {value.lower(): items for value, items in self.key.scales["pvq"].items()}
        values = [value for value in self.values.names if value in scales]
        return RatingKey(
            self.values, {item: [value for value in values if item in scales[value]] for item in self.key.items}
        )

    def recorded(self, path: str | Path) -> Ratings:
        """Ratings from a CSV with model, portrait_id, option_id and one column a prompt version."""
        return read_ratings(path, items=self.key.items, item=("portrait_id", "option_id"))

    def ask(self, respondent: Respondent, *, log: Path, seed: int) -> Ratings:
        """Three wordings in two orders of answers, for each item; then the same under every variant."""
        asked = frozenset(short_form(self.key, self.config.limit or len(self.items)))
        items = [row for row in self.items if item_name(row) in asked]
        batch = self.config.batch_size
        records = administer(reply_presentations(items), respondent, log=log, seed=seed, batch_size=batch)
        for variant in self.variants:
            shown, under = reply_presentations(items, system=variant.system), Under(respondent, variant)
            records += administer(shown, under, log=log, seed=seed, batch_size=batch, doing=f"asking as {variant.name}")
        return ratings_of(records, items=self.key.items, asked="instrument=portrait")

    @property
    def variants(self) -> list[Variant]:
        """What the respondent is asked as, besides itself."""
        steered = [steered_towards(self.values.value(name)) for name in self.steer]
        return steered + [persona.variant for persona in self.personas]

    def score(self, ratings: Ratings) -> list[DimensionScore]:
        """See ``couple.instruments.portrait.scoring``."""
        lost = RELEASED_LOSSES if self.config.compat == "released" else frozenset()
        return score_portrait(ratings.item_means, self.key, lost=lost)

    def findings(self, answers: Ratings) -> Findings:
        """See ``portrait_findings``; tags from own human ratings are a further file."""
        found = portrait_findings(answers, self.score(answers), self.key, self.known_personas)
        if self.tagging is None:
            return found
        irregular = (*found.irregularities, *self.tagging.irregularities)
        return replace(found, irregularities=irregular, files={**found.files, "tags.csv": self.tagging.csv})
