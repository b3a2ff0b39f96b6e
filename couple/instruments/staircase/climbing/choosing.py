"""Which choice a text is: A, B, or none that can be told, with the reason; refusals apart from what cannot be read.

A text counts when it begins with one letter that stands by itself, names one in the form "option A", or repeats one
choice word for word. A letter in passing ("a friend ...") is none.
"""

import re

from couple.instruments.asking.refusal import is_refusal
from couple.instruments.staircase.dilemmas.dilemma import Letter

REFUSED = "refused"
UNREADABLE = "names no choice"
BOTH = "names both choices"
SILENT = "no answer"

_LETTER = r"[\"'`*(\[]*([ab])(?=[\"'`*)\].:,;!-]|\s*$|\s*\n|\s+[-–—]\s|\s+because\b)"
_OPENING = re.compile(rf"\s*{_LETTER}", re.IGNORECASE)
_NAMED = re.compile(
    r"\b(?:option|choice)\s*:?\s*[\"'`*(\[]*([ab])\b"
    rf"|\b(?:answer(?: is)?|choose|chose|pick|select)\s*:?\s*{_LETTER}",
    re.IGNORECASE,
)


def read_choice(text: str, *, shown: tuple[str, str]) -> tuple[Letter | None, str | None]:
    """``(letter as shown, None)``, or ``(None, reason)``.

    Args:
        text: the answer as it was given.
        shown: the texts of the choices shown as A and as B.
    """
    if not text.strip():
        return None, SILENT
    plain = text.replace("’", "'")
    opening = _OPENING.match(plain)
    named = {letter.upper() for found in _NAMED.findall(plain) for letter in found if letter}
    if opening:
        named = {opening[1].upper()} | (named if len(named) > 1 else set())
    folded = " ".join(plain.casefold().split())
    if not named:
        named = {letter for letter, choice in zip("AB", shown, strict=True) if _same(choice, folded)}
    if len(named) > 1:
        return None, BOTH
    if named:
        return ("A" if named == {"A"} else "B"), None
    return None, REFUSED if is_refusal(text) else UNREADABLE


def _same(choice: str, folded: str) -> bool:
    words = " ".join(choice.replace("’", "'").casefold().split()).rstrip(".")
    return bool(words) and words in folded
