"""``report.html`` of ``couple.measure``: findings, tables, pictures, how they were made, their limits."""

from couple.instruments.findings import Findings
from couple.report.table_page import render_table_page


def render_instrument_page(title: str, findings: Findings) -> str:
    """The whole page as HTML text."""
    table = findings.tables[0]
    return render_table_page(title, table.rows, {**findings.facts, "numbers": table.note}, findings.limits)
