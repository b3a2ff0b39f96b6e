"""Is a text written in the language that the attributors learned from? They learned from English arguments alone.

Identification is py3langid's (Lui and Baldwin 2012, retrained for 139 languages), which carries its own model. A text
that does not tell its language (a word or two, emoji, code, numbers) is undecidable, and undecidable is not foreign.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

TRAINING_LANGUAGE = "en"
READ = 400  # characters: more of them hardly change the answer and cost time
CONFIDENT = 0.7  # posterior probability; below it the text is undecidable
_WORDLESS = "zxx"  # ISO 639-2: no linguistic content
_NO_TEXT = re.compile(r"<[^<>]{1,200}>|&#?\w{1,8};|https?://\S+|```.*?```|`[^`]*`", re.DOTALL)


def outside_training(text: str) -> str | None:
    """Why the attributors' numbers may not hold for ``text``: its language; None when it is English or undecidable.

    Markup, links and quoted code are left out first, and only the first ``READ`` characters of the rest are read.
    """
    read = _NO_TEXT.sub(" ", text[: 4 * READ]).strip()[:READ]
    if not any(character.isalpha() for character in read):
        return None
    language, probability = _identifier().classify(read)
    if language in {TRAINING_LANGUAGE, _WORDLESS} or probability < CONFIDENT:
        return None
    return f"written in another language ({language}) than the training texts (English): the scores are out of training"


@cache
def _identifier() -> "LanguageIdentifier":
    """The identifier, read once: half a second or more, a few megabytes. It holds nothing that a call could change."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
