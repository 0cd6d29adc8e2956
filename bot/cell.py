"""Reads rows of tables as cells, and tells whose row one is; pure, knows no answer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.query import Query, Term
from bot.rows import find_cells
from vectorstore.terms import compact, cut
from vectorstore.types import Hit

__all__ = ["Cell", "cells_of", "held", "is_of_other_month", "is_of_other_row"]

# An English name of as much as a Chinese one takes twice the letters.
_MAX_NAME_CHARS, _MAX_LATIN_NAME_CHARS = 60, 120
_LATIN = re.compile(r"[^\u3400-\u9fff]*$")
_NO_NAME = re.compile(r"[。，！？]")
_MONTH = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])\s?月(?!\s?\d{1,2}\s?日)")
# Words that name what a row is about: 教育局 is not stated by the row of 档案局.
_NAMES_ROW = re.compile(
    r"(?:[局委院厅部司处科室所站队校县市区镇乡村省州病症炎癌]|中心|公司|集团|银行|大学|学会|协会)$"
)
# ITM-101, 700330101001
_CODE = re.compile(r"(?<![A-Za-z0-9\-])(?:[A-Za-z]{2,}-?\d{2,}|\d{8,})(?![A-Za-z0-9\-])")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# A character that a name may go on from; behind 市 and 县 another name begins.
_IN_NAME = re.compile(r"[\u4e00-\u9fff](?<![省市州县区旗镇乡村的])")


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One cell of a row as its text states it: the name of its column, and its value."""

    name: str
    """"" for the caption or label before the first cell with a name."""
    value: str


def cells_of(text: str) -> list[Cell]:
    """Return the cells of a row in order, none of prose.

    A part without a name goes on with the cell before it.
    """
    if not find_cells(text, (0, len(text))):
        return []
    cells: list[Cell] = []
    for part in text.rstrip("。").split("；"):
        name, colon, value = part.partition("：")
        longest = _MAX_LATIN_NAME_CHARS if _LATIN.match(name) else _MAX_NAME_CHARS
        is_name = colon and len(name) <= longest and not _NO_NAME.search(name)
        if is_name:
            cells.append(Cell(name=name.strip(), value=value.strip()))
        elif cells and cells[-1].name:
            last = cells.pop()
            cells.append(Cell(name=last.name, value=f"{last.value}；{part.strip()}"))
        else:
            cells.append(Cell(name="", value=part.strip()))
    return cells


def held(terms: Sequence[Term], text: str) -> frozenset[Term]:
    """Return the terms that a text holds, in their own or in other words."""
    return frozenset(
        term for term in terms if any(compact(each) in text for each in term.alternatives)
    )


def is_of_other_month(question: str, text: str) -> bool:
    """Tell whether a text is a row of a table that is of other months than a question names."""
    asked, stated = ({int(each) for each in _MONTH.findall(each)} for each in (question, text))
    return bool(asked and stated and not asked & stated and cells_of(text))


def is_of_other_row(query: Query, hit: Hit) -> bool:
    """Tell whether a hit is a row of a table that lacks what a question names a row by."""
    if not cells_of(hit.text):
        return False
    naming = [each for each in query.terms if _NAMES_ROW.search(each.text)]
    around = compact("\n".join((hit.title, *hit.passage.section, hit.text)))
    is_lacking = len(held(naming, around)) < len(set(naming))
    if is_lacking or _is_of_other_code(query.text, hit.text):
        return True
    return any(_goes_on_another(word, before, around) for before, word in _cut_names(query.text))


def _is_of_other_code(question: str, text: str) -> bool:
    """Tell whether a row is of another code of the form that a question names: SKU-1, SKU-9."""
    asked = {each.upper() for each in _CODE.findall(question)}
    own = {each.value.upper() for each in cells_of(text) if _CODE.fullmatch(each.value)}
    forms = {_form(each) for each in own}
    return any(_form(each) in forms and each not in own for each in asked)


def _form(code: str) -> str:
    return re.sub(r"\d+", "0", code) if code[0].isalpha() else "0" * len(code)


def _cut_names(question: str) -> Iterator[tuple[str, str]]:
    """Yield what may be a name that the segmenter cut after its first character: 南 | 山镇."""
    for before, word in pairwise(cut(question)):
        if len(before) == 1 and _HAN.match(before) and _NAMES_ROW.search(word):
            yield before, compact(word)


def _goes_on_another(word: str, before: str, text: str) -> bool:
    """Tell whether a word always stands behind another character: 山镇 in 东山镇 and 西山镇."""
    befores = {text[each.start() - 1 : each.start()] for each in re.finditer(re.escape(word), text)}
    return bool(befores) and all(_IN_NAME.match(each) and each != before for each in befores)
