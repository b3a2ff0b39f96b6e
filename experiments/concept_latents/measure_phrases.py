"""Do latents decode to phrases that mean what the answer meant? Measured on held-out human arguments.

    COUPLE_DATA=... python experiments/concept_latents/measure_phrases.py [ADAPTER_FOLDER]

A few minutes on one core; writes phrases.json and prints twenty answers (drawn by seed) with what their latents say,
for a person to judge. For each value that annotators found in an argument, its latent gives the nearest phrase or none.

- ``accurate`` and the independent judge, neither of which chose phrases, read whether the phrase expresses that value.
  The reference lines are exact means over all phrases of the value's bank, and of the other values' banks.
  (``accurate`` holds the network of ``fast``, which did choose, at a weight of .3; the judge shares nothing with it.)
- About the argument: cosine of the judge's word vectors of argument and phrase, against the mean over the value's bank.
- Presence: how often "expressed or not" agrees with ``fast`` on the whole text, and with the annotators.
"""

import sys
from pathlib import Path
from typing import Any

import numpy
import torch
from jaxtyping import Bool, Float
from torch import Tensor

from couple.attribution import AttributionConfig, DetectorAttributor, SentenceEncoder, Utterance, load_attributor
from couple.concepts import ConceptSpace
from couple.concepts.bank import PhraseBank, load_bank
from couple.concepts.reading import ConceptReader
from couple.data import labelled_answers
from couple.evaluation.judges.judge import load_judge
from couple.evaluation.static_embeddings import StaticEmbeddings
from couple.foundation import BirthCertificate, library_versions, numpy_generator, package_file, write_json
from couple.values import load_mapping, load_system

HERE = Path(__file__).parent
SHIPPED = package_file("decoder", "artefacts", "smollm2_135m")
SEED, TEXTS, SHOWN = 0, 500, 20
SYSTEM = load_system("schwartz10")


def main(folder: Path) -> None:
    """Measure, write, and print what a person should judge."""
    space, bank = ConceptSpace.load(folder, SentenceEncoder.load()), load_bank()
    reader, words = ConceptReader(space, bank), StaticEmbeddings.load()
    answers = labelled_answers("validation")
    rows = answers.iloc[numpy_generator(SEED, "texts").permutation(len(answers))[:TEXTS]]
    texts, questions = rows["answer"].tolist(), rows["question"].tolist()
    groups = load_mapping("schwartz20", SYSTEM.name).groups
    found = torch.tensor(numpy.stack([rows[list(groups[v])].any(axis=1).to_numpy(bool) for v in space.values], axis=1))
    asked = space.sentences.encode(questions)
    latents = space.encoder.encode(space.sentences.encode(texts))
    said = [reader.read(latents[i], asked[i : i + 1], count=2) for i in range(TEXTS)]
    spoken = torch.tensor([[bool(one[value].phrases) for value in space.values] for one in said])

    cells = [(i, j) for i, j in (found & spoken).nonzero().tolist()]
    given = [said[i][space.values[j]].phrases[0].text for i, j in cells]
    readers = {"accurate": load_attributor(AttributionConfig(detector="accurate"), SYSTEM), "judge": load_judge(SYSTEM)}
    results: dict[str, Any] = {
        "recipe": "python experiments/concept_latents/measure_phrases.py",
        "seed": SEED,
        "bank": BirthCertificate.load(package_file("concepts", "artefacts", "phrase_bank"), kind="phrase bank").files,
        "texts": f"{TEXTS} arguments of the validation split",
        "values found by annotators": int(found.sum()),
        "of these spoken": len(cells),
        "versions": library_versions("torch", "transformers"),
        "phrase read as expressing the value": {
            name: expressing(one, bank, space.values, cells, given) for name, one in readers.items()
        },
        "cosine of word vectors with the argument": aboutness(words, texts, bank, space.values, cells, given),
        "presence": presence(space, texts, questions, found, spoken),
    }
    write_json(HERE / "phrases.json", results)
    for key, block in results.items():
        print(f"{key}: {block}")
    for i in range(SHOWN):
        print(f"\n{questions[i]}\n{texts[i]}")
        for j, value in enumerate(space.values):
            concept = said[i][value]
            if concept.phrases or found[i, j]:
                phrases = "; ".join(near.text for near in concept.phrases) or concept.reason
                print(f"  {'*' if found[i, j] else ' '} {value:<15} {concept.level:4.1f}  {phrases}")


def expressing(
    reader: DetectorAttributor,
    bank: PhraseBank,
    values: tuple[str, ...],
    cells: list[tuple[int, int]],
    given: list[str],
) -> dict[str, float]:
    """Shares of phrases in which ``reader`` finds the cell's value: the one given, any of its value, any of another."""
    phrases = [(value, phrase) for value in values for phrase in bank.phrases[value]]
    read = reader.attribute([Utterance(f"It {phrase}.") for _, phrase in phrases])
    present = {phrase: reading.present for (_, phrase), reading in zip(phrases, read, strict=True)}

    def share(of: list[str], value: str) -> float:
        return sum(present[phrase][value] for phrase in of) / len(of)

    same = {value: share(list(bank.phrases[value]), value) for value in values}
    other = {value: share([phrase for owner, phrase in phrases if owner != value], value) for value in values}
    hits = [present[phrase][values[j]] for (_, j), phrase in zip(cells, given, strict=True)]
    return {
        "the nearest": round(sum(hits) / len(hits), 3),
        "a random one of the value": round(sum(same[values[j]] for _, j in cells) / len(cells), 3),
        "a random one of another value": round(sum(other[values[j]] for _, j in cells) / len(cells), 3),
    }


def aboutness(
    words: StaticEmbeddings,
    texts: list[str],
    bank: PhraseBank,
    values: tuple[str, ...],
    cells: list[tuple[int, int]],
    given: list[str],
) -> dict[str, float]:
    """Mean cosine of argument and phrase: the one given, and any of the value."""
    arguments, chosen = words.encode(texts), words.encode(given)
    banks = [words.encode(bank.phrases[value]) for value in values]
    nearest = [float(arguments[i] @ chosen[n]) for n, (i, _) in enumerate(cells)]
    random = [float((banks[j] @ arguments[i]).mean()) for i, j in cells]
    return {
        "the nearest": round(sum(nearest) / len(nearest), 3),
        "a random one of the value": round(sum(random) / len(random), 3),
        "nearest above random": round(sum(a > b for a, b in zip(nearest, random, strict=True)) / len(cells), 3),
    }


def presence(
    space: ConceptSpace,
    texts: list[str],
    questions: list[str],
    found: Bool[Tensor, "n d"],
    spoken: Bool[Tensor, "n d"],
) -> dict[str, Any]:
    """Agreement of "the latents speak for it" with the detector's levels (3 and more) and with annotators."""
    attributor = load_attributor(AttributionConfig(detector="fast"), SYSTEM)
    read = attributor.attribute([Utterance(*pair) for pair in zip(texts, questions, strict=True)])
    levels: Float[Tensor, "n d"] = torch.tensor([[one.scores[value] for value in space.values] for one in read])
    agree = (spoken == (levels >= 3)).double().mean(0)
    return {
        "agrees with fast": round(float(agree.mean()), 3),
        "agrees with annotators": round(float((spoken == found).double().mean()), 3),
        "fast agrees with annotators": round(float(((levels >= 3) == found).double().mean()), 3),
        "agrees with fast by value": {v: round(float(x), 3) for v, x in zip(space.values, agree, strict=True)},
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED)
