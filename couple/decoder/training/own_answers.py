"""Answers in the model's own voice, to learn from beside human ones.

The observed answer of a counterfactual is mostly the model's own, and people write otherwise ("Yes. ..."). A decoder
that has learned from people alone cannot go on with what the model has begun: it breaks off after the first word and
starts anew. So the untouched model answers training questions too, and its answers are read like any others.
"""

from collections.abc import Sequence

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from couple.attribution import Utterance
from couple.decoder.ending import whole_sentences
from couple.decoder.language_model import LanguageModel
from couple.decoder.local import LocalDecoder
from couple.decoder.prompt import opinion_prompt
from couple.foundation import Progress, child_seed

AT_ONCE = 16


class OwnAnswersConfig(BaseModel):
    """``count`` answers, 0 for none, of at most ``tokens`` tokens (then cut at a whole sentence)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    count: int = Field(default=1200, ge=0)
    tokens: int = Field(default=64, ge=1)
    temperature: float = Field(default=0.7, gt=0)


def own_answers(model: LanguageModel, questions: Sequence[str], config: OwnAnswersConfig, *, seed: int) -> pd.DataFrame:
    """Columns ``question`` and ``answer``: each question in turn, again with other draws until there are enough.

    An answer without text is left out, so there may be fewer. ``model`` carries no trained adapter.
    """
    decoder = LocalDecoder(model, batch_size=AT_ONCE)
    rows: list[tuple[str, str]] = []
    with Progress("own answers", config.count) as progress:
        for first in range(0, config.count, AT_ONCE):
            places = range(first, min(first + AT_ONCE, config.count))
            for time in sorted({place // len(questions) for place in places}):  # equal prompts share their noise
                part = [questions[place % len(questions)] for place in places if place // len(questions) == time]
                texts = decoder.generate(
                    [opinion_prompt(question) for question in part],
                    max_new_tokens=config.tokens, temperature=config.temperature, seed=child_seed(seed, "own", time),
                )  # fmt: skip
                rows += zip(part, map(whole_sentences, texts), strict=True)
            progress.advance(steps=len(places))
    return pd.DataFrame([row for row in rows if not Utterance(row[1]).empty], columns=["question", "answer"])
