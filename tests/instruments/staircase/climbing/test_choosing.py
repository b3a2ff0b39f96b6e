import pytest

from couple.instruments.staircase.climbing.choosing import BOTH, REFUSED, SILENT, UNREADABLE, read_choice

SHOWN = ("Tell your friend the truth.", "Keep the secret.")


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("A", "A"),
        ("b", "B"),
        ("B.", "B"),
        (" (A) because it is right", "A"),
        ("**B**: I would keep it", "B"),
        ('"A"', "A"),
        ("I choose option B, since it is a secret", "B"),
        ("My answer is A.", "A"),
        ("Choice: B", "B"),
        ("I would tell your friend the truth, of course", "A"),
        ("B\n\nA would hurt them", "B"),
        ("A, not option B", "A"),
    ],
)
def test_what_is_a_choice(text, letter):
    assert read_choice(text, shown=SHOWN) == (letter, None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("  ", SILENT),
        ("A friend needs the truth", UNREADABLE),
        ("It depends on the friend", UNREADABLE),
        ("Either option A or option B would do", BOTH),
        ("Tell your friend the truth, or keep the secret", BOTH),
        ("I can't help with that", REFUSED),
        ("I’m unable to make this decision for you", REFUSED),
        ("As an AI, I have no preferences", REFUSED),
    ],
)
def test_what_is_none_and_why(text, problem):
    assert read_choice(text, shown=SHOWN) == (None, problem)
