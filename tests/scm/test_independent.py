import pandas
import pytest
import torch

from couple.foundation import torch_generator
from couple.scm import find_scm
from couple.scm.independent import independent


@pytest.fixture(scope="module")
def shipped():
    return find_scm("ess9")


def test_means_and_variances_stay_and_nothing_goes_together(shipped):
    alone = independent(shipped)
    assert alone.nodes == shipped.nodes
    assert alone.graph.edges == ()
    assert torch.equal(alone.mean(), shipped.mean())
    torch.testing.assert_close(alone.covariance(), torch.diag(shipped.covariance().diagonal()), rtol=1e-12, atol=0)
    assert (shipped.covariance() - alone.covariance()).abs().max() > 0.1  # the model itself does connect its values
    assert all(alone.support(node) == shipped.support(node) for node in shipped.nodes)


def test_no_other_model_without_edges_is_nearer(shipped):
    def log_likelihood(mean, scale):
        return torch.distributions.Normal(mean, scale).log_prob(rows).sum(1).mean()

    rows = torch.tensor(shipped.sample(50_000, torch_generator(0, "rows"))[list(shipped.nodes)].to_numpy())
    alone = independent(shipped)
    best = log_likelihood(alone.intercept, alone.scale)
    for change in (-0.1, 0.1):
        assert log_likelihood(alone.intercept + change, alone.scale) < best
        assert log_likelihood(alone.intercept, alone.scale + change) < best


def test_what_is_not_set_keeps_its_value_to_the_last_bit(shipped):
    row = pandas.DataFrame([{node: 2.1 + 0.17 * place for place, node in enumerate(shipped.nodes)}])
    after = independent(shipped).counterfactual(row, {"universalism": 5.0})
    moved = shipped.counterfactual(row, {"universalism": 5.0})
    assert after.drop(columns="universalism").equals(row.drop(columns="universalism"))
    assert after["universalism"].tolist() == [5.0]
    assert not moved.drop(columns="universalism").equals(row.drop(columns="universalism"))
