import os
import subprocess
import sys
from pathlib import Path

import pytest

from couple.data import SOURCES, is_available, locate
from couple.foundation import UserError


def test_the_variable_comes_before_the_data_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COUPLE_DATA", str(tmp_path / "shared"))
    (tmp_path / "data" / "touche23").mkdir(parents=True)
    assert locate("touche23") == Path("data/touche23")
    (tmp_path / "shared" / "touche23").mkdir(parents=True)
    assert locate("touche23") == tmp_path / "shared" / "touche23"
    assert is_available("touche23") and not is_available("value_fulcra")


def test_without_the_variable_the_data_folder_serves(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COUPLE_DATA", raising=False)
    assert not any(map(is_available, SOURCES))
    (tmp_path / "data" / "ess9_pvq21").mkdir(parents=True)
    assert is_available("ess9_pvq21")


def test_a_data_set_off_the_hub_says_where_to_get_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COUPLE_DATA", str(tmp_path))
    with pytest.raises(UserError, match=r"ValueCompass.*\(MIT\).*COUPLE_DATA as value_fulcra/"):
        locate("value_fulcra")


def test_unknown_names_get_the_nearest():
    for ask in (locate, is_available):
        with pytest.raises(UserError, match=r"touche24(.|\n)*did you mean touche23\?"):
            ask("touche24")


def test_a_silent_hub_is_the_users_to_mend(tmp_path):
    code = "from couple.data import locate; locate('touche23')"
    path = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    offline = {**os.environ, "PYTHONPATH": path, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path)}
    offline.pop("COUPLE_DATA", None)
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=offline, capture_output=True, text=True)
    assert "UserError: find the data set touche23" in run.stderr
    assert "the hub did not give webis/Touche23-ValueEval" in run.stderr
    assert "CC BY-SA 4.0" in run.stderr and "COUPLE_DATA" in run.stderr


def test_no_source_fetches_exam_labels():
    from fnmatch import fnmatch

    patterns = SOURCES["touche23"].files
    assert not any(fnmatch("labels-test.tsv", pattern) for pattern in patterns)
    assert any(fnmatch("labels-training.tsv", pattern) for pattern in patterns)
