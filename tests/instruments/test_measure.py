import html
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from couple.foundation import UserError
from couple.instruments.recorded.csv_table import read_rows
from couple.measure import measure

PORTRAIT = {"name": "portrait", "threshold": 0.3, "limit": None, "batch_size": 8}
PVQ = {"name": "pvq", "questionnaire": "portraits40", "batch_size": 8}


def settings(folder, **changes):
    plain = {
        "instrument": PVQ,
        "ratings": None,
        "compat": None,
        "respondent": "forced_choice",
        "target": None,
        "seed": 0,
        "output": str(folder / "run"),
        "resume": None,
    }
    return plain | changes


def pvq_ratings(folder, *extra):
    from couple.instruments import build_instrument

    items = build_instrument(PVQ).questionnaire.items
    rows = [f"m,{item.id},{6 if item.value == 'power' else 3},{5 if item.value == 'power' else 3}" for item in items]
    (folder / "ratings.csv").write_text("\n".join(["model,item,one,two", *rows, *extra]) + "\n")
    return str(folder / "ratings.csv")


def test_recorded_answers_become_scores_a_report_and_a_run_record(tmp_path, capsys):
    measure(settings(tmp_path, ratings=pvq_ratings(tmp_path, "m,p99,1,1", "m,p01,1,1")))
    run = tmp_path / "run"
    scores = read_rows(run / "scores.csv", what="scores")
    assert list(scores[0]) == ["model", "family", "dimension", "centred_mean", "mean", "sd", "n"]
    power = next(row for row in scores if row["dimension"] == "power")
    assert (power["mean"], power["n"], power["family"]) == ("5.5", "3", "pvq")
    assert {row["family"] for row in scores} == {"pvq", "higher_pvq"}
    found = read_rows(run / "irregularities.csv", what="irregularities")
    assert {(row["kind"], row["count"], row["example"]) for row in found} == {
        ("unknown item", "1", "p99"),
        ("row that contradicts an earlier one", "1", "p01"),
        ("item without a row", "1", "p01"),
    }
    page = (run / "report.html").read_text()
    assert "have not been validated on people" in page
    counted = r'<th scope="row">unknown item</th><td class="n">1</td><td>row left out</td><td>m \(1\)</td>'
    assert re.search(counted, page)
    assert page.index("Figure 1.") < page.index("<h2>Tables") < page.index("What this report does not show")
    assert re.search(r"<title>m, Power: \d\.\d\d</title>", page)
    assert json.loads((run / "run.json").read_text())["status"] == "finished"
    headline, irregular, report = capsys.readouterr().out.splitlines()
    assert html.escape(headline.split(": ", 1)[1], quote=False) in page
    assert irregular == "irregular answers: 3, see irregularities.csv"
    assert report == f"report: {run / 'report.html'}"


def test_a_name_from_a_file_neither_runs_in_the_page_nor_moves_the_cursor(tmp_path, capsys):
    name = "\x1b[2Jm<script>alert(1)</script>"
    ratings = Path(pvq_ratings(tmp_path))
    ratings.write_text(ratings.read_text().replace("\nm,", f"\n{name},"))
    measure(settings(tmp_path, ratings=str(ratings)))
    page = (tmp_path / "run" / "report.html").read_text()
    assert page.count("<script>") == 1 and "m&lt;script&gt;" in page
    assert "\x1b" not in page + capsys.readouterr().out


def test_the_released_portrait_scores_come_out_of_the_verb(portrait_folder, tmp_path):
    ratings = str(portrait_folder / "llm_ratings_long.csv")
    measure(settings(tmp_path, instrument=PORTRAIT, ratings=ratings, compat="released"))
    scores = {
        (row["model"], row["family"], row["dimension"]): row
        for row in read_rows(tmp_path / "run" / "scores.csv", what="scores")
    }
    assert len(scores) == 34 * 19
    for row in read_rows(portrait_folder / "published_scores.csv", what="scores"):
        ours = scores[row["model"], row["family"], row["dimension"]]
        for name in ("centred_mean", "mean", "sd", "n"):
            assert float(ours[name]) == pytest.approx(float(row[name]), abs=1e-9)


def test_a_wrong_ratings_file_leaves_no_run_behind(tmp_path):
    with pytest.raises(UserError, match="no such file"):
        measure(settings(tmp_path, ratings=str(tmp_path / "nowhere.csv")))
    with pytest.raises(UserError, match=r"instrument\.compat"):
        measure(settings(tmp_path, ratings=pvq_ratings(tmp_path), compat="released"))
    assert not (tmp_path / "run").exists()


def test_an_earlier_run_is_never_overwritten(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "mine.txt").write_text("precious")
    with pytest.raises(UserError, match="not empty"):
        measure(settings(tmp_path, ratings=pvq_ratings(tmp_path)))
    assert [file.name for file in (tmp_path / "run").iterdir()] == ["mine.txt"]


def test_scoring_recorded_answers_needs_no_torch(tmp_path):
    code = (
        "import sys, json; from couple.measure import measure; import couple.benchmark\n"
        "measure(json.loads(sys.argv[1])); print(sorted({'torch', 'transformers', 'pandas'} & set(sys.modules)))"
    )
    given = json.dumps(settings(tmp_path, ratings=pvq_ratings(tmp_path)))
    done = subprocess.run([sys.executable, "-c", code, given], capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "[]"
