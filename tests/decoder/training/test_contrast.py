import pytest
import torch

from couple.concepts import ConceptMechanism
from couple.concepts.fitting import ReadAnswers
from couple.decoder.training.contrast import CounterfactualWorlds, Opposites
from couple.values import load_system

TEN = load_system("schwartz10")


@pytest.fixture
def mechanism():
    """Each value moves its own latent's first coordinate by itself; the second coordinate stays."""
    slope = torch.zeros(10, 10, 2).double()
    slope[torch.arange(10), torch.arange(10), 0] = 1.0
    nothing = torch.zeros(10, 2).double()
    return ConceptMechanism(TEN.names, nothing, slope, torch.zeros(10, 3, 2).double(), nothing + 1)


def worlds(priorities, question, mechanism):
    latents = torch.randn(len(priorities), 10, 2, generator=torch.Generator().manual_seed(0))
    return CounterfactualWorlds(ReadAnswers(latents, priorities, question), mechanism, Opposites.of(TEN))


def test_opposites_are_the_theorys_conflicts():
    places = Opposites.of(TEN).places
    found = {frozenset((TEN.names[at], TEN.names[other])) for at, others in enumerate(places) for other in others}
    assert found == set(TEN.conflicting)


def test_an_answer_alone_loses_an_expressed_value_to_one_that_conflicts_with_it(mechanism):
    priorities = torch.full((1, 10), 2.0).double()
    priorities[0, TEN.names.index("security")] = 5.0
    made = worlds(priorities, torch.zeros(1, dtype=torch.long), mechanism)
    given = set()
    for seed in range(30):
        change = made.draw(0, torch.Generator().manual_seed(seed)) - made.read.latents[0]
        assert torch.equal(change[:, 1], torch.zeros(10))
        moved = {TEN.names[at]: round(float(change[at, 0]), 4) for at in range(10) if change[at, 0].abs() > 1e-6}
        assert moved.pop("security") == -4
        ((value, by),) = moved.items()
        assert by == 3
        assert frozenset((value, "security")) in TEN.conflicting
        given.add(value)
    assert len(given) == sum("security" in pair for pair in TEN.conflicting)


def test_other_answers_to_the_same_question_lend_their_priorities_half_of_the_time(mechanism):
    priorities = 1 + 4 * torch.rand(3, 10, generator=torch.Generator().manual_seed(1)).double()
    made = worlds(priorities, torch.tensor([7, 3, 7]), mechanism)
    borrowed = made.read.latents[0, :, 0] + (priorities[2] - priorities[0]).float()
    draws = [made.draw(0, torch.Generator().manual_seed(seed)) for seed in range(200)]
    share = sum(torch.allclose(draw[:, 0], borrowed, atol=1e-5) for draw in draws) / 200
    assert 0.4 < share < 0.6


def test_the_same_generator_draws_the_same_world(mechanism):
    priorities = 1 + 4 * torch.rand(4, 10, generator=torch.Generator().manual_seed(2)).double()
    made = worlds(priorities, torch.tensor([0, 0, 0, 1]), mechanism)
    assert torch.equal(made.draw(1, torch.Generator().manual_seed(5)), made.draw(1, torch.Generator().manual_seed(5)))
