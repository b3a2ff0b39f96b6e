import pytest

from couple.decoder.local import LocalDecoder
from couple.decoder.prompt import Prompt, opinion_prompt
from couple.foundation import UserError, child_seed

PROMPTS = [
    opinion_prompt("Should cities close their centres to private cars?"),
    opinion_prompt("Is art useful?"),
    Prompt("Say hello in Chinese, with an emoji.", system="Answer in Chinese."),
    Prompt("Hi"),
]


@pytest.fixture(scope="module")
def local(plain_models):
    return LocalDecoder(plain_models["float32"], batch_size=4)


def ask(decoder, prompts, *, seed=0, longest=12, temperature=0.7):
    return decoder.generate(prompts, max_new_tokens=longest, temperature=temperature, seed=seed)


def test_same_seed_same_answers_and_another_seed_others(local):
    first = ask(local, PROMPTS[:2])
    assert first == ask(local, PROMPTS[:2])
    assert first != ask(local, PROMPTS[:2], seed=1)


def test_an_answer_does_not_depend_on_its_batch(local, plain_models):
    together = ask(local, PROMPTS)
    assert together == [ask(local, [prompt])[0] for prompt in PROMPTS]
    assert together == list(reversed(ask(local, list(reversed(PROMPTS)))))
    assert together == ask(LocalDecoder(plain_models["float32"], batch_size=3), PROMPTS)


@pytest.mark.parametrize("prompt", PROMPTS, ids=lambda prompt: prompt.user[:12])
def test_streaming_gives_the_same_answer_piece_by_piece(local, prompt):
    pieces = list(local.stream(prompt, max_new_tokens=24, temperature=0.9, seed=5))
    assert len(pieces) > 1
    assert "".join(pieces) == ask(local, [prompt], seed=5, longest=24, temperature=0.9)[0]


def test_a_longer_limit_continues_the_same_answer(local):
    short, long = ask(local, PROMPTS[:1], longest=4)[0], ask(local, PROMPTS[:1], longest=12)[0]
    assert long.startswith(short)
    assert len(local.language_model.answer_tokens(short)) <= 4


def test_a_cold_decoder_takes_the_most_likely_token(local):
    import torch

    model = local.language_model
    with torch.inference_mode():
        tokens = torch.tensor([model.prompt_tokens(PROMPTS[1])])
        best = model.model(tokens).logits[0, -1].argmax()
    assert ask(local, PROMPTS[1:2], longest=1, temperature=1e-6)[0] == model.text([int(best)])


def test_no_prompts_no_answers(local):
    assert ask(local, []) == []


def test_a_prompt_longer_than_the_context_is_refused(local):
    with pytest.raises(UserError, match=r"the prompt has .* tokens") as caught:
        ask(local, [Prompt("word " * 9000)])
    assert len(str(caught.value)) < 400


def test_the_room_for_the_answer_counts(local):
    room = local.language_model.context_length - len(local.language_model.prompt_tokens(Prompt("Hi")))
    with pytest.raises(UserError, match="max_new_tokens"):
        ask(local, [Prompt("Hi")], longest=room + 1)


def test_a_decoder_says_which_it_is(local):
    assert local.name == "smollm2_135m"
    assert local.fingerprint == local.language_model.fingerprint
    assert child_seed(0, "answer") != child_seed(1, "answer")
