import shutil

import pytest
import torch

from couple.decoder.soft_prefix import FILE, SoftPrefix
from couple.foundation import UserError


def test_values_are_found_by_name_in_any_order(adapter_folder, values):
    backwards = tuple(reversed(values))
    forward, reverse = SoftPrefix.load(adapter_folder, values), SoftPrefix.load(adapter_folder, backwards)
    latents = torch.randn(2, len(values), forward.weight.shape[1], generator=torch.Generator().manual_seed(0))
    assert not torch.equal(forward(latents)[:, 0], forward(latents)[:, -1])
    torch.testing.assert_close(reverse(latents.flip(1)).flip(1), forward(latents), rtol=0, atol=1e-6)


def test_other_values_are_refused(adapter_folder, values):
    with pytest.raises(UserError, match="trained for"):
        SoftPrefix.load(adapter_folder, (*values[:-1], "courage"))


@pytest.mark.parametrize("length", [0, 4, 100])
def test_a_damaged_file_is_refused(adapter_folder, values, tmp_path, length):
    (tmp_path / FILE).write_bytes((adapter_folder / FILE).read_bytes()[:length])
    with pytest.raises(UserError, match="damaged"):
        SoftPrefix.load(tmp_path, values)


def test_saving_and_loading_gives_the_same_tokens(adapter_folder, values, tmp_path):
    prefix = SoftPrefix.load(adapter_folder, values)
    prefix.save(tmp_path)
    shutil.copy(adapter_folder / "certificate.json", tmp_path)
    again = SoftPrefix.load(tmp_path, values)
    assert torch.equal(again.weight, prefix.weight)
    assert torch.equal(again.bias, prefix.bias)


def test_zero_latents_give_the_biases(adapter_folder, values):
    prefix = SoftPrefix.load(adapter_folder, values)
    zero = torch.zeros(1, len(values), prefix.weight.shape[1])
    assert torch.equal(prefix(zero)[0], prefix.bias)
