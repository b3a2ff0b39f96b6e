import pytest

from couple.data import is_available, load_daily_dilemmas
from couple.foundation import UserError


def test_a_file_is_read_by_its_columns(tmp_path, monkeypatch):
    monkeypatch.setenv("COUPLE_DATA", str(tmp_path))
    (tmp_path / "daily_dilemmas").mkdir()
    path = tmp_path / "daily_dilemmas" / "dilemma.csv"
    path.write_text(',idx,basic_situation,dilemma_situation\n0,7,a choice.," You stay, or go? "\n')
    (row,) = load_daily_dilemmas().to_dict("records")
    assert row == {"identifier": "7", "situation": "a choice.", "dilemma": "You stay, or go?"}
    path.write_text("idx,dilemma_situation\n1,x\n")
    with pytest.raises(UserError, match="basic_situation"):
        load_daily_dilemmas()


@pytest.mark.skipif(not is_available("daily_dilemmas"), reason="COUPLE_DATA holds no daily_dilemmas")
def test_the_whole_set():
    frame = load_daily_dilemmas()
    assert len(frame) == 1360 and frame["identifier"].is_unique and frame["dilemma"].str.len().min() > 20
