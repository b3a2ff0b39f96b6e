"""Observed answers: given in the questions file, asked of a server, or asked of the untouched model itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from couple.attribution import Utterance
from couple.counterfactual.assembly import Assembly
from couple.counterfactual.questions import Question
from couple.decoder import Decoder, DecoderConfig, ServerDecoder, ServerDecoderConfig, opinion_prompt
from couple.decoder.ending import whole_sentences
from couple.foundation import UserError, child_seed

_TRIES = 4  # a small model may end its answer before it began


@dataclass(frozen=True)
class Observed:
    """An observed answer and where it came from, in words."""

    text: str
    source: str


def observe(
    assembly: Assembly,
    questions: Sequence[Question],
    decoder: DecoderConfig,
    server: ServerDecoderConfig | None,
    seed: int,
) -> list[Observed]:
    """One observed answer for each question, in order. What the file gives is never asked again."""
    answers = {place: Observed(q.observed, "questions file") for place, q in enumerate(questions) if q.observed}
    missing = [place for place in range(len(questions)) if place not in answers]
    ask = partial(
        observed_answers,
        questions=[questions[place].text for place in missing],
        max_new_tokens=decoder.max_new_tokens,
        temperature=decoder.temperature,
        seed=seed,
    )
    if server is not None:
        texts = ask(ServerDecoder(server))
        source = f"{server.model} on a server"
    else:
        with assembly.loop.decoder.untouched():
            texts = ask(assembly.observer)
        source = f"{assembly.observer.name}, untouched"
    answers |= {place: Observed(text, source) for place, text in zip(missing, texts, strict=True)}
    return [answers[place] for place in range(len(questions))]


def observed_answers(
    decoder: Decoder, questions: Sequence[str], *, max_new_tokens: int, temperature: float, seed: int
) -> list[str]:
    """What a decoder says by itself, cut at the last whole sentence; an empty answer is asked again by another seed.

    Raises:
        UserError: an answer is still empty after four tries.
    """
    texts = [""] * len(questions)
    for attempt in range(_TRIES):
        empty = [place for place, text in enumerate(texts) if Utterance(text).empty]
        if not empty:
            break
        prompts = [opinion_prompt(questions[place]) for place in empty]
        again = child_seed(seed, "observe", attempt)
        answers = decoder.generate(prompts, max_new_tokens=max_new_tokens, temperature=temperature, seed=again)
        for place, answer in zip(empty, answers, strict=True):
            texts[place] = whole_sentences(answer)
    for place, text in enumerate(texts):
        if Utterance(text).empty:
            asked = f"observe an answer to {questions[place][:60]!r}"
            remedy = "give an observed answer in the questions file, or try another seed"
            raise UserError(asked, f"{decoder.name} answered nothing {_TRIES} times", remedy)
    return texts
