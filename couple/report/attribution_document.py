"""What the report of ``couple.attribute`` says, as data: ``report.json`` is this document, its page a function of it.

Every text is counted, the first ones are shown. Texts come from outside and keep every character, save halves of
surrogate pairs, which no file can hold; the page decides how to show what cannot be seen.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import Field, FiniteFloat

from couple.report.document import Facts, Frozen, Scores, SystemCard, ValueCard
from couple.report.highlights import Mark, excerpts
from couple.report.text import encodable
from couple.values import ValueSystem

FORMAT_VERSION = 1
SHOWN = 200
MOST_PHRASES = 20_000  # distinct phrases a value that are counted at once, so that memory stays flat
_PHRASE = 200  # letters of a phrase by which it is counted
_REASONS = 10

ATTRIBUTION_LIMITS = (
    "What the author believes. A text expresses values, and a model trained on annotated arguments reads them off it: "
    "irony, quotation and roles are read as they stand.",
    "Why a value is there. A marked phrase is one whose deletion lowers the probability of the value in this model; "
    "the value may be carried by the whole text, and then by no phrase.",
    "What is absent. A value that is not marked present was not found; that is no evidence that it is rejected.",
    "How the texts were chosen. Counts and means hold for these texts, each counted once, and for no others.",
)


class Excerpt(Frozen):
    """Part of a text that is shown, beginning at its character ``start``."""

    start: int = Field(ge=0)
    text: str


class ConceptMark(Frozen):
    """Characters ``start`` to ``end`` carry ``value``: without them the text expresses it less, by ``weight``."""

    value: str
    start: int = Field(ge=0)
    end: int
    weight: FiniteFloat


class AttributedText(Frozen):
    """One text and what was read in it: ``scores`` 1..5 and ``probabilities`` 0..1 by value, or None and a ``reason``.

    ``label_set`` holds the values that a conformal prediction set does not rule out, None where none was made.
    ``length`` counts the characters of the whole text, of which ``excerpts`` are shown.
    """

    line: int
    id: str | None
    question: str | None
    length: int
    excerpts: tuple[Excerpt, ...]
    scores: Scores | None
    probabilities: Scores | None
    present: tuple[str, ...] = ()
    concepts: tuple[ConceptMark, ...] = ()
    label_set: tuple[str, ...] | None = None
    flags: tuple[str, ...] = ()
    reason: str | None = None

    @property
    def left_out(self) -> int:
        """How many characters are not shown."""
        return self.length - sum(len(excerpt.text) for excerpt in self.excerpts)


class ValueTally(Frozen):
    """One value over all texts: in how many it is ``present``, its mean score (None when nothing was read), and the
    phrase that carries it most often, in lower case, and how often it does.
    """

    name: str
    present: int
    mean_score: FiniteFloat | None
    phrase: str | None
    phrase_count: int


class AttributionDocument(Frozen):
    """Everything the report of ``couple.attribute`` says; ``flags`` and ``reasons`` come with counts of texts."""

    format_version: int = FORMAT_VERSION
    title: str
    created: str
    run: Facts
    system: SystemCard
    texts: int
    read: int
    expressive: int
    tallies: tuple[ValueTally, ...]
    flags: tuple[tuple[str, int], ...]
    reasons: tuple[tuple[str, int], ...]
    shown: tuple[AttributedText, ...]
    limits: tuple[str, ...] = Field(min_length=1)


def build_attribution_document(
    readings: Iterable[tuple[str, str | None, Mapping[str, Any]]],
    system: ValueSystem,
    run: Mapping[str, str],
    *,
    title: str,
    created: str,
    limits: Sequence[str] = ATTRIBUTION_LIMITS,
) -> AttributionDocument:
    """The report of a run.

    Args:
        readings: each text, the question that it answers (or None), and its object of ``attributions.jsonl``, in
            order; read once, never held together.
        system: the values, with the labels and definitions that readers see.
        run: facts about the run, in reading order.
        title: the heading of the page.
        created: when the texts were read, ISO 8601 (an argument, so that the same run gives the same bytes).
        limits: what the report does not show; at least one.

    Raises:
        pydantic.ValidationError: a record breaks its contract (a bug, not a user's mistake).
    """
    tally = _Tally(system.names)
    shown: list[AttributedText] = []
    for text, question, record in readings:
        tally.add(record)
        if len(shown) < SHOWN:
            shown.append(_attributed(encodable(text), question, record))
    cards = tuple(ValueCard(name=value.name, label=value.label, definition=value.definition) for value in system.values)
    return AttributionDocument(
        title=encodable(title),
        created=created,
        run={str(name): encodable(str(fact)) for name, fact in run.items()},
        system=SystemCard(name=system.name, title=system.title, values=cards, circle=system.circle),
        texts=tally.texts,
        read=tally.read,
        expressive=tally.expressive,
        tallies=tuple(map(tally.of, system.names)),
        flags=tuple(tally.flags.most_common(_REASONS)),
        reasons=tuple(tally.reasons.most_common(_REASONS)),
        shown=tuple(shown),
        limits=tuple(limits),
    )


def _attributed(text: str, question: str | None, record: Mapping[str, Any]) -> AttributedText:
    fields = ConceptMark.model_fields
    concepts = [ConceptMark(**{key: concept[key] for key in fields}) for concept in record["concepts"]]
    parts = excerpts(text, [Mark(concept.start, concept.end, concept.value) for concept in concepts])
    return AttributedText(
        line=record["line"],
        id=encodable(record["id"]),
        question=encodable(question),
        length=len(text),
        excerpts=tuple(Excerpt(start=start, text=text[start:end]) for start, end in parts),
        scores=record["scores"],
        probabilities=record["probabilities"],
        present=tuple(name for name, found in (record["present"] or {}).items() if found),
        concepts=tuple(concepts),
        label_set=record.get("label_set"),
        flags=tuple(map(encodable, record.get("flags") or ())),
        reason=encodable(record["reason"]),
    )


class _Tally:
    """Counts over all records, in memory that does not grow with their number."""

    def __init__(self, names: Sequence[str]) -> None:
        self.texts = self.read = self.expressive = 0
        self.flags: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self._present: Counter[str] = Counter()
        self._sums = dict.fromkeys(names, 0.0)
        self._phrases: dict[str, Counter[str]] = {name: Counter() for name in names}

    def add(self, record: Mapping[str, Any]) -> None:
        self.texts += 1
        _count(self.flags, map(encodable, record.get("flags") or ()))
        if record["scores"] is None:
            _count(self.reasons, [encodable(str(record["reason"]))])
            return
        self.read += 1
        present = [name for name, found in record["present"].items() if found]
        self.expressive += bool(present)
        self._present.update(present)
        for name, score in record["scores"].items():
            self._sums[name] += score
        for concept in record["concepts"]:
            phrase = " ".join(encodable(concept["phrase"]).lower().split()).strip(".,;:!?")[:_PHRASE]
            _count(self._phrases[concept["value"]], [phrase] if phrase else ())

    def of(self, name: str) -> ValueTally:
        ((phrase, count),) = self._phrases[name].most_common(1) or [(None, 0)]
        mean = self._sums[name] / self.read if self.read else None
        return ValueTally(name=name, present=self._present[name], mean_score=mean, phrase=phrase, phrase_count=count)


def _count(counter: Counter[str], names: Iterable[str]) -> None:
    """Count names; a counter that grows too large keeps its commoner half."""
    counter.update(names)
    if len(counter) > MOST_PHRASES:
        kept = counter.most_common(MOST_PHRASES // 2)
        counter.clear()
        counter.update(dict(kept))
