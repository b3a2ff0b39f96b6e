"""Untrusted text made fit to show: what may be stored, what may be printed, and how many columns it takes."""

import re
import unicodedata
from collections.abc import Mapping
from typing import TypeVar

Data = TypeVar("Data")

_ESCAPE_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-_])")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# Overrides and isolates of writing direction can make a line read as something else.
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_EMOJI_STYLE = "\ufe0f"


def encodable(data: Data) -> Data:
    """The same JSON-like data with lone surrogates, which no file can hold, replaced by U+FFFD."""
    if isinstance(data, str):
        return _LONE_SURROGATE.sub("\ufffd", data)  # pyright: ignore[reportReturnType]
    if isinstance(data, Mapping):
        return {encodable(key): encodable(item) for key, item in data.items()}  # pyright: ignore[reportReturnType]
    if isinstance(data, list | tuple):
        return [encodable(item) for item in data]  # pyright: ignore[reportReturnType]
    return data


def printable(text: str) -> str:
    """``text`` without terminal escapes, control characters and direction overrides; newlines and tabs stay."""
    text = _ESCAPE_SEQUENCE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.replace("\u2028", "\n").replace("\u2029", "\n")
    return _LONE_SURROGATE.sub("\ufffd", _DIRECTION.sub("", _CONTROL.sub("", text)))


def display_width(text: str) -> int:
    """Columns of a terminal that ``text`` takes at most: wide characters two, combining marks none.

    An upper bound for joined emoji, which some terminals draw as one and others one by one.
    """
    return sum(_character_width(character) for character in text)


def _character_width(character: str) -> int:
    if character == _EMOJI_STYLE:
        return 1  # may widen the narrow character before it
    if unicodedata.category(character) in {"Mn", "Me", "Cf", "Cc"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def wrap(text: str, width: int) -> list[str]:
    """``text`` as lines of at most ``width`` columns (at least 2), broken at spaces where there are any.

    Its own newlines are kept; a word longer than a line is cut.
    """
    lines: list[str] = []
    for paragraph in printable(text).expandtabs(4).split("\n"):
        line, used = "", 0
        for word in _words(paragraph, max(width, 2)):
            columns = display_width(word)
            if line and used + 1 + columns > width:
                lines.append(line)
                line, used = word, columns
            else:
                line, used = (f"{line} {word}", used + 1 + columns) if line else (word, columns)
        lines.append(line)
    return lines


def _words(paragraph: str, width: int) -> list[str]:
    """Words that fit into ``width`` columns: what is longer comes in pieces."""
    words: list[str] = []
    for word in paragraph.split():
        piece, used = "", 0
        for character in word:
            columns = _character_width(character)
            if used + columns > width:
                words.append(piece)
                piece, used = "", 0
            piece, used = piece + character, used + columns
        words.append(piece)
    return words


def fit(text: str, width: int) -> str:
    """``text`` on one line in exactly ``width`` columns: padded, or cut with an ellipsis."""
    text = " ".join(printable(text).split())
    if display_width(text) > width:
        kept = ""
        for character in text:
            if display_width(kept + character) > width - 1:
                break
            kept += character
        text = kept + "…"
    return text + " " * (width - display_width(text))
