"""How well is a question's relevance found from the arguments about other questions? Writes ``relevance.json`` here.

    python experiments/evaluation/measure_relevance.py

Needs the data set touche23 (COUPLE_DATA) and some minutes on one core. The truth is the share of annotators' marks in
the arguments about each conclusion of the validation split; none of these arguments may be found. Compared are two ways
to say what is near (the word vectors that ``estimate_relevance`` uses, and MiniLM), two things to be near to (the
arguments about the question, its text), numbers of neighbours, and the base rate: the same values for every question.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
from jaxtyping import Float
from numpy import ndarray

from couple.attribution import SentenceEncoder
from couple.evaluation.asking.relevance import marked_arguments, marks_of, nearest_shares, rows_by_question
from couple.evaluation.measures.metrics import spearman
from couple.evaluation.static_embeddings import StaticEmbeddings
from couple.foundation import write_json
from couple.values import load_system

SYSTEM, TARGETED = load_system("schwartz10"), 5
RESULT = Path(__file__).with_name("relevance.json")
LEAST_ARGUMENTS = (1, 5, 50)  # a share of one or two arguments is a poor truth
Shares = Float[ndarray, " values"]


def main() -> None:
    """Measure every way and write what was found."""
    marked = marked_arguments()
    marks, rows = marks_of(marked, SYSTEM), rows_by_question(marked)
    asked = {question: own for question, own in rows.items() if marked["split"].iloc[own[0]] == "validation"}
    base = marks[(marked["split"] == "training").to_numpy()].mean(axis=0)
    ways: dict[str, Callable[[str], Shares]] = {"base rate of the training split": lambda _: base}
    for name, encoder in (("word vectors", StaticEmbeddings.load()), ("MiniLM", SentenceEncoder.load())):
        known = encoder.encode(marked["premise"].tolist()).numpy()
        texts = dict(zip(asked, encoder.encode(list(asked)).numpy(), strict=True))
        for count in (8, 32, 128):

            def by_arguments(question: str, known: Any = known, count: int = count) -> Shares:
                others = numpy.delete(numpy.arange(len(marks)), asked[question])
                return nearest_shares(known[asked[question]], known[others], marks[others], neighbours=count)[0]

            def by_text(question: str, known: Any = known, texts: Any = texts, count: int = count) -> Shares:
                others = numpy.delete(numpy.arange(len(marks)), asked[question])
                return nearest_shares(texts[question][None], known[others], marks[others], neighbours=count)[0]

            ways[f"{name}, near to the arguments, {count} neighbours"] = by_arguments
            ways[f"{name}, near to the question, {count} neighbours"] = by_text
    found = {way: measure(estimate, asked, marks) for way, estimate in ways.items()}
    write_json(RESULT, found)
    for way, measures in found.items():
        print(way, measures, sep="\n  ")


def measure(
    estimate: Callable[[str], Shares], asked: dict[str, list[int]], marks: Float[ndarray, "n values"]
) -> dict[str, dict[str, float]]:
    """Overlap of the five largest (0..1), rank correlation and mean absolute error, by how many arguments there are."""
    return {
        f"{least} arguments or more": _means([(marks[own].mean(axis=0), estimate(question)) for question, own in kept])
        for least in LEAST_ARGUMENTS
        if (kept := [(question, own) for question, own in asked.items() if len(own) >= least])
    }


def _means(pairs: list[tuple[Shares, Shares]]) -> dict[str, float]:
    ranks = [spearman(_named(truth), _named(guess)).value for truth, guess in pairs]
    return {
        "questions": len(pairs),
        "top_five_overlap": round(numpy.mean([len(_top(t) & _top(g)) / TARGETED for t, g in pairs]).item(), 3),
        "spearman": round(numpy.mean([rank for rank in ranks if rank is not None]).item(), 3),
        "mean_absolute_error": round(numpy.mean([abs(t - g).mean() for t, g in pairs]).item(), 3),
    }


def _named(shares: Shares) -> dict[str, float]:
    return dict(zip(SYSTEM.names, map(float, shares), strict=True))


def _top(shares: Shares) -> set[int]:
    return set(numpy.argsort(-shares, kind="stable")[:TARGETED].tolist())


if __name__ == "__main__":
    main()
