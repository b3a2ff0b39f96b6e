"""What a run has to say: ``report.json`` first; the page, the Markdown and the terminal table are functions of it."""

from couple.report.attribution_document import (
    ATTRIBUTION_LIMITS,
    AttributionDocument,
    build_attribution_document,
)
from couple.report.attribution_page import render_attribution_page, write_attribution_report
from couple.report.attribution_table import attribution_table
from couple.report.document import GraphCard, Measured, ReportDocument, Summary, build_document
from couple.report.graph_document import GraphSections, LinearModel, Matrix, PairRow, Table
from couple.report.graph_page import render_graph_page
from couple.report.graph_sections import discovery_sections, population_section
from couple.report.markdown import render_markdown
from couple.report.page import render_page
from couple.report.reliability_figure import ReliabilityBin, reliability_svg
from couple.report.summary import result_sentence, summarise
from couple.report.table import terminal_table
from couple.report.writing import ReportConfig, write_report

__all__ = [
    "ATTRIBUTION_LIMITS",
    "AttributionDocument",
    "GraphCard",
    "GraphSections",
    "LinearModel",
    "Matrix",
    "Measured",
    "PairRow",
    "ReliabilityBin",
    "ReportConfig",
    "ReportDocument",
    "Summary",
    "Table",
    "attribution_table",
    "build_attribution_document",
    "build_document",
    "discovery_sections",
    "population_section",
    "reliability_svg",
    "render_attribution_page",
    "render_graph_page",
    "render_markdown",
    "render_page",
    "result_sentence",
    "summarise",
    "terminal_table",
    "write_attribution_report",
    "write_report",
]
