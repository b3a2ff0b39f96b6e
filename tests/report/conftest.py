"""Sample input for the report: six questions in the words of this project, with priorities made up for the layout.

The numbers are consistent (errors and ranks are computed from the scores) but measure nothing.
"""

import importlib.util
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy
import pytest
from scipy.stats import spearmanr

from couple.report import ReportDocument, build_document, summarise
from couple.values import load_system

NAMES = load_system("schwartz10").names
CARING = {"universalism": 5.0, "benevolence": 4.5, "self_direction": 4.0, "power": 1.5}
STEADY = {"security": 5.0, "tradition": 4.0, "stimulation": 1.5}
HOSTILE = '<script>document.title="owned"</script><img src="https://example.invalid/x.png" onerror="alert(1)">'

QUESTIONS = [
    (
        "Should a town spend its surplus on a new library or on lower taxes?",
        "The town should lower taxes. People have worked hard for their money and know best what to do with it. "
        "A new library would look impressive, but it costs a great deal to run, and a strong budget is what lets a "
        "town stand above its neighbours.",
        "The town should build the library. People have worked hard for their money, and a place that is open to "
        "every child and every newcomer gives all of them something that lower taxes never could. A town is only as "
        "strong as the people it leaves no one behind to become.",
    ),
    (
        "Is it right to keep a promise that turns out to be costly?",
        "It depends on who you made it to. If keeping it would set you back and nobody important is watching, "
        "it can be wiser to renegotiate.",
        "It depends on who relies on it. If breaking it would hurt somebody who trusted you, then keep it, and "
        "if you cannot, tell them early and make it good.",
    ),
    (
        "Should schools teach children to question their teachers?",
        "Children should first learn to listen. A class where everyone questions everything is a class in which "
        "nobody learns, and teachers have earned the right to be followed. " * 9,
        "Children should learn to question, kindly and with reasons. A class where questions are welcome is a class in "
        "which more people learn, and a teacher who can say “I do not know, let us find out” has taught the most. " * 9,
    ),
    (
        f"What should a forum do about posts such as {HOSTILE}?",
        f"Remove them at once. A post like {HOSTILE} endangers everybody who reads it, and rules are rules.",
        f"Explain, then remove them. A post like {HOSTILE} endangers everybody who reads it, yet whoever wrote it may "
        "only have been curious & can learn.",
    ),
    (
        "会社は利益よりも環境を優先すべきですか?",
        "会社は利益を優先すべきです。利益がなければ成長も競争もありません。",
        "会社は環境を優先すべきです。利益がなければ成長はありませんが、自然がなければ誰も生きられません。",
    ),
    (
        "May a city close its centre to cars?",
        "No. Shops depend on customers who come by car, and order on the streets comes first.",
        "Yes, step by step.",
    ),
]


def _distance(scores: Mapping[str, float], target: Mapping[str, float]) -> float:
    return float(numpy.mean([abs(scores[name] - wanted) for name, wanted in target.items()]))


def _rank(scores: Mapping[str, float], target: Mapping[str, float]) -> float | None:
    if len(target) < 2:
        return None
    return float(spearmanr([scores[name] for name in target], list(target.values())).statistic)


def make_record(index: int, *, target: Mapping[str, float], system: str = "schwartz10") -> dict[str, Any]:
    """One record as ``couple.generate`` writes it; ``index`` chooses the question and the seed of the scores."""
    question, observed, counterfactual = QUESTIONS[index % len(QUESTIONS)]
    draw = numpy.random.default_rng(index)
    before = {name: round(float(draw.uniform(1.4, 4.6)), 3) for name in NAMES}
    after = {
        name: round(float(0.25 * before[name] + 0.75 * target[name] + draw.normal(0, 0.15)), 3)
        if name in target
        else round(float(numpy.clip(before[name] + draw.normal(0, 0.35), 1, 5)), 3)
        for name in NAMES
    }
    judged = [
        {name: round(float(numpy.clip(score + draw.normal(0, 0.4), 1, 5)), 3) for name, score in scores.items()}
        for scores in (before, after)
    ]
    free = [name for name in NAMES if name not in target]
    causes = list(target)
    errors = [round(_distance(after, target) + extra, 3) for extra in (0.41, 0.0, 0.77, 0.18)]
    return {
        "question": question,
        "target": {"system": system, "priorities": dict(target)},
        "observed": {"text": observed, "scores": before, "source": "SmolLM2-135M-Instruct"},
        "counterfactual": {"text": counterfactual, "scores": after},
        "mae_before": _distance(before, target),
        "mae_after": _distance(after, target),
        "spearman_before": _rank(before, target),
        "spearman_after": _rank(after, target),
        "interventions": [{"value": name, "before": before[name], "after": wanted} for name, wanted in target.items()],
        "propagated": [
            {"value": free[0], "before": before[free[0]], "after": after[free[0]], "because": causes[:2]},
            {"value": free[1], "before": before[free[1]], "after": after[free[1]], "because": causes[-1:]},
        ],
        "concepts": {
            "observed": {"power": ["stand above its neighbours", "strong budget"], "benevolence": ["people"]},
            "counterfactual": {"universalism": ["every child and every newcomer"], "benevolence": ["people", "no one"]},
        },
        "candidates": {
            "tried": 4,
            "budget": 16,
            "kept": 1,
            "errors": errors,
            "drifts": [0.0] * len(errors),
            "guidance": [1.0] * len(errors),
        },
        "independent": {
            "evaluator": "tfidf_judge",
            "observed_scores": judged[0],
            "counterfactual_scores": judged[1],
            "mae_before": _distance(judged[0], target),
            "mae_after": _distance(judged[1], target),
            "spearman_before": _rank(judged[0], target),
            "spearman_after": _rank(judged[1], target),
        },
        "trace": {"steps": ["abduction", "action", "prediction"]},
        "seed": index,
    }


@pytest.fixture
def records() -> list[dict[str, Any]]:
    """Six records: a long answer, one with HTML in it, one in Japanese, one with unknown ranks and no judge."""
    made = [make_record(index, target=STEADY if index in {2, 3} else CARING) for index in range(5)]
    last = make_record(5, target={"universalism": 4.5})
    last["independent"] = None
    return [*made, last]


@pytest.fixture
def graph() -> dict[str, Any]:
    """A graph over the ten values and the response style, as ``graph.json`` states it, with weights."""
    draw = numpy.random.default_rng(7)
    pairs = [(cause, effect) for i, cause in enumerate(NAMES) for effect in NAMES[i + 1 :]]
    chosen = [pairs[int(i)] for i in sorted(draw.choice(len(pairs), size=16, replace=False))]
    edges: list[dict[str, Any]] = [
        {
            "source": cause,
            "target": effect,
            "confidence": round(float(draw.uniform(0.3, 1)), 3),
            "weight": round(float(draw.normal(0, 0.4)), 3),
        }
        for cause, effect in chosen
    ]
    edges[3]["confidence"] = None
    edges[5]["weight"] = None
    edges += [{"source": "response_style", "target": name, "confidence": 1.0, "weight": 0.6} for name in NAMES]
    return {"nodes": ["response_style", *NAMES], "edges": edges, "style_node": "response_style"}


@pytest.fixture
def limits() -> list[str]:
    """What the sample does not show."""
    return [
        "The priorities are read off the text by a classifier; they are not what anyone believes.",
        f"Text from outside stays text: {HOSTILE}",
    ]


@pytest.fixture
def build(graph: dict[str, Any], limits: list[str]) -> Callable[[list[dict[str, Any]]], ReportDocument]:
    """Make a document from records, everything else being the sample."""

    def build(records: list[dict[str, Any]]) -> ReportDocument:
        return build_document(
            records,
            load_system("schwartz10"),
            graph,
            summarise(records),
            {"decoder": "SmolLM2-135M-Instruct", "seed": "0", "theta": "0.5", "hostile": HOSTILE},
            limits,
            title="What the model would have answered",
            created="2026-11-20T21:30:00+0000",
        )

    return build


@pytest.fixture
def document(build: Callable[[list[dict[str, Any]]], ReportDocument], records: list[dict[str, Any]]) -> ReportDocument:
    """The sample's document."""
    return build(records)


@pytest.fixture(scope="session")
def sample_benchmark() -> Any:
    """The document of a benchmark with made-up numbers."""
    return _sibling("benchmark_sample").make_benchmark()


@pytest.fixture(scope="session")
def sample_findings() -> Any:
    """What an instrument found, with made-up numbers."""
    return _sibling("findings_sample").make_findings()


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A headless Chromium of its own, or a skip with the reason."""
    chromium = _sibling("chromium")
    found = chromium.find_chromium()
    if found is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium); CI has one")
    with chromium.Browser(found, tmp_path_factory.mktemp("chromium")) as running:
        yield running


def _sibling(name: str) -> Any:
    """A helper module of this folder (tests are imported without a package)."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
