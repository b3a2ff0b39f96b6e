"""Observed answers: given in the questions file, asked of a server, or asked of the untouched model itself."""

from collections.abc import Sequence
from dataclasses import dataclass

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
    if server is not None:
        asked: Decoder = ServerDecoder(server)
        texts = _ask(asked, [questions[place].text for place in missing], decoder, seed)
        source = f"{server.model} on a server"
    else:
        with assembly.loop.decoder.untouched():
            texts = _ask(assembly.observer, [questions[place].text for place in missing], decoder, seed)
        source = f"{assembly.observer.name}, untouched"
    answers |= {place: Observed(text, source) for place, text in zip(missing, texts, strict=True)}
    return [answers[place] for place in range(len(questions))]


def _ask(decoder: Decoder, questions: Sequence[str], config: DecoderConfig, seed: int) -> list[str]:
    """Answers cut at their last whole sentence; an empty one is asked again with another child seed."""
    texts = [""] * len(questions)
    for attempt in range(_TRIES):
        empty = [place for place, text in enumerate(texts) if Utterance(text).empty]
        if not empty:
            break
        prompts = [opinion_prompt(questions[place]) for place in empty]
        again = child_seed(seed, "observe", attempt)
        answers = decoder.generate(
            prompts, max_new_tokens=config.max_new_tokens, temperature=config.temperature, seed=again
        )
        for place, answer in zip(empty, answers, strict=True):
            texts[place] = whole_sentences(answer)
    for place, text in enumerate(texts):
        if Utterance(text).empty:
            asked = f"observe an answer to {questions[place][:60]!r}"
            remedy = "give an observed answer in the questions file, or try another seed"
            raise UserError(asked, f"{decoder.name} answered nothing {_TRIES} times", remedy)
    return texts
