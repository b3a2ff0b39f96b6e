"""Text to value priorities and the phrases that carry them.

Ask here which values an answer expresses (``load_attributor``), or for a sentence's vector (``SentenceEncoder``). For
systems that no detector knows see ``descriptions``, for chat models as readers ``language_model``.
"""

from couple.attribution.attributor import AttributionConfig, DetectorAttributor, load_attributor
from couple.attribution.encoder import SentenceEncoder
from couple.attribution.protocol import Attribution, Attributor, Concept, Utterance

__all__ = [
    "Attribution",
    "AttributionConfig",
    "Attributor",
    "Concept",
    "DetectorAttributor",
    "SentenceEncoder",
    "Utterance",
    "load_attributor",
]
