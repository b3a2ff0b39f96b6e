"""One value's target goes from 1 to 5, the others stay: does that value follow, and do the others stay?

    COUPLE_DATA=... python experiments/counterfactual_text/measure_dose.py answer {couple|value_prompt} [questions=20]
    COUPLE_DATA=... python experiments/counterfactual_text/measure_dose.py judge

The value is the one that matters most to the question; the others' targets are what the in-loop attributor reads in
the observed answer. Dose response: Spearman correlation of target and judged logit over (question, level). Leakage:
the mean absolute move, from level 1 to 5, of values that the theory relates neither way to the targeted one, over that
value's own move.
"""

import sys
from pathlib import Path
from typing import Any

import numpy
from arms import LOOP
from opposed import SEED, SYSTEM, TOKENS, questions
from scipy.stats import spearmanr

from couple.attribution import Utterance
from couple.baselines.prompting import PromptingConfig, ValuePrompt
from couple.counterfactual.assembly import Assembly, LoopConfig, assemble
from couple.counterfactual.observe import observe
from couple.counterfactual.questions import Question
from couple.evaluation.judges.judge import load_judge
from couple.evaluation.measures.bootstrap import question_resamples, resampled_interval
from couple.foundation import (
    Progress,
    append_json_line,
    child_seed,
    library_versions,
    numpy_generator,
    read_json_lines,
    write_json,
)
from couple.values import ValueProfile

HERE = Path(__file__).parent
FOLDER = Path("outputs") / "counterfactual_text_dose"
LEVELS = (1.0, 2.0, 3.0, 4.0, 5.0)


def answer(arm: str, limit: int) -> None:
    """Write what is missing of an arm: five answers to each question."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{arm}.jsonl"
    assembly = assemble(LoopConfig.read(LOOP))
    asked = questions(limit)
    done = len(read_json_lines(path)) if path.is_file() else 0
    with Progress(arm, len(asked), done=done) as progress:
        for opposed in asked[done:]:
            question = Question(opposed.question, observed=None, target=None, line=1)
            observed = observe(assembly, [question], LoopConfig.read(LOOP).decoder, None, SEED)[0].text
            reading = assembly.loop.attributor(SYSTEM).attribute([Utterance(observed, opposed.question)])[0]
            profiles = [ValueProfile(SYSTEM, {**reading.scores, opposed.up: level}) for level in LEVELS]
            texts = [_answer(arm, assembly, opposed.question, observed, profile) for profile in profiles]
            append_json_line(path, {"question": opposed.question, "value": opposed.up, "texts": texts})
            progress.advance()


def _answer(arm: str, assembly: Assembly, question: str, observed: str, target: ValueProfile) -> str:
    if arm == "couple":
        return assembly.loop.answer(question, observed, target, seed=SEED).best.text
    seed = child_seed(SEED, *[f"{level:.2f}" for level in target.priorities.values()])
    with assembly.loop.decoder.untouched():
        method = ValuePrompt(PromptingConfig())
        return method.answer([question], target, assembly.observer, seed=seed, max_new_tokens=TOKENS)[0]


def judge() -> None:
    """Read all answers and write dose.json."""
    reader = load_judge(SYSTEM)
    table = {path.stem: measures(read_json_lines(path), reader) for path in sorted(FOLDER.glob("*.jsonl"))}
    facts = {"seed": SEED, "tokens": TOKENS, "judge": reader.fingerprint}
    recipe = "python experiments/counterfactual_text/measure_dose.py"
    versions = library_versions("torch", "transformers", "peft")
    write_json(HERE / "dose.json", {"recipe": recipe, **facts, "versions": versions, "arms": table})
    for arm, row in table.items():
        print(arm, row)


def measures(rows: list[dict[str, Any]], reader: Any) -> dict[str, Any]:
    """Dose response and leakage of one arm, each as (estimate, low, high) with a 95 % interval over questions.

    Leakage is None where the targeted value did not follow at all: a ratio to a move the wrong way says nothing.
    """
    place = {value: number for number, value in enumerate(SYSTEM.names)}
    own, unrelated, logits = [], [], []
    for row in rows:
        found = reader.logits([text.strip() or "." for text in row["texts"]]).numpy()
        mine = found[:, place[row["value"]]]
        logits.append(mine - mine.mean())  # the topic cancels
        moved, related = numpy.abs(found[-1] - found[0]), SYSTEM.compatible | SYSTEM.conflicting
        others = [v for v in SYSTEM.names if v != row["value"] and frozenset((v, row["value"])) not in related]
        own.append(mine[-1] - mine[0])
        unrelated.append(moved[[place[v] for v in others]].mean())
    by_level, own, unrelated = numpy.array(logits), numpy.array(own), numpy.array(unrelated)

    def response(at: numpy.ndarray) -> float:
        found: Any = spearmanr(numpy.tile(LEVELS, len(at)), by_level[at].ravel())
        return float(found.statistic)

    def leakage(at: numpy.ndarray) -> float:
        return float(unrelated[at].mean() / own[at].mean())

    samples = question_resamples([row["question"] for row in rows], numpy_generator(SEED, "dose"))
    return {
        "questions": len(rows),
        "dose response": resampled_interval(response, len(rows), samples),
        "mean logit by level": by_level.mean(0).tolist(),
        "own move, logits": float(own.mean()),
        "unrelated values' mean absolute move": float(unrelated.mean()),
        "leakage": resampled_interval(leakage, len(rows), samples) if own.mean() > 0 else None,
    }


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["judge"]:
            judge()
        case ["answer", ("couple" | "value_prompt") as arm, *rest]:
            answer(arm, int(rest[0].removeprefix("questions=")) if rest else 20)
        case _:
            raise SystemExit(__doc__)
