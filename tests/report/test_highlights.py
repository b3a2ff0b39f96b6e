from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from couple.report.highlights import AROUND, ENDS, OPENING, WHOLE, Mark, excerpts, pieces

NAMES = ("security", "power", "hedonism")


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(st.text(min_size=1, max_size=60))
    places = st.integers(0, len(text) - 1)
    marks = [
        Mark(start, draw(st.integers(start + 1, len(text))), draw(st.sampled_from(NAMES)))
        for start in draw(st.lists(places, max_size=8))
    ]
    return text, marks


@settings(max_examples=60, deadline=None, derandomize=True)
@given(marked_texts())
def test_pieces_lose_nothing_and_carry_exactly_the_marks_over_each_character(given: tuple[str, list[Mark]]) -> None:
    text, marks = given
    cut = pieces(text, marks)
    assert "".join(piece.text for piece in cut) == text
    carried = [{layer.name for layer in piece.layers} for piece in cut for _ in piece.text]
    assert carried == [{mark.name for mark in marks if mark.start <= at < mark.end} for at in range(len(text))]
    for piece in cut:
        lanes = [layer.lane for layer in piece.layers]
        assert lanes == sorted(set(lanes)) and set(piece.ending) <= {layer.name for layer in piece.layers}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(marked_texts())
def test_a_run_of_a_value_keeps_its_lane_and_is_named_once_at_its_end(given: tuple[str, list[Mark]]) -> None:
    text, marks = given
    cut = [piece for piece in pieces(text, marks) if piece.text]
    for name in NAMES:
        lanes = [next((layer.lane for layer in piece.layers if layer.name == name), None) for piece in cut]
        for (piece, lane), following in zip(
            zip(cut, lanes, strict=True), [*lanes[1:], None] if lanes else [], strict=True
        ):
            if lane is not None and name not in piece.ending:
                assert following == lane
            if lane is not None and following is None:
                assert piece.ending.count(name) == 1


def test_nested_and_crossing_marks() -> None:
    cut = pieces("abcdefgh", [Mark(0, 5, "power"), Mark(3, 8, "security"), Mark(1, 2, "hedonism")])
    assert [piece.text for piece in cut] == ["a", "b", "c", "de", "fgh"]
    assert [[layer.name for layer in piece.layers] for piece in cut] == [
        ["power"],
        ["power", "hedonism"],
        ["power"],
        ["power", "security"],
        ["security"],
    ]
    assert [piece.ending for piece in cut] == [(), ("hedonism",), (), ("power",), ("security",)]


def test_overlapping_marks_of_one_value_are_one_and_neighbours_are_two() -> None:
    assert [piece.ending for piece in pieces("abcdef", [Mark(0, 3, "power"), Mark(2, 6, "power")])] == [("power",)]
    assert [piece.ending for piece in pieces("abcdef", [Mark(0, 3, "power"), Mark(3, 6, "power")])] == [("power",)] * 2


def test_marks_beyond_the_text_are_cut_to_it() -> None:
    cut = pieces("abc", [Mark(-5, 1, "power"), Mark(2, 99, "security"), Mark(7, 9, "hedonism"), Mark(-3, 0, "power")])
    assert [(piece.text, piece.ending) for piece in cut] == [("a", ("power",)), ("b", ()), ("c", ("security",))]
    assert pieces("", []) == []


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    st.lists(st.integers(0, 99_000), max_size=6),
    st.integers(1, 1_000),
    st.sampled_from(["word ", "界", "x" * 30 + " "]),
)
def test_excerpts_of_a_long_text_hold_the_ends_of_every_mark(starts: list[int], length: int, unit: str) -> None:
    text = (unit * 100_000)[:100_000]
    marks = [Mark(start, min(start + length, len(text)), "power") for start in starts]
    shown = excerpts(text, marks)
    inside = {at for start, end in shown for at in range(start, end)}
    assert all(0 <= start < end <= len(text) for start, end in shown)
    assert all(before[1] < after[0] for before, after in pairwise(shown))
    assert set(range(OPENING)) <= inside
    for mark in marks:
        assert set(range(mark.start, min(mark.end, mark.start + ENDS))) <= inside
        assert set(range(max(mark.start, mark.end - ENDS), mark.end)) <= inside
        assert mark.start == 0 or min(mark.start, AROUND) <= sum(at in inside for at in range(mark.start))
    assert len(inside) <= OPENING + 100 + len(marks) * 2 * (ENDS + 2 * AROUND + 50)


def test_a_short_text_is_shown_whole() -> None:
    assert excerpts("x" * WHOLE, [Mark(5, 9, "power")]) == [(0, WHOLE)]
    assert excerpts("", []) == [(0, 0)]


def test_excerpts_end_between_words() -> None:
    text = "seven77 " * 1_000
    ((start, end),) = excerpts(text, [])
    assert start == 0 and text[start:end].endswith("seven77") and text[end] == " "
