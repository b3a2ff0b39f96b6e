"""The attributor that asks a language model for the level of every value, 1 (contradicted) to 5 (most important).

A level that the model did not give is unknown: no text gets a score because a reply was cut off, refused or not valid.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from couple.attribution.language_model.cache import CachedChat
from couple.attribution.language_model.chat import ChatModel
from couple.attribution.language_model.configuration import LanguageModelAttributionConfig
from couple.attribution.language_model.criteria import Criteria, load_criteria
from couple.attribution.language_model.level_probabilities import LevelProbabilities
from couple.attribution.language_model.pieces import pieces
from couple.attribution.language_model.quoting import carrying_phrases
from couple.attribution.language_model.rater import ABSENT, MENTIONED, Rater, Reading
from couple.attribution.protocol import EMPTY_TEXT, NOTHING, Attribution, Concept, Utterance
from couple.foundation import UserError, fingerprint_bytes
from couple.values import ValueSystem
from couple.values.frozen import FrozenMapping


@dataclass(frozen=True)
class _Part:
    """A piece of the utterance at place ``owner``, from character ``start`` on, and what was read in it."""

    owner: int
    start: int
    utterance: Utterance


class LanguageModelAttributor:
    """Reads texts with ``rater``. ``scores`` are whole levels; ``present`` is 1 from level 3 on.

    A text of more than ``longest_piece`` characters is read in pieces. ``probabilities`` are empty unless they were
    measured for this rater: a level alone is no probability.
    """

    def __init__(self, rater: Rater, *, longest_piece: int, probabilities: LevelProbabilities | None = None) -> None:
        if probabilities and probabilities.rater != rater.fingerprint:
            found = f"they were measured for the rater {probabilities.rater}, this one is {rater.fingerprint}"
            remedy = "measure them again for this model and these criteria, or set probabilities=null"
            raise UserError("state the probabilities of levels", found, remedy)
        self.rater, self._longest_piece, self._probabilities = rater, longest_piece, probabilities

    @property
    def system(self) -> ValueSystem:
        """The system whose values are rated."""
        return self.rater.system

    @property
    def fingerprint(self) -> str:
        """Of the rater, the length of pieces, and the measured probabilities."""
        table = self._probabilities.model_dump_json() if self._probabilities else ""
        return fingerprint_bytes(f"{self.rater.fingerprint} {self._longest_piece} {table}".encode())

    def attribute(self, utterances: Sequence[Utterance], *, concepts: bool = False) -> list[Attribution]:
        """One attribution for each utterance, in order; ``reason`` says why a text has no scores.

        Concepts are asked for after the levels and change none of them; see ``carrying_phrases`` for their weight.
        """
        parts = self._parts(utterances)
        texts = [part.utterance for part in parts]
        by_part = self.rater.rate(texts)
        readings = _joined(parts, by_part, len(utterances))
        found: list[list[Concept]] = [[] for _ in utterances]
        if concepts:
            for part, carrying in zip(parts, carrying_phrases(self.rater, texts, by_part), strict=True):
                found[part.owner] += [_moved(concept, part.start) for concept in carrying]
        return [
            EMPTY_TEXT if utterance.empty else self._attribution(reading, tuple(own))
            for utterance, reading, own in zip(utterances, readings, found, strict=True)
        ]

    def read(self, utterances: Sequence[Utterance]) -> list[Reading]:
        """The bare levels of each utterance, in order; None for an empty one."""
        parts = self._parts(utterances)
        return _joined(parts, self.rater.rate([part.utterance for part in parts]), len(utterances))

    def _parts(self, utterances: Sequence[Utterance]) -> list[_Part]:
        parts = [
            _Part(owner, start, replace(utterance, text=utterance.text[start:end]))
            for owner, utterance in enumerate(utterances)
            for start, end in pieces(utterance.text, self._longest_piece)
        ]
        return [part for part in parts if not part.utterance.empty]

    def _attribution(self, reading: Reading, concepts: tuple[Concept, ...]) -> Attribution:
        if reading.levels is None:
            return Attribution(NOTHING, NOTHING, FrozenMapping({}), reason=reading.reason)
        table = self._probabilities
        known = {name: table.probabilities[level - 1] for name, level in reading.levels.items()} if table else {}
        return Attribution(
            FrozenMapping({name: float(level) for name, level in reading.levels.items()}),
            FrozenMapping(known),
            FrozenMapping({name: int(level >= MENTIONED) for name, level in reading.levels.items()}),
            concepts,
        )


def load_language_model_attributor(
    config: LanguageModelAttributionConfig, system: ValueSystem, chat: ChatModel | None = None
) -> LanguageModelAttributor:
    """The attributor that ``config`` describes, for any system; ``chat`` replaces the model that it names.

    Raises:
        UserError: the criteria or probabilities cannot be read or belong elsewhere; the model cannot be loaded.
    """
    # What costs nothing is read first, so that a mistake in it does not wait for the weights.
    criteria = load_criteria(config.criteria, system) if config.criteria else Criteria.from_definitions(system)
    table = LevelProbabilities.load(config.probabilities) if config.probabilities else None
    chat = chat or load_chat(config)
    kept = CachedChat(chat, config.cache) if config.cache else chat
    rater = Rater(system, kept, criteria, max_new_tokens=config.max_new_tokens, seed=config.seed)
    return LanguageModelAttributor(rater, longest_piece=config.longest_piece, probabilities=table)


def load_chat(config: LanguageModelAttributionConfig) -> ChatModel:
    """The server of ``config``, or else its local model."""
    if config.server:
        from couple.attribution.language_model.server_chat import ServerChat

        return ServerChat(config.server)
    from couple.attribution.language_model.local_chat import LocalChat

    return LocalChat.load(config.model, precision=config.precision, batch_size=config.batch_size)


def _joined(parts: Sequence[_Part], by_part: Sequence[Reading], texts: int) -> list[Reading]:
    """Each text's reading from its pieces'; a piece that could not be read leaves the text unknown."""
    own: list[list[Reading]] = [[] for _ in range(texts)]
    for part, reading in zip(parts, by_part, strict=True):
        own[part.owner].append(reading)
    return [_join(readings) for readings in own]


def _join(readings: Sequence[Reading]) -> Reading:
    """A value's level is the one furthest from absent, the higher of two as far."""
    if len(readings) == 1:
        return readings[0]
    for number, reading in enumerate(readings, start=1):
        if reading.levels is None:
            return Reading(None, f"piece {number} of {len(readings)}: {reading.reason}")
    found = [reading.levels for reading in readings if reading.levels]
    names = found[0] if found else {}
    levels = {name: max((one[name] for one in found), key=lambda k: (abs(k - ABSENT), k)) for name in names}
    return Reading(levels or None, None if levels else EMPTY_TEXT.reason, any(one.repaired for one in readings))


def _moved(concept: Concept, by: int) -> Concept:
    return replace(concept, start=concept.start + by, end=concept.end + by)
