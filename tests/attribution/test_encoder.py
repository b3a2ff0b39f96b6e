from itertools import pairwise

import pytest
import torch

from couple.attribution import SentenceEncoder
from couple.attribution.encoder import LAST_LAYER, WINDOW
from couple.foundation import UserError

TEXTS = ["a", "Rivers need protection.", "", "🙂 <b>bold</b> \x00\x07", "word " * 300, "x" * 900]


def test_vectors_have_unit_length_and_say_what_is_alike(encoder):
    near, other, far = encoder.encode(["Protect nature.", "Save the environment.", "Buy cheap shares."])
    assert torch.stack([near, other, far]).norm(dim=1) == pytest.approx([1.0] * 3, abs=1e-6)
    assert near @ other > 0.5 > near @ far


def test_a_short_text_is_the_mean_of_its_tokens_as_its_authors_pool_it(encoder):
    text = "The law protects everybody equally."
    tokens = encoder._tokenizer(text, return_tensors="pt")
    with torch.inference_mode():
        states = encoder._model(**tokens).last_hidden_state[0]
    expected = torch.nn.functional.normalize(states.mean(0), dim=-1)
    assert torch.allclose(encoder.encode([text])[0], expected, atol=1e-6)


def test_neighbours_and_order_change_nothing(encoder):
    together = encoder.encode(TEXTS, batch_size=3)
    alone = torch.cat([encoder.encode([text]) for text in TEXTS])
    assert torch.allclose(together, alone, atol=1e-5)
    assert torch.allclose(encoder.encode(TEXTS[::-1]), together.flip(0), atol=1e-5)
    assert torch.equal(encoder.encode(TEXTS), encoder.encode(TEXTS))


def test_windows_cut_nothing_off(encoder):
    windows = encoder.windows(TEXTS)
    assert max(len(window.tokens) for window in windows) == WINDOW - 2
    assert sorted({window.text for window in windows}) == list(range(len(TEXTS)))
    long = [window for window in windows if window.text == 4]
    whole = encoder._tokenizer(TEXTS[4], add_special_tokens=False)["input_ids"]
    assert [token for window in long for token in window.tokens] == whole
    assert long[0].start == 0 and long[-1].end == len(TEXTS[4].rstrip())
    assert all(before.end <= after.start for before, after in pairwise(long))


def test_no_texts_give_no_rows(encoder):
    assert encoder.encode([]).shape == (0, 384)


def test_layers_stand_side_by_side(encoder):
    windows = encoder.windows(["Freedom for all."])
    both = encoder.features(windows, layers=(2, LAST_LAYER))
    assert torch.allclose(both[:, 384:], encoder.features(windows, layers=(LAST_LAYER,)), atol=1e-6)
    assert not torch.allclose(both[:, :384], both[:, 384:], atol=0.1)


def test_a_folder_without_a_model_is_the_users_mistake(tmp_path):
    with pytest.raises(UserError, match="load the sentence encoder from"):
        SentenceEncoder.load(tmp_path)
