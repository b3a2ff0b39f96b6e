import xml.etree.ElementTree as ElementTree

import pytest

from couple.decoder.training.curves import Curve
from couple.report.curves_figure import HEIGHT, WIDTH, curves_svg, draw_curves

CURVES = [
    Curve("loss", ((1, 4.0), (2, 2.0), (3, 3.0), (4, 1.0)), ((0, 5.0), (4, 2.0))),
    Curve("contrast_accuracy", ((1, 0.5), (2, 0.5), (3, 0.5), (4, 0.5)), ()),
]


def points(line: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in line.split())]


def test_steps_go_to_the_right_and_numbers_upwards() -> None:
    loss, _ = draw_curves(CURVES)
    assert points(loss.steps) == [(WIDTH / 4, 32.5), (WIDTH / 2, 97.5), (WIDTH * 3 / 4, 65), (WIDTH, HEIGHT)]
    assert [number for _, number in points(loss.mean)] == [32.5, 65, 65, 81.2]
    assert [(x, y) for x, y, _ in loss.held_out] == [(0, 0), (WIDTH, 97.5)]
    assert (loss.low, loss.high) == ("1", "5")


def test_a_number_that_never_changes_is_a_level_line() -> None:
    _, contrast = draw_curves(CURVES)
    assert {y for _, y in points(contrast.steps)} == {0.0}
    assert contrast.name == "contrast accuracy" and contrast.held_out == ()


def test_panels_do_not_overlap() -> None:
    loss, contrast = draw_curves(CURVES)
    assert contrast.top - loss.top > HEIGHT


def test_the_file_is_well_formed_and_escapes_its_title() -> None:
    root = ElementTree.fromstring(curves_svg(CURVES, title='<script>"& run'))
    space = "{http://www.w3.org/2000/svg}"
    assert root.findtext(f"{space}title") == '<script>"& run'
    assert not list(root.iter(f"{space}script"))
    assert len(list(root.iter(f"{space}circle"))) == 2


def test_nothing_to_draw_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one curve"):
        draw_curves([])
