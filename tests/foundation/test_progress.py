"""Progress goes to standard error: a bar on a terminal, whole lines everywhere else."""

import io
import sys

from couple.foundation import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_without_a_terminal_there_are_whole_lines_and_no_escape_codes(capsys):
    with Progress("answering", total=100) as progress:
        for number in range(100):
            progress.advance(f"question {number}")
    said = capsys.readouterr()
    assert said.out == ""
    assert "\x1b" not in said.err
    assert "\r" not in said.err
    assert [line.split()[1] for line in said.err.splitlines()] == [f"{done}/100" for done in range(0, 101, 10)]


def test_on_a_terminal_one_line_is_redrawn(monkeypatch):
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    with Progress("answering", total=2) as progress:
        progress.advance("a note that is far too long for the line " * 5)
    *drawn, last = terminal.getvalue().split("\r\x1b[2K")[1:]
    assert drawn == ["[....................] answering 0/2 (0 s)"]
    assert last.startswith("[##########..........] answering 1/2 (0 s, 0 s left) a note")
    assert last.endswith("\n")
    assert all(len(line.rstrip("\n")) < 100 for line in [*drawn, last])


def test_a_resumed_run_starts_where_it_was(capsys):
    with Progress("answering", total=4, done=2) as progress:
        progress.advance()
    assert [line.split()[1] for line in capsys.readouterr().err.splitlines()] == ["2/4", "3/4"]


def test_nothing_to_do_is_no_error(capsys):
    with Progress("answering", total=0):
        pass
    assert capsys.readouterr().err == "answering 0/0 (0 s)\n"
