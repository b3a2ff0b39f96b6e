"""The respondent that composed settings name: the decoder, itself or under a target, a server, a simulated person."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from couple.foundation import UserError, build_config
from couple.instruments.asking.respondents import SIMULATED_PERSON, Respondent, find_respondent

if TYPE_CHECKING:
    from couple.counterfactual.assembly import Assembly
    from couple.instruments.asking.simulated import SimulatedPerson
    from couple.instruments.instrument import Instrument


def respondent_from(settings: Mapping[str, Any], instrument: "Instrument[Any]") -> Respondent:
    """The respondent of ``couple.measure``'s settings (keys as in ``conf/measure.yaml``), to fill in ``instrument``.

    Raises:
        UserError: an unknown manner or profile, a model that is not there, a server together with a target; see also
            ``simulated_person``.
    """
    if settings["respondent"] == SIMULATED_PERSON:
        return simulated_person(settings, instrument)
    manner = find_respondent(settings["respondent"])  # a wrong name is told before torch is loaded
    from couple.decoder import DecoderConfig, ServerDecoder, ServerDecoderConfig, load_decoder

    if settings["target"]:
        if settings["server"]["base_url"]:
            found = "a model behind a server has no latents to move"
            raise UserError(f"target={settings['target']}", found, "leave target or server.base_url out")
        return respondent_under(settings["target"], settings)
    if settings["server"]["base_url"]:
        return manner(ServerDecoder(build_config(ServerDecoderConfig, settings["server"], where="server")))
    return manner(load_decoder(build_config(DecoderConfig, settings["decoder"], where="decoder")))


def respondents_under(targets: Sequence[str], settings: Mapping[str, Any]) -> list[Respondent]:
    """Our decoder under each of several profiles, loaded once. Raises ``UserError`` for an unknown profile."""
    from couple.counterfactual.assembly import LoopConfig, assemble
    from couple.values import load_profile

    for target in targets:
        load_profile(target)  # a wrong name is told before the weights are read
    loaded = assemble(LoopConfig.read(settings)) if targets else None
    return [respondent_under(target, settings, loaded) for target in targets]


def respondent_under(target: str, settings: Mapping[str, Any], assembly: "Assembly | None" = None) -> Respondent:
    """Our decoder under the profile ``target``; ``assembly`` is its loop where one is loaded already."""
    from couple.counterfactual.assembly import LoopConfig, assemble
    from couple.instruments.asking.under_target import UnderTarget
    from couple.values import load_profile

    profile = load_profile(target)
    loaded = assembly or assemble(LoopConfig.read(settings))
    return UnderTarget(loaded, profile, name=f"{loaded.observer.name} [{target}]")


def simulated_person(settings: Mapping[str, Any], instrument: "Instrument[Any]") -> "SimulatedPerson":
    """A person with the priorities of ``settings["target"]`` who knows what the answers to ``instrument`` mean.

    Raises:
        UserError: no target, or one that is about other values; a server; an instrument that wants texts.
    """
    from couple.instruments.asking.simulated import SimulatedPerson, SimulatedPersonConfig
    from couple.instruments.instrument import KnowsItsKey
    from couple.values import load_profile

    asked, target = f"respondent={SIMULATED_PERSON}", settings["target"]
    if not isinstance(instrument, KnowsItsKey):
        found = f"{instrument.title}: its answers are texts, and a person of mere numbers cannot write"
        remedy = "type instrument=pvq, portrait or staircase, or respondent=sampled_text for a model that writes"
        raise UserError(asked, found, remedy)
    if settings["server"]["base_url"]:
        raise UserError(
            asked, "server.base_url names a model, and none is asked", "leave respondent or server.base_url out"
        )
    if not target:
        raise UserError(asked, "nobody has said what this person values", "type target=security_first, or your profile")
    config = build_config(SimulatedPersonConfig, settings["simulated"], where="simulated")
    return SimulatedPerson(load_profile(target), instrument.answer_key(), config, name=f"simulated [{target}]")
