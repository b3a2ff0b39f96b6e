"""Keys of the Portrait Values Questionnaires: which item asks for which value.

Keys are facts and stand here; the wording of the items belongs to their author and does not. Answers run from 1 to 6.
Sources: Schwartz's coding sheets for the PVQ-21 (the human values scale of the European Social Survey), the PVQ-40 and
the PVQ-RR (June 2021).
"""

from dataclasses import dataclass

from couple.foundation import UserError, nearest_name
from couple.values.frozen import FrozenMapping


@dataclass(frozen=True)
class Instrument:
    """A questionnaire: its number of items and, for each value of ``system``, the numbers (from 1) of its items."""

    name: str
    items: int
    key: FrozenMapping[tuple[int, ...]]
    system: str = "schwartz10"


PVQ21 = Instrument(
    "pvq21",
    21,
    FrozenMapping(
        {
            "self_direction": (1, 11),
            "stimulation": (6, 15),
            "hedonism": (10, 21),
            "achievement": (4, 13),
            "power": (2, 17),
            "security": (5, 14),
            "conformity": (7, 16),
            "tradition": (9, 20),
            "benevolence": (12, 18),
            "universalism": (3, 8, 19),
        }
    ),
)
PVQ40 = Instrument(
    "pvq40",
    40,
    FrozenMapping(
        {
            "self_direction": (1, 11, 22, 34),
            "stimulation": (6, 15, 30),
            "hedonism": (10, 26, 37),
            "achievement": (4, 13, 24, 32),
            "power": (2, 17, 39),
            "security": (5, 14, 21, 31, 35),
            "conformity": (7, 16, 28, 36),
            "tradition": (9, 20, 25, 38),
            "benevolence": (12, 18, 27, 33),
            "universalism": (3, 8, 19, 23, 29, 40),
        }
    ),
)
PVQ_RR = Instrument(
    "pvq_rr",
    57,
    FrozenMapping(
        {
            "self_direction_thought": (1, 23, 39),
            "self_direction_action": (16, 30, 56),
            "stimulation": (10, 28, 43),
            "hedonism": (3, 36, 46),
            "achievement": (17, 32, 48),
            "power_dominance": (6, 29, 41),
            "power_resources": (12, 20, 44),
            "face": (9, 24, 49),
            "security_personal": (13, 26, 53),
            "security_societal": (2, 35, 50),
            "tradition": (18, 33, 40),
            "conformity_rules": (15, 31, 42),
            "conformity_interpersonal": (4, 22, 51),
            "humility": (7, 38, 54),
            "benevolence_dependability": (19, 27, 55),
            "benevolence_caring": (11, 25, 47),
            "universalism_concern": (5, 37, 52),
            "universalism_nature": (8, 21, 45),
            "universalism_tolerance": (14, 34, 57),
        }
    ),
    system="schwartz19",
)
INSTRUMENTS = FrozenMapping({instrument.name: instrument for instrument in (PVQ21, PVQ40, PVQ_RR)})

ESS_ITEMS = (
    *("ipcrtiv", "imprich", "ipeqopt", "ipshabt", "impsafe", "impdiff", "ipfrule"),
    *("ipudrst", "ipmodst", "ipgdtim", "impfree", "iphlppl", "ipsuces", "ipstrgv"),
    *("ipadvnt", "ipbhprp", "iprspot", "iplylfr", "impenv", "imptrad", "impfun"),
)
"""The ESS's names of the 21 items, in the order of the PVQ-21."""


def find_instrument(name: str) -> Instrument:
    """The instrument called ``pvq21``, ``pvq40`` or ``pvq_rr``. Raises ``UserError`` otherwise."""
    if name not in INSTRUMENTS:
        near = nearest_name(name, INSTRUMENTS)
        hint = f"did you mean {near}?" if near else f"known: {', '.join(INSTRUMENTS)}"
        raise UserError(f"instrument: {name}", "there is no such instrument", hint)
    return INSTRUMENTS[name]
