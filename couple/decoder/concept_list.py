"""The rival of the soft prefix: each world's concepts stand as words in the prompt.

A world's latents are read as phrases of the bank, nearest first, for the values that they express; the prompt lists
them by how much the latents speak for their value. No value is named. The untouched model reads such lists; so does an
adapter that was trained on them.

The list is a step function of the latents, so this arm moves in jumps where the soft prefix moves smoothly: a small
intervention may change no word, and then it changes nothing.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch
from jaxtyping import Float
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor

from couple.concepts import ConceptSpace
from couple.concepts.bank import load_bank
from couple.concepts.reading import ConceptReader
from couple.decoder.decoding_state import start_decoding
from couple.decoder.language_model import LanguageModel
from couple.decoder.prompt import OPINION, Prompt
from couple.decoder.protocol import DecodingState


class ConceptListConfig(BaseModel):
    """What is listed. ``bank`` is ``shipped`` or a folder; ``phrases`` is their number for each expressed value.

    From the level ``central`` on (scale 1..5, 3 is mentioned) a value's phrases stand among what counts most.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    bank: str = "shipped"
    phrases: int = Field(default=1, ge=1, le=8)
    central: float = Field(default=4.0, ge=3, le=5)


class ConceptListDecoder:
    """A language model that is told each world's concepts in words.

    ``model`` is what reads the prompts: a peft model whose adapter was trained on such lists, or None for the language
    model as it stands. Another adapter that is attached to the same weights must be switched off meanwhile.
    """

    def __init__(
        self, language_model: LanguageModel, reader: ConceptReader, config: ConceptListConfig, *, model: Any = None
    ) -> None:
        self.language_model, self.reader, self.config = language_model, reader, config
        self.end_token = language_model.end_token
        self._model = language_model.model if model is None else model

    @classmethod
    def load(
        cls, language_model: LanguageModel, space: ConceptSpace, config: ConceptListConfig
    ) -> "ConceptListDecoder":
        """The untouched model with the bank that ``config`` names.

        Raises:
            UserError: the bank is not there, is damaged, or lacks a value of the space.
        """
        return cls(language_model, ConceptReader(space, load_bank(config.bank)), config)

    def prompt(self, question: str, latents: Float[Tensor, "d k"]) -> Prompt:
        """The question, and what an answer in this world speaks for."""
        asked = self.reader.space.sentences.encode([question])
        read = self.reader.read(latents, asked, count=self.config.phrases)
        spoken = sorted((concept for concept in read.values() if concept.phrases), key=lambda concept: -concept.level)
        most = [near.text for concept in spoken if concept.level >= self.config.central for near in concept.phrases]
        also = [near.text for concept in spoken if concept.level < self.config.central for near in concept.phrases]
        lines = [f"{words} {'; '.join(phrases)}." for words, phrases in ((MOST, most), (ALSO, also)) if phrases]
        return Prompt(user="\n".join([question, *lines]), system=OPINION)

    def prompt_length(self, question: str) -> int:
        """The prompt's tokens, were the longest phrases of all values listed."""
        longest = [sorted(bank, key=len)[-self.config.phrases :] for bank in self.reader.bank.phrases.values()]
        every = "; ".join(phrase for phrases in longest for phrase in phrases)
        prompt = Prompt(user=f"{question}\n{MOST} {every}.\n{ALSO} .", system=OPINION)
        return len(self.language_model.prompt_tokens(prompt))

    def untouched(self) -> AbstractContextManager[None]:
        """Nothing is to be switched off."""
        return nullcontext()

    def start(self, question: str, worlds: Sequence[Float[Tensor, "d k"]], *, cache: bool = True) -> DecodingState:
        """Read the question with each world's list; row i of the state is worlds[i]."""
        model = self.language_model
        tokens = [model.prompt_tokens(self.prompt(question, latents)) for latents in worlds]
        prefixes = [model.embed(torch.tensor([row], device=model.device))[0] for row in tokens]
        return start_decoding(self._model, prefixes, cache=cache)

    def same_world(self, first: Float[Tensor, "d k"], second: Float[Tensor, "d k"]) -> bool:
        """Whether the latents are equal to the last bit."""
        return torch.equal(first, second)


MOST = "What counts most is an answer that"
ALSO = "It also counts when it"
