"""One text, one prompt, all values: the level of each, and the phrases that the model says carry them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from couple.attribution.language_model.asking import ask
from couple.attribution.language_model.chat import ChatModel
from couple.attribution.language_model.criteria import Criteria
from couple.attribution.language_model.form import levels_form, phrases_form
from couple.attribution.language_model.prompting import WORDING, quoting_conversation, rating_conversation
from couple.attribution.protocol import Utterance
from couple.foundation import fingerprint_bytes
from couple.values import ValueSystem

ABSENT, MENTIONED = 2, 3  # from MENTIONED on a value counts as present


@dataclass(frozen=True)
class Reading:
    """The level of every value in one text, or None and the ``reason``. ``repaired``: the model was asked twice."""

    levels: Mapping[str, int] | None
    reason: str | None = None
    repaired: bool = False

    @property
    def present(self) -> tuple[str, ...]:
        """The values that the text at least mentions."""
        return tuple(name for name, level in (self.levels or {}).items() if level >= MENTIONED)


class Rater:
    """``chat`` under ``criteria``. Raises ``UserError`` when these are not the criteria of ``system``."""

    def __init__(
        self, system: ValueSystem, chat: ChatModel, criteria: Criteria, *, max_new_tokens: int, seed: int
    ) -> None:
        criteria.require(system)
        self.system, self.criteria = system, criteria
        self._chat, self._max_new_tokens, self._seed = chat, max_new_tokens, seed
        names = sorted(system.names)  # as in the prompt: names decide, not their places in the system
        self._levels, self._phrases = levels_form(names), phrases_form(names)

    @property
    def fingerprint(self) -> str:
        """Of the model and everything that it is told beside the text."""
        names = sorted(self.system.names)
        values = [f"{self.system.value(name)!r} {self.criteria.values[name]!r}" for name in names]
        settings = f"{self._levels.schema} {self._max_new_tokens} {self._seed}"
        return fingerprint_bytes("\n".join([self._chat.fingerprint, WORDING, *values, settings]).encode())

    def rate(self, utterances: Sequence[Utterance]) -> list[Reading]:
        """One reading for each utterance, in order; each is asked about as a whole."""
        conversations = [rating_conversation(one, self.system, self.criteria) for one in utterances]
        limit, seed = self._max_new_tokens, self._seed
        answers = ask(self._chat, conversations, self._levels, max_new_tokens=limit, seed=seed)
        return [Reading(self._ordered(answer.content), answer.reason, answer.repaired) for answer in answers]

    def quote(self, utterances: Sequence[Utterance], readings: Sequence[Reading]) -> list[list[tuple[str, str]]]:
        """For each utterance, pairs of a value that is present and a phrase, as the model gives them: unchecked."""
        places = [place for place, reading in enumerate(readings) if reading.present]
        conversations = [
            quoting_conversation(
                rating_conversation(utterances[place], self.system, self.criteria),
                readings[place].levels or {},
                readings[place].present,
            )
            for place in places
        ]
        found: list[list[tuple[str, str]]] = [[] for _ in utterances]
        limit, seed = self._max_new_tokens, self._seed
        answers = ask(self._chat, conversations, self._phrases, max_new_tokens=limit, seed=seed)
        for place, answer in zip(places, answers, strict=True):
            pairs = [(one["value"], one["phrase"].strip()) for one in (answer.content or {}).get("concepts", [])]
            found[place] = [pair for pair in dict.fromkeys(pairs) if pair[0] in readings[place].present]
        return found

    def _ordered(self, levels: Mapping[str, int] | None) -> Mapping[str, int] | None:
        """Levels in the order of the system."""
        return {name: levels[name] for name in self.system.names} if levels else None
