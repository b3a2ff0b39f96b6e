from itertools import pairwise

import pytest
import torch

from couple.attribution.windows import split_into_windows, strongest_window

TEXTS = ["One two three four five six seven.", "", "日本語のテキスト 🙂", "[SEP] <|im_end|>", "a"]


@pytest.mark.parametrize("size", [1, 3, 250])
def test_windows_cover_every_token_in_order(encoder, size):
    tokenizer = encoder._tokenizer
    windows = split_into_windows(tokenizer, TEXTS, size)
    for place, text in enumerate(TEXTS):
        own = [window for window in windows if window.text == place]
        whole = tokenizer(text, add_special_tokens=False, split_special_tokens=True)["input_ids"]
        assert [token for window in own for token in window.tokens] == whole
        assert own and all(len(window.tokens) <= size for window in own)
        assert all(one.start <= other.start for one, other in pairwise(own))
    assert split_into_windows(tokenizer, [], size) == []


def test_strings_that_look_special_are_plain_text(encoder):
    (window,) = split_into_windows(encoder._tokenizer, ["[SEP] [CLS]"], 50)
    assert not set(window.tokens) & set(encoder._tokenizer.all_special_ids)


def test_the_strongest_window_speaks_for_the_text(encoder):
    windows = split_into_windows(encoder._tokenizer, ["a b", "c"], 1)
    found = strongest_window(torch.tensor([[1.0, -5.0], [0.0, 2.0], [-3.0, -4.0]]), windows, 2)
    assert found.tolist() == [[1.0, 2.0], [-3.0, -4.0]]
