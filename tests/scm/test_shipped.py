"""The shipped graph and model of ESS round 9: what they must be whatever the last digits are."""

import pytest

from couple.data import is_available
from couple.foundation import BirthCertificate, numpy_generator, package_file
from couple.graph import RESPONSE_STYLE, EvidenceConfig, load_evidence, shipped_graph
from couple.scm import LinearGaussianSCM, shipped_scm
from couple.values import load_system

SYSTEM = load_system("schwartz10")


def test_graph_has_the_ten_values_and_style_causes_each():
    graph = shipped_graph()
    assert set(graph.nodes) == {RESPONSE_STYLE, *SYSTEM.names}
    assert graph.parents(RESPONSE_STYLE) == ()
    assert set(graph.children(RESPONSE_STYLE)) == set(SYSTEM.names)
    for edge in graph.edges:
        if edge.source != RESPONSE_STYLE:
            assert edge.adjacency is not None
            assert edge.adjacency >= 0.5


def test_graph_leans_on_theory():
    """Joined pairs: most of theory's, few of the others; compatible ones move together, conflicting ones apart."""
    model = shipped_scm()
    edges = [edge for edge in model.graph.edges if edge.source != RESPONSE_STYLE]
    theory = SYSTEM.compatible | SYSTEM.conflicting
    pairs = {frozenset((edge.source, edge.target)): model.direct_effect(edge.source, edge.target) for edge in edges}
    assert len(set(pairs) & theory) / len(theory) > 2 * len(set(pairs) - theory) / (45 - len(theory))
    assert all(effect > 0 for pair, effect in pairs.items() if pair in SYSTEM.compatible)
    assert all(effect < 0 for pair, effect in pairs.items() if pair in SYSTEM.conflicting)


def test_style_lifts_every_value_by_one():
    effects = shipped_scm().total_effects().loc[RESPONSE_STYLE, list(SYSTEM.names)]
    assert effects.to_numpy() == pytest.approx([1.0] * 10, abs=0.02)


def test_model_and_graph_belong_together():
    assert shipped_scm().graph == shipped_graph()
    certificate = BirthCertificate.load(package_file("graph", "artefacts", "ess9"), kind="value graph")
    assert certificate.data_licence.startswith("European Social Survey")


@pytest.mark.skipif(not is_available("ess9_pvq21"), reason="ESS round 9 is not there ($COUPLE_DATA)")
def test_model_is_the_fit_to_the_data():
    certificate = BirthCertificate.load(package_file("scm", "artefacts", "ess9"), kind="structural causal model")
    evidence = load_evidence(EvidenceConfig(data="ess9"))
    assert certificate.data == {"ess9": evidence.fingerprint}
    assert len(evidence.table) == 45_342
    assert evidence.complete is not None
    table = evidence.complete(evidence.table, numpy_generator(certificate.seed, "fit"))
    refitted = LinearGaussianSCM.fit(shipped_graph(), table)
    assert refitted.weight.numpy() == pytest.approx(shipped_scm().weight.numpy(), abs=1e-9)
    null = {value: table[value] for value in SYSTEM.names}
    assert shipped_scm().counterfactual(table, null).equals(table)
