"""What cannot be used of a respondent's answers: named, counted, and what was done about it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

from couple.instruments.recorded.csv_table import format_rows


@dataclass(frozen=True, slots=True)
class Irregularity:
    """One kind of trouble with one respondent's answers: how often, the first example, and what was done about it."""

    respondent: str
    kind: str
    count: int
    example: str
    handling: str


def irregularities_csv(irregularities: Iterable[Irregularity]) -> str:
    """``irregularities.csv``: a header and one row an irregularity."""
    return format_rows([field.name for field in fields(Irregularity)], [asdict(one) for one in irregularities])


class Tally:
    """Counts irregularities by respondent and kind, and keeps the first example of each."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], tuple[int, str, str]] = {}

    def add(self, respondent: str, kind: str, example: str, handling: str, count: int = 1) -> None:
        """Once more, or ``count`` times, of this kind."""
        before, first, _ = self._entries.get((respondent, kind), (0, example, handling))
        self._entries[respondent, kind] = (before + count, first, handling)

    def found(self) -> tuple[Irregularity, ...]:
        """All of them, by respondent and kind."""
        return tuple(
            Irregularity(respondent, kind, count, example, handling)
            for (respondent, kind), (count, example, handling) in sorted(self._entries.items())
        )
