from couple.attribution.descriptions.statements import TEMPLATES, statements
from couple.values import Value


def test_one_sentence_a_template_with_one_full_stop():
    said = statements(Value(name="care", label="Care", definition="Helping others."))
    assert len(said) == len(TEMPLATES)
    assert said[0] == "Care: helping others."
    assert all(sentence.endswith("helping others.") for sentence in said)


def test_a_definition_with_braces_is_text():
    assert "{label} {x}" in statements(Value(name="odd", label="{definition}", definition="{label} {x}"))[1]
