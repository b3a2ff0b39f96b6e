"""What a model's reply says, read with patience: a weak model seldom keeps to the form that it was asked for.

Nothing here raises. What cannot be read is None or missing, and the caller says what that means.
"""

import re

from couple.values import ValueProfile
from couple.values.scale import HIGHEST, LOWEST

LONGEST_LINE = 160  # characters; models that lose the thread write endless lines
_BULLET = re.compile(r"^[\s\-–—*•#>]*(?:\(?\d{1,2}[.)](?!\d))?[\s*_\"“]*")
_TAIL = ' \t*_"”'
_LEAD = ' \t:=*_-–—>."“'


def chosen(reply: str, count: int, kind: str) -> int | None:
    """The place 0..count-1 of the choice that a reply names, counted from 1 there; None when it names none.

    A number behind ``kind`` ("plan 2") goes before a bare one, an earlier before a later one.
    """
    named = re.findall(rf"\b{kind}\s*#?\s*(\d{{1,3}})\b", reply, re.IGNORECASE)
    bare = re.findall(r"(?<![\d.,])\d{1,3}(?!\d|%|[.,]\d)", reply)
    places = (int(number) - 1 for number in (*named, *bare))
    return next((place for place in places if 0 <= place < count), None)


def listed(reply: str, at_most: int) -> list[str]:
    """The lines of a reply without their bullets and numbers, each once, at most so many."""
    lines = (_line(line) for line in reply.splitlines())
    return list(dict.fromkeys(line for line in lines if line))[:at_most]


def scores(reply: str, target: ValueProfile) -> dict[str, float | None]:
    """The score 1..5 that a reply gives each targeted value right behind its label; None where there is none.

    The first score of a value counts. A range ("1 to 5"), a negative number and one beyond the scale are no scores.
    """
    number = r"(?<![-−.\d])(?P<SCORE>\d+(?:\.\d+)?)(?!\s*(?:-|–|to|\.\.+)\s*\d|\.?\d)"
    found: dict[str, float | None] = dict.fromkeys(target.names)
    for match in re.finditer(rf"(?<![^\W_]){_any_label(target)}(?:[^\w\n]|_)*{number}", reply, re.IGNORECASE):
        name, score = _matched(match, target), float(match["SCORE"])
        if found[name] is None and LOWEST <= score <= HIGHEST:
            found[name] = score
    return found


def by_label(reply: str, target: ValueProfile, at_most: int) -> dict[str, list[str]]:
    """Of each targeted value that a line of the reply begins with, what is said of it: at most so many lines.

    Lines that begin with no label belong to the label before them, and to nobody before the first one.
    """
    found: dict[str, list[str]] = {}
    name = None
    head = re.compile(rf"{_any_label(target)}[\s*_\"”]*(?P<REST>(?:[^\w\s].*|\d.*)?)$", re.IGNORECASE)
    for line in map(_line, reply.splitlines()):
        if match := head.match(line):
            name, line = _matched(match, target), match["REST"].strip(_LEAD)
        if name and line and line not in found.setdefault(name, []) and len(found[name]) < at_most:
            found[name].append(line)
    return {name: lines for name, lines in found.items() if lines}


def _line(line: str) -> str:
    return _BULLET.sub("", line)[:LONGEST_LINE].rstrip(_TAIL)


def _any_label(target: ValueProfile) -> str:
    """A pattern for the label of any targeted value, however its words are joined; longer labels first."""
    labels = {name: target.system.value(name).label for name in target.names}
    loose = {name: r"[\W_]+".join(re.findall(r"[^\W_]+", label)) or re.escape(label) for name, label in labels.items()}
    ranked = sorted(labels, key=lambda name: -len(labels[name]))
    return "(?:" + "|".join(f"(?P<{name}>{loose[name]})" for name in ranked) + ")"


def _matched(match: re.Match[str], target: ValueProfile) -> str:
    return next(name for name in target.names if match[name] is not None)
