from couple.baselines.wording import describe_person, describe_priorities
from couple.values import ValueProfile, load_system


def profile(**priorities):
    return ValueProfile(load_system("schwartz10"), priorities)


def test_every_targeted_value_has_its_line_and_the_highest_comes_first(target):
    lines = describe_priorities(target).splitlines()
    assert [line.split(":")[0] for line in lines] == ["- Security", "- Tradition", "- Power", "- Hedonism"]
    assert lines[0].startswith("- Security: 5 of 5 (most important). Being safe")
    assert lines[2].startswith("- Power: 1.5 of 5 (unimportant).")
    assert lines[3].startswith("- Hedonism: 1 of 5 (rejected).")


def test_values_that_are_not_targeted_are_not_mentioned(target):
    words = describe_priorities(target) + describe_person(target)
    assert not any(label in words for label in ("Benevolence", "Universalism", "Achievement"))


def test_a_person_is_told_by_what_comes_first_and_last(target):
    told = describe_person(target)
    assert told == "a person who puts security and tradition before everything else and cares least about hedonism"


def test_equal_priorities_have_no_first_and_last():
    assert describe_person(profile(power=3, security=3)) == "a person who cares equally about power and security"
    assert describe_person(profile(power=3)) == "a person who cares equally about power"
