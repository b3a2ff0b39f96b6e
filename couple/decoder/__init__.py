"""Concept latents and a question <-> text: language models, their adapters, and exact token noise."""

from couple.decoder.latent_decoder import LatentDecoder
from couple.decoder.local import DecoderConfig, LocalDecoder, load_decoder
from couple.decoder.prompt import Prompt, opinion_prompt
from couple.decoder.protocol import Decoder
from couple.decoder.server import ServerDecoder, ServerDecoderConfig
from couple.decoder.worlds import GuidanceConfig, Prediction, predict_answers

__all__ = [
    "Decoder",
    "DecoderConfig",
    "GuidanceConfig",
    "LatentDecoder",
    "LocalDecoder",
    "Prediction",
    "Prompt",
    "ServerDecoder",
    "ServerDecoderConfig",
    "load_decoder",
    "opinion_prompt",
    "predict_answers",
]
