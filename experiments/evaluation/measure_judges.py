"""Two judges under paraphrase, and what a conformal bound on their errors is worth, on answers to opposed targets.

    python experiments/evaluation/measure_judges.py ANSWERS.jsonl [ANSWERS.jsonl ...]

Each line of a file holds a ``question``, the values ``up`` and ``down``, and the ``first`` and ``second`` answer, made
for ``up`` against ``down`` and the other way round (what ``experiments/counterfactual_text/measure.py`` writes).
Pairs of human arguments about one conclusion come from the part of Touché23 that nobody learned from (COUPLE_DATA).
Prints one JSON object a line.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from couple.attribution import Attributor, Utterance
from couple.data import conclusion_key, opinion_question, report_arguments
from couple.data.marks import marked_values
from couple.evaluation.comparison.conformal_bound import bound_errors, target_difficulty
from couple.evaluation.judges.further_judges import ANCHORED, RATING, further_judges
from couple.evaluation.judges.sign_flips import AnswerPair, sign_flips
from couple.evaluation.measures.bootstrap import paired_interval
from couple.foundation import numpy_generator
from couple.values import load_system

SYSTEM = load_system("schwartz10")
HIGH, LOW = 5.0, 1.0
PAIRS = 4  # of human arguments, a conclusion
SEEN, SURE = 1e-6, 0.25  # any difference in scores; a difference of a quarter of a level


def main(files: list[Path]) -> None:
    """Every judge on every source of pairs, and the second judge against the first on the same pairs."""
    judges = further_judges(SYSTEM)
    answers = {file.stem: [json.loads(line) for line in file.read_text("utf-8").splitlines()] for file in files}
    sources = {"human arguments, all values": human_pairs()}
    for name, rows in answers.items():
        sources[f"{name}, targeted values"] = [opposed(row, targeted=True) for row in rows]
        sources[f"{name}, all values"] = [opposed(row, targeted=False) for row in rows]
    for source, pairs in sources.items():
        for least in (SEEN, SURE):
            found = {name: sign_flips(pairs, judge, least=least) for name, judge in judges.items()}
            for name, one in found.items():
                line = {"flipped": asdict(one.flipped), "unsigned": asdict(one.unsigned)}
                report(source, f"{name}: sign flips, differences above {least:g}", line)
            first, second = found[RATING], found[ANCHORED]
            difference = paired_interval(second.flips, first.flips, first.questions, seed=0)
            report(source, f"anchored less rating: sign flips, differences above {least:g}", asdict(difference))
    for name, judge in judges.items():
        report("human arguments", f"{name}: conformal bound on |judge - people|", against_people(judge))
        for source, rows in answers.items():
            report(source, f"{name}: conformal bound on |judge - target|", against_targets(rows, judge))


def opposed(row: dict[str, Any], *, targeted: bool) -> AnswerPair:
    """The two answers to one question."""
    return AnswerPair(row["question"], row["first"], row["second"], (row["up"], row["down"]) if targeted else ())


def human_pairs() -> list[AnswerPair]:
    """Some pairs of arguments of each conclusion, drawn without regard to what they say."""
    pairs = []
    for conclusion, rows in report_arguments().groupby("conclusion", sort=True):
        generator = numpy_generator(0, "human pairs", conclusion_key(str(conclusion)))
        order = generator.permutation(len(rows))[: 2 * PAIRS]
        texts = rows["premise"].iloc[order].tolist()
        question = opinion_question(str(conclusion))
        pairs += [AnswerPair(question, *two) for two in zip(texts[::2], texts[1::2], strict=False)]
    return pairs


def against_targets(rows: list[dict[str, Any]], judge: Attributor) -> dict[str, Any]:
    """Bounds on the mean absolute error of both answers over the two values of their targets."""
    asked = []
    for row in rows:
        ends = {row["up"]: HIGH, row["down"]: LOW}, {row["up"]: LOW, row["down"]: HIGH}
        asked += [
            (Utterance(row[name], row["question"]), end) for name, end in zip(("first", "second"), ends, strict=True)
        ]
    return bounded([one.question or "" for one, _ in asked], asked, judge)


def against_people(judge: Attributor) -> dict[str, Any]:
    """Bounds on the judge's own error over ten values: absent is 2, present 4, marked most often 5."""
    rows = report_arguments()
    marked = marked_values(rows, SYSTEM)
    asked = [(Utterance(text), levels(one)) for text, one in zip(rows["premise"], marked, strict=True)]
    return bounded(rows["conclusion"].map(conclusion_key).tolist(), asked, judge)


def levels(marked: Mapping[str, tuple[str, ...]]) -> dict[str, float]:
    """What people found, as levels; ties have no most important value."""
    counts = sorted((len(names) for names in marked.values()), reverse=True)
    first = {value for value, names in marked.items() if counts[:2].count(len(names)) == 1 and len(names) == counts[0]}
    return {value: 5.0 if value in first else 4.0 if value in marked else 2.0 for value in SYSTEM.names}


def bounded(topics: list[str], asked: list[tuple[Utterance, dict[str, float]]], judge: Attributor) -> dict[str, Any]:
    """Coverage, abstention and width, with and without abstaining."""
    kept, errors, difficulties = [], [], []
    for topic, (_, target), found in zip(topics, asked, judge.attribute([one for one, _ in asked]), strict=True):
        if found.reason is None:
            kept.append(topic)
            errors.append(sum(abs(level - found.scores[value]) for value, level in target.items()) / len(target))
            difficulties.append(target_difficulty(target))
    stated, all_stated = bound_errors(kept, errors, difficulties), bound_errors(kept, errors, difficulties, widest=4.0)
    return {
        "answers": len(errors),
        "mean_error": sum(errors) / len(errors),
        "coverage": asdict(stated.coverage),
        "kept_coverage": asdict(stated.kept_coverage),
        "abstention": stated.abstention.value,
        "mean_width": stated.mean_width.value,
        "mean_width_without_abstention": all_stated.mean_width.value,
    }


def report(source: str, what: str, found: dict[str, Any]) -> None:
    """One line of results."""
    print(json.dumps({"source": source, "what": what, **found}), flush=True)


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
