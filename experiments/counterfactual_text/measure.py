"""Do counterfactual answers follow opposed targets, by a judge that saw none of what produced them?

    COUPLE_DATA=... python experiments/counterfactual_text/measure.py answer ARM [questions=100]
    COUPLE_DATA=... python experiments/counterfactual_text/measure.py judge

Questions are Touché23's validation debates that no reader learned from, then its test debates; decoder, attributors and
judge saw none of their arguments. Each gets one pair of conflicting values, the one that matters most in the human
arguments about it, and two answers: one value at 5 and the other at 1, and the other way round. ``answer`` writes one
arm's answers to outputs/counterfactual_text/ARM.jsonl and goes on with what is there; ``judge`` reads all of them and
writes results.json.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy
import pandas as pd

from couple.attribution import AttributionConfig, SentenceEncoder, Utterance, load_attributor
from couple.baselines.best_of_n import BestOfN
from couple.baselines.prompting import PromptingConfig, Raw, ValuePrompt
from couple.counterfactual.assembly import Assembly, LoopConfig, assemble
from couple.counterfactual.observe import observe
from couple.counterfactual.questions import Question
from couple.counterfactual.search import parrots
from couple.data import conclusion_key, labelled_answers, load_arguments, opinion_question, report_arguments
from couple.decoder.prompt import opinion_prompt
from couple.evaluation.judge import load_judge
from couple.evaluation.steering import OpposedValues, opposed_values, steering
from couple.foundation import Progress, append_json_line, child_seed, library_versions, read_json_lines, write_json
from couple.values import load_mapping, load_system

HERE = Path(__file__).parent
FOLDER = Path("outputs") / "counterfactual_text"
SYSTEM = load_system("schwartz10")
TOKENS, SEED = 40, 0
Pair = tuple[str, str]

LOOP: dict[str, Any] = {
    "decoder": {"max_new_tokens": TOKENS},
    "attribution": {"detector": "fast"},
    "graph": {"reference": "ess9"},
    "scm": {"reference": "ess9"},
    "counterfactual": {"theta": 0.0},
}
COUPLE: dict[str, dict[str, Any]] = {
    "couple_1": {"candidates": 1},
    "couple_4": {"candidates": 4},
    "couple_8": {"candidates": 8},
    "couple_16": {"candidates": 16, "round_size": 16},
    "couple_8_looking_at_the_end_alone": {"candidates": 8, "look_every": None},
    "couple_8_unguided": {"candidates": 8, "guidance": {"weight": 0.0}},
    "concept_list_8": {"candidates": 8},
}
DECODER: dict[str, dict[str, Any]] = {"concept_list_8": {"concept_list": {}}}


def questions(limit: int) -> list[OpposedValues]:
    """The debates in the order of their keys, validation first, each with its pair of values."""
    return [
        opposed_values(opinion_question(str(group["conclusion"].iloc[0])), relevance(group), SYSTEM)
        for frame in (report_arguments(), load_arguments("test"))
        for _, group in frame.groupby(frame["conclusion"].map(conclusion_key))
    ][:limit]


def relevance(arguments: pd.DataFrame) -> dict[str, float]:
    """The share of human arguments that express each value, by annotators, or by ``accurate`` where there are none."""
    groups = load_mapping("schwartz20", SYSTEM.name).groups
    if "security_personal" in arguments:
        return {v: float(arguments[list(groups[v])].any(axis=1).mean()) for v in SYSTEM.names}
    reader = load_attributor(AttributionConfig(detector="accurate"), SYSTEM)
    found = reader.attribute([Utterance(premise) for premise in arguments["premise"].head(8)])
    return {v: float(numpy.mean([one.probabilities[v] for one in found])) for v in SYSTEM.names}


def answers(arm: str, asked: list[OpposedValues]) -> Iterator[Pair]:
    """The arm's two answers to each question."""
    if arm == "human":
        raise SystemExit("human arguments are read by judge, not written")
    changed = {"counterfactual": COUPLE.get(arm, {}), "decoder": DECODER.get(arm, {})}
    assembly = assemble(
        LoopConfig.read({**LOOP, **{group: {**LOOP[group], **keys} for group, keys in changed.items()}})
    )
    yield from ours(assembly, asked) if arm in COUPLE else prompted(arm, assembly, asked)


def ours(assembly: Assembly, asked: list[OpposedValues]) -> Iterator[Pair]:
    """Counterfactuals of the untouched model's own answer."""
    for opposed in asked:
        question = Question(opposed.question, observed=None, target=None, line=1)
        observed = observe(assembly, [question], LoopConfig.read(LOOP).decoder, None, SEED)[0].text
        first, second = (
            assembly.loop.answer(opposed.question, observed, target, seed=child_seed(SEED, side)).best.text
            for side, target in enumerate(opposed.targets(SYSTEM))
        )
        yield first, second


def prompted(arm: str, assembly: Assembly, asked: list[OpposedValues]) -> Iterator[Pair]:
    """The untouched model, asked in words; questions with the same pair of values go together, which is faster."""
    methods: dict[str, Callable[[], Any]] = {
        "null": lambda: Raw(PromptingConfig()),
        "value_prompt": lambda: ValuePrompt(PromptingConfig()),
        "value_prompt_best_of_8": lambda: BestOfN(BestOfN.Config(candidates=8)),
    }
    method, found = methods[arm](), {}
    for values in sorted({(one.up, one.down) for one in asked}):
        group = [one for one in asked if (one.up, one.down) == values]
        texts = [one.question for one in group]
        with assembly.loop.decoder.untouched():
            sides = [
                method.answer(texts, target, assembly.observer, seed=child_seed(SEED, side), max_new_tokens=TOKENS)
                for side, target in enumerate(group[0].targets(SYSTEM))
            ]
        found |= dict(zip(group, zip(*sides, strict=True), strict=True))
    yield from (found[one] for one in asked)


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


def human() -> list[dict[str, Any]]:
    """Arguments to the same questions with opposed labels: one of each kind, for every conflicting pair of values."""
    frame = labelled_answers("validation")
    frame = frame[frame["identifier"].isin(report_arguments()["identifier"])]
    groups = load_mapping("schwartz20", SYSTEM.name).groups
    has = {v: frame[list(groups[v])].any(axis=1) for v in SYSTEM.names}
    rows = []
    for question, part in frame.groupby("question"):
        for up, down in sorted(tuple(sorted(pair)) for pair in SYSTEM.conflicting):
            first = part[has[up][part.index] & ~has[down][part.index]]["answer"]
            second = part[has[down][part.index] & ~has[up][part.index]]["answer"]
            if len(first) and len(second):
                pick = child_seed(SEED, str(question), up, down)
                texts = first.iloc[pick % len(first)], second.iloc[pick % len(second)]
                opposed = asdict(OpposedValues(str(question), up, down))
                rows.append({**opposed, "first": texts[0], "second": texts[1]})
    return rows


def judge() -> None:
    """Read all answers, write results.json, print the table."""
    reader, model = load_judge(SYSTEM), assemble(LoopConfig.read(LOOP))
    arms = {path.stem: read_json_lines(path) for path in sorted(FOLDER.glob("*.jsonl"))} | {"human": human()}
    table = {arm: measures(rows, reader, model) for arm, rows in arms.items()}
    recipe = "python experiments/counterfactual_text/measure.py"
    facts = {"seed": SEED, "tokens": TOKENS, "judge": reader.fingerprint, "artefacts": dict(model.artefacts)}
    write_json(
        HERE / "results.json",
        {"recipe": recipe, **facts, "versions": library_versions("torch", "transformers", "peft"), "arms": table},
    )
    for arm, row in sorted(table.items(), key=lambda entry: entry[1]["contrast"][0]):
        moved = [row[name] for name in ("contrast", "sign", "shift")]
        numbers = [f"{estimate:6.2f} [{low:5.2f}, {high:5.2f}]" for estimate, low, high in moved]
        rest = [f"{row[name]:6.2f}" for name in ("parrots", "perplexity", "relevance", "stance")]
        print(f"{arm:<36}{row['questions']:>4}", *numbers, *rest)


def measures(rows: list[dict[str, Any]], reader: Any, assembly: Assembly) -> dict[str, Any]:
    """Everything that is reported about one arm."""
    place = {value: number for number, value in enumerate(SYSTEM.names)}
    texts = {side: [row[side].strip() or "." for row in rows] for side in ("first", "second")}
    moved = (reader.logits(texts["first"]) - reader.logits(texts["second"])).numpy()
    achieved = numpy.array([moved[n, place[row[side]]] for n, row in enumerate(rows) for side in ("up", "down")])
    wanted = numpy.array([4.0, -4.0] * len(rows))
    found = steering([row["question"] for row in rows for _ in range(2)], wanted, achieved, seed=SEED)
    both = [(row["question"], row[side]) for row in rows for side in ("first", "second")]
    model = assembly.loop.decoder.language_model
    with assembly.loop.decoder.untouched():
        nats = [
            -model.answer_log_probability(opinion_prompt(question), text) / (len(model.answer_tokens(text)) + 1)
            for question, text in both
        ]
    encoder = SentenceEncoder.load()
    asked, said = encoder.encode([question for question, _ in both]), encoder.encode([text or "." for _, text in both])
    return {
        "questions": len({row["question"] for row in rows}),
        **asdict(found),
        "parrots": float(numpy.mean([parrots(text, SYSTEM) for _, text in both])),
        "perplexity": float(numpy.exp(numpy.median(nats))),
        "relevance": float((asked * said).sum(1).median()),
        "stance": float(numpy.mean([text.strip().lower().startswith(("yes", "no")) for _, text in both])),
    }


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["judge"]:
            judge()
        case ["answer", arm, *rest]:
            answer(arm, int(rest[0].removeprefix("questions=")) if rest else 100)
        case _:
            raise SystemExit(__doc__)
