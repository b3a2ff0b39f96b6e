import re
from dataclasses import replace

import pytest

from couple.instruments.findings import CirclePlot, DriftPlot, Findings, ForestPlot, ForestRow, Table, WinRates
from couple.instruments.recorded.ratings import Irregularity
from couple.report.instrument_page import render_instrument_page

HOSTILE = '</title></script></style><script>alert(1)</script><svg onload="alert(2)">"\' javascript:alert(3)\x1b[31m'
BARE = Findings((), (), "Nothing was found.", (), (), {}, ("It shows nothing.",))


@pytest.fixture(scope="module")
def page(sample_findings):
    return render_instrument_page("An instrument", sample_findings)


@pytest.fixture
def written(page, tmp_path):
    path = tmp_path / "report.html"
    path.write_text(page, encoding="utf-8")
    return path


def hostile_findings():
    """Every text that comes from outside says something that no page should run."""
    row = ForestRow(HOSTILE, 0.5, (0.2, 0.7), HOSTILE)
    return Findings(
        scores=(),
        irregularities=(Irregularity(HOSTILE, HOSTILE, 1, HOSTILE, HOSTILE),),
        headline=HOSTILE,
        tables=(Table(HOSTILE, HOSTILE, ({HOSTILE: HOSTILE, f"{HOSTILE} 2": HOSTILE, "n": None},)),),
        pictures=(
            CirclePlot(HOSTILE, HOSTILE, HOSTILE, {"a": HOSTILE, "b": HOSTILE}, {HOSTILE: {"a": 1.0, "b": None}}),
            ForestPlot(HOSTILE, HOSTILE, HOSTILE, (row, ForestRow(HOSTILE, None, None, HOSTILE))),
            DriftPlot(HOSTILE, HOSTILE, HOSTILE, (HOSTILE, "2"), {HOSTILE: (row, None), "other": (row, row)}),
            WinRates(HOSTILE, HOSTILE, (HOSTILE, "b"), ((None, 0.5), (0.5, None))),
        ),
        facts={HOSTILE: HOSTILE},
        limits=(HOSTILE,),
        files={HOSTILE: ""},
    )


def test_the_page_goes_from_the_finding_to_its_limits(page):
    parts = (
        "comes first (1.02",
        "<h2>Figures",
        "<h2>Tables",
        "<h2>How it was made",
        "<h2>Irregularities",
        "does not show",
    )
    places = [page.index(part) for part in parts]
    assert places == sorted(places)
    assert "<dt>seed</dt><dd>0</dd>" in page
    assert "<dd>scores.csv, irregularities.csv, comparisons.csv, profiles/ (34 files)</dd>" in page
    assert "Made up." in page[places[-1] :]


def test_figures_are_numbered_and_say_how_to_read_them(page):
    captions = re.findall(r"<figcaption><b>(.*?)</figcaption>", page, re.S)
    assert [caption.split(".</b>")[0] for caption in captions] == [
        f"Figure {place}. {title}"
        for place, title in enumerate(("Six profiles", "Twenty values", "Contrasts", "Drift", "Wins"), start=1)
    ]
    six, twenty, forest, drift, wins = captions
    assert "In the theory's order. Farther out is higher: mean rating above the own mean. The dark ring" in (
        six.replace("&#39;", "'").replace("\n", " ")
    )
    assert "others faint" in six and "others faint" in drift and "others faint" not in twenty
    assert "dark ring" not in twenty
    assert "holds 0" in forest and "never met" in wins


def test_every_number_of_a_figure_stands_in_words(page, sample_findings):
    six, _, forest, drift, wins = sample_findings.pictures
    told = set(re.findall(r"<title>(.*?)</title>", page))
    known = [(name, value) for name, profile in six.profiles.items() for value in profile if profile[value] is not None]
    for name, value in known:
        assert any(story.startswith(f"{name}, {six.values[value]}: ") for story in told)
    for row in forest.rows:
        assert any(story.startswith(f"{row.label}: ") for story in told)
    for name, line in drift.lines.items():
        marked = [step for step, row in zip(drift.steps, line, strict=True) if row and row.estimate is not None]
        assert len([story for story in told if story.startswith(f"{name}, ")]) >= len(marked)
    assert len([story for story in told if " wins against " in story]) == len(wins.names) * (len(wins.names) - 1) - 2
    assert sum("never met" in story for story in told) == 2


def test_the_unknown_is_named(page):
    assert "Unknown: Power, Security." in page
    assert "Unknown: step 3, step 5 (both were refused)." in page
    assert "nothing was answered" in page
    assert "Unknown, since it was asked only once: alpha of a-model-with-a-name-00, a-model-with-a-name-01." in page
    assert not re.search(r"\b(nan|None)\b", page)


def test_names_notes_and_reasons_never_become_markup():
    page = render_instrument_page(HOSTILE, hostile_findings())
    assert page.count("<script>") == page.count("</script>") == page.count("</style>") == 1
    assert "<svg onload" not in page and "\x1b" not in page
    assert page.count("&lt;script&gt;") > 30


def test_a_measurement_without_pictures_tables_or_trouble_has_a_page():
    page = render_instrument_page("An instrument", BARE)
    assert "No answer was irregular." in page and "Nothing was found." in page
    assert "<h2>Figures" not in page and "<h2>Tables" not in page and "#figures" not in page
    empty = replace(
        BARE,
        pictures=(DriftPlot("", "", "", (), {}), ForestPlot("", "", "", ()), CirclePlot("", "", "", {"a": "A"}, {})),
    )
    assert render_instrument_page("An instrument", empty).count("There is nothing to draw.") == 3


def test_limits_are_not_optional():
    with pytest.raises(ValueError, match="limit"):
        render_instrument_page("An instrument", replace(BARE, limits=()))


def test_the_page_is_a_pure_function(page, sample_findings):
    assert render_instrument_page("An instrument", sample_findings) == page


@pytest.mark.parametrize("width", [1280, 768, 390])
def test_nothing_overlaps_and_nothing_scrolls_sideways(browser, written, width):
    browser.open(written, width=width)
    found = browser.layout()
    assert found["boxes"] > 400
    assert found["scroll"] <= width
    assert found["overlaps"] == [] and found["outside"] == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_asks_for_nothing_and_follows_the_readers_light(browser, written, dark):
    browser.open(written, width=1280, dark=dark)
    assert browser.complaints() == []
    assert browser.requests() == [written.resolve().as_uri()]
    dot = "getComputedStyle(document.querySelector('.circles .point')).fill"
    assert browser.evaluate(dot) == ("rgb(115, 195, 201)" if dark else "rgb(23, 101, 110)")


def test_a_hostile_page_stays_quiet_and_within_the_window(browser, tmp_path):
    path = tmp_path / "report.html"
    path.write_text(render_instrument_page(HOSTILE, hostile_findings()), encoding="utf-8")
    for width in (1280, 390):
        browser.open(path, width=width)
        assert browser.complaints() == []
        assert browser.evaluate("document.scripts.length") == 1
        found = browser.layout()
        assert found["scroll"] <= width and found["outside"] == []


def test_a_long_table_keeps_its_heads_in_sight(browser, written):
    browser.open(written, width=390)
    place = (
        "(() => { const frame = document.querySelector('.long'); frame.scrollTo(150, 400);"
        "const at = (one) => { const box = frame.querySelector(one).getBoundingClientRect(), all ="
        " frame.getBoundingClientRect(); return [Math.round(box.left - all.left), Math.round(box.top - all.top)]; };"
        "return [at('thead th'), at('thead th:nth-child(4)'), at('tbody tr:nth-child(9) th'), frame.scrollTop]; })()"
    )
    corner, head, row, scrolled = browser.evaluate(place)
    assert scrolled == 400 and corner == [0, 0] and head[1] == 0 and row[0] == 0


def test_it_prints_whole(browser, written):
    browser.open(written, width=718, dark=True, media="print")  # as wide as A4 between margins of 1 cm
    cut = "[...document.querySelectorAll('.scroll')].filter(one => one.scrollWidth > one.clientWidth + 1 ||"
    assert browser.evaluate(f"{cut} one.scrollHeight > one.clientHeight + 1).length") == 0
    assert browser.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert browser.pdf().startswith(b"%PDF")


def test_words_in_figures_are_readable_on_a_phone(browser, written):
    browser.open(written, width=390)
    sizes = browser.evaluate(
        "[...document.querySelectorAll('.circles .around, .panels .tick:not(.on-ring), .matrix .row')].map(one =>"
        " one.getScreenCTM().a * parseFloat(getComputedStyle(one).fontSize))"
    )
    assert len(sizes) > 50 and min(sizes) >= 10.5


def test_pointing_at_a_profile_finds_it_behind_the_others(browser, written):
    browser.open(written, width=1280)
    on = "[...document.querySelectorAll('.other.on')].map(one => one.dataset.who)"
    assert browser.evaluate(on) == []
    x, y = browser.evaluate(
        "(box => [box.x + 5, box.y + 5])(document.querySelector('.circles .panel').getBoundingClientRect())"
    )
    browser.hover(x, y)
    found = browser.evaluate(on)
    assert len(found) == 5 and set(found) == {"a-model-with-a-name-00"}


def test_a_screen_reader_meets_every_mark(browser, written):
    browser.open(written, width=1280)
    unnamed = "[...document.querySelectorAll('svg [role=img]')].filter(one => !one.querySelector('title')?.textContent)"
    assert browser.evaluate(f"{unnamed}.length") == 0
    assert browser.evaluate("document.querySelectorAll('svg [role=img]').length") > 1000
    loose = (
        "[...document.querySelectorAll('main svg')].filter(one => !one.getAttribute('aria-label') && !one.ariaHidden)"
    )
    assert browser.evaluate(f"{loose}.length") == 0
