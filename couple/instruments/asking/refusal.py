"""Does a text decline to answer? English phrases only: what it misses counts as unreadable, never as an answer."""

import re

_DECLINES = re.compile(
    r"\bi (?:really |must |have to |will have to )?"
    r"(?:cannot|can not|can't|could not|couldn't|will not|won't|would rather not|prefer not|decline|refuse)\b"
    r"|\bi would prefer not\b|\bi'd (?:rather|prefer) not\b"
    r"|\bi(?:'m| am) (?:unable|not able|not comfortable)\b"
    r"|\bas an? (?:ai|artificial intelligence|(?:large )?language model)\b"
    r"|\bi (?:do not|don't) have (?:any |personal |my own )*"
    r"(?:opinions?|views?|feelings?|thoughts?|values|beliefs?|preferences?)\b"
)


def is_refusal(text: str) -> bool:
    """Whether ``text`` says that its writer will not, or cannot, answer."""
    return _DECLINES.search(" ".join(text.casefold().replace("’", "'").split())) is not None
