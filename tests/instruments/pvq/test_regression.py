"""The way in: ``instrument=pvq instrument.regression=... ratings=FILE``."""

import pytest

from couple.data import is_available
from couple.foundation import UserError
from couple.instruments import build_instrument
from couple.instruments.findings import ForestPlot
from couple.instruments.recorded.csv_table import read_rows
from couple.measure import measure

PVQ = {"name": "pvq", "questionnaire": "portraits40", "batch_size": 8}


@pytest.fixture
def ratings(tmp_path):
    """``plain`` and ``modest`` in three runs, ``modest`` two points lower on power; ``flat`` always answers 3."""
    items = build_instrument(PVQ).questionnaire.items
    rows = []
    for place, item in enumerate(items):
        base = [2 + (place * 7 + run) % 4 for run in range(3)]
        modest = [max(1, rating - 3) if item.value == "power" else rating for rating in base]
        rows += [f"plain,{item.id},{','.join(map(str, base))}", f"modest,{item.id},{','.join(map(str, modest))}"]
        rows.append(f"flat,{item.id},3,3,3")
    (tmp_path / "ratings.csv").write_text("\n".join(["model,item,one,two,three", *rows]) + "\n")
    return tmp_path / "ratings.csv"


def findings_of(path, **settings):
    instrument = build_instrument({**PVQ, **settings})
    return instrument.findings(instrument.recorded(path))


def settings(folder, ratings, **instrument):
    return {
        "instrument": {**PVQ, **instrument},
        "ratings": str(ratings),
        "compat": None,
        "respondent": "forced_choice",
        "target": None,
        "seed": 0,
        "output": str(folder / "run"),
        "resume": None,
    }


@pytest.mark.slow
def test_contrasts_and_their_report_come_out_of_the_verb(tmp_path, ratings):
    measure(settings(tmp_path, ratings, regression="svi"))
    run = tmp_path / "run"
    rows = {
        (one["respondent"], one["against"], one["dimension"]): one
        for one in read_rows(run / "contrasts.csv", what="contrasts")
    }
    low = rows["modest", "mean of the others", "power"]
    assert float(low["upper"]) < 0 and float(low["above"]) < 0.025
    flat = rows["flat", "own mean", "self_enhancement"]
    assert (flat["estimate"], flat["reason"]) == ("", "flat: every rating is 3")
    summary = (run / "posterior.csv").read_text()
    assert summary.startswith("parameter,mean,sd,") and "beta[modest, power]" in summary
    page = (run / "report.html").read_text()
    assert "our specification" in page and "nothing here reproduces it" in page
    assert "Against the mean of the others" in page


def test_a_mode_is_drawn_without_intervals(ratings):
    found = findings_of(ratings, regression="map")
    plots = [picture for picture in found.pictures if isinstance(picture, ForestPlot)]
    assert [row.interval for row in plots[0].rows] == [None] * len(plots[0].rows)
    assert "posterior.csv" not in found.files
    assert "flat: every rating is 3" in found.facts["left out of the regression"]
    assert "posterior mode" in found.facts["inference"]


def test_without_being_asked_there_is_no_regression(ratings):
    found = findings_of(ratings)
    assert "contrasts.csv" not in found.files and "inference" not in found.facts


def test_where_nobody_can_be_used_the_report_says_why(tmp_path, ratings):
    alone = tmp_path / "alone.csv"
    alone.write_text("\n".join(line for line in ratings.read_text().splitlines() if line.startswith(("model", "flat"))))
    found = findings_of(alone, regression="svi")
    assert found.facts["ordinal regression"] == "none: flat: every rating is 3"


def test_countries_take_part(ratings):
    if not is_available("ess9_pvq21"):
        pytest.skip("the European Social Survey is not here (set COUPLE_DATA)")
    found = findings_of(ratings, regression="map", countries=["SE", "BG"], people=20)
    assert "4 respondents on 61 items in 46 runs" in found.facts["ordinal regression"]
    assert "ESS SE,mean of the others,power," in found.files["contrasts.csv"]
    assert any("Countries are samples of people" in limit for limit in found.limits)


def test_wrong_countries_are_refused_before_there_is_a_run(tmp_path, ratings):
    with pytest.raises(UserError, match=r"add instrument\.regression=svi"):
        measure(settings(tmp_path, ratings, countries=["SE"]))
    if is_available("ess9_pvq21"):
        with pytest.raises(UserError, match="country XX"):
            measure(settings(tmp_path, ratings, countries=["XX"], regression="map"))
    assert not (tmp_path / "run").exists()


def test_an_unknown_way_of_inference_is_a_users_mistake():
    with pytest.raises(UserError, match=r"instrument\.regression"):
        build_instrument({**PVQ, "regression": "gibbs"})
