"""Owns the form of question files: JSON Lines, one item a line; knows no answer or score."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NoReturn

from ingest.errors import InputError, NotFoundError

__all__ = ["Evidence", "GoldValue", "Item", "load"]

LANGUAGES = ("zh", "en")
# More lines than this at once help nobody to mend the file.
SHOWN_FAULTS = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class GoldValue:
    """A figure of the right answer, as `text` writes it."""

    text: str
    value: Decimal
    """In `unit`: 0.5万亿元 is 0.5 with the unit 万亿元."""
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """Where the right answer stands: a verbatim quote, or positions when there is no quote."""

    document: str
    """File name, possibly below a folder."""
    quote: str = ""
    start: int | None = None
    """Position in the document's normalised text, as is `end`; half-open."""
    end: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One conversation and what is right about the answer to its last question."""

    id: str
    lang: str
    type: str
    turns: tuple[str, ...]
    answerable: bool
    answer: str = ""
    values: tuple[GoldValue, ...] = ()
    must_contain: tuple[str, ...] = ()
    must_contain_any: tuple[tuple[str, ...], ...] = ()
    """One string of each group must be there."""
    must_not_contain: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    also_in: tuple[str, ...] = ()
    answer_set: tuple[str, ...] = ()
    excluded_set: tuple[str, ...] = ()

    @property
    def question(self) -> str:
        """The question whose answer is scored."""
        return self.turns[-1]


def load(path: Path) -> tuple[Item, ...]:
    """Read a question file in its order; blank lines and unknown fields are passed over.

    Raises:
        NotFoundError: There is no such file.
        InputError: A line is not an item (all such lines are named), or there are no items.
    """
    items: list[Item] = []
    faults: list[str] = []
    seen: dict[str, int] = {}
    for number, line in _lines(path):
        try:
            item = _item(json.loads(line, parse_float=Decimal, parse_constant=_no_number))
            if item.id in seen:
                raise _FaultError(f"id {item.id!r} is already used in line {seen[item.id]}")
        except (_FaultError, json.JSONDecodeError, RecursionError) as fault:
            faults.append(f"line {number}: {fault}")
            continue
        seen[item.id] = number
        items.append(item)
    _complain(path, faults, count=len(items))
    return tuple(items)


class _FaultError(ValueError):
    """What is wrong with one line."""


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        # Only newlines part lines here: splitlines() would also part at U+2028 inside a string.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (FileNotFoundError, IsADirectoryError) as error:
        raise NotFoundError(f"no question file {path}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8: {error}", hint="Save it as UTF-8.") from error
    yield from ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def _complain(path: Path, faults: list[str], *, count: int) -> None:
    if faults:
        rest = len(faults) - SHOWN_FAULTS
        shown = "; ".join(faults[:SHOWN_FAULTS]) + (f"; and {rest} more" if rest > 0 else "")
        raise InputError(f"{path}: {shown}", hint="Mend these lines; evals/README.md has the form.")
    if not count:
        raise InputError(f"{path} holds no questions")


def _no_number(constant: str) -> NoReturn:
    raise _FaultError(f"{constant} is not a number")


def _item(fields: object) -> Item:
    if not isinstance(fields, dict):
        raise _FaultError("expected a JSON object")
    item = Item(
        id=_text(fields, "id"),
        lang=_language(fields),
        type=_text(fields, "type"),
        turns=_texts(fields, "turns"),
        answerable=_answerable(fields),
        answer=_text(fields, "answer") if fields.get("answer") else "",
        values=tuple(_value(each) for each in _objects(fields, "values")),
        must_contain=_texts(fields, "must_contain"),
        must_contain_any=_groups(fields, "must_contain_any"),
        must_not_contain=_texts(fields, "must_not_contain"),
        evidence=tuple(_evidence(each) for each in _objects(fields, "evidence")),
        also_in=_texts(fields, "also_in"),
        answer_set=_texts(fields, "answer_set"),
        excluded_set=_texts(fields, "excluded_set"),
    )
    if not item.turns:
        raise _FaultError("turns holds no question")
    needed = item.must_contain or item.must_contain_any or item.values or item.answer_set
    if item.answerable and not needed:
        raise _FaultError("answerable, but must_contain, values and answer_set are all empty")
    return item


_Fields = Mapping[str, Any]  # Any: a JSON object, checked field by field below


def _text(fields: _Fields, name: str) -> str:
    text = fields.get(name)
    if not isinstance(text, str) or not text.strip():
        raise _FaultError(f"{name} must be a text that is not empty, not {text!r}")
    return text


def _language(fields: _Fields) -> str:
    language = _text(fields, "lang")
    if language not in LANGUAGES:
        raise _FaultError(f"lang must be one of {', '.join(LANGUAGES)}, not {language!r}")
    return language


def _answerable(fields: _Fields) -> bool:
    answerable = fields.get("answerable")
    if not isinstance(answerable, bool):
        raise _FaultError(f"answerable must be true or false, not {answerable!r}")
    return answerable


def _list(fields: _Fields, name: str) -> list[object]:
    each = fields.get(name)
    if each is None:
        return []
    if not isinstance(each, list):
        raise _FaultError(f"{name} must be a list, not {each!r}")
    return each


def _texts(fields: _Fields, name: str) -> tuple[str, ...]:
    return tuple(
        _text({f"each of {name}": text}, f"each of {name}") for text in _list(fields, name)
    )


def _groups(fields: _Fields, name: str) -> tuple[tuple[str, ...], ...]:
    groups = tuple(_texts({name: group}, name) for group in _list(fields, name))
    if not all(groups):
        raise _FaultError(f"a group of {name} is empty")
    return groups


def _objects(fields: _Fields, name: str) -> Iterator[_Fields]:
    for each in _list(fields, name):
        if not isinstance(each, dict):
            raise _FaultError(f"each of {name} must be an object, not {each!r}")
        yield each


def _value(fields: _Fields) -> GoldValue:
    unit = fields.get("unit", "")
    if not isinstance(unit, str):
        raise _FaultError(f"unit must be a text, not {unit!r}")
    return GoldValue(text=_text(fields, "text"), value=_decimal(fields.get("value")), unit=unit)


def _decimal(number: object) -> Decimal:
    if isinstance(number, bool) or not isinstance(number, int | str | Decimal):
        raise _FaultError(f"value must be a number, not {number!r}")
    try:
        value = Decimal(number)
    except InvalidOperation as error:
        raise _FaultError(f"value must be a number, not {number!r}") from error
    if not value.is_finite():
        raise _FaultError(f"value must be finite, not {number!r}")
    return value


def _evidence(fields: _Fields) -> Evidence:
    document = _text(fields, "document")
    positions = (fields.get("start"), fields.get("end"))
    if positions == (None, None):
        return Evidence(document=document, quote=_text(fields, "quote"))
    if "quote" in fields:
        raise _FaultError("evidence has either a quote or start and end, not both")
    start, end = positions
    if type(start) is not int or type(end) is not int or not 0 <= start < end:
        raise _FaultError(f"evidence needs 0 <= start < end, not start {start!r} and end {end!r}")
    return Evidence(document=document, start=start, end=end)
