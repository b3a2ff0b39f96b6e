"""Does the null intervention give every answer back, and how do answers leave it? Human and generated answers.

    COUPLE_DATA=... OMP_NUM_THREADS=1 python experiments/composition/measure_composition.py
    ... measure_composition.py --answers 8 --minimality 2 --curve 1        a handful

1. Composition: answers of people (Touché23 validation) and of the untouched decoder, each with ``target=observed``
   through values, concepts and tokens, token for token, over all combinations of temperature, candidates, cache and
   precision in turn.
2. Minimality: abducted against fresh noise under one target: edit distance and MiniLM similarity to the observed
   answer, paired, with bootstrap intervals that resample questions.
3. The curve of edit distance against the size of the intervention, in both precisions: bfloat16 rounds logits by more
   than a small intervention moves them.

Finished answers are kept in outputs/composition, by adapter: an interrupted run goes on. Writes results.json.
"""

import argparse
from collections import Counter
from itertools import product
from pathlib import Path
from typing import Any

import torch
from apparatus import SEED, Apparatus
from minimality import measure_curve, measure_minimality

from couple.decoder import GuidanceConfig
from couple.foundation import Progress, append_json_line, library_versions, read_json_lines, write_json

SETTINGS = list(product((0.3, 0.7, 1.0, 1.5), (1, 2, 8), (True, False), ("bfloat16", "float32")))
GENERATED_LENGTH = 40


def measure_composition(lab: Apparatus, count: int) -> dict[str, Any]:
    """``count`` answers of each source; counts of those that came back, by source and by setting."""
    sources = {"human": lab.human(count), "generated": lab.generated(count, longest=GENERATED_LENGTH)}
    records: list[dict[str, Any]] = []
    for source, answers in sources.items():
        file = lab.journal / f"composition_{source}.jsonl"
        done = read_json_lines(file, drop_broken_end=True) if file.exists() else []
        with Progress(f"{source} answers", count, done=min(len(done), count)) as progress:
            for place in range(len(done), count):
                answer, setting = answers[place], SETTINGS[place % len(SETTINGS)]
                temperature, candidates, cache, precision = setting
                before = lab.priorities(answer)
                abduction = lab.abduct(answer, before)
                found = lab.answers(
                    answer,
                    abduction,
                    lab.intervened(abduction, before, before),
                    GuidanceConfig(temperature=temperature, cache=cache),
                    seeds=candidates,
                    longest=GENERATED_LENGTH,
                    precision=precision,
                )
                texts = {lab.model.text(prediction.tokens) for prediction in found}
                tokens = lab.tokens(answer)
                same = all([*p.tokens, lab.model.end_token] == tokens and p.ended for p in found)
                record = {
                    "temperature": temperature, "candidates": candidates, "cache": cache, "precision": precision,
                    "same": same and texts == {answer.text},
                    "tokens": len(tokens),
                    "smallest_margin": min(min(p.margins) for p in found),
                }  # fmt: skip
                append_json_line(file, record)
                progress.advance(f"{'same' if record['same'] else 'DIFFERENT'}")
        records += [{"source": source, **record} for record in read_json_lines(file)[:count]]
    same, total = Counter[str](), Counter[str]()
    for record in records:
        for key in ("source", "temperature", "candidates", "cache", "precision"):
            total[f"{key} {record[key]}"] += 1
            same[f"{key} {record[key]}"] += record["same"]
    return {
        "answers": len(records),
        "came back token for token": sum(record["same"] for record in records),
        "by setting": {name: f"{same[name]} of {total[name]}" for name in total},
        "tokens compared": sum(record["tokens"] * record["candidates"] for record in records),
        "smallest margin": min(record["smallest_margin"] for record in records),
    }


def main() -> None:
    """Measure what is missing, write results.json, print the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=500, help="answers of each source")
    parser.add_argument("--minimality", type=int, default=60, help="answers compared under abducted and fresh noise")
    parser.add_argument("--curve", type=int, default=6, help="answers followed along an intervention")
    parser.add_argument("--adapter", default="shipped", help="shipped, or an adapter folder")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    lab = Apparatus(asked.adapter)
    results = {
        "recipe": "python experiments/composition/measure_composition.py"
        f" --answers {asked.answers} --minimality {asked.minimality} --curve {asked.curve}",
        "seed": SEED,
        "adapter": lab.adapter,
        "versions": library_versions("torch", "transformers", "peft"),
        "composition": measure_composition(lab, asked.answers),
        "minimality": measure_minimality(lab, asked.minimality),
        "curve": {precision: measure_curve(lab, asked.curve, precision) for precision in ("float32", "bfloat16")},
    }
    write_json(Path(__file__).with_name("results.json"), results)
    composition = results["composition"]
    print(f"{composition['came back token for token']} of {composition['answers']} came back token for token")
    for name, counts in composition["by setting"].items():
        print(f"  {name:<24} {counts}")


if __name__ == "__main__":
    main()
