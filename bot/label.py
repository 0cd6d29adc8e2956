"""Names the rows of a table: which column tells what a row is of; pure."""

import re
from collections import defaultdict
from collections.abc import Sequence

from bot.sheet import Line, Sheet
from vectorstore.terms import compact, simplify

__all__ = ["asked_label", "label_of", "names_of"]

_NOUN = re.compile(
    r"哪(?:[一两二三四五六七八九十]|\d+)?[个种项类条家款]?(?P<zh>[\u4e00-\u9fff]{1,8})"
    r"|which (?:(?:two|three|four|five|\d+) )?(?P<en>[a-z]+)"
)
_ANY_NOUN = re.compile(r"^(?:一?[个项种类]?(?:的|是|最|数|$)|些|指标|项目|行|row|item|one)")
# A noun of one character that follows 哪个; of others the first character is no noun.
_SHORT_NOUNS = frozenset("省市县区镇乡村州月年")
_MAX_SAME = 20
_DATED = re.compile(r"日期|时间|月份|年份|^[年月]$|\bdate\b|month|year", re.IGNORECASE)


def asked_label(question: str, sheet: Sheet) -> str:
    """Return the column of what a question asks which of, "" when the table has no such thing."""
    labels = (*sheet.labels, *_dated(sheet))
    found = _NOUN.search(simplify(question))
    noun = (found["zh"] or found["en"] or "") if found else ""
    if not noun or _ANY_NOUN.match(noun):
        return label_of(sheet)
    for part in _heads(noun):
        of_core = (name for name in labels if part in compact(name.split()[-1]))
        of_name = (name for name in labels if part in compact(name))
        of_value = (name for name in labels if _values_hold(sheet, name, part))
        if name := next(of_core, "") or next(of_name, "") or next(of_value, ""):
            return name
    return ""


def _heads(noun: str) -> list[str]:
    """Return what a noun may be with what follows it cut off: 单位 of 单位招考人数."""
    if noun.isascii():
        return [noun, noun.removesuffix("s")]
    heads = [noun[:size] for size in range(len(noun), 0, -1)]
    return [each for each in heads if len(each) > 1 or each in _SHORT_NOUNS]


def _dated(sheet: Sheet) -> list[str]:
    return [name for name in sheet.names if _DATED.search(name)]


def _values_hold(sheet: Sheet, name: str, part: str) -> bool:
    values = [simplify(value) for line in sheet.lines if (value := line.value(name))]
    return bool(values) and sum(part in value for value in values) * 2 > len(values)


def label_of(sheet: Sheet) -> str:
    """Return the column that tells most rows apart, the first of such."""
    labels = [*sheet.labels, *_dated(sheet)]
    distinct = {name: len({line.value(name) for line in sheet.lines}) for name in labels}
    enough = [name for name in labels if distinct[name] * 2 > len(sheet.lines)]
    return next(iter(enough or labels), "")


def names_of(sheet: Sheet, lines: Sequence[Line], label: str) -> list[str]:
    """Return what names each row: its label, and what tells it from rows of the same label."""
    groups: defaultdict[str, list[Line]] = defaultdict(list)
    for line in sheet.lines:
        groups[line.value(label)].append(line)
    return [_name(sheet, line, label, groups[line.value(label)]) for line in lines]


def _name(sheet: Sheet, line: Line, label: str, same: Sequence[Line]) -> str:
    own = line.value(label)
    if 1 < len(same) <= _MAX_SAME:
        for other in sheet.labels:
            values = {each.value(other) for each in same}
            if other != label and len(values) == len(same) and line.value(other):
                return f"{own} {line.value(other)}".strip()
    return own
