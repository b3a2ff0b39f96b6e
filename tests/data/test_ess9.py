import pandas as pd
import pytest

from couple.data import is_available, load_ess9
from couple.foundation import UserError
from couple.values import ESS_ITEMS, PVQ21


def survey(tmp_path, monkeypatch, **answers):
    monkeypatch.setenv("COUPLE_DATA", str(tmp_path))
    row = {"idno": 1, "cntry": "NA", "gndr": 2, "eduyrs": 12.0, "agea": "", **dict.fromkeys(ESS_ITEMS, 2), **answers}
    (tmp_path / "ess9_pvq21").mkdir()
    frame = pd.DataFrame([row | {"dweight": 1.0, "pspwght": 0.5, "pweight": 2.0}])
    frame.to_csv(tmp_path / "ess9_pvq21" / "ess9_pvq21.csv", index=False)
    return load_ess9().iloc[0]


def test_codes_are_reversed_and_codes_above_six_are_missing(tmp_path, monkeypatch):
    row = survey(tmp_path, monkeypatch, imprich=1, iprspot=77, impfun=6, ipgdtim=3, impsafe=99, ipstrgv=88)
    assert row["ipcrtiv"] == 5 and row["imprich"] == 6 and pd.isna(row["iprspot"])
    assert row["power"] == 6 and row["hedonism"] == 2.5 and row["self_direction"] == 5
    assert pd.isna(row["security"])
    assert row["mean_rating"] == pytest.approx((15 * 5 + 6 + 1 + 4) / 18)
    assert row["country"] == "NA" and pd.isna(row["age"]) and row["population_weight"] == 2.0


def test_a_missing_column_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("COUPLE_DATA", str(tmp_path))
    (tmp_path / "ess9_pvq21").mkdir()
    (tmp_path / "ess9_pvq21" / "ess9_pvq21.csv").write_text("idno,cntry\n1,DE\n")
    with pytest.raises(UserError, match="gndr"):
        load_ess9()


@pytest.mark.skipif(not is_available("ess9_pvq21"), reason="COUPLE_DATA holds no ess9_pvq21")
def test_the_whole_survey():
    frame = load_ess9()
    assert len(frame) == 49_519 and frame["country"].nunique() == 29
    assert frame[list(ESS_ITEMS)].notna().all(axis=1).sum() == 45_342
    scores = frame[list(PVQ21.key)]
    assert scores.min().min() == 1 and scores.max().max() == 6
    assert scores["benevolence"].mean() > scores["power"].mean() + 1  # as in every country of every round
