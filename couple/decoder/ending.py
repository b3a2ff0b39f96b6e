"""Where an answer ends that ran into its length limit: at its last whole sentence."""

import re

_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]]*(?=\s|$)")


def whole_sentences(text: str) -> str:
    """The text up to its last sentence end, or all of it when it has none. A finished text comes back unchanged."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    return text[: ends[-1]] if ends else text
