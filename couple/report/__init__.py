"""What a run has to say: ``report.json`` first; the page, the Markdown and the terminal table are functions of it."""

from couple.report.document import GraphCard, Measured, ReportDocument, Summary, build_document
from couple.report.graph_document import GraphSections, LinearModel, Matrix, PairRow, Table
from couple.report.graph_page import render_graph_page
from couple.report.graph_sections import discovery_sections, population_section
from couple.report.markdown import render_markdown
from couple.report.page import render_page
from couple.report.summary import result_sentence, summarise
from couple.report.table import terminal_table
from couple.report.writing import ReportConfig, write_report

__all__ = [
    "GraphCard",
    "GraphSections",
    "LinearModel",
    "Matrix",
    "Measured",
    "PairRow",
    "ReportConfig",
    "ReportDocument",
    "Summary",
    "Table",
    "build_document",
    "discovery_sections",
    "population_section",
    "render_graph_page",
    "render_markdown",
    "render_page",
    "result_sentence",
    "summarise",
    "terminal_table",
    "write_report",
]
