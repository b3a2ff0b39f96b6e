"""How surprised a language model is by an answer: fluency, as far as such a model knows it.

A high number is a text that the untouched decoder would not have written; its own greedy, generic prose is its lowest.
So this finds broken language, and says nothing about which of two fluent texts is better.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from couple.evaluation.asking.answering import Answer
from couple.evaluation.measures.metrics import Measured
from couple.foundation import Progress
from couple.instruments import AnswerLog, content_id

if TYPE_CHECKING:
    from couple.decoder.language_model import LanguageModel


def surprises(answers: Sequence[Answer], model: "LanguageModel", log: Path) -> list[Measured]:
    """Mean negative log-probability a token of each answer and its end, given the plain question; nats.

    ``exp`` of it is the perplexity. ``model`` has to answer as it is, without an adapter. ``log`` keeps what was
    computed, by model, question and text, so that an interrupted run goes on.
    """
    from couple.decoder.prompt import opinion_prompt

    known = AnswerLog(log)
    names = [_name(answer, model) for answer in answers]
    spoken = [bool(answer.record["answer"].strip()) for answer in answers]
    waiting = {
        name: answer for name, answer, text in zip(names, answers, spoken, strict=True) if text and name not in known
    }
    with Progress("reading for fluency", total=len(waiting)) as progress:
        for name, answer in waiting.items():
            prompt, text = opinion_prompt(answer.case.question), answer.record["answer"]
            tokens = len(model.answer_tokens(text)) + 1  # and the end
            known.add({"id": name, "nats": -model.answer_log_probability(prompt, text) / tokens})
            progress.advance()
    return [
        Measured(known.records[name]["nats"]) if text else Measured(None, "the answer is empty")
        for name, text in zip(names, spoken, strict=True)
    ]


def _name(answer: Answer, model: "LanguageModel") -> str:
    asked = {"question": answer.case.question, "answer": answer.record["answer"]}
    return content_id({"fluency": model.fingerprint, **asked})
