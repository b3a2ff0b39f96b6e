"""The six answers of a portrait questionnaire, and which of them a model's free text is.

A text counts as an answer when it names exactly one of the six phrases; a text that names none, or more than one, is no
answer and says why: refusals apart from what cannot be read. Nothing is guessed from its tone.
"""

import re

from couple.instruments.asking.refusal import is_refusal

OPTIONS = {
    "very much like me": 6,
    "like me": 5,
    "somewhat like me": 4,
    "a little like me": 3,
    "not like me": 2,
    "not like me at all": 1,
}
NO_ANSWER, NO_OPTION, SEVERAL, DECLINES = "no answer", "names no option", "names several options", "declines to answer"
PROBLEMS = (NO_ANSWER, NO_OPTION, SEVERAL, DECLINES)
TASK = "Answer with exactly one of these phrases:"
_LONGEST_FIRST = re.compile(r"\b(" + "|".join(sorted(map(re.escape, OPTIONS), key=len, reverse=True)) + r")\b")


def read_answer(text: str) -> tuple[int | None, str | None]:
    """``(rating 1..6, None)``, or ``(None, one of PROBLEMS)`` when it names no phrase or several different ones.

    Case, line breaks and what stands around the phrase do not matter; of phrases within one another ("like me" in "not
    like me at all") the longest counts.
    """
    named = set(_LONGEST_FIRST.findall(" ".join(text.casefold().split())))
    if not text.strip():
        return None, NO_ANSWER
    if not named:
        return None, DECLINES if is_refusal(text) else NO_OPTION
    if len(named) > 1:
        return None, SEVERAL
    return OPTIONS[named.pop()], None
