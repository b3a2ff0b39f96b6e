"""How much each value matters to a question, by what people argue about it: never by a method's output.

Where annotators marked the values in the arguments about a question, the share of marked arguments is the relevance.
For other questions (conclusions of the test split, dilemmas, a user's own) it is the mean of the marks of the nearest
marked arguments: nearest to each of the arguments that people made about the question, or to its text where there are
none.

The marked arguments are all that may be read, training, validation and Zhihu, whoever else learns from them: relevance
reads no model's answer. ``experiments/evaluation/measure_relevance.py`` measures how well a question's relevance is
found from the arguments about others: better than the base rate from people's arguments about the question, hardly
better from its text alone. MiniLM finds no better ones than the word vectors by enough to be worth its time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy
import pandas as pd
from jaxtyping import Float
from numpy import ndarray

from couple.values import ValueSystem, load_mapping

MARKS = "schwartz20"  # the system of Touché23's annotators
ANNOTATED, NEAREST = "annotated", "nearest"
NEIGHBOURS = 32


@dataclass(frozen=True, slots=True)
class Relevance:
    """What people's arguments say about a question.

    Attributes:
        shares: for every value of a system, in its order, the share of arguments that express it, 0..1.
        source: ``annotated``, arguments about this very question; ``nearest``, arguments about others that are near.
        arguments: how many different arguments that is.
    """

    shares: Mapping[str, float]
    source: str
    arguments: int


def estimate_relevance(questions: Sequence[str], system: ValueSystem) -> dict[str, Relevance]:
    """The relevance of every value of ``system`` to each question, in the order of the questions.

    Raises ``UserError`` when Touché23 or the word vectors are not there, or annotators' marks do not reach the system.
    """
    marked = marked_arguments()
    marks, own = marks_of(marked, system), rows_by_question(marked)
    near = _nearest([question for question in questions if question not in own], marked["premise"].tolist(), marks)
    found: dict[str, Relevance] = {}
    for question in questions:
        shares, count = (marks[own[question]].mean(axis=0), len(own[question])) if question in own else near[question]
        by_value = {name: float(share) for name, share in zip(system.names, shares, strict=True)}
        found[question] = Relevance(by_value, ANNOTATED if question in own else NEAREST, count)
    return found


def nearest_shares(
    texts: Float[ndarray, "m d"],
    known: Float[ndarray, "n d"],
    marks: Float[ndarray, "n values"],
    *,
    neighbours: int = NEIGHBOURS,
) -> tuple[Float[ndarray, " values"], int]:
    """The mean marks of each text's nearest arguments, averaged over the texts, and how many arguments these are.

    Near is by the product of rows of ``texts`` and ``known``; among equally near arguments the first are taken.
    """
    order = numpy.argsort(-(texts @ known.T), axis=1, kind="stable")[:, :neighbours]
    return marks[order].mean(axis=(0, 1)), len(numpy.unique(order))


def marked_arguments() -> pd.DataFrame:
    """All arguments with annotators' marks: the training and validation splits and Zhihu."""
    from couple.data import load_arguments

    splits = (load_arguments("training"), load_arguments("validation"), load_arguments("validation-zhihu"))
    return pd.concat(splits, ignore_index=True)


def marks_of(arguments: pd.DataFrame, system: ValueSystem) -> Float[ndarray, "n values"]:
    """1 where annotators marked a value of ``system``, or a finer one that it takes in, and else 0.

    Raises ``UserError`` where no mapping from the annotators' system ships.
    """
    same = {name: (name,) for name in system.names}
    groups = same if system.name == MARKS else load_mapping(MARKS, system.name).groups
    return numpy.stack([arguments[list(groups[name])].any(axis=1) for name in system.names], axis=1).astype(float)


def rows_by_question(arguments: pd.DataFrame) -> dict[str, list[int]]:
    """The numbers of the rows whose conclusion answers a question, by the question."""
    from couple.data import opinion_question

    rows: dict[str, list[int]] = {}
    for row, conclusion in enumerate(arguments["conclusion"]):
        rows.setdefault(opinion_question(conclusion), []).append(row)
    return rows


def _nearest(
    questions: Sequence[str], premises: Sequence[str], marks: Float[ndarray, "n values"]
) -> dict[str, tuple[Float[ndarray, " values"], int]]:
    """``nearest_shares`` of each question: by what people said about it in the test split, else by its text."""
    if not questions:
        return {}
    from couple.data import load_arguments
    from couple.evaluation.static_embeddings import StaticEmbeddings

    embeddings, unmarked = StaticEmbeddings.load(), load_arguments("test")
    known = embeddings.encode(premises).numpy()
    said = {question: unmarked["premise"].iloc[rows].tolist() for question, rows in rows_by_question(unmarked).items()}
    return {
        question: nearest_shares(embeddings.encode(said.get(question, [question])).numpy(), known, marks)
        for question in questions
    }
