"""A causal language model with its tokenizer: tokens in, logits and hidden states out. No randomness here.

Loading is offline for the embedded default and for folders. The fingerprint identifies the weights, whatever the
precision they were loaded in, so that an adapter can refuse a base model it was not trained on.
"""

from collections.abc import Sequence
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from couple.decoder.prompt import Prompt
from couple.foundation import UserError
from couple.foundation.embedded_model import EMBEDDED, resolve_model
from couple.foundation.weights import Precision, torch_dtype, weights_fingerprint


def transformers_model(model: Any) -> Any:
    """The transformers model itself, inside which peft may have put an adapter."""
    return model.get_base_model() if hasattr(model, "get_base_model") else model


class LanguageModel:
    """A loaded causal language model. Use ``LanguageModel.load``."""

    def __init__(self, name: str, model: Any, tokenizer: Any) -> None:
        self.name, self.model, self.tokenizer = name, model, tokenizer
        self.fingerprint = weights_fingerprint(model)
        self.end_token: int = model.generation_config.eos_token_id or tokenizer.eos_token_id
        if not isinstance(self.end_token, int):
            self.end_token = tokenizer.eos_token_id

    @classmethod
    def load(cls, name: str = EMBEDDED, *, precision: Precision = "auto", device: str = "auto") -> "LanguageModel":
        """Load ``smollm2_135m``, a folder, or a hub id.

        Args:
            precision: ``auto`` is bfloat16 where the processor multiplies it natively, else float32.
            device: ``auto`` is the first GPU if there is one, else the CPU.

        Raises:
            UserError: the model is not here and cannot be fetched, or its files are damaged.
        """
        from transformers import AutoModelForCausalLM, AutoTokenizer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()
        place = ("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device
        dtype = torch_dtype(precision, place)
        source = resolve_model(name)
        try:
            tokenizer = AutoTokenizer.from_pretrained(source)
            model: Any = AutoModelForCausalLM.from_pretrained(source, dtype=dtype)
        except (OSError, ValueError) as error:
            found = str(error).strip().splitlines()[0][:200]
            remedy = f"check the name, fetch the model while online, or use decoder.model={EMBEDDED}"
            raise UserError(f"decoder.model={name}", found, remedy) from None
        except Exception as error:
            if type(error).__name__ != "SafetensorError":
                raise
            remedy = "fetch the model's files again"
            raise UserError(f"decoder.model={name}", f"a weight file is damaged: {error}", remedy) from None
        if not tokenizer.chat_template:
            remedy = "use an instruction-tuned model"
            raise UserError(f"decoder.model={name}", "its tokenizer has no chat template", remedy)
        return cls(name, model.to(place).eval(), tokenizer)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.model.device

    @property
    def context_length(self) -> int:
        """The largest number of tokens the model was built for."""
        return int(getattr(self.model.config, "max_position_embeddings", 2048))

    def prompt_tokens(self, prompt: Prompt) -> list[int]:
        """The prompt in the model's chat template, ready for the answer's first token."""
        encoded = self.tokenizer.apply_chat_template(prompt.messages, add_generation_prompt=True, return_dict=True)
        return list(encoded["input_ids"])

    def answer_tokens(self, text: str) -> list[int]:
        """The tokens of an answer; special-token strings inside it are read as plain text."""
        encoded = self.tokenizer(text, add_special_tokens=False, split_special_tokens=True)
        return list(encoded["input_ids"])

    def text(self, tokens: Sequence[int]) -> str:
        """The text of answer tokens, exactly as they spell it."""
        return self.tokenizer.decode(list(tokens), skip_special_tokens=False, clean_up_tokenization_spaces=False)

    def embed(self, tokens: Int[Tensor, "rows T"]) -> Float[Tensor, "rows T H"]:
        """Input embeddings of tokens."""
        return self.model.get_input_embeddings()(tokens)

    @torch.inference_mode()
    def answer_log_probability(self, prompt: Prompt, answer: str) -> float:
        """The total log-probability of the answer's tokens and its end, given the prompt (nats)."""
        head, tail = self.prompt_tokens(prompt), [*self.answer_tokens(answer), self.end_token]
        tokens = torch.tensor([head + tail], device=self.device)
        logits = self.model(input_ids=tokens).logits[0, len(head) - 1 : -1]
        chosen = torch.log_softmax(logits.double(), dim=-1)[torch.arange(len(tail)), torch.tensor(tail)]
        return float(chosen.sum())

    @torch.inference_mode()
    def hidden_states(self, text: str, layer: int) -> Float[Tensor, "T H"]:
        """The residual stream after ``layer`` (0 is the embedding) at each token of ``text``."""
        tokens = torch.tensor([self.answer_tokens(text) or [self.end_token]], device=self.device)
        return self.model(input_ids=tokens, output_hidden_states=True).hidden_states[layer][0].float()
