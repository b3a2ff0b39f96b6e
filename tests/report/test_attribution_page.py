"""The page as text, the table as lines, and the page in a real Chromium."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from couple.report.attribution_document import AttributionDocument, build_attribution_document
from couple.report.attribution_page import (
    HUES,
    render_attribution_page,
    value_keys,
    visible,
    write_attribution_report,
)
from couple.report.attribution_table import WIDTH, attribution_table
from couple.report.text import display_width
from couple.values import ValueSystem, load_system

HOSTILE = '</p><script>document.title="owned"</script><img src="https://example.invalid/x.png" onerror="alert(1)">&amp;'
VOID = {"meta", "link", "br", "img", "input", "hr"}
Span = tuple[int, int, str]


def reading(text: str, spans: list[Span], names: tuple[str, ...], **changes: Any) -> tuple[str, None, dict[str, Any]]:
    """A reading in which the characters of each span carry its value."""
    present = {name: int(any(value == name for *_, value in spans)) for name in names}
    record = {
        "line": 1,
        "id": "a text",
        "scores": {name: 4.5 if present[name] else 2.0 for name in names},
        "probabilities": {name: 0.8 if present[name] else 0.1 for name in names},
        "present": present,
        "concepts": [
            {"value": value, "phrase": text[start:end], "start": start, "end": end, "weight": 0.2}
            for start, end, value in spans
        ],
        "label_set": list(names[:3]),
        "flags": [],
        "reason": None,
    }
    return text, None, record | changes


def build(readings: Any, system: ValueSystem, facts: Any = None) -> AttributionDocument:
    return build_attribution_document(readings, system, facts or {}, title="Values", created="2026-11-21")


class Page(HTMLParser):
    """The characters of the texts with the labels of the marks over them, and the names that follow them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.characters: list[tuple[str, frozenset[str]]] = []
        self.tags: list[tuple[int, str]] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append((tag, dict(attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        classes = [str(attributes.get("class") or "").split() for _, attributes in self._open]
        if not any("text" in names for names in classes):
            return
        if any("tag" in names for names in classes):
            self.tags.append((len(self.characters), data))
        elif not any("tags" in names for names in classes):
            labels = frozenset(str(attributes["title"]) for tag, attributes in self._open if tag == "mark")
            self.characters += [(character, labels) for character in data]


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Span]]:
    characters = st.one_of(
        st.sampled_from("<&>\"' \n\x00\x1b\u202eא界😀\u200d"), st.characters(exclude_categories=["Cs"])
    )
    text = draw(st.text(characters.filter(lambda one: one != "\r"), min_size=1, max_size=50))
    spans = []
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text) - 1))
        spans.append((start, draw(st.integers(start + 1, len(text))), draw(st.sampled_from(("security", "power")))))
    return text, spans


@settings(max_examples=5, deadline=None, derandomize=True)
@given(st.lists(marked_texts(), min_size=10, max_size=20))
def test_without_its_marks_the_text_is_the_text_and_every_mark_is_named(given: list[tuple[str, list[Span]]]) -> None:
    system = load_system("schwartz10")
    page = Page(render_attribution_page(build([reading(text, spans, system.names) for text, spans in given], system)))
    assert "".join(character for character, _ in page.characters) == visible("".join(text for text, _ in given))
    begin = 0
    for text, spans in given:
        carried = [labels for _, labels in page.characters[begin : begin + len(text)]]
        for at, labels in enumerate(carried):
            assert labels == {value.capitalize() for start, end, value in spans if start <= at < end}
        for _, end, value in spans:  # the name follows the mark, or another mark of the same value that goes on
            named = min(at for at, label in page.tags if label == value.capitalize() and at >= begin + end) - begin
            assert named <= len(text) and all(value.capitalize() in labels for labels in carried[end:named])
        begin += len(text)


def test_untrusted_text_never_becomes_markup() -> None:
    value = {"name": "care", "label": HOSTILE, "definition": HOSTILE}
    system = ValueSystem.model_validate({"name": "own", "title": HOSTILE, "source": "ours", "values": [value]})
    text, _, record = reading(HOSTILE, [(3, 30, "care")], system.names, id=HOSTILE, flags=[HOSTILE])
    unread = {**record, "scores": None, "probabilities": None, "present": None, "concepts": [], "reason": HOSTILE}
    page = Page(
        render_attribution_page(build([(text, HOSTILE, record), (text, None, unread)], system, {HOSTILE: HOSTILE}))
    )
    kinds = [tag for tag, _ in page.elements]
    assert kinds.count("script") == kinds.count("style") == 1 and "img" not in kinds
    assert not [
        name for _, attributes in page.elements for name in attributes if name.startswith("on") or name == "style"
    ]
    assert "".join(character for character, _ in page.characters) == HOSTILE * 2


def test_what_cannot_be_seen_is_shown_by_a_sign() -> None:
    assert visible("a\x00b\x1b[31m\x7f\x9b\u202egnp\u2069") == "a\u2400b\u241b[31m\u2421\ufffd\ufffdgnp\ufffd"
    assert visible("one\r\ntwo\rthree\tfour\u2028five 👩‍👧") == "one\ntwo\nthree\tfour\nfive 👩‍👧"


@pytest.mark.parametrize("name", ["schwartz10", "schwartz20", "hhh"])
def test_values_keep_the_order_of_the_circle_and_have_hues_of_their_own(name: str) -> None:
    system = load_system(name)
    keys = value_keys(build([], system).system)
    assert list(keys) == list(system.circle or system.names)
    assert len({key.hue for key in keys.values()}) == len(keys) and max(key.hue for key in keys.values()) < HUES
    assert len({key.short for key in keys.values()}) == len(keys)


def test_labels_that_begin_alike_are_not_shortened_to_the_same() -> None:
    labels = [f"Being somebody whom other people call {word}" for word in ("kind", "brave")]
    values = [{"name": f"v{place}", "label": label, "definition": "."} for place, label in enumerate(labels)]
    system = ValueSystem.model_validate({"name": "own", "title": "Own", "source": "ours", "values": values})
    assert [key.short for key in value_keys(build([], system).system).values()] == labels


def test_each_reading_says_what_was_found_and_what_was_not() -> None:
    system = load_system("schwartz10")
    readings = [
        reading("be safe", [(0, 7, "security")], system.names, flags=["3 windows"]),
        reading(
            "", [], system.names, scores=None, probabilities=None, present=None, label_set=None, reason="empty text"
        ),
        reading("so", [], system.names, label_set=[], scores=dict.fromkeys(system.names, 1.2)),
    ]
    page = render_attribution_page(build(readings, system))
    first, second, third = re.split(r'<article class="card', page.split('<section id="meanings">')[0])[1:]
    assert first.count("<b>present</b>") == 1 and first.count(">in set<") == 3 and "6 values not found" in first
    assert "Prediction set: Self-Direction, Stimulation, Hedonism." in first and "<li>3 windows</li>" in first
    assert 'data-values="security"' in first and "The text is empty" not in first
    assert "Nothing could be read:</b> empty text." in second and "<table" not in second
    assert third.count(">contradicted<") == 10 and "Prediction set: empty." in third
    assert "2 of 3 texts could be read; a value was found in 1 of them, most often Security (in 1)." in page


def test_a_very_long_text_says_what_is_left_out() -> None:
    system, text = load_system("schwartz10"), "hum " * 15_000 + "lock the door" + " hum" * 10_000
    page = render_attribution_page(build([reading(text, [(60_000, 60_013, "security")], system.names)], system))
    gaps = [int(gap.replace(",", "")) for gap in re.findall(r'class="gap">([\d,]+) characters left out', page)]
    assert len(gaps) == 2 and sum(gaps) + len(Page(page).characters) == len(text)
    assert "The text has 100,013 characters" in page and len(page) < 60_000


def test_the_table_fits_eighty_columns_and_is_markdown() -> None:
    system = load_system("schwartz20")
    name = system.names[0]
    text = "| *界* " * 30
    table = attribution_table(build([reading(text, [(0, len(text), name)], system.names)], system)).splitlines()
    rows = [row for row in table if row.startswith("|")]
    assert len(rows) == 22 and {display_width(row) for row in rows} == {WIDTH}
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 5 for row in rows)
    assert rows[2].split()[:3] == ["|", "Self-direction:", "thought"] and " 1 |    4.50 | 1× " in rows[2]
    assert table[-1] == "1 of 1 texts could be read."
    assert "unknown" in attribution_table(build([], system))


def test_it_writes_the_document_and_what_is_made_of_it(tmp_path: Path) -> None:
    document = build(
        [reading("be safe", [(0, 7, "security")], load_system("schwartz10").names)], load_system("schwartz10")
    )
    written = write_attribution_report(document, tmp_path)
    assert [path.name for path in written] == ["report.json", "report.html", "report.md"]
    again = AttributionDocument.model_validate_json(written[0].read_text(encoding="utf-8"))
    assert written[1].read_text(encoding="utf-8") == render_attribution_page(again) == render_attribution_page(document)


@pytest.fixture(scope="module")
def hard_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty values, marks over marks, words without end, other scripts, markup, nothing at all."""
    system = load_system("schwartz20")
    crossing = "one two three four five six seven eight nine ten eleven twelve " * 4
    spans = [(7 * place, 60 + 9 * place, name) for place, name in enumerate(system.names)]
    long = "Donaudampfschifffahrtsgesellschaftskapitän" * 8
    arabic = "يجب أن نحترم كبار السن وأن نحافظ على عادات أجدادنا في كل بيت."
    readings = [
        reading(crossing, spans, system.names, flags=["not English: outside of training", long]),
        reading(long, [(0, len(long), name) for name in system.names], system.names, id=long),
        reading(arabic, [(0, 12, system.names[8]), (20, 40, system.names[9])], system.names, flags=["not English"]),
        reading(HOSTILE, [(0, 40, system.names[3])], system.names),
        reading("", [], system.names, scores=None, probabilities=None, present=None, reason=long),
    ]
    path = tmp_path_factory.mktemp("pages") / "report.html"
    path.write_text(render_attribution_page(build(readings, system, {long: long})), encoding="utf-8")
    return path


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_it_fits_the_screen_and_asks_nothing_of_the_network(
    browser: Any, hard_page: Path, width: int, dark: bool
) -> None:
    browser.open(hard_page, width=width, dark=dark)
    assert browser.evaluate("document.scrollingElement.scrollWidth") <= width
    beyond = (
        "[...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)"
    )
    assert browser.evaluate(f"{beyond}.map((one) => one.className)") == []
    assert browser.complaints() == [] and browser.requests() == [hard_page.resolve().as_uri()]
    assert browser.evaluate("document.title") == "Values"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_hue_has_the_contrast_that_small_text_needs(browser: Any, hard_page: Path, dark: bool) -> None:
    browser.open(hard_page, width=1280, dark=dark)
    lowest = browser.evaluate(CONTRASTS)
    assert len(lowest) == HUES
    for name_on_paper, text_on_tint in lowest:
        assert name_on_paper >= 4.5
        assert text_on_tint >= 7


def test_the_choice_of_a_value_leaves_the_texts_that_express_it(browser: Any, hard_page: Path) -> None:
    browser.open(hard_page, width=1280)
    shown = "[...document.querySelectorAll('.reading')].filter((card) => card.offsetHeight).map((card) => card.id)"
    assert len(browser.evaluate(shown)) == 5
    name = load_system("schwartz20").names[9]
    choose = f"(s => {{ s.value = '{name}'; s.dispatchEvent(new Event('change')); }})(document.querySelector('select'))"
    browser.evaluate(choose)
    assert browser.evaluate(shown) == ["text-1", "text-2", "text-3"]
    assert browser.evaluate("document.querySelector('[role=status]').textContent") == "3 of 5"


def test_it_prints_on_white_paper_without_the_choice(browser: Any, hard_page: Path) -> None:
    browser.open(hard_page, width=1280, dark=True, media="print")
    assert browser.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert browser.evaluate("getComputedStyle(document.querySelector('.filter')).display") == "none"
    assert min(min(pair) for pair in browser.evaluate(CONTRASTS)) >= 4.5


# For each hue the WCAG contrast of a name on the paper, and of the text on the tint of a mark.
CONTRASTS = """
(() => {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const luminance = (colour) => {
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue] = [...context.getImageData(0, 0, 1, 1).data].map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (first, second) => {
    const [low, high] = [luminance(first), luminance(second)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const paper = getComputedStyle(document.body).backgroundColor;
  return [...Array(24).keys()].map((hue) => {
    const mark = document.createElement("mark"), tag = document.createElement("small");
    mark.className = `h${hue}`;
    tag.className = `tag h${hue}`;
    document.querySelector("main").append(mark, tag);
    const marked = getComputedStyle(mark);
    return [contrast(getComputedStyle(tag).color, paper), contrast(marked.color, marked.backgroundColor)];
  });
})()
"""
