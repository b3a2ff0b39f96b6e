"""A JSON schema as a constraint on decoding, by llguidance: tokens that would leave the schema cannot be chosen."""

import json
from collections.abc import Mapping
from typing import Any

import torch
from jaxtyping import Float, Int
from llguidance import LLMatcher, LLTokenizer
from llguidance.hf import from_tokenizer
from torch import Tensor
from transformers import LogitsProcessor

from couple.foundation import UserError

# One way to write each object: a model cannot fill its reply with spaces.
_LAYOUT = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}


class JsonGrammar:
    """What a tokenizer can spell of a schema. Building it takes a second or two, a schema little."""

    def __init__(self, tokenizer: Any, end_tokens: list[int]) -> None:
        try:
            self._tokenizer: LLTokenizer = from_tokenizer(tokenizer, eos_token=end_tokens)
        except ValueError as error:
            remedy = "use a model that has a fast tokenizer (a tokenizer.json), or ask it through a server"
            raise UserError(
                "hold the model to a JSON schema", f"its tokenizer cannot be read: {error}", remedy
            ) from None

    def processor(self, schema: Mapping[str, Any], *, rows: int, prompt_length: int) -> "SchemaProcessor":
        """For one batch of ``rows`` prompts, padded to ``prompt_length`` tokens."""
        grammar = LLMatcher.grammar_from_json_schema(json.dumps(schema), overrides=_LAYOUT)  # pyright: ignore
        matchers = [LLMatcher(self._tokenizer, grammar) for _ in range(rows)]
        if matchers and matchers[0].is_error():
            raise ValueError(f"llguidance cannot hold a model to this schema: {matchers[0].get_error()}")
        return SchemaProcessor(matchers, prompt_length)


class SchemaProcessor(LogitsProcessor):
    """Follows each row's reply token by token; once the object is whole, only an end token is left."""

    def __init__(self, matchers: list[LLMatcher], prompt_length: int) -> None:
        self._matchers, self._prompt_length = matchers, prompt_length

    def __call__(
        self, input_ids: Int[Tensor, "rows T"], scores: Float[Tensor, "rows vocabulary"]
    ) -> Float[Tensor, "rows vocabulary"]:
        """Logits with those of forbidden tokens at minus infinity."""
        if input_ids.shape[1] > self._prompt_length:
            for matcher, token in zip(self._matchers, input_ids[:, -1].tolist(), strict=True):
                if not matcher.is_stopped():
                    matcher.consume_token(token)
        forbidden = torch.ones(scores.shape, dtype=torch.bool)
        for row, matcher in enumerate(self._matchers):
            allowed = torch.frombuffer(bytearray(matcher.compute_logit_bias()), dtype=torch.uint8)
            forbidden[row, : len(allowed)] = allowed == 0  # a vocabulary may be padded beyond the tokenizer's
        return scores.masked_fill(forbidden.to(scores.device), float("-inf"))
