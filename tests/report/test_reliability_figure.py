import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import binomtest

from couple.report.reliability_figure import SIDE, ReliabilityBin, draw_reliability, reliability_svg, wilson_interval

BINS = [
    ReliabilityBin(predicted=0.9, observed=0.8, count=10),
    ReliabilityBin(predicted=0.1, observed=0.1, count=80),
    ReliabilityBin(predicted=0.12, observed=0.2, count=10),
]


def test_points_stand_where_their_probabilities_say() -> None:
    figure = draw_reliability(BINS)
    assert [(mark.x, mark.y) for mark in figure.marks] == [
        (0.1 * SIDE, 0.9 * SIDE),
        (0.12 * SIDE, 0.8 * SIDE),
        (0.9 * SIDE, pytest.approx(0.2 * SIDE)),
    ]
    assert all(mark.high <= mark.y <= mark.low for mark in figure.marks)
    assert figure.marks[0].top == 0 < figure.marks[2].top


def test_the_error_is_the_distance_from_the_diagonal_weighted_by_count() -> None:
    figure = draw_reliability(BINS)
    assert figure.forecasts == 100
    assert figure.error == pytest.approx((10 * 0.1 + 0 + 10 * 0.08) / 100)


def test_counts_are_written_where_there_is_room_and_told_everywhere() -> None:
    figure = draw_reliability(BINS)
    assert [mark.written for mark in figure.marks] == ["80", "", "10"]
    assert "10 forecasts of 0.120" in figure.marks[1].story


@pytest.mark.parametrize(("happened", "count"), [(0, 1), (1, 1), (3, 10), (0, 50), (770, 1000)])
def test_intervals_are_those_of_scipy(happened: int, count: int) -> None:
    expected = binomtest(happened, count).proportion_ci(0.95, method="wilson")
    assert wilson_interval(happened / count, count) == pytest.approx((expected.low, expected.high), abs=1e-6)


def test_the_file_is_well_formed_and_escapes_its_title() -> None:
    root = ElementTree.fromstring(reliability_svg(BINS, title='<script>"& values'))
    space = "{http://www.w3.org/2000/svg}"
    assert root.findtext(f"{space}title") == '<script>"& values'
    assert not list(root.iter(f"{space}script"))
    assert len([one for one in root.iter(f"{space}circle") if one.get("class") == "point"]) == 3
    assert "expected calibration error 0.018 over 100 forecasts" in [text.text for text in root.iter(f"{space}text")]


def test_nothing_to_draw_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one bin"):
        draw_reliability([])


def test_it_shows_in_a_browser(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "reliability.svg"
    path.write_text(reliability_svg(BINS, title="Twenty values"), encoding="utf-8")
    browser.open(path, width=600)
    point = "document.querySelector('.point').getBoundingClientRect()"
    assert browser.evaluate(f"{point}.width") > 5
    assert browser.complaints() == []
