import numpy
import pytest
import torch
from scipy.stats import logistic, norm

from couple.instruments.ordinal.link import LINKS, log_likelihood, probabilities, thresholds_of

ETA = torch.tensor([-6.0, -0.3, 0.0, 2.0, 9.0], dtype=torch.float64)
CUTS = torch.tensor([-2.0, -0.7, 0.1, 1.5, 3.0], dtype=torch.float64)
NOISE = {"logit": logistic, "probit": norm}


@pytest.mark.parametrize("name", LINKS)
def test_probabilities_sum_to_one_and_are_scipys(name):
    found = probabilities(ETA, CUTS, LINKS[name])
    assert torch.allclose(found.sum(dim=1), torch.ones(5).double(), atol=1e-12, rtol=0)
    below = NOISE[name].cdf(CUTS.numpy() - ETA.numpy()[:, None])
    expected = numpy.diff(below, axis=1, prepend=0.0, append=1.0)
    assert found.numpy() == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("name", LINKS)
def test_both_tails_are_exact_and_have_gradients(name):
    """Where 1 - F is lost to rounding, the survival function is not."""
    eta = torch.tensor([-30.0, 30.0], dtype=torch.float64, requires_grad=True)
    found = log_likelihood(torch.tensor([5, 0]), eta, CUTS, LINKS[name])
    expected = [NOISE[name].logsf(3.0 + 30.0), NOISE[name].logcdf(-2.0 - 30.0)]
    assert found.tolist() == pytest.approx(expected, rel=1e-9)
    found.sum().backward()
    assert torch.isfinite(eta.grad).all()
    assert eta.grad[0] > 0 > eta.grad[1]


@pytest.mark.parametrize("name", LINKS)
def test_thresholds_give_the_shares_at_zero(name):
    shares = torch.tensor([0.1, 0.3, 0.05, 0.25, 0.2, 0.1], dtype=torch.float64)
    cuts = thresholds_of(shares, LINKS[name])
    found = probabilities(torch.zeros(1).double(), cuts, LINKS[name])[0]
    assert found.tolist() == pytest.approx(shares.tolist(), abs=1e-12)
