"""From a configuration to an attributor for any system: by description alone, or with examples."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, PositiveInt

from couple.attribution.descriptions.attributor import DescriptionAttributor
from couple.attribution.descriptions.background import Background
from couple.attribution.descriptions.directions import Directions, described, taught
from couple.attribution.descriptions.examples import Example, read_examples
from couple.attribution.descriptions.statements import statements
from couple.attribution.encoder import SentenceEncoder
from couple.foundation import BirthCertificate, UserError, fingerprint_bytes, package_file
from couple.foundation.named_folder import named_folder
from couple.values import ValueSystem

KIND = "description background"


class DescriptionConfig(BaseModel):
    """``background``: a shipped one or the folder of one. ``batch_size``: texts that the encoder reads at once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    background: str = "minilm_descriptions"
    batch_size: PositiveInt = 64


class FewShotConfig(DescriptionConfig):
    """``examples``: the JSON Lines file with labelled texts (see ``couple.attribution.descriptions.examples``)."""

    examples: str | None = None


def load_description_attributor(config: DescriptionConfig, system: ValueSystem) -> DescriptionAttributor:
    """The attributor that knows of ``system`` what its labels and definitions say.

    Raises ``UserError`` for an unknown or damaged background, or an encoder other than the one it was made with.
    """
    return _build(config, system, [])


def load_few_shot_attributor(config: FewShotConfig, system: ValueSystem) -> DescriptionAttributor:
    """The same after the examples of ``config.examples``.

    Raises ``UserError`` for those reasons, a bad file or none.
    """
    if config.examples is None:
        remedy = "type attribution.examples=FILE (without examples: attribution=description)"
        raise UserError("learn from examples", "attribution.examples was not given", remedy)
    return _build(config, system, read_examples(config.examples, system))


def background_folder(name: str) -> Path:
    """The folder of a shipped background, or the user's own. Raises ``UserError`` when there is neither."""
    shipped = package_file("attribution", "descriptions", "artefacts")
    names = sorted(folder.name for folder in shipped.iterdir() if folder.is_dir())
    return named_folder(name, shipped, names, where="attribution.background", what="background")


def with_examples(
    directions: Directions,
    examples: list[Example],
    system: ValueSystem,
    encoder: SentenceEncoder,
    background: Background,
) -> Directions:
    """``directions`` after ``examples``; themselves when there are none."""
    if not examples:
        return directions
    vectors = background.of_texts(encoder.encode([example.text for example in examples]))
    return taught(directions, background, vectors, [[one.shows.get(name) for name in system.names] for one in examples])


def _build(config: DescriptionConfig, system: ValueSystem, examples: list[Example]) -> DescriptionAttributor:
    folder = background_folder(config.background)
    certificate = BirthCertificate.load(folder, kind=KIND)
    background, encoder = Background.load(folder), SentenceEncoder.load()
    if certificate.base_model != encoder.fingerprint:
        found = f"it was made with the encoder {certificate.base_model}, {encoder.folder} holds {encoder.fingerprint}"
        raise UserError(f"load the background {config.background}", found, f"install {certificate.base_model_id}")
    directions = with_examples(described(system, encoder, background), examples, system, encoder, background)
    parts = [encoder.fingerprint, *certificate.files.values(), system.name]
    parts += sorted(f"{value.name}: {' | '.join(statements(value))}" for value in system.values)
    parts += sorted(f"{example.text}: {sorted(example.shows.items())}" for example in examples)
    return DescriptionAttributor(
        system,
        encoder,
        background,
        directions,
        fingerprint=fingerprint_bytes("\n".join(parts).encode()),
        batch_size=config.batch_size,
    )
