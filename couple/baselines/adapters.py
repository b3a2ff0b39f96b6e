"""Adapters that ``couple.tune`` wrote, put on the base model that the benchmark asks. Loaded on first use."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from couple.foundation import BirthCertificate, UserError

if TYPE_CHECKING:
    from couple.decoder.language_model import LanguageModel
    from couple.decoder.metering import MeteredDecoder
    from couple.decoder.prompt import Prompt


class Adapters:
    """Adapters of one kind of recipe, such as ``naive_sft``, in one copy of their base model."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._certificates: dict[Path, BirthCertificate] = {}
        self._model: LanguageModel | None = None

    def check(self, folder: Path, decoder: "MeteredDecoder", *, training: str = "") -> None:
        """That ``folder`` holds an adapter of this kind for the decoder's weights; reads no weights twice.

        Args:
            folder: an adapter's folder, named ``adapter`` inside a run of ``couple.tune``.
            decoder: the benchmark's.
            training: further settings of the command that trains it, for the message.

        Raises:
            UserError: it is not there (the command is named), damaged, of another kind, or made for other weights.
        """
        asked = f"methods=[{self.kind}] with the adapter {folder}"
        command = f"python -m couple.tune recipe={self.kind} recipe.model={decoder.name} {training}".rstrip()
        train = f"train it: {command} output={folder.parent}"
        if not (folder / "certificate.json").is_file():
            raise UserError(asked, "there is none", train)
        if folder not in self._certificates:
            self._certificates[folder] = BirthCertificate.load(folder, kind="adapter")
        certificate = self._certificates[folder]
        kind = certificate.config.get("kind")
        if kind != self.kind:
            raise UserError(asked, f"it is a {kind} adapter", f"name a {self.kind} adapter; {command} makes one")
        if certificate.base_model != decoder.fingerprint:
            found = f"it was trained on {certificate.base_model}, the decoder {decoder.name} is {decoder.fingerprint}"
            raise UserError(asked, found, f"use the decoder {certificate.base_model_id}, or {command}")

    def generate(
        self,
        folder: Path,
        prompts: "Sequence[Prompt]",
        decoder: "MeteredDecoder",
        *,
        max_new_tokens: int,
        temperature: float,
        seed: int,
    ) -> list[str]:
        """What the base model of ``decoder`` answers with the adapter in ``folder``, on the decoder's bill.

        Raises ``UserError`` as ``check``.
        """
        from couple.decoder.local import LocalDecoder

        self.check(folder, decoder)
        local = LocalDecoder(self._switched(folder, decoder))
        texts = local.generate(prompts, max_new_tokens=max_new_tokens, temperature=temperature, seed=seed)
        decoder.charge(local.usage)
        return texts

    def shortened(self, text: str, limit: int) -> str:
        """The first ``limit`` tokens of a text that was generated here."""
        assert self._model is not None
        tokens = self._model.answer_tokens(text)
        return text if len(tokens) <= limit else self._model.text(tokens[:limit])

    def _switched(self, folder: Path, decoder: "MeteredDecoder") -> "LanguageModel":
        from peft import PeftModel

        from couple.decoder.language_model import LanguageModel
        from couple.foundation.quiet import quiet_peft

        name = f"adapter_{list(self._certificates).index(folder)}"  # peft takes no dots
        with quiet_peft():
            if self._model is None:
                self._model = LanguageModel.load(decoder.name)
                self._model.model = PeftModel.from_pretrained(self._model.model, str(folder), adapter_name=name)
            elif name not in self._model.model.peft_config:
                self._model.model.load_adapter(str(folder), adapter_name=name)
        self._model.model.set_adapter(name)
        self._model.model.eval()
        return self._model
