"""The decoder p_theta(r | C, q): a language model with a LoRA adapter that reads concept latents as soft tokens."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from couple.decoder.language_model import LanguageModel
from couple.decoder.prompt import opinion_prompt
from couple.decoder.soft_prefix import SoftPrefix
from couple.foundation import BirthCertificate, UserError
from couple.foundation.quiet import quiet_peft


class LatentDecoder:
    """A language model, its adapter (switched on only inside this class) and the soft prefix.

    ``certificate`` is the adapter's; ``language_model`` stays usable as the untouched model through ``untouched``.
    """

    def __init__(
        self, language_model: LanguageModel, peft_model: Any, prefix: SoftPrefix, certificate: BirthCertificate
    ) -> None:
        self.language_model, self._peft, self.prefix, self.certificate = language_model, peft_model, prefix, certificate
        self.end_token = language_model.end_token

    @classmethod
    def load(cls, language_model: LanguageModel, folder: Path, values: Sequence[str]) -> "LatentDecoder":
        """Attach the adapter in ``folder`` to ``language_model``.

        Raises:
            UserError: the adapter is damaged, or was trained on another base model (by fingerprint, not by name).
        """
        from peft import PeftModel

        certificate = BirthCertificate.load(folder, kind="adapter")
        if certificate.base_model != language_model.fingerprint:
            raise UserError(
                f"use the adapter {folder} with {language_model.name}",
                f"it was trained on {certificate.base_model_id} ({certificate.base_model}); these weights"
                f" are {language_model.fingerprint}",
                "choose the adapter's own base model, or train an adapter for this one: python -m couple.tune"
                f" recipe.model={language_model.name}",
            )
        prefix = SoftPrefix.load(folder, values).to(language_model.device)
        with quiet_peft():
            peft_model = PeftModel.from_pretrained(language_model.model, str(folder)).eval()
        return cls(language_model, peft_model, prefix, certificate)

    def untouched(self) -> Any:
        """A context in which ``language_model`` answers without the adapter."""
        return self._peft.disable_adapter()

    @torch.inference_mode()
    def start(self, question: str, latents: Float[Tensor, "worlds d k"]) -> "DecodingState":
        """Read the prompt and each world's latents; the state holds the logits of the answer's first token."""
        model = self.language_model
        head = torch.tensor([model.prompt_tokens(opinion_prompt(question))], device=model.device)
        words = model.embed(head).expand(len(latents), -1, -1)
        soft = self.prefix(latents.to(model.device)).to(words.dtype)
        out = self._peft(inputs_embeds=torch.cat([words, soft], dim=1), use_cache=True, logits_to_keep=1)
        return DecodingState(self._peft, out.past_key_values, out.logits[:, -1])


class DecodingState:
    """Rows that are being decoded: their caches and the logits of their next token (rows, V)."""

    def __init__(self, model: Any, cache: Any, logits: Float[Tensor, "rows V"]) -> None:
        self._model, self._cache, self.logits = model, cache, logits

    def select(self, rows: Sequence[int]) -> None:
        """Keep or repeat rows, in the order given."""
        index = torch.tensor(list(rows), device=self.logits.device)
        self._cache.batch_select_indices(index)
        self.logits = self.logits[index]

    @torch.inference_mode()
    def feed(self, tokens: Sequence[int]) -> None:
        """Append one token to each row."""
        column = torch.tensor(list(tokens), device=self.logits.device)[:, None]
        out = self._model(input_ids=column, past_key_values=self._cache, use_cache=True)
        self._cache, self.logits = out.past_key_values, out.logits[:, -1]
