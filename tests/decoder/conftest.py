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


@pytest.fixture(scope="session")
def latents(values, adapter_folder):
    """Latents as an encoder gives them, and the same with two values moved far."""
    from couple.decoder.soft_prefix import SoftPrefix

    size = SoftPrefix.load(adapter_folder, values).weight.shape[1]
    observed = torch.randn(len(values), size, generator=torch.Generator().manual_seed(5))
    moved = observed.clone()
    moved[0, 0] += 6.0
    moved[5, 0] -= 6.0
    return observed, moved


@pytest.fixture(scope="session")
def tiny(tiny_folder, values, adapter_folder, latents):
    """The real path over a random two-layer model: fast, and its worlds differ strongly."""
    from couple.decoder.latent_decoder import LatentDecoder
    from couple.decoder.latent_offsets import LatentOffsets
    from couple.decoder.soft_prefix import SoftPrefix
    from couple.foundation import BirthCertificate

    model, draws = LanguageModel.load(str(tiny_folder), precision="float32"), torch.Generator().manual_seed(1)
    size = latents[0].shape[1]
    prefix, offsets = SoftPrefix(values, size, 32), LatentOffsets(values, [0], size, 32)
    with torch.no_grad():
        prefix.weight.copy_(torch.randn(prefix.weight.shape, generator=draws))
        offsets.weight.copy_(0.002 * torch.randn(offsets.weight.shape, generator=draws))
        model.model.get_output_embeddings().weight *= 30.0  # untrained, it finds all tokens about equally likely
    certificate = BirthCertificate.load(adapter_folder, kind="adapter")
    return LatentDecoder(model, model.model, prefix, offsets, certificate)
