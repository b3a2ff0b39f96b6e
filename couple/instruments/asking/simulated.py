"""A person whose value priorities are known, and who answers by them: what does an instrument make of such a one?

    P(option o, shown in place k = 0, 1, ...) is proportional to exp((appeal(o) - lean * k) / noise)

The appeal of an option to somebody with these priorities is told by the instrument's key (``answer_key``), in points of
priority. Choices between two values are then Bradley and Terry's, with priority / noise as strengths. Ratings are
normal about what is meant, ``lean`` points towards the answer that is shown first, with variance ``noise`` and
restricted to the whole numbers of the scale. McFadden (1974), conditional logit.
"""

import math
from collections.abc import Sequence
from contextlib import suppress

from pydantic import BaseModel, ConfigDict, Field

from couple.foundation import UserError, numpy_generator
from couple.instruments.asking.answer_key import AnswerKey
from couple.instruments.asking.answer_log import content_id
from couple.instruments.asking.presentation import Presentation
from couple.values import MIDDLE, ValueProfile

LIMIT = (
    "The answers are those of a simulated person, who knows what each of them speaks for: they show what the length, "
    "the scale and the scoring of the instrument keep of known priorities, and nothing of the values of any model."
)


class SimulatedPersonConfig(BaseModel):
    """How a simulated person answers.

    Attributes:
        lean: points of priority that an option loses with every place behind the first; negative leans to the last.
        noise: points of priority that are worth a logit; a rating's variance is as large.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    lean: float = 0.0
    noise: float = Field(default=1.0, gt=0)


class SimulatedPerson:
    """Somebody with the priorities of ``profile``, who reads the items by ``key``.

    Values of the instrument that the profile leaves out sit at the middle of the scale. What is told around the item, a
    persona or earlier choices, is not read: this person does not change.

    Args:
        profile: in a value system of the instrument, or in one that ships with a mapping to it.
        key: of the instrument that is to be filled in.
        config: lean and noise.
        name: what the scores are filed under, such as ``simulated [security_first]``.

    Raises:
        UserError: the profile says nothing of the values that the instrument measures.
    """

    def __init__(self, profile: ValueProfile, key: AnswerKey, config: SimulatedPersonConfig, *, name: str) -> None:
        self.name, self.config = name, config
        self.planted = _in_systems_of(key, profile)
        names = [value for system in key.systems for value in system.names]
        self.unsaid = tuple(value for value in names if value not in self.planted)
        self._key, self._priorities = key, {**dict.fromkeys(self.unsaid, MIDDLE), **self.planted}
        held = {"priorities": self._priorities, "key": key.fingerprint, **config.model_dump()}
        self.fingerprint = f"simulated person {content_id(held)}"

    @property
    def facts(self) -> dict[str, str]:
        """Who this is, for a report."""
        drawn = f"noise {self.config.noise:g}, lean {self.config.lean:g}"
        facts = {"respondent": f"{self.name}, a simulated person ({drawn}): no model was asked"}
        if self.unsaid:
            facts["values its profile leaves out"] = f"{', '.join(self.unsaid)}: they sit at the middle of the scale"
        return facts

    def answer(self, shown: Sequence[Presentation], *, seed: int) -> list[str]:
        """One of each presentation's options, drawn for its item and version, whatever else is in the batch."""
        return [self._draw(one, seed) for one in shown]

    def probabilities(self, shown: Presentation) -> list[float]:
        """How likely each of ``shown.options`` is, in their order."""
        appeals = self._key.appeal(shown, self._priorities)
        logits = [(appeal - self.config.lean * place) / self.config.noise for place, appeal in enumerate(appeals)]
        weights = [math.exp(logit - max(logits)) for logit in logits]
        return [weight / sum(weights) for weight in weights]

    def _draw(self, shown: Presentation, seed: int) -> str:
        drawn = numpy_generator(seed, shown.item, shown.version).choice(len(shown.options), p=self.probabilities(shown))
        return shown.options[drawn]


def _in_systems_of(key: AnswerKey, profile: ValueProfile) -> dict[str, float]:
    """What ``profile`` says of the values of ``key``: value -> 1..5."""
    planted: dict[str, float] = {}
    for system in key.systems:
        with suppress(UserError):  # of one of two systems a profile may say nothing
            planted |= profile.convert(system).priorities
    if not planted:
        measured = " and ".join(system.name for system in key.systems)
        found = f"it is about values of {profile.system.name}, the instrument about those of {measured}"
        raise UserError("simulate a person with this profile", found, f"give a profile with system: {measured}")
    return planted
