import pytest
import torch

from couple.attribution import SentenceEncoder
from couple.concepts import ConceptEncoder, ConceptMechanism, ConceptSpace
from couple.concepts.bank import PhraseBank, load_bank
from couple.concepts.reading import MENTIONED, ConceptReader
from couple.foundation import UserError, package_file

QUESTION = "Should cities close their centres to private cars?"


@pytest.fixture(scope="module")
def space():
    return ConceptSpace.load(package_file("decoder", "artefacts", "smollm2_135m"), SentenceEncoder.load())


@pytest.fixture(scope="module")
def bank():
    """A share of the shipped bank: enough to choose from, and quickly encoded."""
    whole = load_bank()
    return PhraseBank(system=whole.system, phrases={value: phrases[:12] for value, phrases in whole.phrases.items()})


@pytest.fixture(scope="module")
def reader(space, bank):
    return ConceptReader(space, bank)


@pytest.fixture(scope="module")
def asked(space):
    return space.sentences.encode([QUESTION])


def priorities(space, seed):
    drawn = 1 + 4 * torch.rand(len(space.values), generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return dict(zip(space.values, drawn.tolist(), strict=True))


def test_latents_without_noise_speak_for_the_priorities_that_made_them(space, reader, asked):
    for seed in range(5):
        wanted = priorities(space, seed)
        mean = space.mechanism.mean(space.vector(wanted), asked)[0]
        torch.testing.assert_close(reader.levels(mean, asked), space.vector(wanted)[0], rtol=0, atol=1e-8)


def test_an_intervention_moves_the_levels_by_as_many_steps(space, reader, asked):
    before, after = priorities(space, 1), priorities(space, 2)
    abducted = space.abduct("Yes. The air gets cleaner and children can play outside.", QUESTION, before)
    moved = reader.levels(space.predict(abducted, after), asked) - reader.levels(abducted.latents, asked)
    steps = space.vector(after)[0] - space.vector(before)[0]
    torch.testing.assert_close(moved, steps, rtol=0, atol=1e-3)  # latents lie on a grid of 2^-16


def test_a_value_below_mentioned_has_no_phrase_but_a_reason(space, reader, asked):
    wanted = {value: 1.5 if place % 2 else 4.5 for place, value in enumerate(space.values)}
    latents = space.mechanism.mean(space.vector(wanted), asked)[0]
    for value, concept in reader.read(latents, asked, count=3).items():
        assert concept.level == pytest.approx(wanted[value], abs=1e-6)
        if wanted[value] < MENTIONED:
            assert concept.phrases == ()
            assert concept.reason is not None
            assert "not expressed" in concept.reason
        else:
            assert len(concept.phrases) == 3
            assert concept.reason is None
            assert {near.text for near in concept.phrases} <= set(reader.bank.phrases[value])
            distances = [near.distance for near in concept.phrases]
            assert distances == sorted(distances)


def residuals_of_phrases(space, reader, place):
    phrases = reader.bank.phrases[space.values[place]]
    latents = space.encoder.encode(space.sentences.encode([f"It {phrase}." for phrase in phrases]))[:, place].double()
    return (latents - latents.mean(0)) / space.mechanism.scale[place]


def test_a_residual_like_that_of_a_phrase_is_at_no_distance_from_it(space, reader):
    for place in range(len(space.values)):
        for index, residual in enumerate(residuals_of_phrases(space, reader, place)):
            assert float(reader.content_distances(place, residual)[index]) < 1e-3


def test_how_much_of_a_value_there_is_does_not_decide_what_is_said_of_it(space, reader):
    for place in range(len(space.values)):
        residual = residuals_of_phrases(space, reader, place)[0]
        own = space.mechanism.slope[place, place] / space.mechanism.scale[place]
        torch.testing.assert_close(
            reader.content_distances(place, residual + 3 * own), reader.content_distances(place, residual)
        )


def test_the_question_draws_phrases_that_are_about_it(space, reader):
    elsewhere = space.sentences.encode(["zebra"])
    for place, value in enumerate(space.values):
        residual = torch.zeros_like(space.mechanism.scale[place])
        for index, phrase in enumerate(reader.bank.phrases[value][:3]):
            near = reader.distances(place, residual, space.sentences.encode([f"It {phrase}."]))
            far = reader.distances(place, residual, elsewhere)
            assert int((near < near[index]).sum()) <= int((far < far[index]).sum())


def test_names_decide_and_never_positions(space, bank, reader, asked):
    order = [3, 1, 4, 0, 5, 9, 2, 6, 8, 7]
    names = tuple(space.values[i] for i in order)
    old, mechanism = space.encoder, space.mechanism
    turned = ConceptSpace(
        space.sentences,
        ConceptEncoder(names, old.directions[order], old.offset[order]),
        ConceptMechanism(
            names,
            mechanism.intercept[order],
            mechanism.slope[order][:, order],
            mechanism.question[order],
            mechanism.scale[order],
        ),
    )
    text = "No. Old people cannot walk far, and shops would lose their customers."
    one = reader.read(space.encoder.encode(space.sentences.encode([text]))[0], asked, count=2)
    other = ConceptReader(turned, bank).read(turned.encoder.encode(space.sentences.encode([text]))[0], asked, count=2)
    assert {value: [near.text for near in one[value].phrases] for value in names} == {
        value: [near.text for near in other[value].phrases] for value in names
    }
    assert {value: concept.level for value, concept in one.items()} == pytest.approx(
        {value: concept.level for value, concept in other.items()}
    )


def test_a_bank_without_one_of_the_values_is_refused(space, bank):
    fewer = PhraseBank(system="own", phrases={value: bank.phrases[value] for value in space.values[1:]})
    with pytest.raises(UserError, match=space.values[0]):
        ConceptReader(space, fewer)
