"""What a comparison is scored from: fresh opinions on questions, and where the questions came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from couple.instruments.adaem.informativeness import Contrast, contrast
from couple.instruments.adaem.scoring import JudgedQuestion
from couple.instruments.adaem.search_settings import Found
from couple.instruments.adaem.separation import Of, separation
from couple.values import ValueSystem


@dataclass(frozen=True)
class Compared:
    """Fresh opinions on the questions that were found and, where there was a ``search``, on its ``seeds``.

    ``scores``: question -> S on the fresh opinions, for questions that have one.
    """

    questions: Sequence[JudgedQuestion]
    seeds: Sequence[JudgedQuestion] = ()
    search: Found | None = None
    scores: Mapping[str, float] = field(default_factory=dict)

    @property
    def asked(self) -> list[JudgedQuestion]:
        """All of them: every opinion counts for the respondents' scores."""
        return [*self.questions, *self.seeds]

    def gain_in_score(self, *, seed: int) -> Contrast | None:
        """S on fresh opinions, questions found against seeds; None where either has none."""
        found, seeds = (
            [self.scores[one.question] for one in side if one.question in self.scores]
            for side in (self.questions, self.seeds)
        )
        return contrast(found, seeds, seed=seed) if found and seeds else None

    def gain_in_separation(self, system: ValueSystem, of: Of, *, seed: int) -> Contrast | None:
        """``separation`` on fresh opinions, questions found against seeds; None where either has none."""
        found, seeds = (
            [known for one in side if (known := separation(one, system.names, of=of).value) is not None]
            for side in (self.questions, self.seeds)
        )
        return contrast(found, seeds, seed=seed) if found and seeds else None
