"""What a report says, as data: ``report.json`` is this document, and every page is a pure function of it.

Unknown numbers are None. A summary's unknown carries its reason; an answer's is read off the record by
``couple.report.unknown``. Records are those of ``responses.jsonl``; a key that is not listed here is refused.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, FiniteFloat, PlainSerializer, model_validator

from couple.report.text import encodable
from couple.values import ValueSystem
from couple.values.frozen import FrozenMapping

FORMAT_VERSION = 1
STYLE_NODE = "response_style"  # as couple.graph calls it

_FREEZE = AfterValidator(FrozenMapping)
_THAW = PlainSerializer(dict)
Scores = Annotated[Mapping[str, FiniteFloat | None], _FREEZE, _THAW]
Priorities = Annotated[Mapping[str, FiniteFloat], _FREEZE, _THAW]
Phrases = Annotated[Mapping[str, tuple[str, ...]], _FREEZE, _THAW]
Facts = Annotated[Mapping[str, str], _FREEZE, _THAW]
Trace = Annotated[Mapping[str, Any], _FREEZE, _THAW]


class Frozen(BaseModel):
    """Immutable, complete, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ValueCard(Frozen):
    """One value as a reader meets it."""

    name: str
    label: str
    definition: str


class SystemCard(Frozen):
    """The value system of the answers. ``circle`` is the theory's order around the circle, or None."""

    name: str
    title: str
    values: tuple[ValueCard, ...]
    circle: tuple[str, ...] | None = None


class GraphEdge(Frozen):
    """``confidence``: share of bootstrap searches that drew this edge in this direction, 0..1; None for one that
    was required beforehand. ``weight``: signed effect in the fitted SCM.
    """

    source: str
    target: str
    confidence: float | None = Field(default=None, ge=0, le=1)
    weight: FiniteFloat | None = None


class GraphCard(Frozen):
    """The value graph. ``style_node`` is the response-style node, which is no value of the system."""

    nodes: tuple[str, ...]
    edges: tuple[GraphEdge, ...]
    style_node: str | None = None

    @model_validator(mode="after")
    def _edges_join_nodes(self) -> Self:
        known = set(self.nodes)
        strangers = [end for edge in self.edges for end in (edge.source, edge.target) if end not in known]
        if strangers:
            raise ValueError(f"edges name {strangers[0]!r}, which is no node of the graph")
        return self


class Target(Frozen):
    """A profile to reach: priorities 1..5 by value name. An empty one is the null intervention."""

    system: str
    priorities: Priorities


class Answer(Frozen):
    """An answer's text, its attributed priorities (1..5), and where the text came from."""

    text: str
    scores: Scores
    source: str | None = None


class Intervention(Frozen):
    """``do(value = after)``, where ``before`` was abducted."""

    value: str
    before: FiniteFloat | None
    after: FiniteFloat | None


class Propagation(Frozen):
    """A value that was not targeted and moved through the graph, ``because`` of its changed causes."""

    value: str
    before: FiniteFloat | None
    after: FiniteFloat | None
    because: tuple[str, ...] = ()


class ConceptPair(Frozen):
    """Phrases that carry each value, in the observed and in the counterfactual answer; and the latents in words."""

    observed: Phrases = FrozenMapping({})
    counterfactual: Phrases = FrozenMapping({})
    latents_before: Phrases = FrozenMapping({})
    latents_after: Phrases = FrozenMapping({})


class Candidates(Frozen):
    """The search: ``kept`` counts from 0 into ``errors``, the in-loop MAE of each candidate tried.

    ``drifts`` says how much further from the question each is than the observed answer, in cosines; ``guidance`` the
    weight with which each followed the contrast between the worlds.
    """

    tried: int
    budget: int
    kept: int | None = None
    errors: tuple[FiniteFloat | None, ...] = ()
    drifts: tuple[FiniteFloat, ...] = ()
    guidance: tuple[FiniteFloat, ...] = ()


class IndependentReading(Frozen):
    """What a judge says that shares neither training rows nor encoder with the in-loop attributor."""

    evaluator: str
    observed_scores: Scores
    counterfactual_scores: Scores
    mae_before: FiniteFloat | None
    mae_after: FiniteFloat | None
    spearman_before: FiniteFloat | None
    spearman_after: FiniteFloat | None


class AnswerRecord(Frozen):
    """One line of ``responses.jsonl``."""

    question: str
    target: Target
    observed: Answer
    counterfactual: Answer
    mae_before: FiniteFloat | None
    mae_after: FiniteFloat | None
    spearman_before: FiniteFloat | None
    spearman_after: FiniteFloat | None
    interventions: tuple[Intervention, ...] = ()
    propagated: tuple[Propagation, ...] = ()
    concepts: ConceptPair = ConceptPair()
    candidates: Candidates | None = None
    independent: IndependentReading | None = None
    trace: Trace = FrozenMapping({})
    seed: int


class Measured(Frozen):
    """A number averaged over ``count`` answers, or None with the reason why it is unknown."""

    value: FiniteFloat | None
    count: int = 0
    reason: str | None = None

    @model_validator(mode="after")
    def _unknown_has_a_reason(self) -> Self:
        if (self.value is None) != bool(self.reason):
            raise ValueError("a number that is unknown needs a reason, and only such a number")
        return self


class Agreement(Frozen):
    """One judge's averages. MAE: 0 is best, 4 the worst; Spearman: 1 is best, -1 the worst."""

    judge: str
    mae_before: Measured
    mae_after: Measured
    spearman_before: Measured
    spearman_after: Measured


class Summary(Frozen):
    """The result in numbers, over ``questions`` answers."""

    questions: int
    in_loop: Agreement
    independent: Agreement


class ReportDocument(Frozen):
    """Everything the report of ``couple.generate`` says."""

    format_version: int = FORMAT_VERSION
    title: str
    created: str
    run: Facts
    system: SystemCard
    graph: GraphCard | None
    targets: tuple[Target, ...]
    summary: Summary
    answers: tuple[AnswerRecord, ...]
    limits: tuple[str, ...] = Field(min_length=1)


def build_document(
    records: Sequence[Mapping[str, Any]],
    system: ValueSystem,
    graph: Mapping[str, Any] | None,
    summary: Summary,
    run: Mapping[str, str],
    limits: Sequence[str],
    *,
    title: str,
    created: str,
) -> ReportDocument:
    """The report of the main job.

    Args:
        records: the objects of ``responses.jsonl``, in order.
        system: the values, with the labels and definitions that readers see.
        graph: the content of ``graph.json`` (edges may add ``weight``), or None where no graph was used.
        summary: averages, as ``couple.report.summarise`` makes them.
        run: facts about the run, in reading order.
        limits: what the report does not show; at least one.
        title: the heading of every page.
        created: when the answers were made, ISO 8601 (an argument, so that the same run gives the same bytes).

    Raises:
        pydantic.ValidationError: a record or graph breaks its contract (a bug, not a user's mistake).
    """
    answers = tuple(AnswerRecord.model_validate(encodable(dict(record))) for record in records)
    targets: list[Target] = []
    for answer in answers:
        if answer.target not in targets:
            targets.append(answer.target)
    values = tuple(
        ValueCard(name=value.name, label=value.label, definition=value.definition) for value in system.values
    )
    return ReportDocument(
        title=encodable(title),
        created=created,
        run={str(name): encodable(str(fact)) for name, fact in run.items()},
        system=SystemCard(name=system.name, title=system.title, values=values, circle=system.circle),
        graph=None if graph is None else graph_card(graph, values=[value.name for value in values]),
        targets=tuple(targets),
        summary=summary,
        answers=answers,
        limits=tuple(limits),
    )


def graph_card(graph: Mapping[str, Any], *, values: Sequence[str] | None = None) -> GraphCard:
    """A graph as ``graph.json`` states it; keys the report does not show are left out.

    The style node is the graph's own ``style_node``, else its first node that is none of ``values``; where no values
    are given, the node called ``response_style``.
    """
    nodes = tuple(str(node) for node in graph["nodes"])
    style_node = graph.get("style_node")
    if style_node is None:
        strangers = (node for node in nodes if (node == STYLE_NODE if values is None else node not in values))
        style_node = next(strangers, None)
    shown = GraphEdge.model_fields
    edges = tuple(
        GraphEdge.model_validate({key: item for key, item in edge.items() if key in shown}) for edge in graph["edges"]
    )
    return GraphCard(nodes=nodes, edges=edges, style_node=style_node)
