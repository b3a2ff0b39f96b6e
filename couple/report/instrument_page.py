"""``report.html`` of ``couple.measure``: findings, pictures, tables, how they were made, and their limits."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from couple.instruments.findings import CirclePlot, DriftPlot, Findings, ForestPlot, Picture
from couple.report.circle_figure import CircleFigure, draw_circle
from couple.report.drift_figure import DriftFigure, draw_drift
from couple.report.finding_tables import finding_table, irregularity_table
from couple.report.forest_figure import ForestFigure, draw_forest
from couple.report.matrix_figure import MatrixFigure
from couple.report.page import render
from couple.report.win_rates_figure import draw_win_rates

SCORES = "scores.csv", "irregularities.csv"  # files of every measurement, beside the instrument's own


@dataclass(frozen=True)
class PictureView:
    """A picture, drawn; ``kind`` names the macro that writes its figure out."""

    kind: str
    title: str
    caption: str
    unit: str
    figure: CircleFigure | ForestFigure | DriftFigure | MatrixFigure


def render_instrument_page(title: str, findings: Findings) -> str:
    """The whole page as HTML text; ``ValueError`` without a limit."""
    if not findings.limits:
        raise ValueError("a report needs at least one limit")
    return render(
        "instrument.html",
        {
            "title": title,
            "headline": findings.headline,
            "pictures": [view_picture(picture) for picture in findings.pictures],
            "tables": [finding_table(table) for table in findings.tables],
            "facts": _facts(findings),
            "irregularities": irregularity_table(findings.irregularities),
            "limits": findings.limits,
        },
        more=("chart.css", "matrix.css", "instrument.css", "chart.js"),
    )


def view_picture(picture: Picture) -> PictureView:
    """A picture's figure, laid out."""
    if isinstance(picture, CirclePlot):
        return PictureView("circle", picture.title, _sentence(picture.caption), picture.unit, draw_circle(picture))
    if isinstance(picture, ForestPlot):
        return PictureView("forest", picture.title, _sentence(picture.caption), picture.unit, draw_forest(picture))
    if isinstance(picture, DriftPlot):
        return PictureView("drift", picture.title, _sentence(picture.caption), picture.unit, draw_drift(picture))
    return PictureView("win_rates", picture.title, _sentence(picture.caption), "", draw_win_rates(picture))


def _sentence(text: str) -> str:
    """``text`` with a full stop, since more follows it."""
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."


def _facts(findings: Findings) -> Mapping[str, str]:
    return {**findings.facts, "files": _files((*SCORES, *findings.files))}


def _files(names: Iterable[str]) -> str:
    """Files by name; those of a folder are counted."""
    found = Counter(f"{name.split('/')[0]}/" if "/" in name else name for name in names)
    return ", ".join(f"{name} ({count:,} files)" if count > 1 else name for name, count in found.items())
