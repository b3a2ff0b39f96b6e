import pytest
import torch

from couple.decoder.latent_offsets import LatentOffsets, RowOffsets, decoder_layers, fit_offsets
from couple.foundation import UserError
from couple.foundation.quiet import quiet_peft

VALUES = ("power", "security", "tradition")
TOKENS = torch.arange(5, 17).reshape(2, 6)


@pytest.fixture
def offsets():
    made = LatentOffsets(VALUES, [0, 1], 2, 32)
    torch.nn.init.normal_(made.weight, std=0.1, generator=torch.Generator().manual_seed(0))
    return made


@pytest.fixture
def latents():
    return torch.randn(2, 3, 2, generator=torch.Generator().manual_seed(1))


@pytest.fixture
def states(tiny_folder):
    """A fresh two-layer model, and what its second layer is given for TOKENS: the first one's output, moved or not."""
    from couple.decoder.language_model import LanguageModel

    model = LanguageModel.load(str(tiny_folder), precision="float32", device="cpu").model
    given = []
    decoder_layers(model)[1].register_forward_pre_hook(lambda block, inputs: given.append(inputs[0]))

    def read():
        model(input_ids=TOKENS)
        return given.pop()

    with torch.inference_mode():
        yield model, read


def test_the_first_layer_is_moved_by_exactly_its_offset_from_the_first_position_on(offsets, latents, states):
    model, read = states
    before = read()
    offsets.attach(model)
    rows = RowOffsets(offsets, latents, first=4)
    with rows.added(begin=0):
        after = read()
    moved = after - before
    assert torch.equal(moved[:, :4], torch.zeros_like(moved[:, :4]))
    assert torch.allclose(moved[:, 4:], offsets(latents)[0][:, None].expand(-1, 2, -1), atol=1e-6)
    assert torch.equal(read(), before)  # silent again
    with rows.added(begin=9):  # a pass that begins behind the first position is moved everywhere
        assert torch.allclose(read(), before + offsets(latents)[0][:, None], atol=1e-6)


def test_rows_keep_their_offsets_when_they_are_chosen(offsets, latents, states):
    model, read = states
    offsets.attach(model)
    plain = read()
    rows = RowOffsets(offsets, latents, first=0)
    rows.select(torch.tensor([1, 1]))
    with rows.added(0):
        chosen = read()
    with RowOffsets(offsets, latents[[1, 1]], first=0).added(0):
        assert torch.equal(chosen, read())
    assert not torch.equal(chosen, plain)


def test_zero_latents_move_nothing(offsets, states):
    model, read = states
    before = read()
    offsets.attach(model)
    with RowOffsets(offsets, torch.zeros(2, 3, 2), first=0).added(0):
        assert torch.equal(read(), before)


def test_activations_that_are_computed_again_are_moved_again(offsets, latents, load_tiny_model):
    gradients = []
    for again in (False, True):
        model = load_tiny_model()
        if again:
            enable = getattr(model, "activation_checkpointing_enable", None) or model.gradient_checkpointing_enable
            enable({"use_reentrant": False})  # transformers 5.23 has renamed it
        offsets.zero_grad()
        offsets.attach(model.train())
        offsets.speak(offsets(latents), torch.tensor([1, 3]))
        model(input_ids=TOKENS, use_cache=False).logits.square().mean().backward()
        gradients.append(offsets.weight.grad.clone())
    assert gradients[0].abs().sum() > 0
    assert torch.equal(*gradients)


@pytest.fixture
def load_tiny_model(tiny_folder):
    from couple.decoder.language_model import LanguageModel

    return lambda: LanguageModel.load(str(tiny_folder), precision="float32", device="cpu").model


def test_offsets_are_read_back_by_the_values_names(offsets, latents, tmp_path):
    offsets.save(tmp_path)
    same, turned = LatentOffsets.load(tmp_path, VALUES), LatentOffsets.load(tmp_path, VALUES[::-1])
    assert same.layers == (0, 1)
    assert torch.equal(same.weight, offsets.weight.bfloat16().float())
    assert torch.allclose(turned(latents.flip(1)), same(latents), atol=1e-6)
    with pytest.raises(UserError, match="trained for power, security, tradition"):
        LatentOffsets.load(tmp_path, ("power", "security"))
    (tmp_path / "latent_offsets.safetensors").write_bytes(b"no")
    with pytest.raises(UserError, match="damaged"):
        LatentOffsets.load(tmp_path, VALUES)


def test_the_fit_finds_what_moves_hidden_states_within_questions(tiny_folder):
    """Latents that are themselves read off the hidden states, plus a shift of each question that must not count."""
    from couple.decoder.language_model import LanguageModel

    model = LanguageModel.load(str(tiny_folder), precision="float32", device="cpu")
    draw = torch.Generator().manual_seed(0)
    prompts = [[3, 4, 5]] * 60
    answers = [torch.randint(5, 60, (7,), generator=draw).tolist() for _ in range(60)]
    question = torch.arange(60) // 20
    with torch.inference_mode():
        read = [
            model.model(input_ids=torch.tensor([[3, 4, 5, *answer]]), output_hidden_states=True).hidden_states[2][0, 3:]
            for answer in answers
        ]
    states = torch.stack([one.mean(0) for one in read]).clone()
    said = (states @ torch.randn(32, 1, generator=draw))[:, :, None]
    shifted = said + 100 * question[:, None, None]
    plain, moved = (
        fit_offsets(model, prompts, answers, latents, question, [1], ridge=1e-6) for latents in (said, shifted)
    )
    assert plain.shape == (1, 1, 1, 32)
    assert torch.allclose(plain, moved, atol=1e-3)
    centred = (states - torch.stack([states[question == q].mean(0) for q in range(3)])[question]).double()
    latent = said[:, 0] - torch.stack([said[question == q, 0].mean(0) for q in range(3)])[question]
    slope = (latent.double().T @ centred) / latent.double().square().sum()
    assert torch.allclose(plain[0, 0].double(), slope, atol=1e-4)


def test_layers_are_found_under_an_adapter_too(load_tiny_model):
    from peft import LoraConfig, get_peft_model

    model = load_tiny_model()
    plain = list(decoder_layers(model))
    with quiet_peft():
        adapted = get_peft_model(model, LoraConfig(r=2, target_modules="all-linear"))
    assert list(decoder_layers(adapted)) == plain
