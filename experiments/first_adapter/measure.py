"""How far the first whole version moves answers: validation questions, three profiles, two readers.

    COUPLE_DATA=... python experiments/first_adapter/measure.py

Questions are the first 50 of those validation debates from which neither the in-loop attributor nor the independent
judge has learned. Each profile is one run of ``couple.generate``; a run that was interrupted goes on. The table in
``results.json`` holds means over answers with 95 % intervals that resample answers.

``independent_mae_mismatched`` reads the same answers against the *other* profiles' targets: what a mere change of style
or length would gain, it would gain there too.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy

from couple.evaluation.questions import load_questions
from couple.foundation import numpy_generator, read_json_lines, write_json, write_text
from couple.values import load_profile
from couple.values.distance import mean_absolute_error

HERE = Path(__file__).parent
RUNS = Path("outputs") / "first_adapter"
PROFILES = ("security_first", "freedom_first", "caring")
METRICS = ("mae_before", "mae_after", "spearman_before", "spearman_after")
QUESTIONS = 50


def run(profile: str, questions: Path) -> Path:
    """The finished run folder of one profile."""
    folder = RUNS / profile
    record = folder / "run.json"
    if record.is_file() and json.loads(record.read_text())["status"] == "finished":
        return folder
    begun = (
        [f"resume={folder}"]
        if record.is_file()
        else [f"target={profile}", f"questions={questions}", f"output={folder}"]
    )
    subprocess.run([sys.executable, "-m", "couple.generate", *begun], check=True, stdout=subprocess.DEVNULL)
    return folder


def mean_with_interval(values: list[float | None], name: str) -> dict[str, float | int]:
    """Mean over the answers that have the number, and the 2.5 and 97.5 percentiles of 2,000 resampled means."""
    known = numpy.array([value for value in values if value is not None])
    draws = numpy_generator(0, name).integers(len(known), size=(2000, len(known)))
    low, high = numpy.percentile(known[draws].mean(axis=1), [2.5, 97.5])
    return {"mean": round(float(known.mean()), 4), "low": round(low, 4), "high": round(high, 4), "answers": len(known)}


def mismatched(record: dict[str, Any], profile: str) -> float | None:
    """The mean error of an answer's independent reading against the targets it was not made for."""
    scores = record["independent"]["counterfactual_scores"]
    others = [load_profile(other).priorities for other in PROFILES if other != profile]
    errors = [mean_absolute_error(target, scores).value for target in others]
    known = [error for error in errors if error is not None]
    return sum(known) / len(known) if known else None


def main() -> None:
    """Run what is missing, then write ``results.json``."""
    RUNS.mkdir(parents=True, exist_ok=True)
    questions = RUNS / "questions.txt"
    write_text(questions, "\n".join(load_questions("touche23_validation", limit=QUESTIONS).texts) + "\n")
    table: dict[str, dict[str, dict[str, float | int]]] = {}
    everything: dict[str, list[float | None]] = {}
    for profile in PROFILES:
        records = read_json_lines(run(profile, questions) / "responses.jsonl")
        columns: dict[str, list[float | None]] = {
            **{f"in_loop_{name}": [record[name] for record in records] for name in METRICS},
            **{f"independent_{name}": [record["independent"][name] for record in records] for name in METRICS},
        }
        columns["independent_mae_mismatched"] = [mismatched(record, profile) for record in records]
        table[profile] = {name: mean_with_interval(column, name) for name, column in columns.items()}
        for name, column in columns.items():
            everything[name] = [*everything.get(name, []), *column]
    table["all"] = {name: mean_with_interval(column, name) for name, column in everything.items()}
    write_json(HERE / "results.json", table)
    for name, cell in table["all"].items():
        print(f"{name:<28} {cell['mean']:.3f} [{cell['low']:.3f}, {cell['high']:.3f}]  n={cell['answers']}")


if __name__ == "__main__":
    main()
