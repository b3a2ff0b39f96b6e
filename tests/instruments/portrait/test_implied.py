import pytest
import torch

from couple.instruments.portrait.implied import _ranked, implied_ranks
from couple.values import ValueProfile, load_system

REPLIES = [
    "Zoos should be closed, since animals deserve to live free and nature must be protected.",
    "Zoos make money and give their owners influence; close none that earns.",
    "Keep them: visiting the zoo is what families here have always done.",
]


@pytest.fixture(scope="module")
def loop():
    from couple.attribution import AttributionConfig
    from couple.counterfactual import CounterfactualConfig
    from couple.counterfactual.assembly import LoopConfig, ReferenceConfig, assemble
    from couple.decoder import DecoderConfig

    shipped = ReferenceConfig(reference="ess9")
    return assemble(LoopConfig(DecoderConfig(), AttributionConfig(), shipped, shipped, CounterfactualConfig())).loop


def test_equal_gains_share_their_rank():
    gains = torch.tensor([[0.3, -0.1, 0.2, 0.2], [1.0, 1.0, 1.0, 1.0]], dtype=torch.float64)
    assert _ranked(gains).tolist() == [[4.0, 1.0, 2.5, 2.5], [2.5, 2.5, 2.5, 2.5]]


def test_a_reply_that_speaks_for_a_value_gains_more_under_it(loop):
    rows = [
        {"portrait_id": "zoo", "option_id": str(place), "title": "", "text": "Should we ban zoos?", "response": reply}
        for place, reply in enumerate(REPLIES)
    ]
    system = load_system("schwartz10")
    usual = dict(zip(loop.scm.nodes, loop.scm.mean().tolist(), strict=True))
    targets = {
        "universalism": ValueProfile(system, {"universalism": 5.0, "power": 1.0}),
        "power": ValueProfile(system, {"universalism": 1.0, "power": 5.0}),
        "nothing": ValueProfile(system, {name: usual[name] for name in system.names}),
    }
    ranks = implied_ranks(loop, rows, targets)
    assert ranks["universalism"]["zoo/0"] == 3.0 > ranks["power"]["zoo/0"]
    assert ranks["power"]["zoo/1"] > ranks["universalism"]["zoo/1"]
    assert set(ranks["nothing"].values()) == {2.0}
