"""The phrase bank: short readable concepts that a decoder wrote, by the value that a detector reads in them.

A phrase says what an answer speaks for and goes after "It": "protects children from harm". No phrase holds the name of
a value. The shipped bank was written by the embedded decoder (``experiments/concept_latents/build_bank.py``).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from couple.foundation import BirthCertificate, UserError, package_file, read_json, write_json

KIND = "phrase bank"
FILE = "phrases.json"

Phrase = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z' ,-]*[a-z]$", max_length=120)]


class PhraseBank(BaseModel):
    """The phrases of each value of ``system``, best first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format_version: Literal[1] = 1
    system: str
    phrases: Mapping[str, tuple[Phrase, ...]] = Field(min_length=1)

    def save(self, folder: Path) -> None:
        """Write ``phrases.json``; its certificate is the recipe's business."""
        write_json(folder / FILE, {**self.model_dump(), "phrases": {v: list(p) for v, p in self.phrases.items()}})


def load_bank(name: str = "shipped") -> PhraseBank:
    """The bank inside the package for ``shipped``, else the bank in a folder of the user's.

    Raises:
        UserError: the folder is not there, was changed since it was certified, or holds no phrases.
    """
    folder = package_file("concepts", "artefacts", "phrase_bank") if name == "shipped" else Path(name).expanduser()
    BirthCertificate.load(folder, kind=KIND)
    raw: Any = read_json(folder / FILE, what=KIND)
    try:
        return PhraseBank.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        found = f"it is damaged at {'.'.join(map(str, first['loc']))}: {first['msg']}"
        remedy = "rebuild it: python experiments/concept_latents/build_bank.py"
        raise UserError(f"load the phrase bank in {folder}", found, remedy) from None
