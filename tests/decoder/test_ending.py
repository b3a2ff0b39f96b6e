import pytest

from couple.decoder.ending import whole_sentences


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("One. Two. Thr", "One. Two."),
        ("Done.", "Done."),
        ('He said "no." And th', 'He said "no."'),
        ("no end at all", "no end at all"),
        ("Costs 3.5 mill", "Costs 3.5 mill"),
        ("对。因为", "对。因为"),
        ("对。 因为", "对。"),
        ("Really?! Yes", "Really?!"),
        ("", ""),
    ],
)
def test_a_cut_answer_ends_at_its_last_whole_sentence(text, kept):
    assert whole_sentences(text) == kept


def test_a_whole_answer_is_untouched_and_cutting_twice_is_cutting_once():
    text = " Yes.\nNo! "
    assert whole_sentences(whole_sentences(text)) == whole_sentences(text) == " Yes.\nNo!"
