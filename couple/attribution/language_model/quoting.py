"""Phrases that carry a value: quoted by the model, found in the text word for word, and missed when deleted."""

from collections.abc import Sequence
from dataclasses import replace

from couple.attribution.language_model.rater import ABSENT, Rater, Reading
from couple.attribution.protocol import Concept, Utterance
from couple.values import HIGHEST, LOWEST


def carrying_phrases(rater: Rater, utterances: Sequence[Utterance], readings: Sequence[Reading]) -> list[list[Concept]]:
    """For each utterance its concepts, in the order of the text.

    The weight of one is how far the value's level falls when the phrase is deleted and the rest is rated again, as a
    share of the scale's width, in (0, 1]. Phrases that are not in the text, or whose deletion lowers nothing, are
    left out.
    """
    cases = [
        (place, value, phrase, utterances[place].text.find(phrase))
        for place, pairs in enumerate(rater.quote(utterances, readings))
        for value, phrase in pairs
        if phrase and phrase in utterances[place].text
    ]
    rest = [replace(utterances[place], text=_deleted(utterances[place].text, phrase)) for place, _, phrase, _ in cases]
    filled = [place for place, utterance in enumerate(rest) if not utterance.empty]
    without = dict(zip(filled, rater.rate([rest[place] for place in filled]), strict=True))
    found: list[list[Concept]] = [[] for _ in utterances]
    for case, (place, value, phrase, start) in enumerate(cases):
        before = (readings[place].levels or {})[value]
        after = without[case].levels if case in without else {value: ABSENT}  # nothing is left to express anything
        if after is not None and after[value] < before:
            weight = (before - after[value]) / (HIGHEST - LOWEST)
            found[place].append(Concept(value, phrase, start, start + len(phrase), weight))
    return [sorted(concepts, key=lambda one: (one.start, one.end)) for concepts in found]


def _deleted(text: str, phrase: str) -> str:
    before, _, after = text.partition(phrase)
    return f"{before.rstrip()} {after.lstrip()}".strip()
