"""Priorities and a question <-> concept latents: encoder, structural mechanism, exact abduction."""

from couple.concepts.encoder import ConceptEncoder, fit_encoder
from couple.concepts.mechanism import ConceptMechanism, fit_mechanism
from couple.concepts.space import Abduction, ConceptSpace

__all__ = ["Abduction", "ConceptEncoder", "ConceptMechanism", "ConceptSpace", "fit_encoder", "fit_mechanism"]
