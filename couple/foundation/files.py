"""Reading what people give us, and writing what we give them: untrusted in, whole files out.

Text is UTF-8 (a byte-order mark is dropped). YAML is data only: no tags, no aliases, no duplicate keys, at most
``MAX_DEPTH`` levels and ``MAX_YAML_BYTES`` bytes. Files are written under another name first and then renamed.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from couple.foundation.errors import UserError

MAX_YAML_BYTES = 1_000_000
MAX_DEPTH = 12


def package_file(*parts: str) -> Path:
    """A file that ships inside the package, e.g. ``package_file("values", "systems", "schwartz10.yaml")``."""
    return Path(__file__).resolve().parent.parent.joinpath(*parts)


def read_text(path: str | Path, *, what: str = "file", max_bytes: int | None = None) -> str:
    """The text of ``path``. Raises ``UserError`` when it is missing, a folder, unreadable, too large or not UTF-8."""
    with _refusing(path, what) as file:
        size = file.stat().st_size
        if max_bytes is not None and size > max_bytes:
            found = f"it holds {size:,} bytes, the limit is {max_bytes:,}"
            raise UserError(f"read the {what} {file}", found, "give a smaller file")
        return file.read_bytes().decode("utf-8-sig")


def read_lines(path: str | Path, *, what: str = "file") -> Iterator[str]:
    """The lines of ``path``, one at a time; only a line feed ends one. Errors as in ``read_text``."""
    with _refusing(path, what) as file, file.open("rb") as handle:
        start = 0
        for line in handle:
            try:
                text = line.removesuffix(b"\n").decode("utf-8-sig" if start == 0 else "utf-8")
            except UnicodeDecodeError as error:
                found = f"byte {start + error.start} is not valid UTF-8"
                raise UserError(f"read the {what} {file}", found, "save the file as UTF-8 and try again") from None
            yield text
            start += len(line)


@contextmanager
def _refusing(path: str | Path, what: str) -> Iterator[Path]:
    """Turn what may go wrong while a user's file is read into the user's words."""
    path = Path(path).expanduser()
    asked = f"read the {what} {path}"
    try:
        if path.is_dir():
            raise UserError(asked, "it is a folder", "name a file inside it")
        yield path
    except FileNotFoundError:
        raise UserError(asked, "there is no such file", f"check the path; you are in {Path.cwd()}") from None
    except UnicodeDecodeError as error:
        found = f"byte {error.start} is not valid UTF-8"
        raise UserError(asked, found, "save the file as UTF-8 and try again") from None
    except ValueError:  # a NUL in the path
        raise UserError(f"read the {what} {str(path)!r}", "no file can have this name", "check the path") from None
    except OSError as error:
        raise UserError(asked, f"the system refused: {error.strerror}", "check the path and its permissions") from None


def read_yaml(path: str | Path, *, what: str = "YAML file") -> Any:
    """The plain data in a YAML file (mappings, lists, text, numbers). Raises ``UserError`` for anything else."""
    return parse_yaml(read_text(path, what=what, max_bytes=MAX_YAML_BYTES), asked=f"read the {what} {path}")


def parse_yaml(text: str, *, asked: str) -> Any:
    """Plain data from YAML text; tags, aliases, duplicate keys and deep nesting are refused with the line named."""
    import yaml

    class Plain(yaml.SafeLoader):
        """A safe loader that also refuses what a profile never needs."""

    def mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
        seen: dict[Any, int] = {}
        for key_node, _ in node.value:
            key = loader.construct_object(key_node, deep=True)
            line = key_node.start_mark.line + 1
            if not isinstance(key, str | int | float | bool | None):
                raise UserError(asked, f"line {line} uses a list or mapping as a key", "use plain text as keys")
            if key in seen:
                found = f"the key {key!r} stands on line {seen[key]} and again on line {line}"
                raise UserError(asked, found, "keep one of the two")
            seen[key] = line
        return {loader.construct_object(k, deep=True): loader.construct_object(v, deep=True) for k, v in node.value}

    Plain.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    try:
        _refuse_depth_aliases_and_tags(text, asked)
        return yaml.load(text, Loader=Plain)  # noqa: S506 -- Plain is a SafeLoader
    except ValueError as error:  # a date that is none, a number of thousands of digits
        raise UserError(
            asked, f"it holds a value that cannot be read: {error}", "correct it, or put it in quotes"
        ) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        remedy = "write plain YAML: text, numbers, lists and mappings, without tags"
        raise UserError(asked, f"{where}{problem}", remedy) from None


def _refuse_depth_aliases_and_tags(text: str, asked: str) -> None:
    import yaml

    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise UserError(asked, f"line {line} uses a YAML alias (*name)", "write the value out")
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
            raise UserError(asked, f"line {line} uses a YAML tag ({event.tag})", "write plain values, without tags")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise UserError(asked, f"line {line} is nested deeper than {MAX_DEPTH} levels", "flatten it")


def read_json(path: str | Path, *, what: str = "JSON file") -> Any:
    """The data in a JSON file. Raises ``UserError`` with line and column when it is not JSON."""
    text = read_text(path, what=what)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}: {error.msg}"
        raise UserError(f"read the {what} {path}", where, "repair or rebuild the file") from None
    except RecursionError:
        raise UserError(f"read the {what} {path}", "it is nested too deeply", "repair or rebuild the file") from None


def write_text(path: str | Path, text: str) -> None:
    """Write a whole file or nothing: a temporary neighbour is renamed into place."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def write_json(path: str | Path, data: Mapping[str, Any] | list[Any]) -> None:
    """Write JSON with two-space indents and a final newline; NaN is refused, since it is not JSON."""
    write_text(path, json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def append_json_line(path: str | Path, record: Mapping[str, Any]) -> None:
    """Append one record as one line and flush it to disk, so that an interrupt loses nothing that was finished."""
    with Path(path).open("a", encoding="utf-8") as handle:
        handle.write(json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n")
        handle.flush()
        os.fsync(handle.fileno())


def read_json_lines(path: str | Path, *, drop_broken_end: bool = False) -> list[dict[str, Any]]:
    """The records of a jsonl file that ``append_json_line`` wrote.

    Args:
        path: the file.
        drop_broken_end: cut off a last line that an interrupt left unfinished, in the file too.

    Raises:
        UserError: a line is not JSON.
    """
    if drop_broken_end:
        whole = Path(path).read_bytes().rfind(b"\n") + 1
        os.truncate(path, whole)  # without its line end, even a whole record would swallow the next one
    lines = read_text(path, what="jsonl file").split("\n")
    records: list[dict[str, Any]] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            records.append(json.loads(line))
        except json.JSONDecodeError as error:
            where = f"line {number}, column {error.colno}: {error.msg}"
            raise UserError(f"read the jsonl file {path}", where, "remove or repair that line") from None
    return records
