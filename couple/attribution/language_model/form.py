"""What a reply must look like: one type gives both the JSON schema for the model and the check of what it said."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError, with_config
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict  # pydantic reads no other before Python 3.12

Content = TypeVar("Content")


def _whole(given: object) -> object:
    """Refuses ``true``, which would count as 1."""
    if type(given) is not int:
        raise PydanticCustomError("whole_number", "it is no whole number")
    return given


Level = Annotated[Literal[1, 2, 3, 4, 5], BeforeValidator(_whole)]
# Lengths are patterns: the strict mode of servers knows pattern and enum, but neither maxLength nor maximum.
Phrase = Annotated[str, Field(pattern=r"^[\s\S]{1,200}$")]


class Form(Generic[Content]):
    """A JSON object with the fields of ``kind`` and no others."""

    def __init__(self, kind: Any) -> None:
        self._adapter: TypeAdapter[Content] = TypeAdapter(kind)
        self.schema: dict[str, Any] = self._adapter.json_schema()

    def read(self, text: str) -> Content:
        """What ``text`` says. Raises ``ValueError`` with one line on what is wrong with it."""
        try:
            return self._adapter.validate_json(text, strict=True)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"])) or "the reply"
            raise ValueError(f"{place}: {first['msg'][:1].lower()}{first['msg'][1:]}") from None


def levels_form(names: Sequence[str]) -> Form[dict[str, int]]:
    """``{"security": 4, ...}``: a level for every value."""
    return Form(_record("Levels", dict.fromkeys(names, Level)))


def phrases_form(names: Sequence[str]) -> Form[dict[str, list[dict[str, str]]]]:
    """``{"concepts": [{"value": "security", "phrase": "safe streets"}, ...]}``, at most two for each value."""
    one = _record("QuotedPhrase", {"value": Literal[tuple(names)], "phrase": Phrase})
    return Form(_record("QuotedPhrases", {"concepts": Annotated[list[one], Field(max_length=2 * len(names))]}))


def _record(title: str, fields: Mapping[str, Any]) -> Any:
    """A closed JSON object whose field names are data: any name of a value will do, even ``json`` or ``copy``."""
    make: Any = TypedDict
    return with_config(ConfigDict(extra="forbid"))(make(title, dict(fields)))
