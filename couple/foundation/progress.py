"""Progress for a person who watches: a bar with remaining time on a terminal, one line a tenth elsewhere.

Everything goes to standard error, so that results on standard output can be piped.
"""

import sys
import time
from types import TracebackType


class Progress:
    """``with Progress("answering", total=6) as progress: progress.advance("a note")``."""

    def __init__(self, title: str, total: int, *, done: int = 0) -> None:
        self.title, self.total, self.done = title, total, done
        self._first, self._started, self._told = done, time.monotonic(), -1

    def __enter__(self) -> "Progress":
        self._show("")
        return self

    def advance(self, note: str = "", steps: int = 1) -> None:
        """Count ``steps`` more as done and show ``note`` beside the bar."""
        self.done += steps
        self._show(note)

    def _show(self, note: str) -> None:
        elapsed = time.monotonic() - self._started
        fresh = self.done - self._first
        working = fresh > 0 and self.done < self.total
        left = f", {elapsed / fresh * (self.total - self.done):.0f} s left" if working else ""
        line = f"{self.title} {self.done}/{self.total} ({elapsed:.0f} s{left}) {note}".rstrip()
        if sys.stderr.isatty():
            filled = 20 * self.done // max(self.total, 1)
            sys.stderr.write(f"\r\x1b[2K[{'#' * filled}{'.' * (20 - filled)}] {line[:76]}")
            sys.stderr.flush()
            return
        tenth = 10 * self.done // max(self.total, 1)
        if tenth != self._told:
            self._told = tenth
            sys.stderr.write(line + "\n")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if sys.stderr.isatty():
            sys.stderr.write("\n")
