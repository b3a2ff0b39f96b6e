"""From a document to files in a run folder."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from couple.foundation import write_json, write_text
from couple.report.document import ReportDocument
from couple.report.markdown import render_markdown
from couple.report.page import render_page


class ReportConfig(BaseModel):
    """Which files to write beside ``report.json``, and the title to give them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    html: bool = True
    markdown: bool = True
    title: str = Field(default="What the model would have answered", min_length=1, max_length=200)


def write_report(document: ReportDocument, folder: str | Path, config: ReportConfig) -> list[Path]:
    """Write ``report.json`` and the pages that ``config`` asks for; each file whole or not at all.

    Returns the paths, ``report.json`` first.
    """
    folder = Path(folder)
    written = [folder / "report.json"]
    write_json(written[0], document.model_dump(mode="json"))
    pages = {"report.html": (config.html, render_page), "report.md": (config.markdown, render_markdown)}
    for name, (wanted, render) in pages.items():
        if wanted:
            write_text(folder / name, render(document))
            written.append(folder / name)
    return written
