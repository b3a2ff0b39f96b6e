"""Methods that are trained first, on a random two-layer model with adapters of the library's own making."""

from typing import Any

import pytest
import torch

from couple.baselines import Asked
from couple.baselines.adapters import Adapters
from couple.baselines.tuned import NaiveSFT, NearestSFT, ReasoningSFT, trained_prompt
from couple.data import is_available
from couple.decoder.language_model import LanguageModel
from couple.decoder.local import LocalDecoder
from couple.decoder.metering import MeteredDecoder, Usage
from couple.decoder.prompt import opinion_prompt
from couple.decoder.training.config import TrainingConfig
from couple.decoder.training.lora import ADAPTER_FILES, add_adapter, save_adapter
from couple.foundation import BirthCertificate, UserError, fingerprint_file, torch_generator
from couple.foundation.embedded_model import resolve_model
from couple.values import ValueProfile, load_system

QUESTIONS = ("Should we ban cars?", "Is art useful?", "Should we tax sugar?")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """The folder of a random base model with the embedded tokenizer."""
    from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("tiny")
    tokenizer = AutoTokenizer.from_pretrained(resolve_model("smollm2_135m"))
    sizes: dict[str, Any] = {
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
    }
    sizes["initializer_range"] = 0.3  # far from uniform, so that weights and not the noise decide
    config = LlamaConfig(vocab_size=len(tokenizer), eos_token_id=tokenizer.eos_token_id, **sizes)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def base(tiny):
    return LocalDecoder(LanguageModel.load(str(tiny)))


@pytest.fixture
def decoder(base):
    return MeteredDecoder(base)


@pytest.fixture
def write(tiny, tmp_path):
    """Write an adapter with its certificate: untrained, or with every second factor drawn from a seed."""

    def adapter(kind, *, name="run", moved=None, base_model=None):
        model = LanguageModel.load(str(tiny))
        model.model = add_adapter(model, TrainingConfig(rank=2), seed=0)
        if moved is not None:
            for key, weight in model.model.named_parameters():
                if "lora_B" in key:
                    weight.data.normal_(generator=torch_generator(moved, key))
        folder = tmp_path / name / "adapter"
        save_adapter(model, folder)
        BirthCertificate(
            kind="adapter",
            recipe="a test",
            base_model_id=str(tiny),
            base_model=base_model or model.fingerprint,
            data_licence="none",
            config={"kind": kind},
            seed=0,
            files={name: fingerprint_file(folder / name) for name in ADAPTER_FILES},
        ).save(folder)
        return str(folder)

    return adapter


@pytest.fixture
def asked(target):
    other = ValueProfile(load_system("schwartz10"), {"benevolence": 4})
    targets = (target, other, target)
    return [Asked(*pair, profile="some") for pair in zip(QUESTIONS, targets, strict=True)]


def test_the_target_is_named_as_in_training(target):
    prompt = trained_prompt(Asked("Is art useful?", target, "some"))
    assert prompt.user == "Is art useful?"
    assert prompt.system == (
        "Importance of values from 1 to 5: Security 5, Tradition 5, Power 1.5, Hedonism 1. "
        "Give your opinion and one reason."
    )


def test_an_untrained_adapter_answers_as_its_base_does_and_costs_the_same(write, base, decoder, asked):
    method = NaiveSFT(NaiveSFT.Config(adapter=write("naive_sft")))
    said = method.answer(asked, decoder, seed=3, max_new_tokens=6)
    billed, direct = decoder.usage, MeteredDecoder(base)
    prompts = [trained_prompt(one) for one in asked]
    assert said == direct.generate(prompts, max_new_tokens=6, temperature=0.7, seed=3)
    assert billed == direct.usage
    assert (billed.generations, billed.written) == (3, 18)


def test_an_adapter_matters_and_answers_do_not_depend_on_the_batch(write, base, decoder, asked):
    method = NaiveSFT(NaiveSFT.Config(adapter=write("naive_sft", moved=1)))
    said = method.answer(asked, decoder, seed=3, max_new_tokens=6)
    untouched = base.generate([trained_prompt(one) for one in asked], max_new_tokens=6, temperature=0.7, seed=3)
    assert all(one != other for one, other in zip(said, untouched, strict=True))
    assert method.answer(asked[1:2], decoder, seed=3, max_new_tokens=6) == said[1:2]


def test_what_has_no_answer_part_is_given_as_it_is_up_to_the_limit(write, base, decoder, asked):
    method = ReasoningSFT(ReasoningSFT.Config(adapter=write("reasoning_sft"), reason_tokens=4))
    said = method.answer(asked, decoder, seed=3, max_new_tokens=6)
    whole = base.generate([trained_prompt(one) for one in asked], max_new_tokens=10, temperature=0.7, seed=3)
    model = base.language_model
    assert decoder.usage.written == 30
    for text, full in zip(said, whole, strict=True):
        assert full.strip().startswith(text)
        assert len(model.answer_tokens(text)) <= 6 < len(model.answer_tokens(full))


class WritesReasons(Adapters):
    """Simulates an adapter that reasons as it was trained to, and notes how long a text it was asked for."""

    def generate(self, folder, prompts, decoder, *, max_new_tokens, temperature, seed):
        self.longest = max_new_tokens
        return [
            f"Reasons:\n- Security 5: have a safe country\n\nAnswer:\nYes. It helps {place}." for place in (1, 2, 3)
        ]

    def shortened(self, text, limit):
        return " ".join(text.split()[:limit])


def test_only_what_follows_the_reasons_is_the_answer(decoder, asked):
    method = ReasoningSFT(ReasoningSFT.Config(reason_tokens=90))
    method._adapters = simulated = WritesReasons("reasoning_sft")
    said = method.answer(asked, decoder, seed=0, max_new_tokens=3)
    assert said == ["Yes. It helps"] * 3
    assert simulated.longest == 93


def test_each_profile_is_answered_by_its_own_adapter(write, tmp_path, base, decoder, target):
    for name, moved in (("one", 1), ("two.b", 2), ("plain", None)):
        write("nearest_sft", name=name, moved=moved)
    method = NearestSFT(NearestSFT.Config(adapters=str(tmp_path)))
    names = ("one", "two.b", "one", "plain")
    asked = [Asked(QUESTIONS[0], target, name) for name in names]
    said = method.answer(asked, decoder, seed=3, max_new_tokens=6)
    assert said[0] == said[2]
    assert len(set(said)) == 3
    assert said[3:] == base.generate([opinion_prompt(QUESTIONS[0])], max_new_tokens=6, temperature=0.7, seed=3)
    alone = [NearestSFT(method.config).answer([one], decoder, seed=3, max_new_tokens=6) for one in asked]
    assert alone == [[text] for text in said]


def test_a_profile_without_an_adapter_is_said_before_anything_is_asked(write, tmp_path, tiny, decoder, target):
    write("nearest_sft", name="one")
    method = NearestSFT(NearestSFT.Config(adapters=str(tmp_path)))
    asked = [Asked(QUESTIONS[0], target, name) for name in ("one", "germany")]
    with pytest.raises(UserError) as raised:
        method.answer(asked, decoder, seed=3, max_new_tokens=6)
    command = f"recipe=nearest_sft recipe.model={tiny} recipe.profile=germany output={tmp_path / 'germany'}"
    assert command in raised.value.remedy
    assert decoder.usage == Usage()


@pytest.mark.parametrize("method", [NaiveSFT, ReasoningSFT])
def test_a_missing_adapter_names_the_command_that_trains_it(method, tmp_path, decoder, asked):
    with pytest.raises(UserError, match="there is none") as raised:
        method(method.Config(adapter=str(tmp_path / "run" / "adapter"))).answer(
            asked, decoder, seed=0, max_new_tokens=6
        )
    assert f"output={tmp_path / 'run'}" in raised.value.remedy
    assert raised.value.remedy.startswith("train it: python -m couple.tune recipe=")


def test_an_adapter_of_another_kind_is_refused(write, decoder, asked):
    method = NaiveSFT(NaiveSFT.Config(adapter=write("reasoning_sft")))
    with pytest.raises(UserError, match="it is a reasoning_sft adapter"):
        method.answer(asked, decoder, seed=0, max_new_tokens=6)


def test_an_adapter_of_another_base_is_refused_and_both_are_named(write, decoder, asked):
    method = NaiveSFT(NaiveSFT.Config(adapter=write("naive_sft", base_model="0123456789abcdef")))
    with pytest.raises(UserError, match=f"trained on 0123456789abcdef, .* is {decoder.fingerprint}"):
        method.answer(asked, decoder, seed=0, max_new_tokens=6)


@pytest.mark.skipif(not is_available("touche23"), reason="COUPLE_DATA holds no touche23")
@pytest.mark.parametrize(("kind", "settings"), [("naive_sft", {}), ("nearest_sft", {"profile": "germany"})])
def test_what_tune_trains_is_taken(kind, settings, tiny, tmp_path, base, decoder, asked):
    from couple.data.answers import training_answers
    from couple.decoder.recipe import recipe_config, train_adapter

    training = {"batch_size": 4, "epochs": 0.05, "rank": 2, "longest_answer": 8, "learning_rate": 0.1}
    recipe = {"kind": kind, "model": str(tiny), "limit": 40, "held_out": 0, "training": training, **settings}
    train_adapter(recipe_config(recipe), training_answers().head(40), tmp_path / "some", seed=0)
    folder = tmp_path / "some" / "adapter"
    method = (
        NaiveSFT(NaiveSFT.Config(adapter=str(folder)))
        if kind == "naive_sft"
        else NearestSFT(NearestSFT.Config(adapters=str(tmp_path)))
    )
    said = method.answer(asked, decoder, seed=3, max_new_tokens=6)
    prompts = [trained_prompt(one) if kind == "naive_sft" else opinion_prompt(one.question) for one in asked]
    assert said != base.generate(prompts, max_new_tokens=6, temperature=0.7, seed=3)
    assert decoder.usage.generations == 3
