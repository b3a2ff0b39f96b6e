from couple.attribution.protocol import EMPTY_TEXT, Attribution
from couple.baselines import BestOfN
from couple.values import load_system
from couple.values.frozen import FrozenMapping


class CountingReader:
    """A simulated attributor: the security of "call N, ..." is what ``by_call`` says for N."""

    system = load_system("schwartz10")
    fingerprint = "counting"

    def __init__(self, by_call):
        self.by_call, self.questions = by_call, []

    def attribute(self, utterances, *, concepts=False):
        self.questions += [utterance.question for utterance in utterances]
        return [self._read(int(utterance.text.split()[1].rstrip(","))) for utterance in utterances]

    def _read(self, call):
        if self.by_call[call] is None:
            return EMPTY_TEXT
        scores = dict.fromkeys(self.system.names, 3.0) | {"security": self.by_call[call]}
        return Attribution(FrozenMapping(scores), FrozenMapping({}), FrozenMapping({}))


def best(decoder, target, by_call, candidates):
    method = BestOfN(BestOfN.Config(candidates=candidates), attributor=CountingReader(by_call))
    return method.answer(["p?", "q?"], target, decoder, seed=3, max_new_tokens=20)


def test_the_nearest_candidate_wins(decoder, target):
    assert best(decoder, target, {1: 2.0, 2: 4.9, 3: 1.0}, 3) == ["call 2, prompt 0", "call 2, prompt 1"]


def test_of_equals_the_earliest_wins_and_an_unread_candidate_never_does(decoder, target):
    assert best(decoder, target, {1: None, 2: 4.0, 3: 4.0}, 3) == ["call 2, prompt 0", "call 2, prompt 1"]


def test_when_none_can_be_read_there_is_still_an_answer(decoder, target):
    assert best(decoder, target, {1: None, 2: None}, 2) == ["call 1, prompt 0", "call 1, prompt 1"]


def test_it_spends_n_generations_with_n_different_seeds(decoder, target):
    best(decoder, target, dict.fromkeys(range(1, 6), 4.0), 5)
    assert len(decoder.calls) == 5
    assert len({seed for *_, seed in decoder.calls}) == 5
    assert {temperature for _, _, temperature, _ in decoder.calls} == {0.7}
