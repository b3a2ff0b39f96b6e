"""Who labels choices: a respondent that is asked, in a wording of its own, or an attributor that reads them.

Either says one value a choice, or nothing that can be used. Agreement of an annotator with the labels that the
published sample has is measured in ``experiments/instruments/staircase.md``: that of our attributors is poor.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from couple.foundation import Prompt, numpy_generator
from couple.instruments.asking.presentation import Presentation
from couple.instruments.asking.respondents import Respondent
from couple.instruments.asking.runner import administer
from couple.values import ValueSystem

if TYPE_CHECKING:
    from couple.attribution import Attributor

ANNOTATORS = 3
_SYSTEM = "You study human values. Answer with the name of one value from the list and nothing else."
_WORDINGS = (
    "{situation}\n\nSomebody decides: {choice}\n\nWhich of these values does the decision speak for most?\n{values}",
    "The values are:\n{values}\n\nSituation: {situation}\nDecision: {choice}\n\nWhich value moves whoever decides so?",
    "Situation: {situation}\nDecision: {choice}\n\nName the value below that this decision puts first.\n{values}",
)

Label = str | None


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """One choice to be labelled: its ``item`` name, the situation and what is chosen."""

    item: str
    situation: str
    choice: str


class Annotator(Protocol):
    """Says which value of a system each choice speaks for."""

    def label(self, choices: Sequence[Unlabelled], system: ValueSystem) -> list[Label]:
        """One label a choice, in order; None where it names no value or several."""
        ...


class AskedAnnotator:
    """``respondent`` in one of three wordings; values are listed in an order drawn for each choice and annotator.

    Args:
        respondent: who is asked.
        number: 1 to 3, which wording.
        log: where the runner keeps answers as they were given.
        seed: of the orders, and of what the respondent draws.
        batch_size: choices that the respondent gets at once.
    """

    def __init__(self, respondent: Respondent, number: int, *, log: str | Path, seed: int, batch_size: int = 8) -> None:
        self._respondent, self._number = respondent, number
        self._log, self._seed, self._batch_size = log, seed, batch_size

    def label(self, choices: Sequence[Unlabelled], system: ValueSystem) -> list[Label]:
        """None where the answer names no value or several."""
        shown = [self._presentation(one, system) for one in choices]
        doing = f"annotator {self._number} of {ANNOTATORS}"
        records = administer(
            shown, self._respondent, log=self._log, seed=self._seed, batch_size=self._batch_size, doing=doing
        )
        return [read_value(record["text"], system) for record in records]

    def _presentation(self, one: Unlabelled, system: ValueSystem) -> Presentation:
        order = numpy_generator(self._seed, "order of values", self._number, one.item).permutation(len(system.values))
        values = [system.values[place] for place in order]
        listed = "\n".join(f"- {value.label}: {value.definition}" for value in values)
        asked, blank = (
            _WORDINGS[self._number - 1].format(situation=situation, choice=choice, values=listed)
            for situation, choice in ((one.situation, one.choice), ("N/A", "N/A"))
        )
        options = tuple(value.label for value in values)
        version = f"annotator {self._number}"
        return Presentation(one.item, version, Prompt(asked, _SYSTEM), options, blank=Prompt(blank, _SYSTEM))


class ReadingAnnotator:
    """``attributor`` reads the choice alone; the value with the highest score is the label, if any is present at all.

    An attributor reads the values of its own system and no other.
    """

    def __init__(self, attributor: "Attributor") -> None:
        self._attributor = attributor

    def label(self, choices: Sequence[Unlabelled], system: ValueSystem) -> list[Label]:
        """None where no value reaches the threshold that was tuned on human labels."""
        from couple.attribution import Utterance

        if self._attributor.system.name != system.name:
            raise ValueError(f"the attributor reads {self._attributor.system.name}, not {system.name}")
        found = self._attributor.attribute([Utterance(one.choice, identifier=one.item) for one in choices])
        return [max(one.scores, key=one.scores.__getitem__) if any(one.present.values()) else None for one in found]


def read_value(text: str, system: ValueSystem) -> Label:
    """The one value of the system that ``text`` names by its label or the label's first half."""
    folded = " ".join(text.casefold().replace("-", " ").split())
    named = {value.name for value in system.values if value.label.split("/")[0].casefold().replace("-", " ") in folded}
    return named.pop() if len(named) == 1 else None
