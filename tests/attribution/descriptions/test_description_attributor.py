"""Zero-shot: what must hold exactly for any system and any text."""

import pytest
import torch

from couple.attribution import Attributor, Utterance
from couple.attribution.descriptions import DescriptionConfig, load_description_attributor
from couple.foundation import UserError
from couple.values import load_system, shipped_systems

TEXTS = [
    "Sail into the storm without fear, whatever the waves.",
    "Keep the ship clean and put everything back in its place.",
    "It is raining.",
]


def read(attributor, texts, **named):
    return attributor.attribute([Utterance(text) for text in texts], **named)


def test_a_users_own_system_is_read(attributor, own):
    assert isinstance(attributor, Attributor) and attributor.system is own
    storm, deck, _ = read(attributor, TEXTS)
    assert storm.probabilities["courage"] > storm.probabilities["order"]
    assert deck.probabilities["order"] > deck.probabilities["courage"]
    assert storm.present["courage"] == deck.present["order"] == 1


@pytest.mark.parametrize("name", shipped_systems())
def test_a_value_whose_definition_is_the_text_wins(name):
    system = load_system(name)
    found = read(load_description_attributor(DescriptionConfig(), system), [v.definition for v in system.values])
    best = [max(one.probabilities, key=one.probabilities.__getitem__) for one in found]
    assert best == list(system.names)
    for one in found:
        assert set(one.scores) == set(system.names)
        assert all(2 <= score <= 5 for score in one.scores.values())
        assert all(0 < probability < 1 for probability in one.probabilities.values())
        assert all((one.scores[value] >= 3) == bool(mark) for value, mark in one.present.items())


def test_permuting_the_values_permutes_the_result(attributor, own):
    turned = load_description_attributor(
        DescriptionConfig(), own.model_copy(update={"values": tuple(reversed(own.values))})
    )
    assert turned.fingerprint == attributor.fingerprint
    for one, other in zip(read(attributor, TEXTS), read(turned, TEXTS), strict=True):
        assert list(other.probabilities) == list(one.probabilities)[::-1]
        assert other.probabilities == pytest.approx(one.probabilities, abs=1e-6)
        assert other.present == one.present


def test_a_value_does_not_depend_on_the_others(attributor, own):
    alone = load_description_attributor(DescriptionConfig(), own.model_copy(update={"values": own.values[:1]}))
    assert alone.logits(TEXTS)[:, 0].tolist() == pytest.approx(attributor.logits(TEXTS)[:, 0].tolist(), abs=1e-5)


def test_the_same_texts_give_the_same_bytes(attributor, own):
    again = load_description_attributor(DescriptionConfig(), own)
    assert torch.equal(attributor.logits(TEXTS), again.logits(TEXTS))
    assert again.fingerprint == attributor.fingerprint


def test_other_words_for_a_value_change_the_fingerprint(attributor, own):
    first = own.values[0].model_copy(update={"definition": "Tidiness."})
    other = load_description_attributor(DescriptionConfig(), own.model_copy(update={"values": (first, own.values[1])}))
    assert other.fingerprint != attributor.fingerprint


def test_empty_texts_have_a_reason_and_the_others_keep_their_places(attributor):
    found = read(attributor, ["", TEXTS[0], " \x00\n"])
    assert [one.reason for one in found] == ["empty text", None, "empty text"]
    assert found[0].scores == {} and found[1] == read(attributor, [TEXTS[0]])[0]
    assert attributor.attribute([]) == []


def test_a_long_text_is_read_to_its_end(attributor):
    padding = "It is raining. " * 400
    whole, alone = read(attributor, [padding + TEXTS[0], padding])
    assert whole.probabilities["courage"] > alone.probabilities["courage"]


def test_concepts_are_phrases_of_the_text_and_carry_their_value(attributor):
    before, carrier = "The soup was cold. ", "Sail into the storm without fear."
    text = f"{before}{carrier} It rained until noon."
    (found,) = read(attributor, [text], concepts=True)
    assert found.present["courage"] == 1
    carried = [concept for concept in found.concepts if concept.value == "courage"]
    inside = [len(before) <= one.start and one.end <= len(before) + len(carrier) for one in carried]
    assert carried and all(inside)
    for concept in found.concepts:
        assert text[concept.start : concept.end] == concept.phrase and concept.weight > 0
        left = (text[: concept.start].rstrip() + " " + text[concept.end :].lstrip()).strip()
        fallen = read(attributor, [left])[0].probabilities[concept.value]
        assert found.probabilities[concept.value] - fallen == pytest.approx(concept.weight, abs=1e-4)


def test_an_unknown_background_is_refused(own):
    with pytest.raises(UserError, match="did you mean minilm_descriptions"):
        load_description_attributor(DescriptionConfig(background="minilm_description"), own)
