import pytest
import torch

from couple.decoder.decoding_state import CachedState, RereadingState, start_decoding
from couple.decoder.language_model import LanguageModel
from couple.decoder.protocol import DecodingState

LONG, SHORT, FED = [11, 22, 33, 44, 55, 66], [77, 88], [[5, 6], [7, 8], [9, 10]]


@pytest.fixture(scope="module")
def tiny(tiny_folder):
    return LanguageModel.load(str(tiny_folder), precision="float32")


def embedded(tiny, tokens):
    return tiny.embed(torch.tensor([tokens]))[0].detach()


@torch.inference_mode()
def read_at_once(tiny, tokens):
    return tiny.model(torch.tensor([tokens])).logits[0, -1]


@pytest.mark.parametrize(("cache", "kind"), [(True, CachedState), (False, RereadingState)])
def test_prefixes_of_different_lengths_are_read_as_if_alone(tiny, cache, kind):
    state = start_decoding(tiny.model, [embedded(tiny, LONG), embedded(tiny, SHORT)], cache=cache)
    assert isinstance(state, kind)
    assert isinstance(state, DecodingState)
    rows = [list(LONG), list(SHORT)]
    for tokens in FED:
        state.feed(tokens)
        rows = [[*row, token] for row, token in zip(rows, tokens, strict=True)]
        for row, logits in zip(rows, state.logits, strict=True):
            torch.testing.assert_close(logits, read_at_once(tiny, row), rtol=0, atol=2e-5)


@pytest.mark.parametrize("cache", [True, False])
def test_rows_are_kept_repeated_and_reordered(tiny, cache):
    state = start_decoding(tiny.model, [embedded(tiny, LONG), embedded(tiny, SHORT)], cache=cache)
    assert state.lengths == [len(LONG), len(SHORT)]
    state.select([1, 0, 1])
    state.feed([5, 6, 7])
    assert state.lengths == [len(SHORT) + 1, len(LONG) + 1, len(SHORT) + 1]
    for row, logits in zip(([*SHORT, 5], [*LONG, 6], [*SHORT, 7]), state.logits, strict=True):
        torch.testing.assert_close(logits, read_at_once(tiny, row), rtol=0, atol=2e-5)
    before = state.logits.clone()
    state.select([0, 1, 2])
    assert torch.equal(state.logits, before)
    state.select([2])
    state.feed([9])
    torch.testing.assert_close(state.logits[0], read_at_once(tiny, [*SHORT, 7, 9]), rtol=0, atol=2e-5)


def test_padding_changes_nothing_that_masking_does_not_undo(tiny):
    # without the mask the padded row would differ: the comparison above can fail
    padded = torch.cat([torch.zeros(4, 32), embedded(tiny, SHORT)])
    unmasked = start_decoding(tiny.model, [padded])
    masked = start_decoding(tiny.model, [embedded(tiny, LONG), embedded(tiny, SHORT)])
    assert (unmasked.logits[0] - masked.logits[1]).abs().max() > 1e-3


@pytest.mark.parametrize("cache", [True, False])
def test_tokens_read_ahead_are_read_as_if_one_by_one_and_can_be_taken_back(tiny, cache):
    state = start_decoding(tiny.model, [embedded(tiny, LONG), embedded(tiny, SHORT)], cache=cache)
    said = state.read_ahead([5, 6, 7])
    assert said.shape == (2, 3, tiny.model.config.vocab_size)
    for row, prefix in enumerate((LONG, SHORT)):
        for ahead in range(3):
            expected = read_at_once(tiny, [*prefix, *[5, 6, 7][: ahead + 1]])
            torch.testing.assert_close(said[row, ahead], expected, rtol=0, atol=2e-5)
    assert torch.equal(state.logits, said[:, -1])
    state.rewind(0)
    state.rewind(2)
    state.select([1])
    state.feed([9])
    torch.testing.assert_close(state.logits[0], read_at_once(tiny, [*SHORT, 5, 9]), rtol=0, atol=2e-5)
