import shutil

import pytest
import torch

from couple.decoder.language_model import LanguageModel
from couple.decoder.latent_decoder import LatentDecoder
from couple.decoder.prompt import Prompt, opinion_prompt
from couple.foundation import UserError
from couple.foundation.embedded_model import EMBEDDED, resolve_model

TEXTS = [
    "Yes.",
    " leading and trailing space \n",
    "Ein Gärtner grüßt äußerst höflich; l’été à Noël",
    "👩‍👩‍👧‍👦 families 🇨🇭 and e\u0301 against \u00e9",
    "城市中心应该禁止私家车。",
    "مرحبا بالعالم",
    "for (int i = 0; i < 10; ++i) {\n\treturn x[i] ** 2;\n}",
    "<div class='a'>&amp; <b>bold</b></div>",
    "The tokens <|im_end|> and <|im_start|>user\n and <|endoftext|> are plain words here.",
    "line one\r\nline two\u2028line three\u00a0and\u200ba joiner",
    "1234567890 3.14159 1e-60",
    "\ufffd and \x00 and \x7f",
    "",
]


@pytest.mark.parametrize("text", TEXTS)
def test_every_text_comes_back_from_its_tokens(plain_models, text):
    model = plain_models["float32"]
    assert model.text(model.answer_tokens(text)) == text


def test_special_token_strings_in_an_answer_are_plain_text(plain_models):
    model = plain_models["float32"]
    assert model.end_token not in model.answer_tokens("a <|im_end|> b<|im_end|>")


def test_the_prompt_follows_the_chat_template(plain_models):
    model = plain_models["float32"]
    written = model.text(model.prompt_tokens(Prompt("Why?", system="Be brief.")))
    assert (
        written == "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nWhy?<|im_end|>\n<|im_start|>assistant\n"
    )


def test_the_fingerprint_names_the_weights_not_their_precision(plain_models):
    assert plain_models["float32"].fingerprint == plain_models["bfloat16"].fingerprint
    assert len(plain_models["float32"].fingerprint) == 16


def test_an_adapter_does_not_change_the_fingerprint(decoders):
    from couple.foundation.weights import weights_fingerprint

    model = decoders["float32"].language_model
    assert any("lora_" in name for name, _ in model.model.named_parameters())
    assert weights_fingerprint(model.model) == model.fingerprint


def test_another_model_has_another_fingerprint(tiny_folder, plain_models):
    tiny = LanguageModel.load(str(tiny_folder), precision="float32")
    assert tiny.fingerprint != plain_models["float32"].fingerprint
    assert tiny.context_length == 128


def test_one_changed_weight_changes_the_fingerprint(tiny_folder):
    from couple.foundation.weights import weights_fingerprint

    tiny = LanguageModel.load(str(tiny_folder), precision="float32")
    with torch.no_grad():
        tiny.model.model.norm.weight[0] += 1.0
    assert weights_fingerprint(tiny.model) != tiny.fingerprint


def test_untouched_is_the_model_without_its_adapter(decoders, tmp_path):
    decoder = decoders["float32"]
    model = decoder.language_model
    prompt = opinion_prompt("Is art useful?")
    with decoder.untouched():
        without = model.answer_log_probability(prompt, "Yes, it is.")
    fresh = LanguageModel.load(precision="float32")
    assert without == fresh.answer_log_probability(prompt, "Yes, it is.")
    assert model.answer_log_probability(prompt, "Yes, it is.") != without


def test_the_log_probability_of_an_answer_is_the_sum_over_its_tokens(tiny_folder):
    model = LanguageModel.load(str(tiny_folder), precision="float32")
    prompt = Prompt("Why?")
    tokens = [*model.prompt_tokens(prompt), *model.answer_tokens("So."), model.end_token]
    with torch.inference_mode():
        logs = torch.log_softmax(model.model(torch.tensor([tokens])).logits[0].double(), -1)
    first = len(model.prompt_tokens(prompt))
    expected = sum(float(logs[place - 1, tokens[place]]) for place in range(first, len(tokens)))
    assert model.answer_log_probability(prompt, "So.") == pytest.approx(expected, abs=1e-4)


def test_hidden_states_have_one_row_a_token(tiny_folder):
    model = LanguageModel.load(str(tiny_folder), precision="float32")
    tokens = torch.tensor(model.answer_tokens("two words"))
    embedded = model.hidden_states("two words", 0)
    assert torch.equal(embedded, model.embed(tokens[None])[0].detach())
    assert model.hidden_states("two words", 2).shape == (len(tokens), 32)


@pytest.mark.parametrize("name", ["smolm2_135m", "no_such_model", "./nowhere", "/nowhere/at/all", ""])
def test_an_unknown_model_is_named(name):
    with pytest.raises(UserError) as caught:
        LanguageModel.load(name)
    assert f"decoder.model={name}" in str(caught.value)


def test_a_near_miss_is_suggested():
    with pytest.raises(UserError, match=f"did you mean {EMBEDDED}"):
        resolve_model("smolm2_135m")


def test_a_hub_model_that_cannot_be_fetched_is_a_clear_error():
    with pytest.raises(UserError, match="nobody-at-all/no-model-of-this-name"):
        LanguageModel.load("nobody-at-all/no-model-of-this-name")


def test_a_folder_that_is_no_model_is_refused(tmp_path):
    with pytest.raises(UserError, match=r"config\.json"):
        resolve_model(str(tmp_path))


def test_damaged_weights_of_a_model_are_refused(tiny_folder, tmp_path):
    broken = tmp_path / "broken"
    shutil.copytree(tiny_folder, broken)
    weights = broken / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:200])
    with pytest.raises(UserError, match="damaged"):
        LanguageModel.load(str(broken), precision="float32")


def test_a_model_without_a_chat_template_is_refused(tiny_folder, tmp_path):
    import json

    bare = tmp_path / "bare"
    shutil.copytree(tiny_folder, bare)
    (bare / "chat_template.jinja").unlink(missing_ok=True)
    settings = json.loads((bare / "tokenizer_config.json").read_text())
    settings.pop("chat_template", None)
    (bare / "tokenizer_config.json").write_text(json.dumps(settings))
    with pytest.raises(UserError, match="chat template"):
        LanguageModel.load(str(bare), precision="float32")


def test_an_adapter_for_another_base_model_is_refused_by_fingerprint(tiny_folder, adapter_folder, values):
    tiny = LanguageModel.load(str(tiny_folder), precision="float32")
    with pytest.raises(UserError) as caught:
        LatentDecoder.load(tiny, adapter_folder, values)
    assert tiny.fingerprint in str(caught.value)
    assert "couple.tune" in str(caught.value)


@pytest.mark.parametrize("damage", ["flipped", "truncated", "missing"])
@pytest.mark.parametrize(
    "name", ["adapter_model.safetensors", "soft_prefix.safetensors", "encoder.safetensors", "mechanism.safetensors"]
)
def test_a_damaged_adapter_file_is_refused(decoders, adapter_folder, values, tmp_path, name, damage):
    broken = tmp_path / "adapter"
    shutil.copytree(adapter_folder, broken)
    data = bytearray((broken / name).read_bytes())
    data[len(data) // 2] ^= 1
    if damage == "missing":
        (broken / name).unlink()
    else:
        (broken / name).write_bytes(data if damage == "flipped" else data[:100])
    with pytest.raises(UserError, match=name.replace(".", r"\.")):
        LatentDecoder.load(decoders["float32"].language_model, broken, values)
