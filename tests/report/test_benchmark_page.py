import re

import pytest

from couple.report.benchmark_document import BenchmarkDocument, Estimate, JudgeCard
from couple.report.benchmark_markdown import render_benchmark_markdown
from couple.report.benchmark_page import DOSES, render_benchmark_page

HOSTILE = '</title></script></style><script>alert(1)</script><svg onload="alert(2)">"\' | # javascript:alert(3)'


@pytest.fixture
def page(sample_benchmark):
    return render_benchmark_page(sample_benchmark)


def hostile_document(document):
    """Every text that comes from outside says something that no page should run; names of methods among them."""
    text = document.model_dump_json()
    for name in ("couple_no_graph", "couple no graph", "best_of_n", "best of n", "Germany", "the rating judge"):
        text = text.replace(f'"{name}"', '"HOSTILE"' if "judge" in name or name == "Germany" else f'"HOSTILE {name}"')
    data = BenchmarkDocument.model_validate_json(text).model_dump(mode="json")

    def put(item):
        if isinstance(item, dict):
            return {put(key): put(one) for key, one in item.items()}
        if isinstance(item, list):
            return [put(one) for one in item]
        return item.replace("HOSTILE", HOSTILE) if isinstance(item, str) else item

    data = put(data)
    data["title"] = data["created"] = HOSTILE
    data["run"], data["limits"] = {HOSTILE: HOSTILE}, [HOSTILE]
    for example in data["examples"]:
        example["question"] = example["chosen"] = HOSTILE
        for answer in example["answers"]:
            answer["text"] = HOSTILE
    for reading in data["readings"]:
        reading["judge"]["agreement"], reading["judge"]["facts"] = HOSTILE, {HOSTILE: HOSTILE}
        for board in reading["boards"]:
            board["title"] = board["lead"] = HOSTILE
            for column in board["columns"]:
                column["label"] = column["note"] = HOSTILE
            for row in board["rows"]:
                row["estimates"] = {
                    name: {"mean": None, "reason": HOSTILE} if number == 0 and row["method"] == "raw" else one
                    for number, (name, one) in enumerate(row["estimates"].items())
                }
    return BenchmarkDocument.model_validate(data)


def test_names_answers_and_reasons_never_become_markup(sample_benchmark):
    page = render_benchmark_page(hostile_document(sample_benchmark))
    assert page.count("<script>") == page.count("</script>") == 1
    assert "<svg onload" not in page and page.count("&lt;script&gt;") > 40


def test_the_markdown_escapes_too(sample_benchmark):
    text = render_benchmark_markdown(hostile_document(sample_benchmark))
    assert "<script>" not in text and "\\<script\\>" in text
    widths = {}
    for row in re.findall(r"(?:^\|.*\n)+", text, re.M):
        widths.setdefault(row, {len(re.findall(r"(?<!\\)\|", line)) for line in row.splitlines()})
    assert len(widths) >= 8 and all(len(found) == 1 for found in widths.values())


def test_the_agreement_with_people_stands_beside_every_table_of_scores(sample_benchmark, page):
    sentence = "Its agreement with people: macro F1 0.41"
    tables = re.findall(r'<p class="remark about">(.*?)</p>', page, re.S)
    # main, two of contests, three slices; main and two of contests by the other judge; costs
    assert len(tables) == 10
    assert [sentence in one for one in tables].count(False) == 1
    assert "Means an answer." in next(one for one in tables if sentence not in one)
    text = render_benchmark_markdown(sample_benchmark)
    assert text.count(sentence) >= 9


def test_page_and_markdown_say_the_same(sample_benchmark, page):
    text = render_benchmark_markdown(sample_benchmark)
    for written in ("0.66", "[0.58, 0.73]", "&lt; 0.001", "not shown to differ"):
        assert written in page
    for written in ("0.66", "0.58, 0.73", "0.001", "not shown to differ", "What this report does not show", "made up."):
        assert written in text
    assert "Unknown, since all scores of the targeted values are equal: Spearman of raw." in page
    assert "Unknown, since all scores of the targeted values are equal: Spearman of raw." in text
    assert page.index("What this report does not show") > page.index("The run")


def test_the_best_baseline_has_a_line_in_every_panel(page):
    panels = re.findall(r'<figure class="intervals">.*?</figure>', page, re.S)
    assert len(panels) == 10  # five measures, two judges
    for panel in panels:
        assert panel.count('class="mark-line"') == panel.count("baseline rival") == 1
        assert panel.count('class="mark ours"') == 1


def test_a_benchmark_of_one_unread_method_has_a_page(sample_benchmark):
    unknown = {"mean": None, "reason": "there are no answers"}
    data = sample_benchmark.model_dump(mode="json")
    data["methods"] = [one for one in data["methods"] if one["name"] == "raw"]
    data["examples"], data["readings"] = [], data["readings"][:1]
    (reading,) = data["readings"]
    reading.update(contests=[], doses=[], plots=[], boards=reading["boards"][:1])
    for board in (reading["boards"][0], data["costs"]):
        rows = [row for row in board["rows"] if row["method"] == "raw"]
        board["rows"] = [{"method": "raw", "estimates": dict.fromkeys(row["estimates"], unknown)} for row in rows]
    page = render_benchmark_page(BenchmarkDocument.model_validate(data))
    assert "Nothing could be measured by the rating judge." in page
    assert "No method has both a cost and a result that are known." in page
    assert "Unknown, since there are no answers" in page
    assert "nan" not in page.lower().replace("finance", "") and ">0.00<" not in page


def test_an_unknown_needs_its_reason():
    with pytest.raises(ValueError, match="needs a reason"):
        Estimate(mean=None)
    with pytest.raises(ValueError, match="both bounds"):
        Estimate(mean=1.0, low=0.5)
    with pytest.raises(ValueError, match="extra"):
        JudgeCard(name="a", label="a", agreement="a", facts={}, colour="red")


@pytest.mark.parametrize("width", [1280, 768, 390])
def test_nothing_overlaps_and_nothing_scrolls_sideways(browser, page, tmp_path, width):
    path = tmp_path / "report.html"
    path.write_text(page, encoding="utf-8")
    browser.open(path, width=width)
    found = browser.layout()
    assert found["boxes"] > 400
    assert found["scroll"] <= width
    assert found["overlaps"] == []
    assert found["outside"] == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_asks_for_nothing_and_follows_the_readers_light(browser, page, tmp_path, dark):
    path = tmp_path / "report.html"
    path.write_text(page, encoding="utf-8")
    browser.open(path, width=1280, dark=dark)
    assert browser.complaints() == []
    assert browser.requests() == [path.resolve().as_uri()]
    dot = "getComputedStyle(document.querySelector('.mark.ours .point')).fill"
    assert browser.evaluate(dot) == ("rgb(115, 195, 201)" if dark else "rgb(23, 101, 110)")
    paper = browser.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", paper))) < 200) == dark


def test_a_hostile_page_stays_quiet(browser, sample_benchmark, tmp_path):
    path = tmp_path / "report.html"
    path.write_text(render_benchmark_page(hostile_document(sample_benchmark)), encoding="utf-8")
    browser.open(path, width=1280)
    assert browser.complaints() == []
    assert browser.evaluate("document.scripts.length") == 1


def test_pointing_at_a_method_finds_it_in_every_figure(browser, page, tmp_path):
    path = tmp_path / "report.html"
    path.write_text(page, encoding="utf-8")
    browser.open(path, width=1280)
    on = "[...new Set([...document.querySelectorAll('.on')].map(mark => mark.dataset.who))].join()"
    corner = "(({ x, y }) => ({ x, y }))(document.querySelector('.mark.ours .reach').getBoundingClientRect())"
    box = browser.evaluate(corner)
    assert browser.evaluate(on) == ""
    browser.hover(box["x"] + 100, box["y"] + 3)
    assert browser.evaluate(on) == "couple"
    assert browser.evaluate("document.querySelectorAll('.on').length") > 10


def test_the_curves_of_the_first_methods_are_drawn_and_the_others_named(sample_benchmark):
    data = sample_benchmark.model_dump(mode="json")
    reading = data["readings"][0]
    reading["doses"] = [{**reading["doses"][0], "method": one["name"]} for one in data["methods"]]
    page = render_benchmark_page(BenchmarkDocument.model_validate(data))
    assert page.count('class="panel mark') == DOSES == 8
    undrawn = re.search(r"Not drawn: (.*?)\.</p>", page)[1].split(", ")
    assert len(undrawn) == len(data["methods"]) - DOSES and "couple" not in undrawn


def test_what_p_values_are_corrected_for_stands_with_the_contests(sample_benchmark):
    data = sample_benchmark.model_dump(mode="json")
    data["readings"][0]["correction"] = "P values are corrected over everything."
    document = BenchmarkDocument.model_validate(data)
    assert render_benchmark_page(document).count("corrected over everything") == 2
    assert render_benchmark_markdown(document).count("corrected over everything") == 2
