"""The respondent that composed settings name: the decoder, a model behind a server, or the decoder under a target."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from couple.foundation import UserError, build_config
from couple.instruments.asking.respondents import Respondent, find_respondent

if TYPE_CHECKING:
    from couple.counterfactual.assembly import Assembly


def respondent_from(settings: Mapping[str, Any]) -> Respondent:
    """The respondent of ``couple.measure``'s settings (keys as in ``conf/measure.yaml``).

    Raises:
        UserError: an unknown manner or profile, a model that is not there, a server together with a target.
    """
    from couple.decoder import DecoderConfig, ServerDecoder, ServerDecoderConfig, load_decoder

    manner = find_respondent(settings["respondent"])
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
