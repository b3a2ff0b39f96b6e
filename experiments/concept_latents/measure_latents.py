"""Do the concept latents keep the promises of design section 2? Identity, locality, and the graph's directions.

    COUPLE_DATA=... python experiments/concept_latents/measure_latents.py [ADAPTER_FOLDER]

About a minute on one core; writes latents.json. Shift sizes are in standard deviations of the concept noise. Three
readings of the same question, from what is so by construction to what the data say:

- mechanism: one value is changed and the others are held fixed, so that latents of values that are no neighbours in the
  graph cannot move at all;
- causal model: one value is changed and the others follow the graph, as an intervention in ``couple.generate`` does;
- unrestricted: the mechanism fitted once more, on held-out answers, with every value as every other's neighbour. Here
  nothing keeps unrelated latents still but the data.

A cross effect counts by its share along the latent's own direction: A_ij projected on A_ii, in steps of value i.
"""

import sys
from itertools import permutations
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float64
from scipy.stats import binomtest, spearmanr
from torch import Tensor

from couple.attribution import AttributionConfig, SentenceEncoder, Utterance, load_attributor
from couple.concepts import ConceptMechanism, ConceptSpace, fit_mechanism
from couple.data import labelled_answers
from couple.foundation import library_versions, numpy_generator, package_file, write_json
from couple.graph import ValueGraph
from couple.scm import LinearGaussianSCM, find_scm
from couple.values import load_system

HERE = Path(__file__).parent
SHIPPED = package_file("decoder", "artefacts", "smollm2_135m")
SEED, TEXTS, STEPS = 0, 500, (-4, -3, -2, -1, 1, 2, 3, 4)


def main(folder: Path) -> None:
    """Measure and write."""
    space = ConceptSpace.load(folder, SentenceEncoder.load())
    scm = find_scm("ess9")
    assert isinstance(scm, LinearGaussianSCM)
    answers = labelled_answers("validation")
    drawn = numpy_generator(SEED, "texts").permutation(len(answers))[:TEXTS]
    rows = answers.iloc[drawn]
    texts, questions = rows["answer"].tolist(), rows["question"].tolist()
    attributor = load_attributor(AttributionConfig(detector="fast"), load_system("schwartz10"))
    read = attributor.attribute([Utterance(*pair) for pair in zip(texts, questions, strict=True)])
    scores = [{value: reading.scores[value] for value in space.values} for reading in read]

    unrestricted = refit(space, texts, questions, scores)
    related = neighbours(space, scm.graph)
    effects = along_own_direction(space.mechanism)
    held_out = along_own_direction(unrestricted)
    total = total_effects(scm, space.values)
    results: dict[str, Any] = {
        "recipe": "python experiments/concept_latents/measure_latents.py",
        "seed": SEED,
        "texts": f"{TEXTS} arguments of the validation split",
        "versions": library_versions("torch", "transformers", "scipy"),
        "identity": identity(space, texts, questions, scores),
        "locality": {
            "mechanism": locality(space, related, texts, questions, scores, torch.eye(len(space.values)).double()),
            "causal model": locality(space, related, texts, questions, scores, total),
            "unrestricted": from_slopes(unrestricted, related),
        },
        "direction": {
            "mechanism: cross slope against the edge": agreement(effects, related, scm, space.values),
            "unrestricted: cross slope against the edge": agreement(held_out, related, scm, space.values),
            "causal model, then mechanism: latent against the total effect": followed(effects, total),
        },
    }
    write_json(HERE / "latents.json", results)
    report(results)


def identity(
    space: ConceptSpace, texts: list[str], questions: list[str], scores: list[dict[str, float]]
) -> dict[str, float | int]:
    """Abduction and prediction under the priorities that were read: how many latents come back to the last bit."""
    equal, largest = 0, 0.0
    for text, question, priorities in zip(texts, questions, scores, strict=True):
        abducted = space.abduct(text, question, priorities)
        back = space.predict(abducted, priorities)
        equal += torch.equal(back, abducted.latents)
        largest = max(largest, float((back - abducted.latents).abs().max()))
    return {"texts": len(texts), "bitwise equal": equal, "largest difference": largest}


def locality(
    space: ConceptSpace,
    related: Float64[Tensor, "d d"],
    texts: list[str],
    questions: list[str],
    scores: list[dict[str, float]],
    moves: Float64[Tensor, "d d"],
    examples: int = 25,
) -> dict[str, Any]:
    """Mean shift of every value's latent when one value moves by -4..4 and the others by ``moves`` of that."""
    count = len(space.values)
    sums, runs = torch.zeros(count, count).double(), 0
    for text, question, priorities in list(zip(texts, questions, scores, strict=True))[:examples]:
        abducted = space.abduct(text, question, priorities)
        before = space.predict(abducted, priorities)
        for step in STEPS:
            runs += 1
            for place in range(count):
                after = {v: priorities[v] + step * float(moves[place, i]) for i, v in enumerate(space.values)}
                shift = (space.predict(abducted, after) - before).double() / space.mechanism.scale
                sums[place] += shift.norm(dim=-1) / abs(step)
    return ratios(sums / runs, related, space.values)


def from_slopes(mechanism: ConceptMechanism, related: Float64[Tensor, "d d"]) -> dict[str, Any]:
    """The same from a linear mechanism's slopes: what one step of value j does to latent i."""
    shifts = (mechanism.slope / mechanism.scale[:, None]).norm(dim=-1).T  # (moved value, latent)
    return ratios(shifts, related, mechanism.values)


def ratios(shifts: Float64[Tensor, "d d"], related: Float64[Tensor, "d d"], values: tuple[str, ...]) -> dict[str, Any]:
    """Each value's own shift a step, over the mean shift of its neighbours' latents and of the other latents."""
    table = {}
    for place, value in enumerate(values):
        own = float(shifts[place, place])
        near = [float(shifts[place, i]) for i in range(len(values)) if related[place, i] and i != place]
        far = [float(shifts[place, i]) for i in range(len(values)) if not related[place, i] and i != place]
        table[value] = {
            "own shift": round(own, 3),
            "over neighbours": ratio(own, near),
            "over the others": ratio(own, far),
        }
    known = {key: [row[key] for row in table.values()] for key in ("over neighbours", "over the others")}
    lowest = {key: min((x for x in column if x is not None), default=None) for key, column in known.items()}
    off = float(shifts.sum() - shifts.diagonal().sum()) / (len(values) * (len(values) - 1))
    overall = {"own over all other latents": round(float(shifts.diagonal().mean()) / off, 2), "lowest": lowest}
    return {"by value": table, **overall}


def ratio(own: float, others: list[float]) -> float | None:
    """None where there are no others or none of them moves."""
    mean = sum(others) / len(others) if others else 0.0
    return round(own / mean, 2) if mean else None


def refit(
    space: ConceptSpace, texts: list[str], questions: list[str], scores: list[dict[str, float]]
) -> ConceptMechanism:
    """The mechanism of these texts, with every value as every other's neighbour."""
    latents = space.encoder.encode(space.sentences.encode(texts))
    priorities = torch.cat([space.vector(one) for one in scores])
    everybody = dict.fromkeys(space.values, space.values)
    return fit_mechanism(space.values, latents, priorities, space.sentences.encode(questions), everybody)


def along_own_direction(mechanism: ConceptMechanism) -> Float64[Tensor, "d d"]:
    """(i, j): by how many steps of value i the latent of i moves along its own direction when j moves by one step."""
    slope = mechanism.slope / mechanism.scale[:, None]
    own = torch.stack([slope[i, i] for i in range(len(slope))])
    return torch.einsum("ijk,ik->ij", slope, own) / own.square().sum(1, keepdim=True)


def neighbours(space: ConceptSpace, graph: ValueGraph) -> Float64[Tensor, "d d"]:
    """1 where two values are joined in the graph."""
    return torch.tensor([[float(other in graph.neighbours(value)) for other in space.values] for value in space.values])


def total_effects(scm: LinearGaussianSCM, values: tuple[str, ...]) -> Float64[Tensor, "d d"]:
    """(i, j): what one step of do(i) does to j along all paths; 1 on the diagonal."""
    rows = [[1.0 if i == j else scm.total_effect(i, j) for j in values] for i in values]
    return torch.tensor(rows, dtype=torch.float64)


def agreement(
    effects: Float64[Tensor, "d d"],
    related: Float64[Tensor, "d d"],
    scm: LinearGaussianSCM,
    values: tuple[str, ...],
) -> dict[str, Any]:
    """Over ordered pairs of neighbours: does latent i move with j as the edge between the two says?

    The mechanism joins both ends of an edge, so that each edge counts twice, once for each latent.
    """
    pairs = [(i, j) for i, j in permutations(range(len(values)), 2) if related[i, j]]
    found = [float(effects[i, j]) for i, j in pairs]
    said = [scm.direct_effect(values[j], values[i]) or scm.direct_effect(values[i], values[j]) for i, j in pairs]
    return compared(found, said)


def followed(effects: Float64[Tensor, "d d"], total: Float64[Tensor, "d d"]) -> dict[str, Any]:
    """do(j), the other values follow, the latents follow them: latent i's own direction against the total effect."""
    moved = total @ effects.T  # (j, i): sum over m of T_jm E_im
    pairs = [(j, i) for j, i in permutations(range(len(total)), 2) if total[j, i]]
    return compared([float(moved[pair]) for pair in pairs], [float(total[pair]) for pair in pairs])


def compared(found: list[float], said: list[float]) -> dict[str, Any]:
    """Share of equal signs with its exact 95 % interval, and the rank correlation."""
    same = sum(a * b > 0 for a, b in zip(found, said, strict=True))
    interval = binomtest(same, len(found)).proportion_ci(0.95)
    correlation = spearmanr(found, said)
    return {
        "pairs": len(found),
        "same sign": round(same / len(found), 3),
        "interval": [round(float(interval.low), 3), round(float(interval.high), 3)],
        "spearman": round(float(correlation.statistic), 3),
        "p": float(f"{correlation.pvalue:.2g}"),
    }


def report(results: dict[str, Any]) -> None:
    """The main numbers for a person."""
    print("identity", results["identity"])
    for name, block in results["locality"].items():
        print(f"locality, {name}: own over all other latents {block['own over all other latents']}, {block['lowest']}")
        for value, row in block["by value"].items():
            print(f"  {value:<16} {row}")
    for name, block in results["direction"].items():
        print(f"{name}: {block}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED)
