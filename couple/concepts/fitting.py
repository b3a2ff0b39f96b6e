"""Fitting the whole concept level on labelled answers: the encoder on human labels, the mechanism on attributed scores.

The encoder needs labels only within questions. The mechanism is fitted on the priorities that the in-loop attributor
reads, because those are what abduction will be given.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import torch
from jaxtyping import Float32, Float64, Int
from torch import Tensor

from couple.attribution import Attributor, SentenceEncoder, Utterance
from couple.concepts.encoder import ConceptEncoder, fit_encoder
from couple.concepts.mechanism import ConceptMechanism, fit_mechanism
from couple.graph import ValueGraph
from couple.values import load_mapping


@dataclass(frozen=True)
class ReadAnswers:
    """What the concept level knows of n answers: latents, attributed priorities, and a code for each one's question."""

    latents: Float32[Tensor, "n d k"]
    priorities: Float64[Tensor, "n d"]
    question: Int[Tensor, " n"]


def join_answers(first: ReadAnswers, second: ReadAnswers, question: Sequence[str]) -> ReadAnswers:
    """Both, one after the other; ``question`` is each one's question in that order, for codes in common."""
    return ReadAnswers(
        torch.cat([first.latents, second.latents]),
        torch.cat([first.priorities, second.priorities]),
        torch.tensor(pd.factorize(pd.Series(question))[0]),
    )


def fit_concepts(
    answers: pd.DataFrame, sentences: SentenceEncoder, attributor: Attributor, graph: ValueGraph, *, size: int
) -> tuple[ConceptEncoder, ConceptMechanism, ReadAnswers]:
    """Encoder, mechanism, and how they read the answers themselves.

    Args:
        answers: columns ``question``, ``answer`` and one bool column for each of schwartz20's names.
        sentences: the sentence encoder that latents are read from.
        attributor: the in-loop attributor; its system names the values.
        graph: who is whose neighbour among the values.
        size: k, coordinates a value.
    """
    values = attributor.system.names
    groups = load_mapping("schwartz20", attributor.system.name).groups
    columns = [answers[list(groups[value])].to_numpy(dtype=bool).any(axis=1) for value in values]
    present = torch.tensor([list(row) for row in zip(*columns, strict=True)])
    codes = torch.tensor(pd.factorize(answers["question"])[0])
    asked = answers["question"].drop_duplicates().tolist()
    questions = sentences.encode(asked)[codes]  # factorize numbers questions in the order of their first answer
    embeddings = sentences.encode(answers["answer"].tolist())
    encoder = fit_encoder(values, embeddings, present, codes, size=size)
    read = _read(answers, embeddings, attributor, encoder)
    neighbours = {value: graph.neighbours(value) for value in values}
    return encoder, fit_mechanism(values, read.latents, read.priorities, questions, neighbours), read


def read_answers(
    answers: pd.DataFrame, sentences: SentenceEncoder, attributor: Attributor, encoder: ConceptEncoder
) -> ReadAnswers:
    """Latents and priorities of answers, with columns ``question`` and ``answer``; human labels are not looked at."""
    return _read(answers, sentences.encode(answers["answer"].tolist()), attributor, encoder)


def _read(
    answers: pd.DataFrame, embeddings: Float32[Tensor, "n E"], attributor: Attributor, encoder: ConceptEncoder
) -> ReadAnswers:
    asked = [Utterance(*row) for row in zip(answers["answer"], answers["question"], strict=True)]
    scores = [[found.scores[value] for value in encoder.values] for found in attributor.attribute(asked)]
    return ReadAnswers(
        encoder.encode(embeddings),
        torch.tensor(scores, dtype=torch.float64),
        torch.tensor(pd.factorize(answers["question"])[0]),
    )
