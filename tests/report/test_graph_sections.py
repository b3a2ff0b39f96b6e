"""The sections of a graph's report say what was found; the page computes interventions as the model does."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy
import pandas
import pytest

from couple.foundation import numpy_generator
from couple.graph import BootstrapConfig, Constraints, Pc, PcConfig, bootstrap_edges, consensus_graph
from couple.report import GraphSections, Matrix, discovery_sections, render_graph_page
from couple.report.histogram import HEIGHT, draw_histogram
from couple.report.matrix_figure import draw_matrix
from couple.scm import LinearGaussianSCM

NODES = ("age group", "power", "trust", "zeal")


def people(rows: int = 400) -> pandas.DataFrame:
    noise = numpy_generator(1, "sections").standard_normal((rows, 4))
    age, power = noise[:, 0], noise[:, 1]
    trust = age - power + noise[:, 2]
    return pandas.DataFrame(dict(zip(NODES, [age, power, trust, 0.5 * trust + noise[:, 3]], strict=True)))


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    rules = Constraints(tiers=(("age group",), ("power", "trust", "zeal")))
    frequencies = bootstrap_edges(Pc(PcConfig()), people(), rules, BootstrapConfig(bootstraps=20))
    graph = consensus_graph(frequencies, rules, threshold=0.5)
    sections = discovery_sections(graph, frequencies, people(), rules=rules, examined=False, seed=0)
    return {"graph": graph, "frequencies": frequencies, "sections": sections}


def test_sections_hold_what_was_found(found: dict[str, Any]) -> None:
    sections: GraphSections = found["sections"]
    assert [row.adjacency for row in sections.pairs] == sorted((r.adjacency for r in sections.pairs), reverse=True)
    assert sections.theory is None
    assert sections.agreement is None
    assert sections.model is not None and sections.effects is not None and sections.ancestors is not None
    model = LinearGaussianSCM.fit(found["graph"], people())
    effect = model.total_effect("age group", "zeal")
    assert sections.effects.value[0][3] == pytest.approx(effect, abs=0.02)
    assert sections.effects.low is not None and sections.effects.high is not None
    assert sections.effects.low[0][3] < effect < sections.effects.high[0][3]
    assert sections.ancestors.value[0][2] == 1.0
    assert GraphSections.model_validate_json(sections.model_dump_json()) == sections


def test_examined_sections_carry_a_verdict_and_its_limits(found: dict[str, Any]) -> None:
    examined = discovery_sections(
        found["graph"], found["frequencies"], people(), rules=Constraints(), examined=True, seed=1
    )
    assert len(examined.falsification) > 2
    assert examined.examination is not None
    assert examined.examination.columns[:3] == ("Effect", "Model", "Back-door estimate")
    for row in examined.examination.rows:
        assert row[1] == pytest.approx(row[2], abs=0.15)


def test_categories_have_no_sliders() -> None:
    table = people().gt(0).astype(str).astype("category")
    frequencies = bootstrap_edges(Pc(PcConfig()), table, Constraints(), BootstrapConfig(bootstraps=5))
    graph = consensus_graph(frequencies, Constraints(), threshold=0.5)
    sections = discovery_sections(graph, frequencies, table, rules=Constraints(), examined=True, seed=0)
    assert sections.model is None
    assert sections.examination is None
    assert 'id="linear-model"' not in render_graph_page(graph.to_json(), {}, ["a limit"], sections=sections)


def test_a_matrix_mutes_what_is_unsure_and_leaves_zero_white() -> None:
    value = ((0.0, 0.5), (-0.1, 0.0))
    matrix = Matrix(nodes=("a", "b"), value=value, low=((0.0, 0.4), (-0.3, 0.0)), high=((0.0, 0.6), (0.1, 0.0)))
    figure = draw_matrix(matrix, {"a": "alpha"}, words="{source} on {target}: {value}")
    sure, unsure = figure.cells
    assert (sure.sign, sure.muted, sure.text, sure.story) == (
        "positive",
        False,
        ".50",
        "alpha on b: 0.50, 0.40 to 0.60",
    )
    assert (unsure.sign, unsure.muted) == ("negative", True)
    assert sure.shade > unsure.shade
    wide = Matrix(nodes=tuple(f"n{i}" for i in range(40)), value=tuple((1.0,) * 40 for _ in range(40)))
    drawn = draw_matrix(wide, {}, words="{value}")
    assert drawn.size <= 641
    assert {cell.text for cell in drawn.cells} == {""}


def test_a_histogram_counts_everything_once() -> None:
    figure = draw_histogram([0.0, 0.1, 0.5, 1.0, 1.0], low=0, high=1, bins=4, unit="pairs", ends=("0", "1"))
    assert [int(story.split()[0]) for *_, story in figure.bars] == [2, 0, 1, 2]
    assert max(height for _, _, _, height, _ in figure.bars) == HEIGHT
    assert all(one[0] < other[0] for one, other in pairwise(figure.bars))


@pytest.fixture
def page(found: dict[str, Any], tmp_path: Path) -> Path:
    file = tmp_path / "report.html"
    hostile = "</script><script>document.title='owned'</script>"
    text = render_graph_page(
        found["graph"].to_json(), {hostile: hostile}, [hostile], labels={"zeal": hostile}, sections=found["sections"]
    )
    file.write_text(text, encoding="utf-8")
    return file


SET = """(pairs => { for (const [name, value] of pairs) {
  const row = [...document.querySelectorAll(".whatif tbody tr")].find(r => r.dataset.node === name);
  const slider = row.querySelector("input");
  slider.value = value; slider.dispatchEvent(new Event("input")); }
  return JSON.parse(document.documentElement.dataset.means); })"""


@pytest.mark.parametrize("do", [{"power": 1.5}, {"age group": -1.0, "trust": 0.25}, {"zeal": 2.0}])
def test_the_page_computes_what_the_model_computes(
    browser: Any, page: Path, found: dict[str, Any], do: dict[str, float]
) -> None:
    browser.open(page, width=1280)
    shown = browser.evaluate(f"{SET}({json.dumps(list(do.items()))})")
    model = LinearGaussianSCM.fit(found["graph"], people())
    mean = pandas.DataFrame([model.mean().numpy()], columns=list(model.nodes))
    expected = model.counterfactual(mean, do)[list(model.nodes)].to_numpy()[0]
    assert shown == pytest.approx(expected.tolist(), abs=1e-6)
    moved = [
        name for name, x, m in zip(model.nodes, expected, model.mean().tolist(), strict=True) if abs(x - m) >= 0.005
    ]
    lit = browser.evaluate("[...document.querySelectorAll('.whatif .up, .whatif .down')].map(r => r.dataset.node)")
    assert lit == moved
    assert set(do) <= set(moved)
    browser.evaluate("document.querySelector('.reset').click()")
    again = browser.evaluate("JSON.parse(document.documentElement.dataset.means)")
    assert again == pytest.approx(model.mean().tolist(), abs=1e-9)


def test_the_page_is_quiet_narrow_and_safe(browser: Any, page: Path) -> None:
    for width in (390, 1280):
        browser.open(page, width=width, dark=width == 390)
        assert browser.evaluate("document.documentElement.scrollWidth") <= width
        assert browser.complaints() == []
    assert browser.requests() == [page.resolve().as_uri()]
    assert browser.evaluate("document.title") == "A causal graph from data"
    assert browser.evaluate("document.querySelectorAll('svg.matrix').length") == 3


def test_a_node_of_the_drawing_brings_you_to_its_slider(browser: Any, page: Path) -> None:
    browser.open(page, width=1280)
    browser.evaluate("document.querySelector('svg.graph .node[data-name=\"trust\"]').dispatchEvent(new Event('click'))")
    assert browser.evaluate("document.activeElement.closest('tr').dataset.node") == "trust"
    assert numpy.isfinite(float(browser.evaluate("document.activeElement.value")))
