"""What a phrase of the bank looks like, before anybody asks what it means."""

import re
from collections import Counter

from write_phrases import EXAMPLES

from couple.values import load_system

LINE = re.compile(r"(?:- )?It ([a-z][a-z' ,-]*[a-z])\.?")
FEWEST_WORDS, MOST_WORDS = 2, 8
# beginnings of the names of values, and of words made from them: a list of concepts must not name what it stands for
NAMES = re.compile(r"achiev|benevol|conform|\bface\b|hedon|humil|power|secur|\bself-d|stimul|tradition|universal")
# words in s that are no verbs of somebody who is for something; the second row speaks against its object
NO_VERBS = frozenset(
    "always as does has is its plus says this thus was denies fails forgets ignores lacks loses refuses".split()  # noqa: SIM905
)
OPEN_ENDS = frozenset("a an and as at be by for from in is not of on or own so than that the to who with".split())  # noqa: SIM905
# words that point to something outside the phrase
POINTING = frozenset("he her him i it it's its me more most my one she such that's them these this you your".split())  # noqa: SIM905


def well_formed(line: str) -> str | None:
    """The phrase of a line, or None.

    It has two to eight plain words, begins with a verb in the third person, does not break off, points to nothing
    outside, does not repeat itself, names no value, and repeats neither a definition nor an example.
    """
    match = LINE.fullmatch(line.strip())
    if not match:
        return None
    phrase, words = match[1], _words(match[1])
    verb = words[0].endswith("s") and not words[0].endswith("ss") and words[0] not in NO_VERBS
    whole = FEWEST_WORDS <= len(words) <= MOST_WORDS and words[-1] not in OPEN_ENDS and not POINTING & set(words)
    twice = max(Counter(words).values()) > 2 or any(pair[0] == pair[1] for pair in _runs(phrase, 2))
    ours = _runs(phrase, 3) & DEFINED or _runs(phrase, 4) & SHOWN or phrase in SHOWN_WHOLE
    return phrase if verb and whole and not twice and not ours and not NAMES.search(phrase) else None


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z'-]+", text.lower())


def _runs(text: str, length: int) -> set[tuple[str, ...]]:
    """Every ``length`` words in a row."""
    words = _words(text)
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


SHOWN_WHOLE = frozenset(phrase for phrases in EXAMPLES.values() for phrase in phrases)
SHOWN = {run for phrase in SHOWN_WHOLE for run in _runs(phrase, 4)}
DEFINED = {
    run
    for system in ("schwartz10", "schwartz20")
    for value in load_system(system).values
    for run in _runs(value.definition, 3)
}
