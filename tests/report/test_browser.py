"""The pages in a real Chromium: nothing overlaps, scrolls sideways, complains, or leaves the file."""

import re
from pathlib import Path
from typing import Any

import pytest

from couple.foundation import package_file
from couple.report import build_document, render_graph_page, render_page, summarise
from couple.values import load_system


def hard_document(records: list[dict[str, Any]], limits: list[str]) -> Any:
    """What strains a layout: twenty values with long names, words without end, unknowns everywhere, no circle."""
    system = load_system("schwartz20")
    long = "Donaudampfschifffahrtsgesellschaftskapitän" * 6
    scores = {name: None if index % 3 == 0 else 2.5 for index, name in enumerate(system.names)}
    record = {
        **records[0],
        "question": f"{long} {'and so on ' * 60}",
        "target": {"system": system.name, "priorities": dict.fromkeys(system.names, 4.5)},
        "observed": {"text": long, "scores": scores, "source": long},
        "counterfactual": {"text": "", "scores": scores},
        "interventions": [{"value": name, "before": None, "after": 4.5} for name in system.names],
        "propagated": [],
        "concepts": {"observed": {system.names[0]: [long, "short"] * 5}, "counterfactual": {}},
        "independent": None,
    }
    for metric in ("mae_before", "mae_after", "spearman_before", "spearman_after"):
        record[metric] = None
    pairs = [(cause, effect) for i, cause in enumerate(system.names) for effect in system.names[i + 1 :: 3]]
    edges = [{"source": cause, "target": effect, "confidence": 0.5, "weight": -0.1} for cause, effect in pairs]
    graph = {"nodes": [*system.names, "response_style"], "edges": edges}
    facts = {long: long}
    return build_document(
        [record], system, graph, summarise([record]), facts, [*limits, long], title=long, created="2026-11-20"
    )


@pytest.fixture
def pages(
    document: Any, records: list[dict[str, Any]], graph: dict[str, Any], limits: list[str], tmp_path: Path
) -> Any:
    bare = {"nodes": graph["nodes"], "edges": [{**edge, "weight": None} for edge in graph["edges"]]}
    texts = {
        "sample": render_page(document),
        "hard": render_page(hard_document(records, limits)),
        "bare": render_graph_page(bare, {"data": "a survey"}, limits, circle=graph["nodes"]),
        "graph": render_graph_page(graph, {"data": "a survey"}, limits),
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("width", [1280, 768, 390])
@pytest.mark.parametrize("name", ["sample", "hard", "graph", "bare"])
def test_nothing_overlaps_and_nothing_scrolls_sideways(browser: Any, pages: Path, name: str, width: int) -> None:
    browser.open(pages / f"{name}.html", width=width)
    found = browser.layout()
    assert found["boxes"] > 40
    assert found["width"] == width
    assert found["scroll"] <= width
    assert found["overlaps"] == []
    assert found["outside"] == []


def test_the_probe_finds_what_it_looks_for(browser: Any, tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    page.write_text(
        "<!doctype html><meta name=viewport content='width=device-width'><p>one line of text"
        "<p style='margin-top:-25px'>another line of text<p style='width:2000px'>" + "wide " * 200,
        encoding="utf-8",
    )
    browser.open(page, width=1280)
    found = browser.layout()
    assert found["overlaps"] and found["outside"] and found["scroll"] > 1280


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["sample", "hard", "graph", "bare"])
def test_no_complaint_and_no_request(browser: Any, pages: Path, name: str, dark: bool) -> None:
    browser.open(pages / f"{name}.html", width=1280, dark=dark)
    assert browser.complaints() == []
    assert browser.requests() == [(pages / f"{name}.html").resolve().as_uri()]
    paper = browser.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", paper))) < 200) == dark


def test_hostile_text_stays_text(browser: Any, pages: Path) -> None:
    browser.open(pages / "sample.html", width=1280)
    assert browser.evaluate("document.title") == "What the model would have answered"
    assert browser.evaluate("document.images.length + document.scripts.length") == 1


def test_the_policy_stops_what_escaping_might_miss(browser: Any, pages: Path) -> None:
    page = pages / "attacked.html"
    attack = '<body><script>document.title = "owned"</script><img src="https://example.invalid/x.png">'
    page.write_text((pages / "sample.html").read_text(encoding="utf-8").replace("<body>", attack), encoding="utf-8")
    browser.open(page, width=1280)
    assert browser.evaluate("document.title") == "What the model would have answered"
    assert "Content Security Policy" in "".join(browser.complaints())


def test_a_value_can_be_followed_by_keyboard_and_by_pointer(browser: Any, pages: Path) -> None:
    browser.open(pages / "graph.html", width=1280)
    story, lit = "document.querySelector('.story').textContent", "document.querySelectorAll('.edge.on').length"
    assert browser.evaluate(lit) == 0
    browser.press("Tab")
    focused = browser.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused and browser.evaluate(story) == focused
    assert browser.evaluate(lit) > 0
    browser.press("Escape")
    assert browser.evaluate(lit) == 0
    x, y = browser.evaluate(
        "(box => [box.x + box.width / 2, box.y + box.height / 2])"
        "(document.querySelectorAll('.node .dot')[4].getBoundingClientRect())"
    )
    browser.hover(x, y)
    expected = browser.evaluate("document.querySelectorAll('.node')[4].getAttribute('aria-label')")
    assert browser.evaluate(story) == expected


def test_labels_in_the_graph_are_readable_on_a_phone(browser: Any, pages: Path) -> None:
    browser.open(pages / "hard.html", width=390)
    scale = browser.evaluate("document.querySelector('svg.graph').getScreenCTM().a")
    size = browser.evaluate("parseFloat(getComputedStyle(document.querySelector('svg.graph text')).fontSize)")
    assert scale * size >= 11


def test_it_prints(browser: Any, pages: Path) -> None:
    browser.open(pages / "sample.html", width=1280, dark=True, media="print")
    assert browser.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert browser.evaluate("getComputedStyle(document.querySelector('nav')).display") == "none"
    assert browser.pdf().startswith(b"%PDF")


def test_ink_and_paper_keep_the_contrast_that_small_text_needs() -> None:
    style = package_file("report", "templates", "page.css").read_text(encoding="utf-8")
    palettes = [
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in re.findall(r":root \{(.*?)\}", style, re.S)
    ]
    for palette in palettes[:2]:
        for ink in ("ink", "soft", "before", "after", "raises", "lowers"):
            assert contrast(palette[ink], palette["paper"]) >= 4.5, ink
        for tint in ("before-tint", "after-tint"):
            assert contrast(palette["ink"], palette[tint]) >= 7
            assert contrast(palette["soft"], palette[tint]) >= 4.5


def contrast(first: str, second: str) -> float:
    """The WCAG contrast ratio of two ``#rrggbb`` colours, 1..21."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)
