import pytest
import yaml

from couple.instruments.recorded.profile_files import measured_profile, profile_files
from couple.values import load_profile, load_system

SYSTEM = load_system("schwartz10")


def test_a_centred_score_becomes_three_plus_itself_within_one_and_five():
    profile = measured_profile({"power": -0.4, "security": 0.75, "hedonism": None, "tradition": -3.5}, SYSTEM)
    assert dict(profile.priorities) == {"power": 2.6, "security": 3.75, "tradition": 1.0}
    assert measured_profile({"power": None}, SYSTEM) is None


def test_written_profiles_are_read_back(tmp_path):
    scores = {"m": {"power": -0.4, "security": 0.123456789}, "nothing known": {"power": None, "security": None}}
    files = profile_files(scores, SYSTEM)
    assert list(files) == ["profiles/m.yaml"]
    path = tmp_path / "m.yaml"
    path.write_text(files["profiles/m.yaml"])
    assert load_profile(path) == measured_profile(scores["m"], SYSTEM)
    assert yaml.safe_load(files["profiles/m.yaml"])["system"] == "schwartz10"


@pytest.mark.parametrize(
    ("respondent", "name"),
    [
        ("m [power]", "m_power"),
        ("../../etc/passwd", "etc_passwd"),
        ("claude-3.7-sonnet:thinking", "claude-3.7-sonnet_thinking"),
        ("..", "respondent"),
        ("", "respondent"),
        ("\u6a21\u578b", "respondent"),
        ("a" * 300, "a" * 100),
    ],
)
def test_a_name_from_a_file_stays_in_its_folder(respondent, name):
    assert list(profile_files({respondent: {"power": 0.0}}, SYSTEM)) == [f"profiles/{name}.yaml"]


def test_names_that_become_alike_get_a_number():
    files = profile_files({"a/b": {"power": 0.0}, "a:b": {"power": 1.0}, "a b": {"power": 2.0}}, SYSTEM)
    assert list(files) == ["profiles/a_b.yaml", "profiles/a_b_2.yaml", "profiles/a_b_3.yaml"]
