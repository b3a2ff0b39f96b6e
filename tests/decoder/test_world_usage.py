"""What counterfactual decoding puts on the bill: counted exactly, on a small random model."""

import pytest

from couple.decoder.metering import Usage
from couple.decoder.worlds import GuidanceConfig, WorldDecoding
from couple.foundation import torch_generator

QUESTION, ANSWER = "Should cities close their centres to private cars?", "No. Old people cannot walk far."


@pytest.fixture
def observed(tiny):
    return [*tiny.language_model.answer_tokens(ANSWER), tiny.end_token]


@pytest.fixture
def decoding(tiny, observed):
    def begin(before, after, *, candidates, longest=8, guidance=None, fresh=False):
        return WorldDecoding(
            tiny, QUESTION, observed, before, after, generators(candidates), guidance or GuidanceConfig(),
            max_new_tokens=longest, fresh=[fresh] * candidates,
        )  # fmt: skip

    return begin


def generators(count, seed=0):
    return [torch_generator(seed, "candidate", place) for place in range(count)]


def test_the_null_intervention_reads_the_question_once_and_writes_every_candidate(tiny, latents, decoding, observed):
    state = decoding(latents[0], latents[0].clone(), candidates=3)
    prompt = tiny.prompt_length(QUESTION)
    assert state.usage == Usage(3, prompt, 0)
    state.advance(100)
    assert state.usage == Usage(3, prompt, 3 * (len(observed) - 1))  # the end is not counted


def test_two_worlds_read_the_question_twice_and_the_contrast_what_is_said(tiny, latents, decoding, observed):
    state = decoding(*latents, candidates=1)
    state.advance(4)
    said = state.tokens(0)
    assert len(said) == 4
    apart = sum(tuple(observed[:length]) != said[:length] for length in (1, 2, 3))
    assert apart > 0
    assert state.usage == Usage(1, 2 * tiny.prompt_length(QUESTION) + 3 + apart, 4)


@pytest.mark.parametrize(("fresh", "read"), [(False, 3), (True, 0)])
def test_without_contrast_only_the_observed_answer_is_read_for_its_noise(tiny, latents, decoding, fresh, read):
    state = decoding(*latents, candidates=2, guidance=GuidanceConfig(weight=0.0), fresh=fresh)
    state.advance(4)
    written = len(state.tokens(0)) + len(state.tokens(1))
    assert state.usage == Usage(2, 2 * tiny.prompt_length(QUESTION) + read, written)


def test_what_a_dropped_candidate_said_stays_on_the_bill(latents, decoding):
    state = decoding(*latents, candidates=2, longest=12)
    state.advance(5)
    before = state.usage
    assert before.written == 10
    state.branch([1, 1], generators(2, seed=20))
    assert state.usage == before
    state.advance(2)
    assert (state.usage.generations, state.usage.written) == (2, 14)
