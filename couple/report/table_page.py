"""A table as one HTML page that asks nothing of the network: the report of every verb whose result is a table.

The table on top, how it was made, and what it does not show. Every text in it is untrusted: the template escapes all
of them, and a Content-Security-Policy admits exactly the style below, by its hash, and nothing else.
"""

import base64
import hashlib
import math
from collections.abc import Mapping, Sequence

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from couple.report.text import printable

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 76rem; padding: 2rem 1rem 3rem; }
h1 { font-size: 1.5rem; line-height: 1.25; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dt { opacity: .7; }
dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .75rem .25rem 0; text-align: left; vertical-align: bottom; }
td { white-space: nowrap; }
th { border-bottom: 1px solid; }
td { border-bottom: 1px solid color-mix(in srgb, currentColor 15%, transparent); }
.n { text-align: right; }
.unknown { opacity: .6; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } }
"""

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src '{{ hash }}'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{{ title }}</title>
<link rel="icon" href="data:,">
<style>{{ style }}</style>
</head>
<body>
<h1>{{ title }}</h1>
{% if columns %}
<div class="scroll" tabindex="0" role="region" aria-label="Results">
<table>
<thead><tr>{% for column in columns %}<th scope="col"{% if column in numeric %} class="n"{% endif %}>{{ column }}</th>
{%- endfor %}</tr></thead>
<tbody>
{% for row in rows %}
<tr>{% for column in columns %}<td{% if column in numeric %} class="n"{% endif %}>{{ row.get(column)|cell }}</td>
{%- endfor %}</tr>
{% endfor %}
</tbody>
</table>
</div>
{% else %}
<p>There is nothing to show.</p>
{% endif %}
{% if facts %}
<h2>How it was made</h2>
<dl>
{% for name, fact in facts.items() %}
<dt>{{ name }}</dt><dd>{{ fact }}</dd>
{% endfor %}
</dl>
{% endif %}
{% if limits %}
<h2>What this does not show</h2>
<ul>
{% for limit in limits %}
<li>{{ limit }}</li>
{% endfor %}
</ul>
{% endif %}
</body>
</html>
"""


def render_table_page(
    title: str, table_rows: Sequence[Mapping[str, object]], facts: Mapping[str, str], limits: Sequence[str]
) -> str:
    """The page as HTML text.

    Args:
        title: the heading.
        table_rows: one mapping a row; columns are the keys in order of first appearance. Floats show three decimals,
            None and NaN show as "unknown".
        facts: what the numbers were made from, name by name.
        limits: what a reader must not conclude.
    """
    columns = list(dict.fromkeys(column for row in table_rows for column in row))
    numeric = {
        column
        for column in columns
        if any(isinstance(row.get(column), int | float) for row in table_rows)
        and not any(isinstance(row.get(column), str) for row in table_rows)
    }
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: printable(value) if type(value) is str else value,
    )
    environment.filters["cell"] = _cell
    return environment.from_string(_PAGE).render(
        title=title,
        rows=table_rows,
        columns=columns,
        numeric=numeric,
        facts=facts,
        limits=limits,
        style=Markup(_STYLE),  # noqa: S704 -- our own text
        hash=f"sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}",
    )


def _cell(value: object) -> str | Markup:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return Markup('<span class="unknown">unknown</span>')
    return f"{value:.3f}" if isinstance(value, float) else str(value)
