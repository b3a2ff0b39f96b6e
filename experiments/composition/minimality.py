"""How much of the observed answer a counterfactual keeps: abducted against fresh noise, and along an intervention.

Meaning kept at equal gain: similarity ~ arm + gain over all texts, where gain is how far the independent judge's logits
of the targeted values moved towards the target. The arm's coefficient is what abduction keeps at no loss of it.
"""

from typing import Any

import numpy
import torch
from apparatus import SEED, Answer, Apparatus

from couple.decoder import GuidanceConfig, Prediction
from couple.decoder.ending import whole_sentences
from couple.evaluation.judges.judge import load_judge
from couple.evaluation.measures.bootstrap import paired_interval, question_resamples, resampled_interval
from couple.evaluation.measures.metrics import Measured
from couple.evaluation.static_embeddings import StaticEmbeddings
from couple.foundation import Progress, append_json_line, numpy_generator, read_json_lines
from couple.values import load_profile, load_system

TARGETS = ("security_first", "freedom_first", "caring")
LONGEST, CANDIDATES = 48, 2
STEPS = (0.0, 0.01, 0.02, 0.05, *(tenth / 10 for tenth in range(1, 11)))


def edit_distance(first: list[int], second: list[int]) -> float:
    """Levenshtein distance of two token sequences over the longer one's length, 0..1."""
    previous = list(range(len(second) + 1))
    for row, token in enumerate(first, start=1):
        current = [row]
        for column, other in enumerate(second, start=1):
            current.append(min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (token != other)))
        previous = current
    return previous[-1] / max(len(first), len(second), 1)


def measure_minimality(lab: Apparatus, count: int) -> dict[str, Any]:
    """The same target with the noise of the observed answer and with fresh noise, paired by answer and seed."""
    file = lab.journal / "minimality.jsonl"
    done = read_json_lines(file, drop_broken_end=True) if file.exists() else []
    answers = lab.human(count)
    with Progress("minimality", count, done=min(len(done), count)) as progress:
        for place in range(len(done), count):
            answer = answers[place]
            before = lab.priorities(answer)
            abduction = lab.abduct(answer, before)
            profile = TARGETS[place % len(TARGETS)]
            latents = lab.intervened(abduction, before, load_profile(profile).priorities)
            record: dict[str, Any] = {"question": answer.question, "observed": answer.text, "target": profile}
            for name, fresh in (("abducted", False), ("fresh", True)):
                found = lab.answers(
                    answer, abduction, latents, GuidanceConfig(), seeds=CANDIDATES, fresh=fresh, longest=LONGEST
                )
                record[name] = {
                    "distance": distance(lab, answer, found),
                    "similarity": similarity(lab, answer, found),
                    "texts": spelled(lab, found),
                }
            append_json_line(file, record)
            progress.advance()
    records = read_json_lines(file)[:count]
    questions = [record["question"] for record in records]
    table: dict[str, Any] = {"answers": len(records), "candidates": CANDIDATES}
    for measure in ("distance", "similarity"):
        kept = {name: [Measured(record[name][measure]) for record in records] for name in ("abducted", "fresh")}
        interval = paired_interval(kept["abducted"], kept["fresh"], questions, seed=SEED)
        table[measure] = {
            **{name: rounded(float(numpy.mean([r[name][measure] for r in records]))) for name in kept},
            "abducted minus fresh": [rounded(interval.mean), rounded(interval.low), rounded(interval.high)],
        }
    return {**table, "meaning kept": meaning_kept(records)}


def meaning_kept(records: list[dict[str, Any]]) -> dict[str, Any]:
    """Similarity by the judge's word vectors and gain by its logits; intervals draw whole questions."""
    judge, words = load_judge(load_system("schwartz10")), StaticEmbeddings.load()
    place = {name: number for number, name in enumerate(judge.system.names)}
    rows, questions = [], []
    for record in records:
        target = load_profile(record["target"]).priorities
        ways = torch.tensor([1.0 if level > 3 else -1.0 for level in target.values() if level != 3])
        moved = [place[name] for name, level in target.items() if level != 3]
        for arm in ("abducted", "fresh"):
            texts = [record["observed"], *(text.strip() or "." for text in record[arm]["texts"])]
            read, embedded = judge.logits(texts)[:, moved], words.encode(texts)
            gains = ((read[1:] - read[:1]) * ways).mean(1)
            kept = torch.nn.functional.cosine_similarity(embedded[1:], embedded[:1])
            rows += [(float(k), float(arm == "abducted"), float(g)) for k, g in zip(kept, gains, strict=True)]
            questions += [record["question"]] * len(gains)
    table = numpy.array(rows)

    def fitted(at: numpy.ndarray) -> float:
        design = numpy.column_stack([numpy.ones(len(at)), table[at, 1:]])
        return float(numpy.linalg.lstsq(design, table[at, 0], rcond=None)[0][1])

    samples = question_resamples(questions, numpy_generator(SEED, "meaning kept"))
    interval = resampled_interval(fitted, len(table), samples)
    by_arm = {arm: table[table[:, 1] == flag] for arm, flag in (("abducted", 1.0), ("fresh", 0.0))}
    return {
        "similarity, word vectors": {arm: rounded(float(part[:, 0].mean())) for arm, part in by_arm.items()},
        "gain, judge's logits": {arm: rounded(float(part[:, 2].mean())) for arm, part in by_arm.items()},
        "abducted minus fresh at equal gain": [rounded(number) for number in interval],
    }


def measure_curve(lab: Apparatus, count: int, precision: str) -> list[dict[str, float]]:
    """Mean edit distance for a growing part of the way from the observed priorities v' to the target."""
    file = lab.journal / f"curve_{precision}.jsonl"
    done = read_json_lines(file, drop_broken_end=True) if file.exists() else []
    answers = lab.human(count)
    with Progress(f"curve in {precision}", count, done=min(len(done), count)) as progress:
        for place in range(len(done), count):
            answer = answers[place]
            before = lab.priorities(answer)
            abduction = lab.abduct(answer, before)
            target = load_profile(TARGETS[place % len(TARGETS)]).priorities
            distances = []
            for step in STEPS:
                partly = {name: before[name] + step * (target[name] - before[name]) for name in target}
                latents = lab.intervened(abduction, before, partly)
                found = lab.answers(
                    answer, abduction, latents, GuidanceConfig(), seeds=CANDIDATES, longest=LONGEST, precision=precision
                )
                distances.append(distance(lab, answer, found))
            append_json_line(file, {"distances": distances})
            progress.advance()
    table = numpy.array([record["distances"] for record in read_json_lines(file)[:count]])
    return [
        {
            "step": step,
            "edit distance": round(float(column.mean()), 4),
            "unchanged": round(float((column == 0).mean()), 4),
        }
        for step, column in zip(STEPS, table.T, strict=True)
    ]


def distance(lab: Apparatus, answer: Answer, found: list[Prediction]) -> float:
    """Mean edit distance to the observed answer."""
    observed = lab.tokens(answer)[:-1]
    return float(numpy.mean([edit_distance(observed, list(prediction.tokens)) for prediction in found]))


def similarity(lab: Apparatus, answer: Answer, found: list[Prediction]) -> float:
    """Mean cosine of MiniLM embeddings to the observed answer's; cut answers end at their last whole sentence."""
    observed, *others = lab.sentences.encode([answer.text, *spelled(lab, found)])
    return float((torch.stack(others) @ observed).mean())


def spelled(lab: Apparatus, found: list[Prediction]) -> list[str]:
    """The answers' texts."""
    texts = [lab.model.text(prediction.tokens) for prediction in found]
    return [text if p.ended else whole_sentences(text) for text, p in zip(texts, found, strict=True)]


def rounded(number: float | None) -> float | None:
    """Four decimals, or None where nothing could be measured."""
    return None if number is None else round(number, 4)
