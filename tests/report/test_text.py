import pytest

from couple.report.text import display_width, encodable, fit, printable, wrap

SAMPLES = [
    "plain words and then some more of them, as people write",
    "会社は利益よりも環境を優先すべきですか",
    "family: 👩‍👩‍👧‍👦 flag: 🇩🇪 heart: ❤️ wave: 👋🏽",
    "w" * 500,
    "界" * 251,
    "e\u0301" * 120,
    "",
    "  \n\n tabs\tand\nlines ",
]


def test_terminal_escapes_and_controls_are_removed() -> None:
    assert printable("\x1b[31mred\x1b[0m \x1b]0;title\x07bell\x07 null\x00 del\x7f\x9b") == "red bell null del"
    assert printable("safe\u202egnp.exe\u2069") == "safegnp.exe"
    assert printable("a\r\nb\rc\u2028d\te") == "a\nb\nc\nd\te"


def test_width_counts_wide_characters_twice_and_marks_not_at_all() -> None:
    assert [display_width(text) for text in ("abc", "環境", "e\u0301", "😀", "a\u200bb")] == [3, 4, 1, 2, 2]


@pytest.mark.parametrize("width", [2, 7, 40, 100])
@pytest.mark.parametrize("text", SAMPLES)
def test_wrapped_lines_fit_and_hold_every_character(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(display_width(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_wrap_breaks_at_spaces() -> None:
    assert wrap("one two three\nfour", 8) == ["one two", "three", "four"]


@pytest.mark.parametrize("text", SAMPLES)
def test_fit_takes_exactly_its_columns(text: str) -> None:
    assert display_width(fit(text, 12)) == 12


def test_encodable_mends_text_at_any_depth() -> None:
    assert encodable({"\ud800": ["a\udfff", 1, None]}) == {"\ufffd": ["a\ufffd", 1, None]}
