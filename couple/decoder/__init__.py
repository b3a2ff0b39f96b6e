"""Concept latents and a question <-> text: language models, their adapters, and exact token noise."""

from couple.decoder.concept_list import ConceptListConfig, ConceptListDecoder
from couple.decoder.latent_decoder import LatentDecoder
from couple.decoder.local import DecoderConfig, LocalDecoder, load_decoder
from couple.decoder.prompt import Prompt, opinion_prompt
from couple.decoder.protocol import Decoder, WorldDecoder
from couple.decoder.server import ServerDecoder, ServerDecoderConfig
from couple.decoder.worlds import GuidanceConfig, Prediction, WorldDecoding, predict_answers

__all__ = [
    "ConceptListConfig",
    "ConceptListDecoder",
    "Decoder",
    "DecoderConfig",
    "GuidanceConfig",
    "LatentDecoder",
    "LocalDecoder",
    "Prediction",
    "Prompt",
    "ServerDecoder",
    "ServerDecoderConfig",
    "WorldDecoder",
    "WorldDecoding",
    "load_decoder",
    "opinion_prompt",
    "predict_answers",
]
