"""Putting presentations to a respondent: in batches, written down as they come, and never asked twice.

The runner knows neither the instrument nor how it is scored. What an answer means is read when it is scored: the log
keeps every answer as it was given, and a better parser needs no new answers.
"""

from collections.abc import Sequence
from pathlib import Path

from couple.foundation import Progress, child_seed
from couple.instruments.asking.answer_log import AnswerLog, Record, content_id
from couple.instruments.asking.presentation import Presentation
from couple.instruments.asking.respondents import Respondent


def administer(
    shown: Sequence[Presentation],
    respondent: Respondent,
    *,
    log: str | Path,
    seed: int,
    batch_size: int = 8,
    doing: str = "asking",
) -> list[Record]:
    """An answer to every presentation, in order; what ``log`` holds already is not asked again.

    Each record: id, respondent, item, version, text (as answered). Batches and their seeds are those of the whole list
    whatever was answered before, so that an interrupted run goes on to the same answers. ``doing`` is what the progress
    line says.
    """
    answers = AnswerLog(log)
    asked = [presentation_id(one, respondent, seed) for one in shown]
    presented = dict(zip(asked, shown, strict=True))
    names = list(presented)
    with Progress(doing, total=len(names), done=sum(name in answers for name in names)) as progress:
        for start in range(0, len(names), batch_size):
            whole = names[start : start + batch_size]
            batch = [name for name in whole if name not in answers]
            if not batch:
                continue
            texts = respondent.answer([presented[name] for name in batch], seed=child_seed(seed, whole[0]))
            for name, text in zip(batch, texts, strict=True):
                one = presented[name]
                known = {"id": name, "respondent": respondent.name, "item": one.item, "version": one.version}
                answers.add({**known, "text": text})
            progress.advance(steps=len(batch))
    return [answers.records[name] for name in asked]


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
            "options": list(shown.options),
            "longest": shown.longest,
            "seed": seed,
        }
    )
