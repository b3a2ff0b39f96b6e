"""Profiles from names, files and mappings; and every kind of bad profile, each with one clear error."""

import pytest

from couple.foundation import UserError
from couple.values import country_profile, load_profile, load_system, shipped_profile_folder, shipped_profiles

TEN = load_system("schwartz10")


def load_text(folder, text):
    (folder / "profile.yaml").write_text(text, encoding="utf-8")
    return load_profile(folder / "profile.yaml")


@pytest.mark.parametrize("name", shipped_profiles())
def test_shipped_profiles_load_and_say_what_they_are(name):
    given = load_profile(name)
    assert given.system == TEN
    assert (shipped_profile_folder() / f"{name}.yaml").read_text(encoding="utf-8").startswith("# ")


def test_the_shipped_profiles():
    expected = {
        "achiever",
        "caring",
        "freedom_first",
        "germany",
        "partial_benevolence",
        "security_first",
        "traditional",
    }
    assert set(shipped_profiles()) >= expected
    assert load_profile("germany") == country_profile("DE")
    assert load_profile("partial_benevolence").names == ("power", "benevolence")
    assert max(load_profile("security_first").priorities.items(), key=lambda item: item[1])[0] == "security"


def test_paths_relative_absolute_and_inline(tmp_path, monkeypatch):
    given = load_text(tmp_path, "system: schwartz10\npriorities: {security: 5, self_direction: 2.5}\n")
    assert given.priorities == {"self_direction": 2.5, "security": 5.0}
    assert load_profile(str(tmp_path / "profile.yaml")) == given
    assert load_profile("profile.yaml", relative_to=tmp_path) == given
    monkeypatch.chdir(tmp_path)
    assert load_profile("profile.yaml") == load_profile("./profile.yaml") == given
    assert load_profile({"system": "schwartz10", "priorities": {"security": 5, "self_direction": 2.5}}) == given


def test_a_shipped_name_wins_over_a_file_and_the_file_is_reached_by_dot(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "caring").write_text("system: schwartz10\npriorities: {power: 5}\n")
    assert load_profile("caring").priorities["benevolence"] == 5
    assert load_profile("./caring").names == ("power",)


def test_a_byte_order_mark_is_dropped(tmp_path):
    assert load_text(tmp_path, "\ufeffcountry: Germany\n") == country_profile("DE")


def test_norway_is_not_false(tmp_path):
    assert load_text(tmp_path, "country: NO\n") == load_profile({"country": "Norway"}) == country_profile("no")


def test_a_system_beside_the_profile(tmp_path):
    (tmp_path / "mine.yaml").write_text(
        "{name: mine, title: Mine, source: me, values: [{name: calm, label: Calm, definition: Rest.}]}"
    )
    given = load_text(tmp_path, "system: mine.yaml\npriorities: {calm: 4}\n")
    assert given.system.name == "mine" and given.priorities == {"calm": 4.0}


def test_neither_file_nor_shipped_name(tmp_path):
    for ref in ("security_frist", "security_frist.yaml", str(tmp_path / "security_frst.yaml")):
        message = r"there is no such file, and no profile .*\n.*did you mean security_first\? shipped: achiever, caring"
        with pytest.raises(UserError, match=message):
            load_profile(ref)
    for ref in ("x" * 5000, "nul\0inside", ""):
        with pytest.raises(UserError, match=r"use the profile|it is a folder"):
            load_profile(ref)


PRIORITIES = "system: schwartz10\npriorities: "
BAD = [
    # names and numbers
    (PRIORITIES + "{secruity: 5}", r"schwartz10 has no value 'secruity'\n.*did you mean security\?"),
    (PRIORITIES + "{Security: 5}", r"no value 'Security'\n.*did you mean security\?"),
    (PRIORITIES + "{zzz: 5}", r"no value 'zzz'\n.*its values: self_direction, "),
    (PRIORITIES + "{security: 0}", r"set the priority of security\n.*0 is not a number from 1 to 5"),
    (PRIORITIES + "{security: 5.01}", r"5.01 is not a number from 1 to 5"),
    (PRIORITIES + "{security: .nan}", r"nan is not a number from 1 to 5"),
    (PRIORITIES + "{security: -.inf}", r"-inf is not a number from 1 to 5"),
    (PRIORITIES + f"{{security: 1{'0' * 400}}}", r"10+\.\.\.0+ is not a number from 1 to 5"),
    (PRIORITIES + "{security: high}", r"'high' is not a number from 1 to 5"),
    (PRIORITIES + "{security: '5'}", r"'5' is not a number from 1 to 5"),
    (PRIORITIES + "{security: yes}", r"True is not a number from 1 to 5"),
    (PRIORITIES + "{security: }", r"None is not a number from 1 to 5"),
    (PRIORITIES + "{security: [5]}", r"\[5\] is not a number from 1 to 5"),
    (PRIORITIES + "{security: 2020-01-01}", r"is not a number from 1 to 5"),
    # keys
    (PRIORITIES + "{}", r"set priorities\n.*there are none"),
    (PRIORITIES, r"set priorities\n.*they are empty, not a mapping"),
    (PRIORITIES + "[security, 5]", r"they are a list, not a mapping"),
    (PRIORITIES + "{'': 5}", r"schwartz10 has no value ''"),
    (PRIORITIES + "{? : 5}", r"schwartz10 has no value None"),
    (PRIORITIES + "{1: 5}", r"schwartz10 has no value 1"),
    (PRIORITIES + "{? [a]: 5}", r"line 2 uses a list or mapping as a key"),
    (PRIORITIES + "\n  power: 1\n  power: 2", r"the key 'power' stands on line 3 and again on line 4"),
    ("country: DE\ncountry: FR", r"the key 'country' stands on line 1 and again on line 2"),
    ("priorites: {security: 5}", r"no key 'priorites' in a profile\n.*did you mean priorities\?"),
    ("zzz: 1", r"no key 'zzz' in a profile\n.*known keys: system, priorities, country"),
    ("? \n: 5", r"no key None in a profile"),
    # forms
    ("", r"it is empty, not a mapping of keys"),
    ("# a comment", r"it is empty, not a mapping of keys"),
    ("[security, 5]", r"it is a list, not a mapping of keys\n.*write system: schwartz10"),
    ("just words", r"it is text, not a mapping of keys"),
    ("system: schwartz10", r"it says neither priorities, country nor survey; a profile takes exactly one"),
    ("country: DE\n" + PRIORITIES + "{power: 1}", r"it holds priorities and country; a profile takes exactly one"),
    ("system: schwartz10\ncountry: DE", r"system does not go with country"),
    ("priorities: {power: 1}", r"does not say which system .*\n.*add system: schwartz10"),
    ("system: schwarz10\npriorities: {power: 1}", r"use the value system schwarz10\n.*\n.*did you mean schwartz10\?"),
    ("system: [schwartz10]\npriorities: {power: 1}", r"set system\n.*it is a list, not text"),
    ("country: Atlantis", r"country: Atlantis\n.*the table of ESS country means does not hold it"),
    ("country: 49", r"set country\n.*it is a number, not text"),
    ("country:", r"set country\n.*it is empty"),
    ("survey: gone.csv", r"read the survey .*gone.csv\n.*there is no such file"),
    ("survey: answers.csv\nreversed: 'yes'", r"set reversed\n.*it is text"),
    ("survey: answers.csv\ninstrument: 21", r"set instrument\n.*it is a number, not text"),
    ("country: DE\nreversed: true", r"reversed does not go with country"),
    # YAML that is not plain data
    ("country: !!python/object/apply:os.system ['true']", r"tag.*python/object/apply"),
    ("country: !!python/name:os.system", r"line 1.*tag.*python/name"),
    ("!profile {country: DE}", r"line 1.*tag.*!profile"),
    ("country: &a DE\nsurvey: *a", r"line 2 uses a YAML alias"),
    ("country: " + "[" * 60 + "]" * 60, r"nested deeper than 12 levels"),
    ("{a: " * 40 + "1" + "}" * 40, r"nested deeper than 12 levels"),
    ("country: 'DE", r"found unexpected end of stream"),
    ("country: DE\n\tsystem: x", r"line 2: "),
    ("country: \x07", r"special characters are not allowed"),
    ("country: DE\n---\ncountry: FR", r"another document"),
    (PRIORITIES + "{power: !!int x}", r"line 2 uses a YAML tag"),
    (PRIORITIES + "{power: 2020-13-45}", r"month must be in 1..12"),
    (PRIORITIES + f"{{power: 1{'0' * 6000}}}", r"it holds a value that cannot be read: Exceeds the limit"),
    ('survey: "a\\0b"', r"no file can have this name"),
]


@pytest.mark.parametrize(("text", "message"), BAD, ids=range(len(BAD)))
def test_a_bad_profile_gets_one_clear_error_that_names_the_file(tmp_path, text, message):
    with pytest.raises(UserError, match=message) as caught:
        load_text(tmp_path, text)
    assert "profile.yaml" in caught.value.asked
    assert len(str(caught.value)) < 700 + len(str(tmp_path))


def test_files_that_cannot_be_read(tmp_path):
    big, wrong = tmp_path / "big.yaml", tmp_path / "wrong.yaml"
    big.write_text("# " + "x" * 10_000_000 + "\ncountry: DE\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"big.yaml\n.*it holds 10,000,\d+ bytes, the limit is 1,000,000"):
        load_profile(big)
    for encoding in ("utf-16", "latin-1"):
        wrong.write_bytes("country: Türkiye\n".encode(encoding))
        with pytest.raises(UserError, match=r"wrong.yaml\n.*is not valid UTF-8\n.*save the file as UTF-8"):
            load_profile(wrong)
    with pytest.raises(UserError, match=r"there is no such file, and no profile of that name"):
        load_profile(tmp_path / "gone.yaml")
    with pytest.raises(UserError, match="it is a folder"):
        load_profile(tmp_path)


@pytest.mark.parametrize("raw", [{}, {"priorities": {}}, {"system": "schwartz10", "priorities": {"power": True}}])
def test_bad_inline_profiles(raw):
    with pytest.raises(UserError):
        load_profile(raw)
