import pytest

from couple.attribution.descriptions import Example, read_examples
from couple.foundation import UserError


@pytest.fixture
def write(tmp_path):
    def to(*lines):
        path = tmp_path / "examples.jsonl"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return to


def test_labels_and_levels_are_read_and_the_unnamed_stays_unknown(write, own):
    path = write(
        '{"text": "Scrub the deck.", "labels": {"order": 1}, "levels": {"courage": 2}}',
        "",
        '{"text": "Into the gale!", "levels": {"courage": 3}}',
    )
    assert read_examples(path, own) == [
        Example("Scrub the deck.", {"order": True, "courage": False}),
        Example("Into the gale!", {"courage": True}),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("not json", "not JSON"),
        ("[1]", "read line 1"),
        ('{"text": "a", "labels": {"order": 2}}', "labels.order"),
        ('{"text": "a", "levels": {"order": 6}}', "levels.order"),
        ('{"text": "a", "levels": {"order": NaN}}', "levels.order"),
        ('{"text": "a", "labels": {"ordr": 1}}', "did you mean order"),
        ('{"text": "a", "labels": {"order": 1}, "levels": {"order": 5}}', "both a label and a level"),
        ('{"text": "a"}', "nothing about any value"),
        ('{"text": " ", "labels": {"order": 1}}', "empty"),
        ('{"text": "a", "labels": {"order": 1}, "extra": 1}', "extra"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_mistake_names_its_line(line, said, write, own):
    with pytest.raises(UserError, match=said) as mistake:
        read_examples(write(line), own)
    assert "line 1" in str(mistake.value)
