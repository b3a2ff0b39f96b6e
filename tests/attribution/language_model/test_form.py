import pytest

from couple.attribution.language_model.form import levels_form, phrases_form


def test_levels_are_whole_numbers_from_one_to_five():
    form = levels_form(["security", "json"])
    assert form.read('{"json": 1, "security": 5}') == {"security": 5, "json": 1}
    assert form.schema["required"] == ["security", "json"]
    assert form.schema["additionalProperties"] is False
    assert form.schema["properties"]["security"]["enum"] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ('{"security": 6, "json": 1}', "security: input should be 1, 2, 3, 4 or 5"),
        ('{"security": 0, "json": 1}', "security: input should be 1, 2, 3, 4 or 5"),
        ('{"security": 2.5, "json": 1}', "security: .*whole number"),
        ('{"security": true, "json": 1}', "security: .*whole number"),
        ('{"security": "3", "json": 1}', "security: .*whole number"),
        ('{"security": null, "json": 1}', "security: .*whole number"),
        ('{"security": 3}', "json: field required"),
        ('{"security": 3, "json": 1, "x": 2}', "x: extra"),
        ('{"security": 3, "js', "the reply: invalid JSON"),
        ("Security is 3.", "the reply: invalid JSON"),
        ("[3, 1]", "the reply: "),
        ("", "the reply: invalid JSON"),
    ],
)
def test_everything_else_is_named(reply, said):
    with pytest.raises(ValueError, match=said):
        levels_form(["security", "json"]).read(reply)


def test_phrases_belong_to_known_values():
    form = phrases_form(["security"])
    assert form.read('{"concepts": [{"value": "security", "phrase": "a\\nb"}]}')["concepts"][0]["phrase"] == "a\nb"
    assert form.read('{"concepts": []}') == {"concepts": []}
    for wrong in ('{"value": "peace", "phrase": "x"}', '{"value": "security", "phrase": ""}', '{"value": "security"}'):
        with pytest.raises(ValueError, match=r"concepts\.0"):
            form.read(f'{{"concepts": [{wrong}]}}')
