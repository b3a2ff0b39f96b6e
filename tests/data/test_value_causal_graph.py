import pandas as pd
import pytest

from couple.data import PERSONA_RECORDINGS, is_available, load_persona_answers, schwartz_scores
from couple.foundation import UserError
from couple.values import load_system


def write(tmp_path, monkeypatch, recording, frame):
    monkeypatch.setenv("COUPLE_DATA", str(tmp_path))
    (tmp_path / "valuecausalgraph").mkdir()
    pd.DataFrame(frame).to_csv(tmp_path / "valuecausalgraph" / PERSONA_RECORDINGS[recording], index=False)


def test_steered_answers_and_those_without_a_persona_are_left_out(tmp_path, monkeypatch):
    frame = {
        "steer_dim": [None, None, 10096.0],
        "player_name": [None, "Ann", "Ann"],
        "Social": [0.1, 0.2, 0.3],
        "Social:scstd": [-1.0, -1.0, -1.0],
        "stds": [0.5, 0.5, 0.5],
    }
    write(tmp_path, monkeypatch, "gemma", frame)
    answers = load_persona_answers("gemma")
    assert list(answers.columns) == ["Social"]
    assert list(answers["Social"]) == [0.2]


def test_activations_of_features_are_no_answers(tmp_path, monkeypatch):
    write(tmp_path, monkeypatch, "gemma_wide", {"Power": [0.5, 1.0], "10096": [12.5, 0.0]})
    answers = load_persona_answers("gemma_wide")
    assert list(answers.columns) == ["Power"]
    with pytest.raises(UserError, match="no dimension Self-Direction"):
        schwartz_scores(answers)


@pytest.mark.parametrize("wrong", [[0.5, 1.5], [0.5, None]])
def test_scores_outside_the_scale_are_refused(tmp_path, monkeypatch, wrong):
    write(tmp_path, monkeypatch, "llama_wide", {"Power": wrong})
    with pytest.raises(UserError, match=r"do not lie in -1\.\.1"):
        load_persona_answers("llama_wide")


@pytest.mark.skipif(not is_available("valuecausalgraph"), reason="COUPLE_DATA holds no valuecausalgraph")
def test_the_whole_set():
    shapes = {recording: load_persona_answers(recording).shape for recording in PERSONA_RECORDINGS}
    assert shapes == {
        "gemma_wide": (400, 224),
        "llama_wide": (250, 224),
        "llama_chinese_wide": (250, 224),
        "gemma": (100, 17),
        "llama": (73, 17),
    }
    scores = schwartz_scores(load_persona_answers("llama_wide"))
    assert tuple(scores.columns) == load_system("schwartz10").names
    assert set(scores["power"] * 3 % 1) == {0.0}  # three items, of which each can go unanswered
