"""A chat model on this machine through transformers: a folder, a hub id, or the embedded decoder; greedy, batched.

Replies are held to their schema by a grammar (``grammar``). What a user quotes in a prompt cannot open a turn of the
conversation, see ``prompting``.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import torch
from jinja2 import TemplateError

from couple.attribution.language_model.chat import Conversation, Message, Reply, as_dictionaries
from couple.attribution.language_model.grammar import JsonGrammar
from couple.attribution.language_model.shared_prefix import SharedPrefix
from couple.foundation import UserError, fingerprint_bytes
from couple.foundation.embedded_model import EMBEDDED, resolve_model
from couple.foundation.weights import Precision, torch_dtype, weights_fingerprint


class LocalChat:
    """Use ``LocalChat.load``. ``fingerprint`` is of weights, precision and whether the schema is enforced.

    Args:
        name: what the user calls the model.
        model: a causal language model of transformers.
        tokenizer: its tokenizer, with a chat template.
        batch_size: conversations decoded side by side.
        enforced: False asks for the schema in words only, which is there to measure what the grammar is worth.
    """

    def __init__(self, name: str, model: Any, tokenizer: Any, *, batch_size: int = 8, enforced: bool = True) -> None:
        self.name, self.batch_size = name, batch_size
        self._model, self._tokenizer = model, tokenizer
        self._end_tokens = _end_tokens(model, tokenizer)
        self._grammar = JsonGrammar(tokenizer, self._end_tokens) if enforced else None
        facts = f"{weights_fingerprint(model)} {model.dtype} {enforced}"
        self.fingerprint = fingerprint_bytes(facts.encode())

    @classmethod
    def load(
        cls, name: str = EMBEDDED, *, precision: Precision = "auto", batch_size: int = 8, enforced: bool = True
    ) -> "LocalChat":
        """Load ``smollm2_135m``, a folder, or a hub id, on the first GPU if there is one.

        Raises:
            UserError: the model is not here and cannot be fetched, is damaged, or is no chat model.
        """
        from safetensors import SafetensorError
        from transformers import AutoModelForCausalLM, AutoTokenizer
        from transformers.utils import logging

        logging.disable_progress_bar()
        place = "cuda" if torch.cuda.is_available() else "cpu"
        asked, source = f"load the chat model {name}", resolve_model(name)
        try:
            tokenizer = AutoTokenizer.from_pretrained(source)
            model: Any = AutoModelForCausalLM.from_pretrained(source, dtype=torch_dtype(precision, place))
        except (OSError, ValueError, SafetensorError) as error:
            found = str(error).strip().splitlines()[0][:200]
            raise UserError(asked, found, f"check the name, fetch the model while online, or use {EMBEDDED}") from None
        if not tokenizer.chat_template:
            raise UserError(asked, "its tokenizer has no chat template", "use an instruction-tuned model")
        return cls(name, model.to(place).eval(), tokenizer, batch_size=batch_size, enforced=enforced)

    def reply(
        self, conversations: Sequence[Conversation], *, schema: Mapping[str, Any], max_new_tokens: int, seed: int
    ) -> list[Reply]:
        """One reply for each conversation, in order; ``seed`` is not needed, since nothing is drawn.

        A conversation that leaves no room for ``max_new_tokens`` in the model's context gets a problem, no text.
        """
        del seed
        prompts = [self._tokens(conversation) for conversation in conversations]
        room = int(getattr(self._model.config, "max_position_embeddings", 2048)) - max_new_tokens
        replies = [
            Reply("", f"the prompt has {len(prompt):,} tokens, the model has room for {max(room, 0):,}")
            for prompt in prompts
        ]
        fitting = sorted((k for k in range(len(prompts)) if len(prompts[k]) <= room), key=lambda k: len(prompts[k]))
        shared = SharedPrefix(self._model, [prompts[place] for place in fitting])
        for first in range(0, len(fitting), self.batch_size):
            places = fitting[first : first + self.batch_size]
            found = self._generate([prompts[place] for place in places], schema, max_new_tokens, shared)
            for place, reply in zip(places, found, strict=True):
                replies[place] = reply
        return replies

    @torch.inference_mode()
    def _generate(
        self, prompts: list[list[int]], schema: Mapping[str, Any], limit: int, shared: SharedPrefix
    ) -> list[Reply]:
        from transformers import LogitsProcessorList

        length = max(map(len, prompts))
        ids, mask = shared.padded(prompts, self._end_tokens[0])
        held = [self._grammar.processor(schema, rows=len(prompts), prompt_length=length)] if self._grammar else []
        out = self._model.generate(
            ids.to(self._model.device),
            attention_mask=mask.to(self._model.device),
            generation_config=_greedy(limit, self._end_tokens),
            logits_processor=LogitsProcessorList(held),
            past_key_values=shared.cache(len(prompts)),
        )
        return [self._reply(row, limit) for row in out[:, length:].tolist()]

    def _reply(self, tokens: list[int], limit: int) -> Reply:
        ends = [place for place, token in enumerate(tokens) if token in self._end_tokens]
        own = tokens[: ends[0]] if ends else tokens
        text = self._tokenizer.decode(own, skip_special_tokens=False, clean_up_tokenization_spaces=False)
        return Reply(text, None if ends else f"cut off after {limit} tokens")

    def _tokens(self, conversation: Conversation) -> list[int]:
        """The conversation in the model's chat template, ready for the reply's first token."""
        with suppress(TemplateError):
            return self._in_template(conversation)
        return self._in_template(_without_system(conversation))  # some templates know no system turn

    def _in_template(self, conversation: Conversation) -> list[int]:
        read = self._tokenizer.apply_chat_template
        return list(read(as_dictionaries(conversation), add_generation_prompt=True, return_dict=True)["input_ids"])


def _without_system(conversation: Conversation) -> Conversation:
    """The system's text before the first user's, in one turn."""
    if conversation[0].role != "system":
        return conversation
    rules, first, *rest = conversation
    return (Message(first.role, f"{rules.content}\n\n{first.content}"), *rest)


def _greedy(limit: int, end_tokens: list[int]) -> Any:
    """Every setting that a model's own generation config could bring along is said, so that greedy means greedy."""
    from transformers import GenerationConfig

    return GenerationConfig(
        do_sample=False,
        num_beams=1,
        temperature=1.0,
        top_p=1.0,
        top_k=50,
        repetition_penalty=1.0,
        no_repeat_ngram_size=0,
        max_new_tokens=limit,
        eos_token_id=end_tokens,
        pad_token_id=end_tokens[0],
    )


def _end_tokens(model: Any, tokenizer: Any) -> list[int]:
    named = model.generation_config.eos_token_id
    tokens = named if isinstance(named, list) else [named]
    return sorted({token for token in [*tokens, tokenizer.eos_token_id] if token is not None})
