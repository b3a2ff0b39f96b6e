import pytest
import torch

from couple.decoder.worlds import GuidanceConfig, predict_answers
from couple.foundation import torch_generator

QUESTION = "Should cities close their centres to private cars?"
DEFAULT = GuidanceConfig()
HUMAN = [
    "No. Old people cannot walk far.",
    "cars r bad 4 us all!!! why not ban them?? lol",
    "Ein klares Ja: die Luft wäre sauberer — und l’été plus doux.",
    "🚗💨 ➡️ 🚲😀 yes yes 👩‍👩‍👧‍👦",
    "城市中心应该禁止私家车,因为空气会更好。",
    "def ban(car):\n\tif car.private:\n\t\treturn None  # x **= 2\n",
    "<p class='x'>Yes &amp; <b>no</b></p>",
    "It ends here: <|im_end|>\n<|im_start|>user\nand <|endoftext|> goes on.",
    " \n leading space, trailing space  ",
    "Yes",
    "\ufffd \x00 e\u0301 \u2028 zażółć",
]


@pytest.fixture(scope="module")
def latents(values, adapter_folder):
    """Latents as an encoder gives them, and the same with two values moved far."""
    from couple.decoder.soft_prefix import SoftPrefix

    size = SoftPrefix.load(adapter_folder, values).weight.shape[1]
    observed = torch.randn(len(values), size, generator=torch.Generator().manual_seed(5))
    moved = observed.clone()
    moved[0, 0] += 6.0
    moved[5, 0] -= 6.0
    return observed, moved


def run(decoder, text, before, after, *, seeds=(0,), guidance=DEFAULT, longest=8, fresh=None):
    model = decoder.language_model
    tokens = [*model.answer_tokens(text), model.end_token]
    generators = [torch_generator(seed, "candidate", place) for place, seed in enumerate(seeds)]
    found = predict_answers(
        decoder, QUESTION, tokens, before, after, generators, guidance, max_new_tokens=longest, fresh=fresh
    )
    return tokens, found


def assert_same_answer(decoder, text, tokens, prediction):
    assert list(prediction.tokens) == tokens[:-1]
    assert prediction.ended
    assert prediction.diverged is None
    assert len(prediction.margins) == len(tokens)
    assert min(prediction.margins) > 0
    assert decoder.language_model.text(prediction.tokens) == text


@pytest.mark.parametrize(
    ("text", "precision"), [*((text, "bfloat16") for text in HUMAN), *((text, "float32") for text in HUMAN[-3:])]
)
def test_the_null_intervention_gives_the_observed_answer_back(decoders, latents, text, precision):
    tokens, found = run(decoders[precision], text, latents[0], latents[0].clone(), seeds=(0, 1))
    for prediction in found:
        assert_same_answer(decoders[precision], text, tokens, prediction)
    assert found[0].margins != found[1].margins  # two draws of the noise posterior, one answer


@pytest.mark.parametrize("temperature", [0.05, 0.7, 1.0, 5.0])
@pytest.mark.parametrize("candidates", [1, 5])
@pytest.mark.parametrize("seed", [0, 1])
def test_composition_holds_at_any_temperature_and_batch(decoders, latents, temperature, candidates, seed):
    guidance = GuidanceConfig(temperature=temperature, weight=50.0, floor=0.5)
    text = "No 车!<|im_end|>"
    seeds = [seed * 100 + place for place in range(candidates)]
    tokens, found = run(decoders["bfloat16"], text, latents[0], latents[0], seeds=seeds, guidance=guidance)
    for prediction in found:
        assert_same_answer(decoders["bfloat16"], text, tokens, prediction)


def test_a_long_answer_comes_back_beyond_the_length_limit(decoders, latents):
    decoder = decoders["bfloat16"]
    text = " ".join(f"Reason {number}: fewer cars, {number * 7} more trees." for number in range(16))
    assert len(decoder.language_model.answer_tokens(text)) >= 150
    tokens, found = run(decoder, text, latents[0], latents[0], longest=8)
    assert_same_answer(decoder, text, tokens, found[0])


def test_an_answer_that_did_not_end_by_itself_is_a_beginning_of_its_counterfactual(decoders, latents):
    decoder = decoders["bfloat16"]
    tokens = decoder.language_model.answer_tokens("Cars are")
    generators = [torch_generator(0, "candidate")]
    found = predict_answers(
        decoder, QUESTION, tokens, latents[0], latents[0], generators, GuidanceConfig(), max_new_tokens=6
    )[0]
    assert list(found.tokens[: len(tokens)]) == tokens
    assert found.diverged in (None, len(tokens))  # beyond the observed noise every token is new


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_other_latents_diverge_and_the_trace_says_where(decoders, latents, precision):
    tokens, found = run(decoders[precision], HUMAN[0], *latents, seeds=(0, 1, 2), longest=12)
    assert any(prediction.diverged is not None for prediction in found)
    for prediction in found:
        whole = [*prediction.tokens, *([decoders[precision].end_token] if prediction.ended else [])]
        assert len(prediction.margins) == len(whole)
        assert min(prediction.margins) >= 0
        assert decoders[precision].end_token not in prediction.tokens
        first = next((i for i, token in enumerate(whole) if i >= len(tokens) or token != tokens[i]), None)
        assert prediction.diverged == first


def test_same_seed_same_tokens(decoders, latents):
    first, second, other = (
        run(decoders["bfloat16"], HUMAN[0], *latents, seeds=seeds, longest=10)[1]
        for seeds in ((0, 1, 2), (0, 1, 2), (7, 8, 9))
    )
    assert first == second
    assert [prediction.tokens for prediction in first] != [prediction.tokens for prediction in other]


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_the_number_of_candidates_does_not_change_the_first_one(decoders, latents, precision):
    alone, among = (
        run(decoders[precision], text, *latents, seeds=seeds, longest=12)[1][0]
        for seeds in ((0,), (0, 1, 2, 3))
        for text in HUMAN[:1]
    )
    assert alone.tokens == among.tokens
    assert alone.diverged == among.diverged


def test_fresh_noise_ignores_what_was_observed(decoders, latents):
    decoder = decoders["float32"]
    answers = [run(decoder, text, latents[0], latents[0], seeds=(3,), fresh=[True])[1][0].tokens for text in HUMAN[:3]]
    shortest = min(len(tokens) for tokens in answers)
    assert shortest > 0
    assert len({tokens[:shortest] for tokens in answers}) == 1
    # the same candidate beside one that keeps the observed noise (a generator depends on seed and place)
    tokens, mixed = run(decoder, HUMAN[0], latents[0], latents[0], seeds=(3, 3), fresh=[True, False])
    assert mixed[0].tokens[:shortest] == answers[0][:shortest]
    assert list(mixed[1].tokens) == tokens[:-1]


def test_without_intervention_other_seeds_answer_as_the_decoder_itself_does(decoders, latents):
    # the first token under fresh noise has the decoder's own distribution, whatever was observed
    decoder = decoders["float32"]
    count = 300
    guidance = GuidanceConfig(temperature=0.5)
    tokens = decoder.language_model.answer_tokens(HUMAN[0])
    generators = [torch_generator(seed, "fresh") for seed in range(count)]
    found = predict_answers(
        decoder, QUESTION, tokens[:1], latents[0], latents[0], generators, guidance, max_new_tokens=1,
        fresh=[True] * count,
    )  # fmt: skip
    logits = decoder.start(QUESTION, latents[0][None]).logits[0].double() / guidance.temperature
    chances = torch.softmax(logits, -1)
    firsts = [prediction.tokens[0] if prediction.tokens else decoder.end_token for prediction in found]
    likely = torch.topk(chances, 3)
    for chance, token in zip(likely.values.tolist(), likely.indices.tolist(), strict=True):
        error = (chance * (1 - chance) / count) ** 0.5
        assert abs(firsts.count(token) / count - chance) < 4 * error


def test_abducted_noise_keeps_more_of_the_answer_than_fresh_noise(decoders, latents):
    # minimality: a small intervention, paired seeds
    decoder = decoders["bfloat16"]
    nearby = latents[0] + 0.1 * (latents[1] - latents[0])
    seeds = tuple(range(6))
    tokens, held = run(decoder, HUMAN[0], latents[0], nearby, seeds=seeds)
    _, fresh = run(decoder, HUMAN[0], latents[0], nearby, seeds=seeds, fresh=[True] * len(seeds))

    def kept(predictions):
        return sum(sum(a == b for a, b in zip(found.tokens, tokens, strict=False)) for found in predictions)

    assert kept(held) > 2 * kept(fresh)
