import pytest

from couple.attribution.descriptions.background import Background
from couple.attribution.descriptions.loading import DescriptionConfig, background_folder, load_description_attributor
from couple.values import Value, ValueSystem


@pytest.fixture(scope="session")
def own():
    """A user's own system of two values."""
    return ValueSystem(
        name="sea",
        title="Two values of sailors",
        source="ours",
        values=(
            Value(name="order", label="Order", definition="Keeping the ship clean and everything in its place."),
            Value(name="courage", label="Courage", definition="Sailing into the storm without fear."),
        ),
    )


@pytest.fixture(scope="session")
def background():
    return Background.load(background_folder("minilm_descriptions"))


@pytest.fixture(scope="session")
def attributor(own):
    return load_description_attributor(DescriptionConfig(), own)
