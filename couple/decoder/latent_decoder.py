"""The decoder p_theta(r | C, q): a language model with a LoRA adapter that reads concept latents.

Latents come in as soft tokens after the prompt, and as offsets of the hidden states from there on.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from couple.decoder.decoding_state import start_decoding
from couple.decoder.language_model import LanguageModel
from couple.decoder.latent_offsets import LatentOffsets, RowOffsets
from couple.decoder.prompt import opinion_prompt
from couple.decoder.protocol import DecodingState
from couple.decoder.soft_prefix import SoftPrefix
from couple.foundation import BirthCertificate, UserError
from couple.foundation.quiet import quiet_peft


class LatentDecoder:
    """A language model, its adapter (switched on only inside this class), the soft prefix and the offsets.

    ``certificate`` is the adapter's; ``language_model`` stays usable as the untouched model through ``untouched``.
    """

    def __init__(
        self,
        language_model: LanguageModel,
        peft_model: Any,
        prefix: SoftPrefix,
        offsets: LatentOffsets,
        certificate: BirthCertificate,
    ) -> None:
        self.language_model, self._peft, self.certificate = language_model, peft_model, certificate
        self.prefix, self.offsets = prefix, offsets
        offsets.attach(peft_model)
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
        offsets = LatentOffsets.load(folder, values).to(language_model.device)
        with quiet_peft():
            peft_model = PeftModel.from_pretrained(language_model.model, str(folder)).eval()
        return cls(language_model, peft_model, prefix, offsets, certificate)

    def untouched(self) -> Any:
        """A context in which ``language_model`` answers without the adapter."""
        return self._peft.disable_adapter()

    @torch.inference_mode()
    def start(self, question: str, worlds: Sequence[Float[Tensor, "d k"]], *, cache: bool = True) -> DecodingState:
        """Read the question and then each world's latents as soft tokens; the state is ready for the answer."""
        model = self.language_model
        head = model.embed(torch.tensor([model.prompt_tokens(opinion_prompt(question))], device=model.device))[0]
        latents = torch.stack(list(worlds)).to(model.device)
        rows = [torch.cat([head, soft]) for soft in self.prefix(latents).to(head.dtype)]
        return start_decoding(self._peft, rows, cache=cache, offsets=RowOffsets(self.offsets, latents, first=len(head)))

    def prompt_length(self, question: str) -> int:
        """The prompt's tokens and one soft token a value."""
        return len(self.language_model.prompt_tokens(opinion_prompt(question))) + len(self.prefix.values)

    def same_world(self, first: Float[Tensor, "d k"], second: Float[Tensor, "d k"]) -> bool:
        """Bitwise equal latents are one world."""
        return torch.equal(first, second)
