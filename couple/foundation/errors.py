"""A user's mistake and how we speak of it: what was asked, what was found, what to type next.

Anything raised as ``UserError`` is printed as one message without a traceback and exits with code 2; every other
exception is a bug of ours and keeps its traceback.
"""

from collections.abc import Iterable
from difflib import get_close_matches


class UserError(Exception):
    """A mistake that the person at the keyboard can mend.

    Args:
        asked: what the user asked for, in their words (``"target=profle.yaml"``).
        found: what was there instead, and why it matters.
        remedy: what to type or change next.
    """

    def __init__(self, asked: str, found: str, remedy: str) -> None:
        self.asked, self.found, self.remedy = asked, found, remedy
        super().__init__(f"{asked}\n  found: {found}\n  next:  {remedy}")


def nearest_name(name: str, known: Iterable[str]) -> str | None:
    """The known name closest to ``name`` (difflib ratio of 0.5 or more), or None when nothing is close."""
    candidates = {candidate.casefold(): candidate for candidate in known}
    folded = str(name).strip().casefold().replace("-", "_").replace(" ", "_")
    matches = get_close_matches(folded, list(candidates), n=1, cutoff=0.5)
    return candidates[matches[0]] if matches else None
