"""Build the shipped phrase bank: the embedded decoder writes, a fast detector reads, and most of it is thrown away.

    python experiments/concept_latents/build_bank.py [OUTPUT_FOLDER]

Writing takes about a quarter of an hour on one core; raw lines are kept in outputs/concept_latents, so that an
interrupted run goes on and another choice costs a minute. No data set is read. A phrase stays when

- its form is right (``phrase_form.py``);
- the detector ``fast`` reads a value in it clearly, which is then the phrase's value;
- the decoder, shown no list, finds no word of it odd and no full stop too early;
- no more fluent phrase of its value says nearly the same (cosine of sentence embeddings);
- the reader who looked through the result did not strike it out (``struck.txt``).
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import torch

from couple.attribution import AttributionConfig, DetectorAttributor, SentenceEncoder, Utterance, load_attributor
from couple.concepts.bank import FILE, KIND, PhraseBank
from couple.decoder.language_model import LanguageModel
from couple.foundation import BirthCertificate, fingerprint_file, library_versions, package_file, read_lines
from couple.foundation.embedded_model import EMBEDDED
from couple.values import load_system

sys.path.insert(0, str(Path(__file__).parent))
from phrase_form import well_formed
from write_phrases import BATCH, EXAMPLES, SEED, SUBJECTS, TEMPERATURE, TOKENS, TRIES, write_phrases

RAW = Path("outputs") / "concept_latents" / "raw.jsonl"
SHIPPED = package_file("concepts", "artefacts", "phrase_bank")
OPENING = "There is a good reason for this. It"
LEAST_LEVEL, MARGIN, ODDEST, LEAST_OVER, NEAR = 4.0, 0.5, -13.0, -3.2, 0.85


def main(folder: Path) -> None:
    """Write, choose, certify, and say how many were left at each step."""
    lines = write_phrases(RAW)
    formed = dict.fromkeys((value, phrase) for value, line in lines if (phrase := well_formed(line)))
    system, model = load_system("schwartz10"), LanguageModel.load()
    attributor = load_attributor(AttributionConfig(detector="fast"), system)
    read = expressed(formed, attributor)
    whole = fluent(model, list(read))
    encoder = SentenceEncoder.load()
    owned = {value: {p: whole[p] for p in whole if read[p] == value} for value in system.names}
    different = {value: distinct(phrases, encoder) for value, phrases in owned.items()}
    struck = frozenset(read_lines(Path(__file__).with_name("struck.txt"), what="list of struck phrases"))
    kept = {value: tuple(p for p in phrases if p not in struck) for value, phrases in different.items()}
    bank = PhraseBank(system=system.name, phrases=kept)
    bank.save(folder)
    counts = {value: len(phrases) for value, phrases in bank.phrases.items()}
    steps = {"lines": len(lines), "well formed": len(formed), "read clearly": len(read), "fluent": len(whole)}
    steps |= {"different": sum(map(len, different.values())), "kept": sum(counts.values())}
    writing = {"subjects": list(SUBJECTS), "examples": EXAMPLES, "tries": TRIES, "temperature": TEMPERATURE}
    choosing = {"least_level": LEAST_LEVEL, "margin": MARGIN, "oddest": ODDEST, "least_over": LEAST_OVER}
    BirthCertificate(
        kind=KIND,
        recipe="python experiments/concept_latents/build_bank.py",
        base_model_id=EMBEDDED,
        base_model=model.fingerprint,
        data_licence="none: written by the embedded decoder (Apache-2.0) after examples of our own",
        config={
            **writing,
            "tokens": TOKENS,
            "batch": BATCH,
            **choosing,
            "near": NEAR,
            "detector": attributor.fingerprint,
        },
        seed=SEED,
        versions=library_versions("torch", "transformers"),
        metrics={**steps, "phrases": counts},
        files={FILE: fingerprint_file(folder / FILE)},
    ).save(folder)
    print(steps, counts)


def expressed(candidates: Iterable[tuple[str, str]], attributor: DetectorAttributor) -> dict[str, str]:
    """Phrase to value: the one it was written for where that is read about as clearly as any other, else the clearest.

    A phrase in which none is read clearly is left out.
    """
    written: dict[str, set[str]] = {}
    for value, phrase in candidates:
        written.setdefault(phrase, set()).add(value)
    found = attributor.attribute([Utterance(f"It {phrase}.") for phrase in written])
    chosen = {}
    for (phrase, meant), reading in zip(written.items(), found, strict=True):
        level = {value: reading.scores[value] + MARGIN * (value in meant) for value in reading.scores}
        value = max(level, key=lambda name: level[name])
        if reading.present[value] and level[value] >= LEAST_LEVEL:
            chosen[phrase] = value
    return chosen


@torch.inference_mode()
def fluent(model: LanguageModel, phrases: Sequence[str]) -> dict[str, float]:
    """Mean log-probability (nats a token) of those phrases that hold no odd word and are over at their full stop."""
    head, found = model.answer_tokens(OPENING), dict[str, float]()
    for start in range(0, len(phrases), BATCH):
        batch = phrases[start : start + BATCH]
        rows = [model.answer_tokens(f" {phrase}.") for phrase in batch]
        length = max(len(row) for row in rows)
        ids = torch.tensor([head + row + [model.end_token] * (length - len(row)) for row in rows], device=model.device)
        logs = model.model(input_ids=ids).logits[:, len(head) - 1 : -1].float().log_softmax(-1)
        chosen = logs.gather(2, ids[:, len(head) :, None])[:, :, 0]
        for phrase, row, line in zip(batch, rows, chosen, strict=True):
            tokens = line[: len(row)]
            if float(tokens.min()) >= ODDEST and float(tokens[-1]) >= LEAST_OVER:
                found[phrase] = float(tokens.mean())
    return found


def distinct(phrases: Mapping[str, float], encoder: SentenceEncoder) -> tuple[str, ...]:
    """Most fluent first, without those that nearly say what a more fluent one says."""
    ranked = sorted(phrases, key=lambda phrase: (-phrases[phrase], phrase))
    vectors, kept = encoder.encode(ranked), list[int]()
    for place in range(len(ranked)):
        if not kept or float((vectors[kept] @ vectors[place]).max()) <= NEAR:
            kept.append(place)
    return tuple(ranked[place] for place in kept)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED)
