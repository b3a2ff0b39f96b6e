"""Putting a questionnaire to a respondent: in batches, written down as they come, and never asked twice.

The runner knows neither the instrument nor how it is scored. Answers that cannot be read stay in the log as they were
given; they enter the ratings as unknown.
"""

from collections.abc import Collection, Sequence
from pathlib import Path

from couple.foundation import Progress, child_seed
from couple.instruments.answer_log import AnswerLog, Record, content_id
from couple.instruments.answer_scale import read_answer
from couple.instruments.presentation import Presentation
from couple.instruments.ratings import RatedItem, Ratings, check_ratings
from couple.instruments.respondent import Respondent


def administer(
    presentations: Sequence[Presentation], respondent: Respondent, *, log: str | Path, seed: int, batch_size: int = 8
) -> list[Record]:
    """An answer to every presentation, in order; what ``log`` holds already is not asked again.

    Each record: id, respondent, item, version, text (as answered), rating (1..6 or null), problem (or null). The seed
    of a batch depends on its first presentation, not on how much was answered before.
    """
    answers = AnswerLog(log)
    asked = {presentation_id(shown, respondent, seed): shown for shown in presentations}
    waiting = [identifier for identifier in asked if identifier not in answers]
    with Progress("asking", total=len(asked), done=len(asked) - len(waiting)) as progress:
        for start in range(0, len(waiting), batch_size):
            batch = waiting[start : start + batch_size]
            prompts = [asked[identifier].prompt for identifier in batch]
            texts = respondent.answer(prompts, seed=child_seed(seed, batch[0]))
            for identifier, text in zip(batch, texts, strict=True):
                answers.add(_record(identifier, asked[identifier], respondent.name, text))
            progress.advance(steps=len(batch))
    return [answers.records[identifier] for identifier in asked]


def _record(identifier: str, shown: Presentation, respondent: str, text: str) -> Record:
    rating, problem = read_answer(text)
    known = {"id": identifier, "respondent": respondent, "item": shown.item, "version": shown.version}
    return {**known, "text": text, "rating": rating, "problem": problem}


def presentation_id(shown: Presentation, respondent: Respondent, seed: int) -> str:
    """The identity of one answer: who is asked what, in which words, with which seed."""
    prompt = shown.prompt
    return content_id(
        {
            "respondent": respondent.fingerprint,
            "item": shown.item,
            "version": shown.version,
            "system": prompt.system,
            "user": prompt.user,
            "seed": seed,
        }
    )


def ratings_of(records: Sequence[Record], *, items: Collection[str], asked: str) -> Ratings:
    """Answered records as checked ratings, ready for a scorer; what could not be read is unknown, with its reason."""
    answers: dict[tuple[str, str], dict[str, str]] = {}
    for record in records:
        read = str(record["rating"] or record["problem"])
        answers.setdefault((record["respondent"], record["item"]), {})[record["version"]] = read
    rated = [RatedItem(respondent, item, given) for (respondent, item), given in answers.items()]
    return check_ratings(rated, items=items, asked=asked)
