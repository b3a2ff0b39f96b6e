from couple.decoder.metering import MeteredDecoder, Usage
from couple.decoder.prompt import Prompt


class Counting:
    """A simulated decoder that reads a token a letter and writes three an answer."""

    name, fingerprint = "counting", "counting-1"

    def __init__(self):
        self.usage = Usage(read=100, written=100)  # what others had of it before

    def generate(self, prompts, *, max_new_tokens, temperature, seed):
        self.usage = self.usage + Usage(len(prompts), sum(len(prompt.user) for prompt in prompts), 3 * len(prompts))
        return ["one two three"] * len(prompts)


class Silent:
    """A simulated decoder that counts nothing."""

    name, fingerprint = "silent", "silent-1"

    def generate(self, prompts, *, max_new_tokens, temperature, seed):
        return [""] * len(prompts)


def ask(decoder, *texts):
    return decoder.generate([Prompt(text) for text in texts], max_new_tokens=8, temperature=1.0, seed=0)


def test_the_bill_has_what_was_asked_through_it_and_what_was_charged():
    decoder = MeteredDecoder(Counting())
    ask(decoder, "four", "fives")
    assert decoder.usage == Usage(2, 9, 6)
    decoder.charge(Usage(8, 100, 320))
    ask(decoder, "x")
    assert decoder.usage == Usage(11, 110, 329)


def test_a_decoder_that_does_not_count_makes_tokens_unknown_and_not_zero():
    decoder = MeteredDecoder(Silent())
    assert ask(decoder, "a", "b") == ["", ""]
    assert decoder.usage == Usage(2, None, None)
    decoder.charge(Usage(1, 5, 5))
    assert decoder.usage == Usage(3, None, None)


def test_the_local_decoder_counts_real_tokens(plain_models):
    from couple.decoder.local import LocalDecoder

    language_model = plain_models["float32"]
    decoder = LocalDecoder(language_model, batch_size=2)
    prompts = [Prompt("Say yes."), Prompt("Should we ban cars from cities?"), Prompt("Why?")]
    meter = MeteredDecoder(decoder)
    texts = meter.generate(prompts, max_new_tokens=4, temperature=1.0, seed=0)
    assert meter.usage.generations == 3
    assert meter.usage.read == sum(len(language_model.prompt_tokens(prompt)) for prompt in prompts)
    written = sum(len(language_model.answer_tokens(text)) for text in texts)
    assert written <= (meter.usage.written or 0) <= 12
    assert meter.usage == decoder.usage
