"""The shipped systems say what their theories say; a user's own system is checked name by name."""

import copy
import pickle

import pytest

from couple.foundation import UserError
from couple.values import load_system, shipped_systems
from couple.values.system import circle_neighbours, circle_opposites

MINE = """
name: mine
title: Mine
source: me
values:
  - {name: calm, label: Calm, definition: Being at rest.}
  - {name: speed, label: Speed, definition: Being fast.}
  - {name: depth, label: Depth, definition: Being thorough.}
  - {name: breadth, label: Breadth, definition: Being broad.}
"""


def pairs(*written: str) -> frozenset[frozenset[str]]:
    return frozenset(frozenset(pair.split("-")) for pair in written)


def load_mine(folder, extra: str = "", text: str = MINE):
    (folder / "mine.yaml").write_text(text + extra, encoding="utf-8")
    return load_system(folder / "mine.yaml")


def test_shipped_systems_and_their_sizes():
    sizes = {name: len(load_system(name).values) for name in shipped_systems()}
    assert sizes == {
        "hhh": 3,
        "moral_foundations": 5,
        "moral_foundations6": 6,
        "schwartz10": 10,
        "schwartz19": 19,
        "schwartz20": 20,
    }


@pytest.mark.parametrize("name", shipped_systems())
def test_shipped_system_is_complete(name):
    system = load_system(name)
    assert system.name == name
    assert len({value.definition for value in system.values}) == len(system.values)
    for value in system.values:
        assert value.definition.endswith(".") and value.definition.count(". ") == 0, "one sentence"
    assert not system.compatible & system.conflicting
    if system.circle is not None:
        assert sorted(system.circle) == sorted(system.names)


def test_schwartz10_has_the_relations_of_1992():
    system = load_system("schwartz10")
    assert system.names == (
        *("self_direction", "stimulation", "hedonism", "achievement", "power"),
        *("security", "conformity", "tradition", "benevolence", "universalism"),
    )
    assert system.compatible == pairs(
        "power-achievement",
        "achievement-hedonism",
        "hedonism-stimulation",
        "stimulation-self_direction",
        "self_direction-universalism",
        "universalism-benevolence",
        "benevolence-conformity",
        "benevolence-tradition",
        "conformity-tradition",
        "tradition-security",
        "conformity-security",
        "security-power",
    )
    openness = [f"{a}-{b}" for a in ("self_direction", "stimulation") for b in ("conformity", "tradition", "security")]
    selves = [f"{a}-{b}" for a in ("achievement", "power") for b in ("benevolence", "universalism")]
    assert system.conflicting == pairs(*openness, *selves, "hedonism-conformity", "hedonism-tradition")


def test_circle_relations_of_even_and_odd_circles():
    assert circle_neighbours(("a", "b", "c", "d")) == pairs("a-b", "b-c", "c-d", "d-a")
    assert circle_opposites(("a", "b", "c", "d")) == pairs("a-c", "b-d")
    assert circle_opposites(("a", "b", "c", "d", "e")) == pairs("a-c", "a-d", "b-d", "b-e", "c-e")


def test_relations_do_not_depend_on_where_the_circle_starts():
    circle = load_system("schwartz20").circle
    assert circle is not None
    for start in range(len(circle)):
        turned = circle[start:] + circle[:start]
        assert circle_neighbours(turned) == circle_neighbours(circle)
        assert circle_opposites(turned[::-1]) == circle_opposites(circle)


def test_schwartz20_matches_the_labels_of_touche23():
    data = pytest.importorskip("couple.data", reason="the data room is not there")
    if not data.is_available("touche23"):
        pytest.skip("COUPLE_DATA holds no touche23")
    header = (data.locate("touche23") / "labels-validation.tsv").read_text(encoding="utf-8").splitlines()[0]
    assert [value.label for value in load_system("schwartz20").values] == header.split("\t")[1:]


def test_systems_are_frozen_hashable_and_picklable():
    system = load_system("schwartz10")
    with pytest.raises(Exception, match="frozen"):
        system.name = "other"  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(TypeError):
        system.higher_order["new"] = ()  # pyright: ignore[reportIndexIssue]
    assert hash(system) == hash(load_system("schwartz10"))
    assert pickle.loads(pickle.dumps(system)) == copy.deepcopy(system) == system
    assert system.value("power").label == "Power"


def test_a_users_own_system(tmp_path):
    extra = "circle: [calm, depth, speed, breadth]\nhigher_order: {slow: [calm, depth]}\n"
    system = load_mine(tmp_path, extra)
    assert system.compatible == pairs("calm-depth", "depth-speed", "speed-breadth", "breadth-calm")
    assert system.conflicting == pairs("calm-speed", "depth-breadth")
    assert system.higher_order == {"slow": ("calm", "depth")}
    assert load_system("mine.yaml", relative_to=tmp_path) == system


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ("compatible: [[calm, sped]]", r"compatible\n.*mine has no value 'sped'\n.*did you mean speed\?"),
        ("conflicting: [[calm, calm]]", r"\['calm'\] is not a pair of two values"),
        ("compatible: [[calm, speed, depth]]", r"is not a pair of two values"),
        ("circle: [calm, calm, speed, depth]", r"circle\n.*calm stands 2 times"),
        ("circle: [calm, speed, dept, breadth]", r"circle\n.*no value 'dept'\n.*did you mean depth\?"),
        ("circle: [calm, speed, depth]", r"fewer than four values"),
        ("higher_order: {slow: [calm, deepth]}", r"higher_order.slow\n.*\n.*did you mean depth\?"),
        ("compatible: [[calm, speed]]\nconflicting: [[speed, calm]]", r"calm and speed are called both"),
        ("circel: [calm]", r"did you mean system.circle\?"),
        ("circle: 5", r"set system.circle"),
        ("higher_order: [calm]", r"set system.higher_order"),
    ],
)
def test_a_wrong_system_is_explained(tmp_path, extra, message):
    with pytest.raises(UserError, match=message):
        load_mine(tmp_path, extra)


def test_duplicate_and_badly_written_names_are_refused(tmp_path):
    with pytest.raises(UserError, match=r"values\n.*calm stands 2 times"):
        load_mine(tmp_path, text=MINE.replace("name: speed", "name: calm"))
    with pytest.raises(UserError, match=r"set system.values.1.name\n.*'Top Speed'"):
        load_mine(tmp_path, text=MINE.replace("name: speed", "name: Top Speed"))
    with pytest.raises(UserError, match="does not hold a mapping"):
        load_mine(tmp_path, text="- calm\n")


def test_an_unknown_system_names_the_nearest():
    with pytest.raises(UserError, match=r"did you mean schwartz10\? shipped: hhh, moral_foundations"):
        load_system("schwarz10")
    with pytest.raises(UserError, match=r"schwartz10 has no value 'secruity'\n.*did you mean security\?"):
        load_system("schwartz10").value("secruity")
