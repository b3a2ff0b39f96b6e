"""Do counterfactual answers follow opposed targets, by a judge that saw none of what produced them?

    COUPLE_DATA=... python experiments/counterfactual_text/measure.py answer ARM [questions=100]
    COUPLE_DATA=... python experiments/counterfactual_text/measure.py judge
    python experiments/counterfactual_text/measure.py pairs ARM [count=20]

Questions are Touché23's validation debates that no reader learned from, then its test debates; decoder, attributors and
judge saw none of their arguments. Each gets one pair of conflicting values, the one that matters most in the human
arguments about it, and two answers: one value at 5 and the other at 1, and the other way round. ``answer`` writes one
arm's answers to outputs/counterfactual_text/ARM.jsonl and goes on with what is there; ``judge`` reads all of them and
writes results.json; ``pairs`` prints some of an arm's pairs, drawn by the seed and not by taste.
"""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from arms import ARMS, COUPLE, LOOP, answers
from measures import follows, measures
from opposed import SEED, SYSTEM, TOKENS, human_pairs, questions

from couple.attribution.attributor import DetectorAttributor
from couple.counterfactual.assembly import LoopConfig, assemble
from couple.evaluation.judges.judge import load_judge
from couple.foundation import Progress, append_json_line, library_versions, numpy_generator, read_json_lines, write_json

FOLDER = Path("outputs") / "counterfactual_text"
BASE = "couple_8"


def answer(arm: str, limit: int) -> None:
    """Write what is missing of an arm."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{arm}.jsonl"
    asked = questions(limit)
    done = len(read_json_lines(path)) if path.is_file() else 0
    with Progress(arm, len(asked), done=done) as progress:
        for opposed, (first, second) in zip(asked[done:], answers(arm, asked[done:]), strict=True):
            append_json_line(path, {**asdict(opposed), "first": first, "second": second})
            progress.advance()


def judge() -> None:
    """Read all answers, write results.json, print the table."""
    reader, assembly = load_judge(SYSTEM), assemble(LoopConfig.read(LOOP))
    arms: dict[str, Any] = {path.stem: read_json_lines(path) for path in sorted(FOLDER.glob("*.jsonl"))}
    table = {
        arm: measures(rows, reader, assembly.loop.decoder) for arm, rows in (arms | {"human": human_pairs()}).items()
    }
    facts = {"seed": SEED, "tokens": TOKENS, "judge": reader.fingerprint, "artefacts": dict(assembly.artefacts)}
    versions = library_versions("torch", "transformers", "peft")
    recipe = "python experiments/counterfactual_text/measure.py"
    written = {"recipe": recipe, **facts, "versions": versions, "arms": table, "same questions": shared(arms, reader)}
    write_json(Path(__file__).with_name("results.json"), written)
    rest = ("parrots", "perplexity", "relevance", "relevance_word_vectors", "stance")
    print(f"{'':<36}{'n':>4}  contrast r           sign                 shift               ", *rest)
    for arm, row in sorted(table.items(), key=lambda entry: entry[1]["contrast"][0]):
        moved = [
            f"{row[name][0]:6.2f} [{row[name][1]:5.2f}, {row[name][2]:5.2f}]" for name in ("contrast", "sign", "shift")
        ]
        print(f"{arm:<36}{row['questions']:>4}", *moved, *[f"{row[name]:6.2f}" for name in rest])


def shared(arms: dict[str, Any], reader: DetectorAttributor) -> dict[str, Any]:
    """Our arms once more, with 8 candidates beside each on the questions that both answered."""
    table: dict[str, Any] = {}
    for arm in sorted(arms.keys() & {*COUPLE} - {BASE}) if BASE in arms else []:
        count = min(len(arms[arm]), len(arms[BASE]))
        found = {one: follows(arms[one][:count], reader) for one in (arm, BASE)}
        table[arm] = {"questions": count, **found}
        for one, row in found.items():
            moved = [f"{row[name][0]:6.2f}" for name in ("contrast", "sign", "shift")]
            print(f"the same {count:>3} questions: {one:<36}", *moved)
    return table


def pairs(arm: str, count: int) -> None:
    """Print pairs of answers for a reader to judge."""
    rows = read_json_lines(FOLDER / f"{arm}.jsonl")
    for place in sorted(numpy_generator(SEED, "pairs").choice(len(rows), size=min(count, len(rows)), replace=False)):
        row = rows[place]
        print(f"{row['question']}\n  {row['up']}: {row['first']}\n  {row['down']}: {row['second']}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["judge"]:
            judge()
        case ["pairs", arm, *rest]:
            pairs(arm, int(rest[0].removeprefix("count=")) if rest else 20)
        case ["answer", arm, *rest] if arm in ARMS:
            answer(arm, int(rest[0].removeprefix("questions=")) if rest else 100)
        case _:
            raise SystemExit(f"{__doc__}\nArms: {', '.join(ARMS)}")
