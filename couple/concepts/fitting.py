"""Fitting the whole concept level on labelled answers: the encoder on human labels, the mechanism on attributed scores.

The encoder needs labels only within questions. The mechanism is fitted on the priorities that the in-loop attributor
reads, because those are what abduction will be given.
"""

import pandas as pd
import torch
from jaxtyping import Float32
from torch import Tensor

from couple.attribution import Attributor, SentenceEncoder, Utterance
from couple.concepts.encoder import ConceptEncoder, fit_encoder
from couple.concepts.mechanism import ConceptMechanism, fit_mechanism
from couple.graph import ValueGraph
from couple.values import load_mapping


def fit_concepts(
    answers: pd.DataFrame, sentences: SentenceEncoder, attributor: Attributor, graph: ValueGraph, *, size: int
) -> tuple[ConceptEncoder, ConceptMechanism, Float32[Tensor, "n d k"]]:
    """Encoder, mechanism and the latents of the answers themselves.

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
    embeddings = sentences.encode(answers["answer"].tolist())
    questions = sentences.encode(asked)[codes]  # factorize numbers questions in the order of their first answer
    encoder = fit_encoder(values, embeddings, present, codes, size=size)
    latents = encoder.encode(embeddings)
    read = attributor.attribute([Utterance(*row) for row in zip(answers["answer"], answers["question"], strict=True)])
    priorities = torch.tensor([[reading.scores[value] for value in values] for reading in read], dtype=torch.float64)
    neighbours = {value: graph.neighbours(value) for value in values}
    return encoder, fit_mechanism(values, latents, priorities, questions, neighbours), latents
