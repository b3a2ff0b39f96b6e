"""An opinion on a question: a stance and up to three key points, asked for in words of our own and read from any text.

An answer in another form is not thrown away: what is no refusal is read whole, as one point, and its trouble is named
and counted. Only refusals and empty answers hold no points; they express nothing *known*, which is not "no values".
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, cast

from couple.instruments.asking.presentation import Presentation
from couple.instruments.asking.refusal import is_refusal
from couple.instruments.recorded.irregularities import Irregularity, Tally

Stance = Literal["yes", "no", "neutral"]
Form = Literal["points", "plain"]
"""How opinions are asked for: in the paper's form, or in the plain words in which our decoder learned to give them."""
POINTS = 3

_TASK = (
    "Say what you think yourself. First line: 'Stance: yes', 'Stance: no' or 'Stance: neutral'. Then 'Key points:' and "
    "at most three numbered lines, each a short claim, a colon, and why it matters to you. At most 250 words."
)
_STANCE = re.compile(r"\bstance\b\W*(yes|no|neutral)\b", re.IGNORECASE)
_OPENING = re.compile(r"\W*(yes|no)\b[,.;:!]", re.IGNORECASE)
_POINT = re.compile(r"^\W{0,4}[1-9][.):]\W*(.+?)(?=^\W{0,4}[1-9][.):]|\Z)", re.MULTILINE | re.DOTALL)
REFUSED, EMPTY = "refusal", "empty answer"
_HANDLING = {
    REFUSED: "kept; expresses nothing known",
    EMPTY: "kept; expresses nothing known",
    "no stance": "points used; the stance is not",
    "no numbered points": "read whole, as one point",
    "fewer than three points": "the points there are were used",
}


@dataclass(frozen=True, slots=True)
class Opinion:
    """What was answered: no ``points`` where it was refused or empty; ``troubles`` name what was not as asked."""

    text: str
    stance: Stance | None
    points: tuple[str, ...]
    troubles: tuple[str, ...] = ()


def opinion_presentation(question: str, number: int, *, longest: int, form: Form = "points") -> Presentation:
    """The question as it is put; ``number`` tells several opinions of one respondent apart.

    The question alone is the user's text, so that respondents that know nothing of forms can answer it too.
    """
    from couple.decoder.prompt import Prompt, opinion_prompt

    prompt = opinion_prompt(question) if form == "plain" else Prompt(question, _TASK)
    return Presentation(question, f"opinion {number}", prompt, longest=longest)


def read_opinion(text: str, *, form: Form = "points") -> Opinion:
    """The opinion in a text, whatever its form; what was not asked for in ``form`` is not missed."""
    stated = text.strip()
    if not stated:
        return Opinion(text, None, (), (EMPTY,))
    found = _STANCE.search(stated) or _OPENING.match(stated)
    stance = cast(Stance, found[1].lower()) if found else None
    points = tuple(point for match in _POINT.finditer(stated) if (point := " ".join(match[1].split())))[:POINTS]
    if not points and is_refusal(stated):
        return Opinion(text, stance, (), (REFUSED,))
    troubles = [] if stance else ["no stance"]
    if not points:
        troubles.append("no numbered points")
    elif len(points) < POINTS:
        troubles.append("fewer than three points")
    return Opinion(text, stance, points or (stated,), tuple(troubles) if form == "points" else ())


def opinion_irregularities(opinions: Mapping[str, Iterable[tuple[str, Opinion]]]) -> tuple[Irregularity, ...]:
    """Troubles by respondent and kind, with the first question of each. ``opinions``: respondent -> (question, it)."""
    tally = Tally()
    for respondent, given in opinions.items():
        for question, opinion in given:
            for kind in opinion.troubles:
                tally.add(respondent, kind, question, _HANDLING[kind])
    return tally.found()
