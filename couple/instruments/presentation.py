"""How an item is put to a respondent: one item on one prompt version, with the six answers in one order.

Each wording is shown with the answers in both orders, so that a preference for what stands first cancels in an item's
mean and can be measured. The wordings are ours; those of published instruments are not copied.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from couple.instruments.answer_scale import list_options
from couple.instruments.csv_table import Row

if TYPE_CHECKING:
    from couple.decoder.prompt import Prompt

REVERSED = "_reversed"
_TASK = "Answer with exactly one of these phrases:"
_SYSTEM = "You are filling in a questionnaire about yourself."
_RESPONSE_QUESTION = "How much is this reply like what you would think yourself?"


@dataclass(frozen=True, slots=True)
class Presentation:
    """``prompt`` puts ``item`` in the wording ``version``; versions that end in ``_reversed`` list answers upwards."""

    item: str
    version: str
    prompt: "Prompt"


def portrait_presentations(texts: Sequence[tuple[str, str]]) -> list[Presentation]:
    """A portrait questionnaire: ``texts`` holds (item, description of a person); one wording in both orders."""
    wording = {"v1": "{item}\n\nHow much is this person like you? {task} {options}."}
    return _present([(item, text) for item, text in texts], wording)


def reply_presentations(items: Sequence[Row]) -> list[Presentation]:
    """Value Portrait: a situation or message and one reply to it, in three wordings and both orders each.

    ``items``: rows with portrait_id, option_id, title (empty for a message), text, response.
    """
    wordings = {
        "v1": "Read the text and the reply.\n\n{item}\n\n{question} {task} {options}.",
        "v2": "{item}\n\n{task} {options}.\n\n{question}",
        "v3": "{question} {task} {options}.\n\n{item}",
    }
    texts = []
    for row in items:
        text = f"{row['title']}\n{row['text']}" if row["title"] else row["text"]
        texts.append((f"{row['portrait_id']}/{row['option_id']}", f"Text: {text}\n\nReply: {row['response']}"))
    return _present(texts, wordings)


def _present(texts: Sequence[tuple[str, str]], wordings: dict[str, str]) -> list[Presentation]:
    from couple.decoder.prompt import Prompt

    return [
        Presentation(
            item,
            version + (REVERSED if ascending else ""),
            Prompt(
                wording.format(
                    item=text, task=_TASK, options=list_options(ascending=ascending), question=_RESPONSE_QUESTION
                ),
                system=_SYSTEM,
            ),
        )
        for item, text in texts
        for version, wording in wordings.items()
        for ascending in (False, True)
    ]
