import base64
import hashlib
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from couple.report import ReportDocument, render_page
from couple.report.page import shorten

VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """Tags with their attributes, and whether every tag that was opened is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.sources: dict[str, list[str]] = {"script": [], "style": []}
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] in self.sources:
            self.sources[self._open[-1]].append(data)


def test_untrusted_text_never_becomes_markup(document: ReportDocument) -> None:
    hostile = '</title></script></style><script>alert(1)</script><svg onload="alert(2)">"\' javascript:alert(3)'
    data = document.model_dump(mode="json")
    for place in (data, data["system"], data["answers"][0], data["answers"][0]["observed"], data["summary"]["in_loop"]):
        for key in {"title", "question", "text", "source", "judge"} & set(place):
            place[key] = hostile
    data["run"] = {hostile: hostile}
    data["system"]["values"][0].update(label=hostile, definition=hostile)
    data["graph"]["nodes"][0] = data["graph"]["style_node"] = hostile
    data["graph"]["edges"] = [{"source": hostile, "target": "power", "confidence": 0.5, "weight": None}]
    answer = data["answers"][0]
    answer["target"]["priorities"] = {hostile: 5.0}
    answer["observed"]["scores"] = {hostile: 2.0}
    answer["interventions"] = [{"value": hostile, "before": 2.0, "after": 5.0}]
    answer["propagated"] = [{"value": hostile, "before": 2.0, "after": 5.0, "because": [hostile]}]
    answer["concepts"] = {"observed": {"power": [hostile]}, "counterfactual": {}}
    answer["independent"]["evaluator"] = hostile
    page = Page(render_page(ReportDocument.model_validate(data)))
    assert len(page.sources["script"]) == len(page.sources["style"]) == 1
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]


def test_the_policy_admits_exactly_our_style_and_script(document: ReportDocument) -> None:
    page = Page(render_page(document))
    policy = next(
        attributes["content"] for tag, attributes in page.tags if "Content-Security-Policy" in attributes.values()
    )
    assert policy is not None and policy.startswith("default-src 'none';")
    assert "unsafe" not in policy and "http" not in policy
    for kind in ("style", "script"):
        digest = hashlib.sha256("".join(page.sources[kind]).encode()).digest()
        assert f"{kind}-src 'sha256-{base64.b64encode(digest).decode()}'" in policy
    assert not [attributes for _, attributes in page.tags if "style" in attributes]


def test_nothing_in_the_page_points_outside(document: ReportDocument) -> None:
    page = Page(render_page(document))
    links = {"src", "href", "xlink:href", "srcset", "action", "poster", "data", "background"}
    addresses = [value or "" for _, attributes in page.tags for name, value in attributes.items() if name in links]
    assert addresses
    assert all(address.startswith("#") or address == "data:," for address in addresses)
    targets = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    assert {address[1:] for address in addresses if address.startswith("#")} <= targets
    for source in (*page.sources["style"], *page.sources["script"]):
        assert not re.search(r"https?:|//\w|url\(|@import|fetch|XMLHttpRequest|WebSocket|import\(", source)


def test_the_page_is_a_pure_function(document: ReportDocument) -> None:
    again = ReportDocument.model_validate_json(document.model_dump_json())
    assert render_page(document) == render_page(again)


def test_unknown_numbers_say_so(document: ReportDocument) -> None:
    page = render_page(document)
    card = page[page.index('id="question-6"') : page.index('id="graph"')]
    assert "unknown" in card and "a rank agreement needs at least two targeted values" in card
    assert "no independent judge read this answer" in card


def test_differences_are_marked_on_the_side_they_are_on(document: ReportDocument) -> None:
    page = render_page(document)
    assert "<del>lower taxes</del>" in page
    assert "<ins>build the library</ins>" in page


def test_the_null_intervention_reads_as_one(build: Any, records: list[dict[str, Any]]) -> None:
    same = {**records[0], "counterfactual": records[0]["observed"] | {"source": None}, "interventions": []}
    same |= {"target": {"system": "schwartz10", "priorities": {}}, "propagated": []}
    page = render_page(build([same]))
    assert "identical, character for character" in page
    assert "null intervention" in page
    assert "<del>" not in page and "<ins>" not in page


def test_a_run_without_answers_or_graph_still_has_a_page(document: ReportDocument, build: Any) -> None:
    empty = build([])
    page = render_page(ReportDocument.model_validate(empty.model_dump() | {"graph": None}))
    assert "No question was answered" in page and 'id="graph"' not in page


def test_fifty_answers_stay_under_a_megabyte(build: Any, records: list[dict[str, Any]]) -> None:
    many = [{**records[index % 6], "seed": index} for index in range(50)]
    assert len(render_page(build(many)).encode()) < 1_000_000


@pytest.mark.parametrize(
    ("text", "expected"), [("short", "short"), ("some words here", "some…"), ("abcdefghijkl", "abcdefg…")]
)
def test_long_questions_are_cut_at_a_word(text: str, expected: str) -> None:
    assert shorten(text, 8) == expected
