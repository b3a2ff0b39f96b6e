from types import SimpleNamespace

import pytest

from couple.decoder.prompt import Prompt
from couple.foundation import UserError
from couple.instruments import build_instrument
from couple.instruments.asking.from_settings import respondent_from, respondent_under
from couple.instruments.asking.presentation import Presentation
from couple.values import ValueProfile, load_system

QUESTION = "Should we ban zoos?"
OPTIONS = ("Yes, since animals should be free", "No, since zoos make money", "No, since people like them")


@pytest.fixture(scope="module")
def settings():
    from hydra import compose, initialize_config_dir
    from omegaconf import OmegaConf

    from couple.entry import conf_folder

    with initialize_config_dir(str(conf_folder()), version_base="1.3"):
        short = ["decoder.max_new_tokens=12", "counterfactual.candidates=2", "counterfactual.round_size=2"]
        return OmegaConf.to_container(compose("measure", overrides=short), resolve=True)


@pytest.fixture(scope="module")
def assembly(settings):
    from couple.counterfactual.assembly import LoopConfig, assemble

    return assemble(LoopConfig.read(settings))


def choose(assembly, target):
    from couple.instruments.asking.under_target import UnderTarget

    shown = Presentation("zoos", "v1", Prompt(QUESTION), OPTIONS)
    return UnderTarget(assembly, target, name="under").answer([shown], seed=0)[0]


def test_the_usual_values_make_one_world_and_a_target_another(assembly):
    from couple.counterfactual.typical import typical_worlds

    loop = assembly.loop
    means = dict(zip(loop.scm.nodes, loop.scm.mean().tolist(), strict=True))
    system = load_system("schwartz10")
    same = ValueProfile(system, {name: means[name] for name in system.names})
    usual, under = typical_worlds(loop.scm, loop.concepts, QUESTION, same)
    assert loop.decoder.same_world(usual, under)
    usual, under = typical_worlds(loop.scm, loop.concepts, QUESTION, ValueProfile(system, {"power": 5.0}))
    assert not loop.decoder.same_world(usual, under)


def test_opposed_priorities_choose_differently(assembly):
    system = load_system("schwartz10")
    caring = ValueProfile(system, {"universalism": 5.0, "power": 1.0, "achievement": 1.0})
    striving = ValueProfile(system, {"universalism": 1.0, "power": 5.0, "achievement": 5.0})
    assert choose(assembly, caring) == OPTIONS[0]
    assert choose(assembly, striving) == OPTIONS[1]


def test_written_answers_are_counterfactuals_and_the_seed_decides(assembly, settings):
    respondent = respondent_under("security_first", settings, assembly)
    shown = [Presentation("zoos", "v1", Prompt(QUESTION), longest=12)]
    first, again = (respondent.answer(shown, seed=3) for _ in range(2))
    assert first == again and first[0].strip()
    assert respondent.name == "smollm2_135m [security_first]"
    assert respondent.fingerprint != respondent_under("freedom_first", settings, assembly).fingerprint


def test_a_server_has_no_latents_to_move(settings):
    elsewhere = settings | {"target": "security_first", "server": {"base_url": "http://x/v1", "model": "m"}}
    with pytest.raises(UserError, match="no latents"):
        respondent_from(elsewhere, build_instrument({"name": "pvq"}))


def test_observed_answers_of_a_batch_are_read_at_once(assembly, settings, monkeypatch):
    """What is made of them is another test's matter: here they come back as they are."""
    asked, generate = [], assembly.observer.generate

    def counted(prompts, **how):
        asked.append(len(prompts))
        return generate(prompts, **how)

    def unchanged(question, observed, target, **how):
        return SimpleNamespace(best=SimpleNamespace(text=observed))

    monkeypatch.setattr(assembly.observer, "generate", counted)
    monkeypatch.setattr(assembly.loop, "answer", unchanged)
    respondent = respondent_under("security_first", settings, assembly)
    shown = [Presentation(text, "v1", Prompt(text), longest=8) for text in (QUESTION, "Should we tax sugar?")]
    zoos, sugar = respondent.answer(shown, seed=3)
    assert asked == [2] and zoos != sugar
    again = [*shown, Presentation("once more", "v2", Prompt(QUESTION), longest=8)]
    (*same, other) = respondent.answer(again, seed=3)
    assert same == [zoos, sugar] and other != zoos  # another version of a question is another draw


def test_unexplained_answers_are_the_same_answers(assembly):
    target = ValueProfile(load_system("schwartz10"), {"power": 5.0})
    told, plain = (
        assembly.loop.answer(QUESTION, "No. Zoos teach children about animals.", target, seed=1, explain=explain)
        for explain in (True, False)
    )
    assert told.best.text == plain.best.text and told.observed_reading.scores == plain.observed_reading.scores
    assert told.observed_reading.concepts and not plain.observed_reading.concepts
