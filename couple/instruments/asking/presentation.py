"""How an item is put to a respondent: one item, in one version of its words, as one prompt.

Every respondent, real or simulated, is asked in this form and answers with text; the instrument knows what to read in
it. The wordings are ours; those of published instruments are not copied.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from couple.foundation import Prompt

_NOTHING = "N/A"  # what stands for an item that says nothing (Zhao et al. 2021)
REVERSED = "_reversed"
"""How the versions are called that list the options the other way round, so that leaning to a place cancels."""


@dataclass(frozen=True, slots=True)
class Presentation:
    """``prompt`` puts ``item`` in the wording ``version``.

    Attributes:
        options: the answers to choose among, in the order they are shown; empty where the answer is free. A respondent
            that must choose gives one of them; any other writes what it likes.
        longest: tokens that an answer may take.
        blank: the same words without the item, to see which option they favour by themselves.
    """

    item: str
    version: str
    prompt: Prompt
    options: tuple[str, ...] = ()
    longest: int = 12
    blank: Prompt | None = None


def both_orders(
    texts: Sequence[tuple[str, str]], wordings: dict[str, str], options: Sequence[str], *, system: str
) -> list[Presentation]:
    """Each (item, text) in each wording, with the options as given and, in a ``_reversed`` version, turned round.

    Args:
        texts: (item, what is put into the wording's ``{item}``).
        wordings: version -> words with ``{item}`` and ``{options}`` in them.
        options: the answers, in the order of the plain versions.
        system: who the respondent is to be.
    """

    def prompt(words: str, text: str, shown: tuple[str, ...]) -> Prompt:
        return Prompt(words.format(item=text, options=_listed(shown)), system)

    return [
        Presentation(item, version + suffix, prompt(words, text, shown), shown, blank=prompt(words, _NOTHING, shown))
        for item, text in texts
        for version, words in wordings.items()
        for suffix, shown in (("", tuple(options)), (REVERSED, tuple(reversed(options))))
    ]


def _listed(options: Sequence[str]) -> str:
    *others, last = [f'"{option}"' for option in options]
    return f"{', '.join(others)} or {last}"
