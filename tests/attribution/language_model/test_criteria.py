import pytest

from couple.attribution.language_model import Criteria, ValueCriteria, load_criteria
from couple.foundation import UserError
from couple.values import load_system, shipped_systems

FIVE = {level: f"it is {level}" for level in ("contradicted", "absent", "mentioned", "present", "most_important")}


@pytest.mark.parametrize("name", shipped_systems())
@pytest.mark.parametrize("suffix", ["yaml", "json"])
def test_every_system_has_criteria_that_survive_a_file(name, suffix, tmp_path):
    system = load_system(name)
    criteria = Criteria.from_definitions(system)
    criteria.save(tmp_path / f"criteria.{suffix}")
    assert load_criteria(tmp_path / f"criteria.{suffix}", system) == criteria
    assert set(criteria.values) == set(system.names)
    assert all(len(set(one.model_dump().values())) == 5 for one in criteria.values.values())


def written(tmp_path, trio, change):
    import yaml

    plain = {"system": "trio", "values": {name: dict(FIVE) for name in trio.names}}
    change(plain)
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(plain))
    return path


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda raw: raw.update(valeus={}), "did you mean values"),
        (lambda raw: raw.update(system="hhh"), "the criteria are for hhh"),
        (lambda raw: raw["values"].pop("joy"), "no criteria for joy"),
        (lambda raw: raw["values"].update(fredom=dict(FIVE)), "did you mean freedom"),
        (lambda raw: raw["values"]["joy"].update(mentoined="x"), r"did you mean values\.joy\.mentioned"),
        (lambda raw: raw["values"]["joy"].pop("absent"), r"values\.joy\.absent"),
        (lambda raw: raw["values"]["joy"].update(absent=""), r"values\.joy\.absent"),
        (lambda raw: raw["values"]["joy"].update(absent="two\nlines"), r"values\.joy\.absent"),
        (lambda raw: raw["values"]["joy"].update(absent=3), r"values\.joy\.absent"),
        (lambda raw: raw["values"].update(joy="fun"), r"values\.joy\n.*no mapping"),
        (lambda raw: raw.update(values=[1]), "no mapping of values"),
        (lambda raw: raw.pop("values"), "set values"),
        (lambda raw: raw.pop("system"), "set system"),
    ],
)
def test_a_mistake_in_a_file_is_named(tmp_path, trio, change, said):
    with pytest.raises(UserError, match=said) as caught:
        load_criteria(written(tmp_path, trio, change), trio)
    assert "mine.yaml" in caught.value.asked


def test_a_file_that_is_no_plain_data_is_refused(tmp_path, trio):
    path = tmp_path / "criteria.yaml"
    path.write_text("!!python/object/apply:os.getcwd []")
    with pytest.raises(UserError, match="YAML tag"):
        load_criteria(path, trio)


def test_rewriting_replaces_one_value_and_leaves_the_rest(trio):
    before = Criteria.from_definitions(trio)
    after = before.rewritten({"joy": ValueCriteria(**FIVE)})
    assert after.values["joy"].absent == "it is absent" and after.values["safety"] == before.values["safety"]
    assert before.values["joy"] != after.values["joy"]
