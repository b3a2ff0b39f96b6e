"""Fit the concept mechanism of the shipped adapter again, for another in-loop attributor; nothing else is trained.

    python experiments/decoder/refit_mechanism.py

The mechanism maps the priorities that the attributor reads to latents, so it belongs to that attributor. Needs touche23
(COUPLE_DATA) and a minute or two.
"""

import json
from pathlib import Path

from couple.attribution import AttributionConfig, SentenceEncoder, load_attributor
from couple.concepts.fitting import fit_concepts
from couple.concepts.space import MECHANISM_FILE, save_mechanism
from couple.concepts.storage import ENCODER_FILE, save_encoder
from couple.data.answers import hold_out_topics, training_answers
from couple.foundation import BirthCertificate, fingerprint_file, package_file
from couple.graph import shipped_graph
from couple.values import load_system


def main() -> None:
    """Refit, and say so in the certificate."""
    folder = next(path.parent for path in Path(package_file("decoder", "artefacts")).glob("*/certificate.json"))
    certificate = BirthCertificate.load(folder, kind="adapter")
    config = certificate.config
    attributor = load_attributor(AttributionConfig(), load_system(config["system"]))
    sentences, graph = SentenceEncoder.load(), shipped_graph()
    answers, _ = hold_out_topics(training_answers(), config["held_out"])
    encoder, mechanism, _ = fit_concepts(answers, sentences, attributor, graph, size=config["latents"]["size"])
    save_encoder(encoder, folder)
    if fingerprint_file(folder / ENCODER_FILE) != certificate.files[ENCODER_FILE]:
        raise RuntimeError("the concept encoder came out differently: the adapter was trained on other latents")
    save_mechanism(mechanism, folder)
    files = {**certificate.files, MECHANISM_FILE: fingerprint_file(folder / MECHANISM_FILE)}
    config = {**config, "attributor": attributor.fingerprint, "mechanism_refitted_for_it": True}
    certificate.model_copy(update={"files": files, "config": config}).save(folder)
    print(json.dumps({"attributor": attributor.fingerprint, "mechanism": files[MECHANISM_FILE]}))


if __name__ == "__main__":
    main()
