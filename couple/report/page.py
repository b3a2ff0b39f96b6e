"""``report.html``: the document as one calm page that asks nothing of the network.

Every text in it is untrusted. Templates escape by default, and a Content-Security-Policy admits exactly the style and
the script that ship with this package, by their hashes, and nothing else.
"""

import base64
import hashlib
import math
from collections.abc import Mapping, Sequence
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from couple.foundation import package_file
from couple.report.document import ReportDocument
from couple.report.dot_plot import dot_rows, place
from couple.report.graph_figure import draw_graph, ranked_edges, weighted
from couple.report.summary import result_sentence
from couple.report.text import printable
from couple.report.unknown import number, reasons, summary_notes
from couple.report.words import compare_words

_TEMPLATES = package_file("report", "templates")


def render_page(document: ReportDocument) -> str:
    """The whole page as HTML text."""
    nodes = document.graph.nodes if document.graph else ()
    labels = {node: node.replace("_", " ") for node in nodes} | {
        value.name: value.label for value in document.system.values
    }
    figure = draw_graph(document.graph, circle=document.system.circle or (), labels=labels) if document.graph else None
    return render(
        "report.html",
        {
            "document": document,
            "sentence": result_sentence(document.summary),
            "notes": summary_notes(document.summary),
            "labels": labels,
            "figure": figure,
            "farthest": farthest_error(document),
        },
    )


def farthest_error(document: ReportDocument) -> float:
    """The end of a common scale for errors: the largest MAE of any answer, rounded up to a half; at least 0.5."""
    readings = [reading for answer in document.answers for reading in (answer, answer.independent) if reading]
    errors = [error for reading in readings for error in (reading.mae_before, reading.mae_after) if error is not None]
    return max(0.5, math.ceil(2 * max(errors, default=0.0)) / 2)


def render(template: str, names: Mapping[str, object], *, more: Sequence[str] = ()) -> str:
    """One of this package's templates with ``names`` in it, the style, the script and the policy that admits them.

    ``more`` names the styles and scripts that this kind of page has beside the common ones, such as ``chart.css``.
    """
    sources = ("page.css", "page.js", *more)
    style, script = ("".join(_source(one) for one in sources if one.endswith(kind)) for kind in (".css", ".js"))
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    page = _environment().get_template(template)
    return page.render(style=Markup(style), script=Markup(script), policy=policy, **names)  # noqa: S704 -- our files


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=lambda value: printable(value) if type(value) is str else value,
    )
    environment.filters.update(number=number, place=place, shorten=shorten)
    environment.globals.update(
        compare_words=compare_words, dot_rows=dot_rows, ranked_edges=ranked_edges, reasons=reasons, weighted=weighted
    )
    return environment


def _source(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _hash(source: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}"


def shorten(text: str, letters: int) -> str:
    """``text`` on one line, cut at a word where it is longer than ``letters``."""
    text = " ".join(printable(text).split())
    if len(text) <= letters:
        return text
    head = text[: letters - 1]
    return (head.rsplit(" ", 1)[0] if " " in head[letters // 2 :] else head) + "…"
