import pytest

from couple.attribution.language_model.pieces import pieces


@pytest.mark.parametrize("text", ["", "short", "word " * 500, "x" * 5000, "日本語" * 700, "a\n\n" * 900])
def test_pieces_make_up_the_text(text):
    found = pieces(text, 300)
    assert "".join(text[start:end] for start, end in found) == text
    assert all(end - start <= 300 for start, end in found)


def test_words_stay_whole():
    text = "word " * 500
    assert all(text[start:end].split()[-1] == "word" and text[start] == "w" for start, end in pieces(text, 303))
