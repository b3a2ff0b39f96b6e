"""Value Portrait as it is put to a respondent: a situation or message and one reply to it, in three wordings.

Each wording lists the answers in both orders: six versions, as in the paper (Han et al. 2025), in words of our own.
"""

from collections.abc import Sequence

from couple.instruments.asking.answer_scale import OPTIONS, TASK
from couple.instruments.asking.presentation import Presentation, both_orders
from couple.instruments.portrait.key import item_name
from couple.instruments.portrait.variants import SYSTEM
from couple.instruments.recorded.csv_table import Row

_QUESTION = "How much is this reply like what you would think yourself?"
_WORDINGS = {
    "v1": "Read the text and the reply.\n\n{item}\n\n" + _QUESTION + " " + TASK + " {options}.",
    "v2": "{item}\n\n" + TASK + " {options}.\n\n" + _QUESTION,
    "v3": _QUESTION + " " + TASK + " {options}.\n\n{item}",
}


def reply_presentations(items: Sequence[Row], *, system: str = SYSTEM) -> list[Presentation]:
    """Six presentations an item.

    Args:
        items: rows with portrait_id, option_id, title (empty for a message), text, response.
        system: who the respondent is to be.
    """
    texts = []
    for row in items:
        text = f"{row['title']}\n{row['text']}" if row["title"] else row["text"]
        texts.append((item_name(row), f"Text: {text}\n\nReply: {row['response']}"))
    return both_orders(texts, _WORDINGS, list(OPTIONS), system=system)
