import pyro
import pytest
import torch

from couple.concepts.encoder import on_grid
from couple.concepts.mechanism import ConceptMechanism, fit_mechanism

NAMES = ("care", "order", "fun")
NEIGHBOURS = {"care": ("order",), "order": ("care",), "fun": ("response_style",)}
SIZE, WIDTH = 2, 6


def normal(*shape, seed):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@pytest.fixture(scope="module")
def truth():
    slope = normal(3, 3, SIZE, seed=1)
    slope[0, 2] = slope[1, 2] = slope[2, 0] = slope[2, 1] = 0.0
    scale = normal(3, SIZE, seed=2).abs() + 0.2
    return ConceptMechanism(NAMES, normal(3, SIZE, seed=3), slope, 0.5 * normal(3, WIDTH, SIZE, seed=4), scale)


@pytest.fixture(scope="module")
def simulated(truth):
    count = 20_000
    question = torch.nn.functional.normalize(normal(count, WIDTH, seed=5), dim=1)
    priorities = 3 + normal(count, 3, seed=6) + question[:, :3]  # the question is a common cause
    latents = truth.mean(priorities, question) + truth.scale * normal(count, 3, SIZE, seed=7)
    return latents, priorities, question


def test_abduction_then_prediction_is_the_identity_to_the_last_bit(truth):
    latents = on_grid(4 * normal(1000, 3, SIZE, seed=8))
    latents[::10] *= 1e-4  # small ones too: float32 steps near zero are finer than float64 error on the mean
    latents = on_grid(latents.double())
    priorities, question = (
        1 + 4 * torch.rand(1000, 3, generator=torch.Generator().manual_seed(9)),
        normal(1000, WIDTH, seed=10),
    )
    noise = truth.abduct(latents, priorities, question)
    assert torch.equal(truth.predict(noise, priorities, question), latents)


def test_the_identity_holds_for_zero_and_tiny_latents_beside_large_means(truth):
    latents = on_grid(
        torch.tensor([0.0, 2.0**-16, -(2.0**-16), 3e-9, 100.0]).double()[:, None, None].expand(5, 3, SIZE)
    )
    priorities, question = torch.full((5, 3), 4.321, dtype=torch.float64), 30 * normal(5, WIDTH, seed=11)
    noise = truth.abduct(latents, priorities, question)
    assert torch.equal(truth.predict(noise, priorities, question), latents)


def test_the_question_cancels_in_a_counterfactual_shift(truth):
    latents = on_grid(normal(4, 3, SIZE, seed=12))
    before, after = 3 + normal(4, 3, seed=13), 3 + normal(4, 3, seed=14)
    shifts = []
    for seed in (15, 16):
        question = normal(4, WIDTH, seed=seed)
        shifts.append(truth.predict(truth.abduct(latents, before, question), after, question) - latents)
    torch.testing.assert_close(shifts[0], shifts[1], rtol=0, atol=2**-15)
    expected = torch.einsum("nj,ijk->nik", after - before, truth.slope).float()
    torch.testing.assert_close(shifts[0], expected, rtol=0, atol=2**-15)


def test_moving_one_value_moves_itself_and_its_neighbours_only(truth):
    latents = on_grid(normal(1, 3, SIZE, seed=17))
    before, question = torch.full((1, 3), 3.0, dtype=torch.float64), normal(1, WIDTH, seed=18)
    after = before.clone()
    after[0, 0] = 5.0
    moved = truth.predict(truth.abduct(latents, before, question), after, question) != latents
    assert moved[0, 0].all()
    assert moved[0, 1].all()
    assert not moved[0, 2].any()


def test_without_neighbours_a_value_moves_its_own_latent_and_by_as_much(truth):
    held = torch.tensor([[2.0, 3.0, 4.5]])
    alone = truth.without_neighbours(held)
    latents, question = on_grid(normal(1, 3, SIZE, seed=20)), normal(1, WIDTH, seed=21)
    before = torch.full((1, 3), 3.0, dtype=torch.float64)
    noise = alone.abduct(latents, before, question)
    assert torch.equal(alone.predict(noise, before, question), latents)
    after = before.clone()
    after[0, 0] = 5.0
    shift = alone.predict(noise, after, question) - latents
    torch.testing.assert_close(shift[0, 0], (2.0 * truth.slope[0, 0]).float(), rtol=0, atol=2**-15)
    assert torch.equal(shift[0, 1:], torch.zeros(2, SIZE))


def test_neighbours_that_are_where_they_are_held_make_no_difference(truth):
    held, question = torch.tensor([[2.0, 3.0, 4.5]]), normal(1, WIDTH, seed=22)
    alone = truth.without_neighbours(held)
    torch.testing.assert_close(alone.mean(held, question), truth.mean(held, question))
    elsewhere = torch.tensor([[2.0, 1.0, 4.5]])
    torch.testing.assert_close(alone.mean(elsewhere, question)[:, 0], truth.mean(held, question)[:, 0])
    assert not torch.allclose(truth.mean(elsewhere, question)[:, 0], truth.mean(held, question)[:, 0])
    elsewhere_again = alone.without_neighbours(elsewhere)
    assert torch.equal(elsewhere_again.intercept, alone.intercept)  # there is nobody left to hold


def test_the_pyro_program_agrees_with_the_closed_form(truth):
    count = 8000
    priorities, question = torch.tensor([[2.0, 4.0, 3.0]]).expand(count, 3), normal(1, WIDTH, seed=19).expand(count, -1)
    with torch.random.fork_rng():
        pyro.set_rng_seed(0)
        drawn = truth.model(priorities, question)
    assert drawn.shape == (count, 3, SIZE)
    mean = truth.mean(priorities[:1], question[:1])[0]
    assert ((drawn.mean(0) - mean).abs() < 4 * truth.scale / count**0.5).all()
    torch.testing.assert_close(drawn.std(0), truth.scale, rtol=0.04, atol=0)
    trace = pyro.poutine.trace(truth.model).get_trace(priorities[:2], question[:2])
    sites = [name for name, site in trace.nodes.items() if site["type"] == "sample" and name.startswith("C_")]
    assert sites == ["C_care", "C_order", "C_fun"]


def test_fitting_recovers_a_known_equation(truth, simulated):
    found = fit_mechanism(NAMES, *simulated, NEIGHBOURS)
    torch.testing.assert_close(found.slope, truth.slope, rtol=0, atol=0.05)
    torch.testing.assert_close(found.scale, truth.scale, rtol=0.03, atol=0)
    torch.testing.assert_close(found.intercept, truth.intercept, rtol=0, atol=0.12)
    torch.testing.assert_close(found.question, truth.question, rtol=0, atol=0.12)


def test_without_the_question_the_slopes_would_be_biased(truth, simulated):
    # the reason for the back-door adjustment: the same fit blind to the question misses the truth
    latents, priorities, question = simulated
    blind = fit_mechanism(NAMES, latents, priorities, torch.zeros_like(question), NEIGHBOURS)
    adjusted = fit_mechanism(NAMES, latents, priorities, question, NEIGHBOURS)
    error = (blind.slope - truth.slope).abs().max(), (adjusted.slope - truth.slope).abs().max()
    assert error[0] > 2 * error[1]


def test_slopes_are_zero_where_there_is_no_neighbour(simulated):
    found = fit_mechanism(NAMES, *simulated, NEIGHBOURS)
    for i, value in enumerate(NAMES):
        for j, other in enumerate(NAMES):
            near = value == other or other in NEIGHBOURS[value]
            assert bool(found.slope[i, j].any()) == near


def test_permuting_the_values_permutes_the_mechanism(simulated):
    latents, priorities, question = simulated
    order = [2, 0, 1]
    one = fit_mechanism(NAMES, latents, priorities, question, NEIGHBOURS)
    other = fit_mechanism([NAMES[i] for i in order], latents[:, order], priorities[:, order], question, NEIGHBOURS)
    torch.testing.assert_close(other.slope, one.slope[order][:, order])
    torch.testing.assert_close(other.scale, one.scale[order])
    torch.testing.assert_close(other.intercept, one.intercept[order])
