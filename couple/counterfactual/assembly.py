"""From configs to a loop that is ready to answer: every artefact found, checked against its certificate, and loaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from couple.attribution import AttributionConfig, SentenceEncoder, load_attributor
from couple.attribution.choice import detector_config
from couple.concepts import ConceptReader, ConceptSpace, load_bank
from couple.concepts.space import MECHANISM_FILE
from couple.counterfactual.loop import CounterfactualConfig, CounterfactualLoop
from couple.decoder.concept_list import ConceptListDecoder
from couple.decoder.language_model import LanguageModel
from couple.decoder.latent_decoder import LatentDecoder
from couple.decoder.local import DecoderConfig, LocalDecoder
from couple.decoder.protocol import WorldDecoder
from couple.decoder.training.lora import ADAPTER_FILE
from couple.foundation import BirthCertificate, UserError, build_config, package_file
from couple.graph import ValueGraph, load_graph, shipped_graph
from couple.scm import LinearGaussianSCM, find_scm


class ReferenceConfig(BaseModel):
    """``reference``: the name of a shipped artefact, or a path."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reference: str


class RunConfig(BaseModel):
    """The plain keys of a run of ``couple.generate`` that are typed by hand and belong to no group."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    questions: str | None
    limit: int | None = Field(ge=1)
    judge: bool
    seed: int
    dry_run: bool


@dataclass(frozen=True)
class LoopConfig:
    """All configs that a loop needs, validated."""

    decoder: DecoderConfig
    attribution: AttributionConfig
    graph: ReferenceConfig
    scm: ReferenceConfig
    counterfactual: CounterfactualConfig

    @classmethod
    def read(cls, settings: Mapping[str, Any]) -> "LoopConfig":
        """Validate the groups of composed settings. Raises ``UserError`` that names the wrong key."""
        return cls(
            build_config(DecoderConfig, settings["decoder"], where="decoder"),
            detector_config(settings["attribution"]),
            build_config(ReferenceConfig, settings["graph"], where="graph"),
            build_config(ReferenceConfig, settings["scm"], where="scm"),
            build_config(CounterfactualConfig, settings["counterfactual"], where="counterfactual"),
        )


@dataclass(frozen=True)
class Assembly:
    """A ready loop, the untouched model that gives the observed answers, the graph for the report, fingerprints."""

    loop: CounterfactualLoop
    observer: LocalDecoder
    graph: ValueGraph
    scm: LinearGaussianSCM
    artefacts: Mapping[str, str]


def adapter_folder(name: str) -> Path:
    """The shipped adapter's folder for ``shipped``, else the user's own. Raises ``UserError`` when it is not there."""
    folder = package_file("decoder", "artefacts", "smollm2_135m") if name == "shipped" else Path(name).expanduser()
    if not (folder / "certificate.json").is_file():
        remedy = "name a folder that couple.tune wrote, or decoder.adapter=shipped"
        raise UserError(f"decoder.adapter={name}", f"{folder} holds no certificate.json", remedy)
    return folder


def assemble(config: LoopConfig) -> Assembly:
    """Load everything. Raises ``UserError`` for anything missing, damaged, or made for another base."""
    folder = adapter_folder(config.decoder.adapter)
    graph_reference, scm_reference = config.graph.reference, config.scm.reference
    graph = shipped_graph() if graph_reference == "ess9" else load_graph(graph_reference)
    scm = find_scm(scm_reference)
    if not isinstance(scm, LinearGaussianSCM):
        found = f"its mechanism is {scm.mechanism}"
        raise UserError(f"scm.reference={scm_reference}", found, "couple.generate needs a linear_gaussian one")
    model = LanguageModel.load(config.decoder.model, precision=config.decoder.precision, device=config.decoder.device)
    sentences = SentenceEncoder.load()
    concepts = ConceptSpace.load(folder, sentences)
    strangers = set(concepts.values) ^ {node for node in scm.nodes if node != "response_style"}
    if strangers:
        found = f"{', '.join(sorted(strangers))} stands in only one of the model and the adapter's concept space"
        raise UserError(f"scm.reference={scm_reference}", found, "use a model over the adapter's values")
    if config.decoder.concept_list is None:
        decoder: WorldDecoder[Any] = LatentDecoder.load(model, folder, concepts.values)
    else:
        decoder = ConceptListDecoder.load(model, concepts, config.decoder.concept_list)
    loop = CounterfactualLoop(
        decoder,
        concepts,
        ConceptReader(concepts, load_bank()),
        scm,
        lambda system: load_attributor(config.attribution, system),
        config.counterfactual,
        max_new_tokens=config.decoder.max_new_tokens,
    )
    certified = BirthCertificate.load(folder, kind="adapter").files
    artefacts = {
        "decoder": model.fingerprint,
        "adapter": certified[ADAPTER_FILE],
        "concepts": certified[MECHANISM_FILE],
        "sentence_encoder": sentences.fingerprint,
        "attributor": loop.attributor(loop.system).fingerprint,
        "scm": scm.fingerprint,
    }
    return Assembly(loop, LocalDecoder(model, batch_size=config.decoder.batch_size), graph, scm, artefacts)
