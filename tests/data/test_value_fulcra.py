import json

import pytest

from couple.data import is_available, load_value_fulcra
from couple.foundation import UserError
from couple.values import load_system

NAMES = load_system("schwartz10").names


def write(tmp_path, monkeypatch, *labels, dialogue="Human: Why?\nBob: Because.\nBob: Really."):
    monkeypatch.setenv("COUPLE_DATA", str(tmp_path))
    (tmp_path / "value_fulcra").mkdir()
    line = json.dumps({"dialogue": dialogue, "value_types": labels, "response_source": "m"})
    (tmp_path / "value_fulcra" / "trustworthy_data.jsonl").write_text(line + "\n")


def test_signs_are_read_in_every_spelling(tmp_path, monkeypatch):
    write(tmp_path, monkeypatch, "security: +1", "power: -1", "achievement: =1", "conformity: 1+", "self-direction: 1")
    (row,) = load_value_fulcra().to_dict("records")
    signs = {name: row[name] for name in NAMES if row[name]}
    assert signs == {"security": 1, "power": -1, "achievement": 1, "conformity": 1, "self_direction": 1}
    assert (row["question"], row["text"], row["source"]) == ("Why?", "Because.\nBob: Really.", "m")


def test_both_signs_cancel_and_humility_is_tradition(tmp_path, monkeypatch):
    write(tmp_path, monkeypatch, "security: +1", "security: -1", "humility: +1", "tradition: +1")
    (row,) = load_value_fulcra().to_dict("records")
    assert row["security"] == 0 and row["tradition"] == 1


@pytest.mark.parametrize(("label", "dialogue"), [("courage: +1", "Human: a\nBob: b"), ("power: +1", "no answer")])
def test_a_broken_line_is_named(tmp_path, monkeypatch, label, dialogue):
    write(tmp_path, monkeypatch, label, dialogue=dialogue)
    with pytest.raises(UserError, match="read line 1 of"):
        load_value_fulcra()


@pytest.mark.skipif(not is_available("value_fulcra"), reason="COUPLE_DATA holds no value_fulcra")
def test_the_whole_set():
    frame = load_value_fulcra()
    assert len(frame) == 1718 and set(frame[list(NAMES)].to_numpy().ravel()) == {-1, 0, 1}
    assert frame["text"].str.len().min() > 0
