"""What no file may hold: paths of the machine it was written on, addresses of package indexes, or anything large."""

import re
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

# Written in pieces, so that this file does not hold what it looks for.
MACHINE_PATH = re.compile(
    r"(?<![\w.~$}/-])/(?:wo" + r"rk|tm" + r"p|ro" + r"ot|ho" + r"me)(?=/\w|[\"'\s`)]|$)", re.MULTILINE
)
PACKAGE_INDEX = re.compile(r"(?:https?|file)://[^\s\"']*/sim" + r"ple\b|file://" + r"/\w")
LARGEST = 6_000_000  # bytes; the decoder's adapter is the largest file there is


def text_of(file):
    """The file's text, or None where it is not text."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def holding(files, pattern):
    texts = {name: text_of(file) for name, file in files.items()}
    return {name: found.group() for name, text in texts.items() if text and (found := pattern.search(text))}


def configured_hosts():
    """The hosts of the package indexes that this machine is set up with."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return {host for address in re.findall(r"https?://[^\s'\"]+", listed) if (host := urlsplit(address).hostname)}


def test_no_file_holds_a_path_of_the_machine_it_was_written_on(repository_files):
    assert holding(repository_files, MACHINE_PATH) == {}


@pytest.mark.parametrize("place", ["wo" + "rk/main", "tm" + "p/x", "ro" + "ot", "ho" + "me/ann/data"])
def test_the_pattern_sees_machine_paths(place):
    assert MACHINE_PATH.search(f'open("/{place}")')
    assert MACHINE_PATH.search(f"see /{place}\n")
    assert not MACHINE_PATH.search(f"https://example.org/{place}")
    assert not MACHINE_PATH.search(f"data/{place}")


def test_no_file_names_a_package_index(repository_files):
    assert holding(repository_files, PACKAGE_INDEX) == {}


def test_no_file_names_an_index_that_this_machine_uses(repository_files):
    hosts = configured_hosts()
    if not hosts:
        pytest.skip("pip has no index of its own here")
    assert holding(repository_files, re.compile("|".join(map(re.escape, sorted(hosts))))) == {}


def test_no_file_is_large(repository_files):
    sizes = {name: file.stat().st_size for name, file in repository_files.items()}
    assert {name: size for name, size in sizes.items() if size > LARGEST} == {}
