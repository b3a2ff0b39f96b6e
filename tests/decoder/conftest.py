from pathlib import Path

import pytest
import torch

from couple.decoder.language_model import LanguageModel
from couple.foundation import package_file

ADAPTER = package_file("decoder", "artefacts", "smollm2_135m")


@pytest.fixture(scope="session")
def adapter_folder() -> Path:
    return ADAPTER


@pytest.fixture(scope="session")
def values():
    from couple.values import load_system

    return load_system("schwartz10").names


@pytest.fixture(scope="session")
def plain_models():
    """The embedded model in both precisions, without any adapter."""
    torch.set_num_threads(1)
    return {name: LanguageModel.load(precision=name) for name in ("float32", "bfloat16")}


@pytest.fixture(scope="session")
def decoders(plain_models, values):
    """The same two models with the shipped adapter attached."""
    from couple.decoder.latent_decoder import LatentDecoder

    return {name: LatentDecoder.load(model, ADAPTER, values) for name, model in plain_models.items()}


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory, plain_models):
    """A random two-layer Llama with the embedded tokenizer: another base model, at no cost."""
    from transformers import LlamaConfig, LlamaForCausalLM

    folder = tmp_path_factory.mktemp("tiny_llama")
    tokenizer = plain_models["float32"].tokenizer
    config = LlamaConfig(
        vocab_size=plain_models["float32"].model.config.vocab_size,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=128,
        eos_token_id=tokenizer.eos_token_id,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
