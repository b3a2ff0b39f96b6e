import pytest

from couple.instruments.staircase.dilemmas.labels import ADJUDICATION, read_label


@pytest.mark.parametrize(
    ("label", "family", "value"),
    [
        ("Care/Harm", "mft", "care"),
        (" sanctity/degradation ", "mft", "sanctity"),
        ("Liberty", "mft", "liberty"),
        ("self", "schwartz", "self_direction"),
        ("Self-Direction", "schwartz", "self_direction"),
        ("SECURITY", "schwartz", "security"),
        ("security", "mft", None),
        ("self", "mft", None),
        (ADJUDICATION, "mft", None),
        ("", "schwartz", None),
    ],
)
def test_spellings(label, family, value):
    assert read_label(label, family) == value
