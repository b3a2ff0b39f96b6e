"""Priorities and a question <-> concept latents: encoder, structural mechanism, exact abduction."""

from couple.concepts.bank import PhraseBank, load_bank
from couple.concepts.encoder import ConceptEncoder, fit_encoder
from couple.concepts.mechanism import ConceptMechanism, fit_mechanism
from couple.concepts.reading import ConceptReader, SpokenConcept
from couple.concepts.space import Abduction, ConceptSpace

__all__ = [
    "Abduction",
    "ConceptEncoder",
    "ConceptMechanism",
    "ConceptReader",
    "ConceptSpace",
    "PhraseBank",
    "SpokenConcept",
    "fit_encoder",
    "fit_mechanism",
    "load_bank",
]
