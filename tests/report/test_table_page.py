import base64
import hashlib
import re

from couple.report.table_page import render_table_page

ROWS = [{"method": "raw", "MAE": 1.25, "n": 3}, {"method": "ours", "MAE": None, "n": 4, "note": "new"}]


def test_the_page_holds_facts_rows_and_limits():
    page = render_table_page("A title", ROWS, {"decoder": "small"}, ["Little."])
    assert "<h1>A title</h1>" in page and "<dt>decoder</dt><dd>small</dd>" in page and "<li>Little.</li>" in page
    assert re.findall(r"<th[^>]*>([^<]*)</th>", page) == ["method", "MAE", "n", "note"]
    assert re.findall(r"<td[^>]*>(.*?)</td>", page)[:4] == ["raw", "1.250", "3", '<span class="unknown">unknown</span>']
    assert page.count('class="unknown"') == 2
    assert 'class="n">1.250' in page


def test_everything_untrusted_is_escaped():
    bad = "<script>alert(1)</script>\x1b[31m"
    page = render_table_page(bad, [{bad: bad}], {bad: bad}, [bad])
    assert "<script" not in page and "\x1b" not in page
    assert page.count("&lt;script&gt;") == 7  # title twice, column, cell, fact twice, limit


def test_the_policy_admits_the_style_and_nothing_else():
    page = render_table_page("t", ROWS, {}, [])
    style = re.search(r"<style>(.*?)</style>", page, re.S)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page and "default-src 'none'" in page
    assert not re.search(r"(src|href)=\"(?!data:)", page)


def test_an_empty_table_says_so():
    page = render_table_page("t", [], {}, [])
    assert "There is nothing to show." in page and "<table" not in page
