import pytest

from couple.foundation import UserError
from couple.instruments.pvq.questionnaire import load_questionnaire
from couple.values import PVQ40


def test_ours_has_the_published_key_position_by_position():
    items = load_questionnaire().items
    by_position = {value: tuple(k for k, item in enumerate(items, 1) if item.value == value) for value in PVQ40.key}
    assert by_position == dict(PVQ40.key)
    assert sorted(number for numbers in by_position.values() for number in numbers) == list(range(1, 41))


def test_the_portraits_differ_and_name_no_value():
    questionnaire = load_questionnaire()
    texts = [item.text for item in questionnaire.items]
    assert len(set(texts)) == 40
    stems = {value.label.lower().split("-")[0] for value in questionnaire.values.values}
    assert not [text for text in texts for stem in stems - {"self"} if stem in text.lower()]


def questionnaire_file(tmp_path, *items):
    path = tmp_path / "mine.yaml"
    lines = "\n".join(f"  - {{id: {name}, value: {value}, text: {text}}}" for name, value, text in items)
    path.write_text(f"name: mine\nsystem: schwartz10\nitems:\n{lines}\n")
    return str(path)


def test_a_questionnaire_of_ones_own_is_read_from_a_file(tmp_path):
    mine = load_questionnaire(questionnaire_file(tmp_path, ("x", "security", "One."), ("y", "power", "Two.")))
    assert mine.key == {"power": ("y",), "security": ("x",)}


@pytest.mark.parametrize(
    ("items", "found"),
    [
        ([("x", "securty", "One.")], "did you mean security"),
        ([("x", "power", "One."), ("x", "power", "Two.")], "the item x stands twice"),
        ([("x", "power", "''")], r"questionnaire\.items\.0\.text"),
    ],
)
def test_a_wrong_questionnaire_is_refused(tmp_path, items, found):
    with pytest.raises(UserError, match=found):
        load_questionnaire(questionnaire_file(tmp_path, *items))
    with pytest.raises(UserError, match="no such file"):
        load_questionnaire(str(tmp_path / "nowhere.yaml"))
