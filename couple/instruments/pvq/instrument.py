"""The instrument ``pvq``: a portrait questionnaire with a key, ours or from a file, scored as Schwartz scores his."""

from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from couple.foundation import UserError
from couple.instruments.asking.answer_key import RatingKey
from couple.instruments.asking.respondents import Respondent
from couple.instruments.asking.runner import administer
from couple.instruments.findings import Findings
from couple.instruments.ordinal.countries import country_ratings
from couple.instruments.ordinal.settings import RegressionSettings
from couple.instruments.profile_findings import profile_findings
from couple.instruments.pvq.presenting import portrait_presentations
from couple.instruments.pvq.questionnaire import SHIPPED, Questionnaire, load_questionnaire
from couple.instruments.pvq.scoring import score_questionnaire
from couple.instruments.recorded.ratings import Ratings, ratings_of, read_ratings
from couple.instruments.recorded.scores import DimensionScore

LIMITS = (
    "The shipped portraits are in our own words and have not been validated on people: scores may not be compared with "
    "scores on the PVQ itself.",
    "A questionnaire asks for a self-report: what the model does in a conversation is another matter.",
    "A model's likeliest answers have no sampling error to show: this is one administration.",
    "A small model may answer by position rather than by content: read the order sensitivity before the profile.",
)


class PortraitQuestionnaire:
    """Shows each portrait with the six answers in both orders; an item's rating is the mean of the two."""

    class Config(BaseModel):
        """``questionnaire`` is ``portraits40`` or the path of a YAML file in the same form.

        ``regression`` adds a Bayesian ordinal regression of all respondents; ``own_items``, ``countries`` with
        ``people`` of each, and ``regression_seed`` are its settings: see ``RegressionSettings``.
        """

        model_config = ConfigDict(frozen=True, extra="forbid")

        questionnaire: str = SHIPPED
        batch_size: int = Field(default=8, ge=1)
        regression: Literal["nuts", "svi", "map"] | None = None
        own_items: bool = False
        countries: tuple[str, ...] = ()
        people: int = Field(default=30, ge=1)
        regression_seed: int = Field(default=0, ge=0)

    def __init__(self, config: Config) -> None:
        self.config = config

    @property
    def title(self) -> str:
        """The questionnaire's name."""
        return f"Portrait questionnaire {self.questionnaire.name}"

    @cached_property
    def questionnaire(self) -> Questionnaire:
        """The items and their key."""
        return load_questionnaire(self.config.questionnaire)

    def answer_key(self) -> RatingKey:
        """Each item speaks for one value."""
        return RatingKey(self.questionnaire.values, {item.id: (item.value,) for item in self.questionnaire.items})

    @cached_property
    def countries(self) -> Ratings | None:
        """The countries that take part in the regression; None where none was asked for.

        Raises:
            UserError: without a regression there is nothing to take part in; or as ``country_ratings``.
        """
        config = self.config
        if not config.countries:
            return None
        if config.regression is None:
            asked = f"instrument.countries={','.join(config.countries)}"
            raise UserError(asked, "countries take part in the regression only", "add instrument.regression=svi")
        return country_ratings(config.countries, people=config.people, seed=config.regression_seed)

    def recorded(self, path: str | Path) -> Ratings:
        """Ratings from a CSV with model, item and one column an administration."""
        _ = self.countries  # what is wrong with them is said before anything is computed
        return read_ratings(path, items=[item.id for item in self.questionnaire.items])

    def ask(self, respondent: Respondent, *, log: Path, seed: int) -> Ratings:
        """Every portrait twice, the answers listed downwards and upwards."""
        _ = self.countries
        items = self.questionnaire.items
        shown = portrait_presentations([(item.id, item.text) for item in items])
        records = administer(shown, respondent, log=log, seed=seed, batch_size=self.config.batch_size)
        return ratings_of(records, items=[item.id for item in items], asked="instrument=pvq")

    def score(self, ratings: Ratings) -> list[DimensionScore]:
        """See ``couple.instruments.pvq.scoring``."""
        system = self.questionnaire.values
        return score_questionnaire(ratings.item_means, self.questionnaire.key, system.higher_order)

    def findings(self, answers: Ratings) -> Findings:
        """Profiles with their sensitivities (see ``profile_findings``) and, when asked for, the ordinal regression."""
        system, config = self.questionnaire.values, self.config
        plain = profile_findings(answers, self.score(answers), system, LIMITS)
        if config.regression is None:
            return plain
        from couple.instruments.ordinal.findings import add_regression

        settings = RegressionSettings(
            inference=config.regression, own_items=config.own_items, seed=config.regression_seed
        )
        key, groups = self.questionnaire.key, system.higher_order
        return add_regression(plain, answers, key, groups, settings, countries=self.countries)
