"""How near do answers come to whole profiles, as ``couple.generate`` gives them: validation questions, two readers.

    COUPLE_DATA=... python experiments/whole_profiles/measure.py [questions=20]

Questions are the first of those validation debates from which neither the in-loop attributor nor the independent judge
has learned. Each of three profiles, with all ten values targeted, is one run of ``couple.generate``; a run that was
interrupted goes on. results.json holds means over answers with 95 % intervals that resample questions.

``independent_mae_mismatched`` reads the same answers against the *other* profiles' targets: what a mere change of style
or length would gain, it would gain there too.
"""

import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from statistics import fmean
from typing import Any

from couple.evaluation.asking.questions import load_questions
from couple.evaluation.measures.bootstrap import clustered_interval
from couple.evaluation.measures.metrics import Measured
from couple.foundation import read_json, read_json_lines, write_json, write_text
from couple.values import load_profile
from couple.values.distance import mean_absolute_error, spearman

HERE = Path(__file__).parent
RUNS = Path("outputs") / "whole_profiles"
PROFILES = ("security_first", "freedom_first", "caring")


def run(profile: str, questions: Path) -> Path:
    """The finished run folder of one profile."""
    folder = RUNS / profile
    record = folder / "run.json"
    if record.is_file() and read_json(record, what="run")["status"] == "finished":
        return folder
    begun = (
        [f"resume={folder}"]
        if record.is_file()
        else [f"target={profile}", f"questions={questions}", f"output={folder}"]
    )
    subprocess.run([sys.executable, "-m", "couple.generate", *begun], check=True, stdout=subprocess.DEVNULL)
    return folder


def columns(record: dict[str, Any], profile: str) -> dict[str, Measured]:
    """What is measured of one answer."""
    independent, target = record["independent"], load_profile(profile).priorities
    readings = {
        "in_loop": {"before": record["observed"]["scores"], "after": record["counterfactual"]["scores"]},
        "independent": {"before": independent["observed_scores"], "after": independent["counterfactual_scores"]},
    }
    return {
        **{
            f"{reader}_{name}_{when}": measure(target, scores)
            for reader, moments in readings.items()
            for name, measure in (("mae", mean_absolute_error), ("spearman", spearman))
            for when, scores in moments.items()
        },
        "independent_mae_mismatched": mismatched(readings["independent"]["after"], profile),
    }


def mismatched(scores: dict[str, float], profile: str) -> Measured:
    """The mean error against the targets that an answer was not made for; unknown when one of them is."""
    others = [load_profile(other).priorities for other in PROFILES if other != profile]
    errors = [mean_absolute_error(target, scores) for target in others]
    known = [error.value for error in errors if error.value is not None]
    return Measured(fmean(known)) if len(known) == len(errors) else next(e for e in errors if e.value is None)


def summary(rows: list[dict[str, Measured]], questions: list[str]) -> dict[str, dict[str, Any]]:
    """Each column's mean and interval."""
    return {name: asdict(clustered_interval([row[name] for row in rows], questions, seed=0)) for name in rows[0]}


def main(count: int) -> None:
    """Run what is missing, then write results.json."""
    RUNS.mkdir(parents=True, exist_ok=True)
    asked = RUNS / "questions.txt"
    write_text(asked, "\n".join(load_questions("touche23_validation", limit=count).texts) + "\n")
    folders = {profile: run(profile, asked) for profile in PROFILES}
    records = {profile: read_json_lines(folder / "responses.jsonl") for profile, folder in folders.items()}
    rows = {profile: [columns(record, profile) for record in found] for profile, found in records.items()}
    questions = {profile: [record["question"] for record in found] for profile, found in records.items()}
    table = {profile: summary(rows[profile], questions[profile]) for profile in PROFILES}
    everything = [row for found in rows.values() for row in found]
    table["all"] = summary(everything, [question for found in questions.values() for question in found])
    made = read_json(folders[PROFILES[0]] / "run.json", what="run")
    facts = {"recipe": f"python experiments/whole_profiles/measure.py questions={count}"}
    write_json(HERE / "results.json", {**facts, "artefacts": made["artefacts"], "profiles": table})
    for name, cell in table["all"].items():
        print(f"{name:<28} {cell['mean']:.3f} [{cell['low']:.3f}, {cell['high']:.3f}]  n={cell['count']}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            main(20)
        case [given] if given.startswith("questions="):
            main(int(given.removeprefix("questions=")))
        case _:
            raise SystemExit(__doc__)
