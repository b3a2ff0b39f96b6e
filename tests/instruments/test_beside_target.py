import pytest

from couple.instruments.beside_target import agreement, beside_target
from couple.instruments.findings import Findings
from couple.instruments.recorded.scores import DimensionScore


class Model:
    """Under a target, as our decoder is: it knows nothing of simulated persons."""

    name = "m [partial_benevolence]"


def found(scores):
    """``scores``: (model, family, dimension) -> centred mean."""
    rows = [DimensionScore(*which, score, score, 0.0, 1) for which, score in scores.items()]
    return Findings(rows, (), "Found", (), (), {"made": "so"}, ("Careful.",))


def test_the_respondent_in_every_context_and_family_is_set_beside_its_target_and_nobody_else():
    own, told = Model.name, Model.name + " (no context)"
    scores = {
        (own, "schwartz", "Benevolence"): 0.4,
        (own, "schwartz", "power"): -0.4,
        (own, "mft", "care"): 0.1,
        (told, "schwartz", "benevolence"): -0.1,
        (told, "schwartz", "power"): 0.3,
        (own + " [power]", "schwartz", "power"): 0.4,
        ("other", "schwartz", "power"): 0.4,
    }
    findings = beside_target(found(scores), Model(), "partial_benevolence")
    (table,) = findings.tables
    assert [(row["model"], row["values"]) for row in table.rows] == [(own, 2), (told, 2)]
    assert [row[name].value for row in table.rows for name in ("Spearman", "Pearson")] == pytest.approx([1, 1, -1, -1])
    beside = f"Found. Beside the target: {own}, schwartz: Spearman 1.00, Pearson 1.00 over 2 values; {told}, "
    assert findings.headline.startswith(beside)
    assert findings.limits == ("Careful.",) and findings.facts == {"made": "so"}


def test_what_cannot_be_told_says_why():
    flat = beside_target(found({(Model.name, "pvq", "power"): 0.0}), Model(), "partial_benevolence")
    assert flat.headline.endswith("Beside the target: unknown, since fewer than two values are targeted")
    elsewhere = found({(Model.name, "bfi", "Openness"): 0.5})
    assert beside_target(elsewhere, Model(), "partial_benevolence") == elsewhere


def test_agreement_is_over_the_values_that_both_know():
    told = agreement({"a": 1, "b": 2, "c": 4, "d": 5}, {"b": 0.0, "c": 1.0, "a": 0.5, "x": 9.0})
    assert told["values"] == 3 and told["Spearman"].value == 0.5
    assert "are equal" in agreement({"a": 1, "b": 2}, {"a": 0.5, "b": 0.5})["Pearson"].reason
