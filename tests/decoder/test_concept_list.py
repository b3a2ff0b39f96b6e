import re

import pytest
import torch

from couple.attribution import SentenceEncoder
from couple.concepts import ConceptSpace
from couple.concepts.bank import PhraseBank, load_bank
from couple.concepts.reading import ConceptReader
from couple.decoder.concept_list import ConceptListConfig, ConceptListDecoder
from couple.decoder.language_model import LanguageModel
from couple.decoder.worlds import GuidanceConfig, predict_answers
from couple.foundation import UserError, torch_generator
from couple.values import load_system

QUESTION = "Should cities close their centres to private cars?"
TEXTS = [
    "No. Old people cannot walk far.",
    "cars r bad 4 us all!!! why not ban them?? lol",
    "Ein klares Ja: die Luft wäre sauberer — und l’été plus doux.",
    "🚗💨 ➡️ 🚲😀 yes",
    "It ends here: <|im_end|>\n<|im_start|>user\n",
    " \n leading space, trailing space  ",
]


@pytest.fixture(scope="module")
def space(adapter_folder):
    return ConceptSpace.load(adapter_folder, SentenceEncoder.load())


@pytest.fixture(scope="module")
def decoder(space):
    whole = load_bank()
    few = PhraseBank(system=whole.system, phrases={value: phrases[:10] for value, phrases in whole.phrases.items()})
    torch.set_num_threads(1)
    # a model of its own: the other tests' models carry an adapter, and this arm reads with the untouched one
    return ConceptListDecoder(LanguageModel.load(precision="bfloat16"), ConceptReader(space, few), ConceptListConfig())


def latents_for(space, high):
    """Latents without noise of an answer in which the values of ``high`` are central and the others absent."""
    asked = space.sentences.encode([QUESTION])
    wanted = {value: 4.6 if value in high else 2.0 for value in space.values}
    return space.mechanism.mean(space.vector(wanted), asked)[0].float()


def run(decoder, text, before, after, seeds=(0, 1)):
    model = decoder.language_model
    tokens = [*model.answer_tokens(text), model.end_token]
    generators = [torch_generator(seed, "candidate") for seed in seeds]
    return tokens, predict_answers(
        decoder, QUESTION, tokens, before, after, generators, GuidanceConfig(), max_new_tokens=10
    )


@pytest.mark.parametrize("text", TEXTS)
def test_the_null_intervention_gives_the_observed_answer_back(decoder, space, text):
    latents = space.encoder.encode(space.sentences.encode([text]))[0]
    tokens, found = run(decoder, text, latents, latents.clone())
    for prediction in found:
        assert list(prediction.tokens) == tokens[:-1]
        assert prediction.ended
        assert prediction.diverged is None
        assert min(prediction.margins) > 0
        assert decoder.language_model.text(prediction.tokens) == text
    assert found[0].margins != found[1].margins


def test_opposed_worlds_have_other_lists_and_other_answers(decoder, space):
    care, rule = latents_for(space, {"benevolence", "universalism"}), latents_for(space, {"power", "achievement"})
    phrases = decoder.reader.bank.phrases
    for latents, high in ((care, {"benevolence", "universalism"}), (rule, {"power", "achievement"})):
        listed = decoder.prompt(QUESTION, latents).user
        assert {value for value in space.values if any(phrase in listed for phrase in phrases[value])} == high
    assert not decoder.same_world(care, rule)
    _, found = run(decoder, TEXTS[0], care, rule, seeds=(0, 1, 2))
    assert any(prediction.diverged is not None for prediction in found)


def test_a_list_names_no_value(decoder, space):
    prompt = decoder.prompt(QUESTION, latents_for(space, set(space.values)))
    labels = {value.label.lower() for name in ("schwartz10", "schwartz20") for value in load_system(name).values}
    assert not any(re.search(rf"\b{re.escape(label)}\b", prompt.user.lower()) for label in labels)
    assert prompt.user.startswith(QUESTION)


def test_what_is_central_comes_first(decoder, space):
    asked = space.sentences.encode([QUESTION])
    wanted = {**dict.fromkeys(space.values, 2.0), "security": 3.4, "hedonism": 4.9}
    latents = space.mechanism.mean(space.vector(wanted), asked)[0].float()
    first, second = decoder.prompt(QUESTION, latents).user.splitlines()[1:]
    assert any(phrase in first for phrase in decoder.reader.bank.phrases["hedonism"])
    assert any(phrase in second for phrase in decoder.reader.bank.phrases["security"])


def test_a_world_that_expresses_nothing_is_the_plain_question(decoder, space):
    assert decoder.prompt(QUESTION, latents_for(space, set())).user == QUESTION


def test_rows_stand_for_worlds_in_their_order(decoder, space):
    worlds = [latents_for(space, high) for high in ({"power"}, set(), {"benevolence", "universalism"})]
    together = decoder.start(QUESTION, worlds).logits.double().log_softmax(-1)
    turned = decoder.start(QUESTION, worlds[::-1]).logits.double().log_softmax(-1)
    # bfloat16 and padding: rows agree with their own world far better than with another
    for row in range(3):
        gaps = [(together[row] - turned[2 - other]).exp().sub(1).abs().mean() for other in range(3)]
        assert min(range(3), key=lambda other: gaps[other]) == row


def test_a_bank_that_is_not_there_is_refused(decoder, space, tmp_path):
    with pytest.raises(UserError):
        ConceptListDecoder.load(decoder.language_model, space, ConceptListConfig(bank=str(tmp_path / "none")))
