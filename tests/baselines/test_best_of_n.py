from couple.attribution.protocol import EMPTY_TEXT, Attribution
from couple.baselines import Asked, BestOfN
from couple.decoder.metering import MeteredDecoder
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
    asked = [Asked(question, target, "mine") for question in ("p?", "q?")]
    return method.answer(asked, MeteredDecoder(decoder), seed=3, max_new_tokens=20)


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


def test_each_answer_is_nearest_to_its_own_target(decoder, target, other_target):
    reader = CountingReader({1: 2.0, 2: 4.9})
    method = BestOfN(BestOfN.Config(candidates=2), attributor=reader)
    asked = [Asked("p?", target, "mine"), Asked("q?", other_target, "theirs")]
    answers = method.answer(asked, MeteredDecoder(decoder), seed=3, max_new_tokens=20)
    assert answers == ["call 2, prompt 0", "call 1, prompt 1"]  # security is to be 5 for one and 1 for the other
    assert reader.questions == ["p?", "p?", "q?", "q?"]


def test_every_candidate_is_on_the_bill(decoder, target):
    meter = MeteredDecoder(decoder)
    method = BestOfN(BestOfN.Config(candidates=3), attributor=CountingReader(dict.fromkeys((1, 2, 3), 4.0)))
    method.answer([Asked("p?", target, "mine")] * 2, meter, seed=3, max_new_tokens=20)
    assert (meter.usage.generations, meter.usage.read) == (6, None)  # nobody counts this decoder's tokens
