"""How many texts a second the detectors read, beside sentence-transformers and scikit-learn on the same texts.

    python experiments/benchmarks/attribution_speed.py

The peer is what one would write by hand: ``SentenceTransformer.encode`` of the same MiniLM weights and twenty
``LogisticRegression.predict_proba`` calls. Texts are Touché23 validation premises; rounds alternate; medians are
compared. Needs touche23 (COUPLE_DATA) and the package sentence-transformers.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import torch
from sklearn.linear_model import LogisticRegression

from couple.attribution import AttributionConfig, Utterance, load_attributor
from couple.attribution.encoder import encoder_folder
from couple.data import load_arguments
from couple.foundation import library_versions, write_json
from couple.values import load_system

TEXTS = {"fast": 1000, "accurate": 200}
ROUNDS = 3


def main() -> None:
    """Time both, write attribution_speed.json."""
    from sentence_transformers import SentenceTransformer

    system, arguments = load_system("schwartz20"), load_arguments("validation")
    texts = arguments["premise"].tolist()
    encoder = SentenceTransformer(str(encoder_folder()), device="cpu")
    known = encoder.encode(texts[:400], show_progress_bar=False)
    heads = [LogisticRegression(max_iter=200).fit(known, arguments[name][:400]) for name in system.names]

    def peer(batch: list[str]) -> None:
        read = encoder.encode(batch, show_progress_bar=False)
        for head in heads:
            head.predict_proba(read)

    results: dict[str, float] = {}
    for name, count in TEXTS.items():
        attributor = load_attributor(AttributionConfig(detector=name), system)
        utterances = [Utterance(text) for text in texts[:count]]
        attributor.attribute(utterances[:32])
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(count / seconds(lambda: attributor.attribute(utterances)))  # noqa: B023  (called at once)
            theirs.append(count / seconds(lambda: peer(texts[:count])))  # noqa: B023
        results[f"{name}, texts a second"] = round(statistics.median(ours), 1)
        results[f"peer on the same texts as {name}, texts a second"] = round(statistics.median(theirs), 1)
        results[f"{name} over peer"] = round(statistics.median(o / t for o, t in zip(ours, theirs, strict=True)), 3)
    results["torch threads"] = torch.get_num_threads()
    versions = library_versions("torch", "transformers", "sentence-transformers", "scikit-learn")
    write_json(
        Path(__file__).with_suffix(".json"),
        {"recipe": "python experiments/benchmarks/attribution_speed.py", "versions": versions, **results},
    )
    print(results)


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock seconds."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
