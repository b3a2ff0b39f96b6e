import pytest
import torch

from couple.concepts.encoder import fit_encoder, on_grid, within_groups

NAMES = ("care", "order", "fun", "fame")


@pytest.fixture(scope="module")
def answers():
    """Simulated answers: 40 questions of 8 answers; each value shifts the embedding along its own direction."""
    draws = torch.Generator().manual_seed(0)
    question = torch.arange(40).repeat_interleave(8)
    topic = torch.randn(40, 24, generator=draws)[question]
    present = torch.rand(320, len(NAMES), generator=draws) < 0.35
    directions = torch.randn(len(NAMES), 24, generator=draws)
    rows = 2 * topic + present.float() @ directions + 0.7 * torch.randn(320, 24, generator=draws)
    return torch.nn.functional.normalize(rows, dim=1), present, question


@pytest.fixture(scope="module")
def fitted(answers):
    return fit_encoder(NAMES, *answers)


def test_shapes_and_unit_spread_within_questions(fitted, answers):
    embeddings, _, question = answers
    latents = fitted.encode(embeddings)
    assert latents.shape == (320, 4, 4)
    assert latents.dtype == torch.float32
    assert fitted.size == 4
    torch.testing.assert_close(
        within_groups(latents.double().flatten(1), question).std(0), torch.ones(16).double(), rtol=0, atol=1e-5
    )


def test_permuting_the_values_permutes_the_encoder(fitted, answers):
    embeddings, present, question = answers
    order = [2, 0, 3, 1]
    other = fit_encoder([NAMES[i] for i in order], embeddings, present[:, order], question)
    assert other.values == tuple(NAMES[i] for i in order)
    torch.testing.assert_close(other.directions, fitted.directions[order], rtol=1e-8, atol=1e-8)
    torch.testing.assert_close(other.offset, fitted.offset[order], rtol=1e-8, atol=1e-8)


def test_permuting_changes_nothing_with_a_value_that_nobody_expresses(answers):
    embeddings, present, question = answers
    lonely = present.clone()
    lonely[:, 1] = False
    order = [1, 3, 0, 2]
    one = fit_encoder(NAMES, embeddings, lonely, question)
    other = fit_encoder([NAMES[i] for i in order], embeddings, lonely[:, order], question)
    torch.testing.assert_close(other.directions, one.directions[order], rtol=1e-8, atol=1e-8)


def test_a_value_that_nobody_expresses_has_a_zero_latent(answers):
    embeddings, present, question = answers
    lonely = present.clone()
    lonely[:, 1] = False
    latents = fit_encoder(NAMES, embeddings, lonely, question).encode(embeddings)
    assert torch.count_nonzero(latents[:, 1]) == 0
    assert torch.isfinite(latents).all()
    assert torch.count_nonzero(latents[:, 0]) > 0


def test_a_value_of_one_answer_has_no_invented_content(answers):
    embeddings, present, question = answers
    rare = present.clone()
    rare[:, 1] = False
    rare[5, 1] = True
    latents = fit_encoder(NAMES, embeddings, rare, question).encode(embeddings)
    assert torch.count_nonzero(latents[:, 1, 2:]) == 0  # one answer varies in one direction


def test_content_is_blind_to_every_value(fitted, answers):
    embeddings, present, question = answers
    within, labels = within_groups(embeddings.double(), question), within_groups(present.double(), question)
    effects = torch.linalg.solve(labels.T @ labels + torch.eye(4).double(), labels.T @ within)
    assert torch.einsum("je,dek->jdk", effects, fitted.directions[:, :, 1:]).abs().max() < 1e-10
    content = torch.einsum("ne,dek->ndk", within, fitted.directions[:, :, 1:]).flatten(1)
    correlation = (labels.T @ content) / (labels.norm(dim=0)[:, None] * content.norm(dim=0))
    # the ridge of one answer in the effects keeps labels and content from exact orthogonality
    assert correlation.abs().max() < 0.02


def test_the_first_coordinate_tells_answers_with_the_value_from_those_without(fitted, answers):
    embeddings, present, question = answers
    latents = fitted.encode(embeddings).double()
    first = within_groups(latents[:, :, 0], question)
    labels = within_groups(present.double(), question)
    correlation = (labels * first).sum(0) / (labels.norm(dim=0) * first.norm(dim=0))
    assert correlation.min() > 0.5


def test_adding_a_constant_to_a_question_changes_no_direction(fitted, answers):
    embeddings, present, question = answers
    topics = torch.randn(40, 24, generator=torch.Generator().manual_seed(9))[question]
    moved = fit_encoder(NAMES, embeddings + topics, present, question)
    torch.testing.assert_close(moved.directions, fitted.directions, rtol=1e-3, atol=1e-3)


def test_one_coordinate_is_the_discriminant_alone(answers, fitted):
    one = fit_encoder(NAMES, *answers, size=1)
    torch.testing.assert_close(one.directions, fitted.directions[:, :, :1])


def test_the_grid_holds_every_latent_exactly_and_rounding_twice_is_rounding_once():
    latents = 10.0 ** torch.linspace(-12, 3, 400).double()[:, None, None]
    once = on_grid(latents)
    assert torch.equal(on_grid(once.double()), once)
    assert (once.double() - latents).abs().max() < 1e-4
    assert torch.equal(on_grid(once.double() * (1 + 1e-15) + 1e-15), once)
