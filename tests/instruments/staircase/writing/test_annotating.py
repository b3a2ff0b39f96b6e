import pytest

from couple.attribution import Attribution
from couple.instruments.staircase.dilemmas.dilemma import family_system
from couple.instruments.staircase.writing.annotating import agreement, annotate, consensus, majority
from couple.instruments.staircase.writing.annotators import ReadingAnnotator, Unlabelled, read_value


@pytest.mark.parametrize(
    ("labels", "agreed"),
    [
        (("care", "care", "care"), "care"),
        (("care", "liberty", "care"), "care"),
        (("care", "liberty", "loyalty"), None),
        (("care", None, "care"), "care"),
        (("care", None, None), None),
        ((None, None, None), None),
    ],
)
def test_two_of_three_decide(labels, agreed):
    """S2."""
    assert majority(labels) == agreed


def test_the_choices_of_a_step_never_get_one_value():
    """S2: what would be equal needs adjudication, and so does one side that fell apart."""
    assert consensus(("care",) * 3, ("liberty",) * 3) == ("care", "liberty")
    assert consensus(("care",) * 3, ("care", "care", "liberty")) == (None, None)
    assert consensus(("care",) * 3, ("care", "loyalty", "liberty")) == ("care", None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Care/harm", "care"),
        ("It is fairness.", "fairness"),
        ("care or liberty", None),
        ("honesty", None),
        ("", None),
    ],
)
def test_labels_as_answered(text, value):
    assert read_value(text, family_system("mft")) == value


def test_every_label_is_read_as_itself():
    for family in ("mft", "schwartz"):
        system = family_system(family)
        assert [read_value(value.label.upper(), system) for value in system.values] == list(system.names)


def test_agreement_by_hand():
    rows = [
        ("care", "care", "care"),
        ("care", "care", "liberty"),
        ("care", "liberty", "loyalty"),
        ("care", None, "care"),
    ]
    found = agreement(rows)
    assert (found.choices, found.all_alike, found.two_alike, found.none_alike, found.unread) == (4, 1, 1, 1, 1)
    # Krippendorff (2011): 1 - (n - 1) * disagreeing pairs / sum over values of n_c (n - n_c), n = 11 pairable labels
    disagreeing = (2 * 2 + 6) / 2  # ordered pairs in units of three weigh 1/2
    expected = 7 + 2 + 1 + 1  # care 8, liberty 2, loyalty 1 of 11
    counts = {"care": 8, "liberty": 2, "loyalty": 1}
    assert sum(counts.values()) == expected
    chance = sum(count * (11 - count) for count in counts.values()) / 10
    assert found.alpha.value == pytest.approx(1 - disagreeing / chance)


def test_agreement_that_cannot_be_told():
    assert agreement([("care",) * 3]).alpha.reason == "fewer than two different labels were given"
    assert agreement([("care", None, None), ("liberty", None, None)]).alpha.reason == "no choice has two labels"


class Attributor:
    """Reads a value wherever its name stands, at the level of its place in the alphabet."""

    system, fingerprint = family_system("schwartz"), "attributor-1"

    def attribute(self, utterances, *, concepts=False):
        found = [[name in one.text for name in self.system.names] for one in utterances]
        names = self.system.names
        return [
            Attribution(
                scores={name: 2 + here * (2 + names.index(name) / 10) for name, here in zip(names, row, strict=True)},
                probabilities={},
                present={name: int(here) for name, here in zip(names, row, strict=True)},
            )
            for row in found
        ]


def test_an_attributor_labels_with_what_it_reads_most():
    choices = [Unlabelled(text, "power", text) for text in ("power, then hedonism", "nothing of the kind", "tradition")]
    reader = ReadingAnnotator(Attributor())
    first, *rest = family_system("schwartz").names
    labels = annotate(choices, "schwartz", [reader] * 3)
    later = max(("power", "hedonism"), key=[first, *rest].index)
    assert labels == [(later,) * 3, (None,) * 3, ("tradition",) * 3]  # of the choice alone, not of the situation
    with pytest.raises(ValueError, match="reads schwartz10, not moral_foundations6"):
        reader.label(choices, family_system("mft"))
