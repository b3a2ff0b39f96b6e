import pytest

from couple.attribution import AttributionConfig, SentenceEncoder, load_attributor
from couple.values import load_system


@pytest.fixture(scope="session")
def encoder():
    return SentenceEncoder.load()


@pytest.fixture(scope="session")
def ten():
    return load_attributor(AttributionConfig(), load_system("schwartz10"))
