"""Counting what is not regular, by who it concerns and of what kind, with the first example of each."""

from couple.instruments.recorded.ratings import Irregularity


class Tally:
    """``found`` gives what was added, sorted by respondent and kind."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], tuple[int, str, str]] = {}

    def add(self, respondent: str, kind: str, example: str, handling: str) -> None:
        """One more of a kind; only the first ``example`` is kept."""
        count, first, _ = self._entries.get((respondent, kind), (0, example, handling))
        self._entries[respondent, kind] = (count + 1, first, handling)

    def found(self) -> tuple[Irregularity, ...]:
        """One irregularity a respondent and kind."""
        return tuple(
            Irregularity(respondent, kind, count, example, handling)
            for (respondent, kind), (count, example, handling) in sorted(self._entries.items())
        )
