import pytest

from couple.instruments.asking.simulated import SimulatedPerson, SimulatedPersonConfig
from couple.values import ValueProfile, load_system


class Counted:
    """A simulated person that answers in a sentence, counts what it is asked, and declines some items."""

    def __init__(self, person, refuses):
        self.person, self.refuses, self.asked = person, frozenset(refuses), 0
        self.name, self.fingerprint = person.name, person.fingerprint

    def answer(self, shown, *, seed):
        self.asked += len(shown)
        return [self.say(one, text) for one, text in zip(shown, self.person.answer(shown, seed=seed), strict=True)]

    def say(self, one, text):
        places = [one.prompt.user.index(f'"{option}"') for option in one.options]
        assert places == sorted(places)  # the prompt has the options in the order that the person goes by
        return "I would rather not say." if one.item in self.refuses else f'I would say "{text.capitalize()}".'


@pytest.fixture(scope="session")
def simulate():
    """``simulate(instrument, priorities, refuses=items, lean=..., noise=...)``, called "simulated"."""

    def simulated(instrument, priorities, *, refuses=(), **config):
        profile = ValueProfile(load_system("schwartz10"), priorities)
        key = instrument.answer_key()
        return Counted(SimulatedPerson(profile, key, SimulatedPersonConfig(**config), name="simulated"), refuses)

    return simulated


@pytest.fixture(scope="session")
def portrait_folder():
    from couple.data import is_available, locate

    if not is_available("valueportrait"):
        pytest.skip("the Value Portrait data set is not here (set COUPLE_DATA)")
    return locate("valueportrait")
