import copy
from collections.abc import Callable

import pytest

from couple.decoder.language_model import LanguageModel


@pytest.fixture(scope="session")
def load_tiny(tiny_folder) -> Callable[[], LanguageModel]:
    """A fresh copy of the random two-layer model at each call."""
    loaded = LanguageModel.load(str(tiny_folder), precision="float32", device="cpu")
    return lambda: LanguageModel(loaded.name, copy.deepcopy(loaded.model), loaded.tokenizer)


@pytest.fixture
def tiny_model(load_tiny) -> LanguageModel:
    return load_tiny()
