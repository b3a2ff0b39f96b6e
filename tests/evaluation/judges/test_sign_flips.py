"""Sign flips: counted exactly on a reader by rule, and none for one that does not look at the wording."""

from collections.abc import Callable

from couple.attribution import Attribution, Attributor
from couple.attribution.protocol import EMPTY_TEXT
from couple.evaluation.judges.sign_flips import NO_SIGN, AnswerPair, sign_flips
from couple.values import load_system

SYSTEM = load_system("schwartz10")
PAIRS = [
    AnswerPair("Q1?", "aa", "a", values=("power",)),
    AnswerPair("Q1?", "a", "b", values=("power",)),
    AnswerPair("Q2?", "aaa", "b", values=("power", "security")),
]


class CountingReader:
    """Scores a value by a count of letters."""

    system, fingerprint = SYSTEM, "counts"

    def __init__(self, count: Callable[[str, str], float]) -> None:
        self._count = count

    def attribute(self, utterances, *, concepts=False):
        del concepts
        return [
            EMPTY_TEXT if one.empty else Attribution({v: self._count(one.text, v) for v in SYSTEM.names}, {}, {})
            for one in utterances
        ]


def test_a_reader_of_length_alone_never_flips():
    reader = CountingReader(lambda text, _: len(text))
    assert isinstance(reader, Attributor)
    found = sign_flips(PAIRS, reader, rewording=lambda text: f"So: {text}")
    assert found.flipped.mean == 0.0 and found.flipped.count == 3 and found.flipped.questions == 2
    assert found.unsigned.value == 0.25  # "a" and "b"


def test_turned_signs_count_one_and_vanished_ones_half():
    reader = CountingReader(lambda text, value: text.count("a") * (value == "power"))
    found = sign_flips(PAIRS, reader, rewording=lambda text: "b" if text == "aa" else text.replace("aaa", "b"))
    # power: aa>a turns (1), a>b stays (0), aaa>b vanishes (.5); security has no sign
    assert found.flipped.mean == 0.5 and found.flipped.count == 3 and found.flipped.undefined == 1
    assert found.unsigned.value == 0.25


def test_what_was_not_read_is_no_flip():
    reader = CountingReader(lambda text, _: len(text))
    found = sign_flips([AnswerPair("Q?", "", "b", values=("power",))], reader)
    assert found.flipped.mean is None and found.flipped.reason == "empty text"
    assert found.unsigned.value == 0.0 and found.flipped.reason != NO_SIGN
    assert sign_flips([], reader).unsigned.value is None
