import pytest
import torch

from couple.decoder import Prompt, opinion_prompt
from couple.decoder.latent_offsets import RowOffsets
from couple.decoder.training import answer_log_likelihood, likelihood
from couple.decoder.training.likelihood import require_plain_output
from couple.foundation import UserError

QUESTION, ANSWERS = "Is art useful?", ("Yes. It opens minds.", "No.", "")


def rows(model):
    prompt = model.prompt_tokens(opinion_prompt(QUESTION))
    return [prompt] * len(ANSWERS), [[*model.answer_tokens(answer), model.end_token] for answer in ANSWERS]


def test_it_is_what_the_whole_model_says_of_each_answer_alone(plain_models):
    model = plain_models["float32"]
    prompts, answers = rows(model)
    with torch.no_grad():
        total, tokens = answer_log_likelihood(model, prompts, None, answers)
    alone = [model.answer_log_probability(opinion_prompt(QUESTION), answer) for answer in ANSWERS]
    assert total.tolist() == pytest.approx(alone, rel=1e-5, abs=1e-4)
    assert tokens.tolist() == [len(answer) for answer in answers]
    assert tokens.tolist()[-1] == 1  # the end alone


def test_soft_tokens_stand_where_the_decoder_reads_them(decoders, values):
    decoder = decoders["float32"]
    model = decoder.language_model
    generator = torch.Generator().manual_seed(0)
    latents = torch.randn(1, len(values), decoder.prefix.weight.shape[1], generator=generator)
    answer = model.answer_tokens("Yes. Art is good.")
    state, said = decoder.start(QUESTION, list(latents)), 0.0
    for token in [*answer, model.end_token]:
        said += float(torch.log_softmax(state.logits[0].double(), dim=-1)[token])
        state.feed([token])
    with torch.no_grad():
        soft = decoder.prefix(latents)
        prompt = model.prompt_tokens(opinion_prompt(QUESTION))
        with RowOffsets(decoder.offsets, latents, first=len(prompt)).added(0):
            total, _ = answer_log_likelihood(model, [prompt], soft, [[*answer, model.end_token]])
    assert float(total[0]) == pytest.approx(said, rel=1e-4)


def test_parts_and_the_whole_agree_with_their_gradients(tiny_model, monkeypatch):
    prompts, answers = rows(tiny_model)
    soft = torch.randn(3, 2, 32, generator=torch.Generator().manual_seed(0)).requires_grad_()
    found = []
    for at_once in (likelihood.AT_ONCE, 2 * tiny_model.model.config.vocab_size):
        monkeypatch.setattr(likelihood, "AT_ONCE", at_once)
        total, _ = answer_log_likelihood(tiny_model, prompts, soft, answers)
        found.append((total.detach(), *torch.autograd.grad(total.sum(), soft)))
    torch.testing.assert_close(*found, rtol=1e-5, atol=1e-6)
    assert float(found[0][1].abs().sum()) > 0


def test_a_model_that_caps_its_logits_is_refused(tiny_model):
    from transformers import Gemma2Config, Gemma2ForCausalLM

    sizes = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = Gemma2Config(vocab_size=64, num_key_value_heads=2, head_dim=16, final_logit_softcapping=0.01, **sizes)
    require_plain_output(tiny_model)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        capped = type(tiny_model)("capped", Gemma2ForCausalLM(config).eval(), tiny_model.tokenizer)
    with pytest.raises(UserError, match="behind the output layer"):
        require_plain_output(capped)


def test_value_prompts_name_levels_and_fall_back_to_the_plain_question():
    from couple.decoder.prompt import value_prompt

    asked = value_prompt(QUESTION, {"Security": 5, "Power": 4})
    assert asked.user == QUESTION
    assert asked.system is not None and "Security 5, Power 4" in asked.system
    assert value_prompt(QUESTION, {}) == opinion_prompt(QUESTION)
    assert isinstance(asked, Prompt)
