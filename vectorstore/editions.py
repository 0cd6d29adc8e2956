"""Tells copies and newer editions of a report from other reports that are like it; pure.

Copies say the same, whatever file they came in. An edition says anew what one report says of the
same place and time; the reports of two years are not editions of each other.
"""

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from ingest.normalise import fold
from ingest.numerals import chinese
from vectorstore.likeness import Likeness
from vectorstore.tables import Pair, Row
from vectorstore.types import Relation

__all__ = ["relations"]

# A copy that was read by text recognition lacks some shingles, one with a page's frame has more.
_COPY_CONTAINED = 0.8
_SAME_CONTAINED = 0.98
_COPY_COMMON = 0.4
_WHOLLY = 0.995
_DATED_COMMON = 0.5
"""A later date alone makes an edition of what shares this much; an edition that says so, of what is
alike at all."""

_NUMERAL = "[一二三四五六七八九十\\d]{1,3}"
# 修订 alone also begins titles (关于修订…的通知), so it counts only where a name or bracket ends.
_DRAFT = "征求意见稿|讨论稿|送审稿|审议稿|草案|草稿|初稿|(?<![a-z])draft(?![a-z])"
_FINAL = "正式稿|正式版|定稿|终稿|最终稿|最终版|发布稿|印发稿|(?<![a-z])final(?![a-z])"
_REVISED = (
    "(?:修订|修正|修改|更正)[稿版]|(?:修订|修正|更正)(?=$|[)\\]】_ ])"
    "|(?<![a-z])(?:revised|corrected|updated)(?![a-z])"
)
_RANKS = tuple(
    (re.compile(words), rank) for words, rank in ((_DRAFT, 0), (_FINAL, 2), (_REVISED, 3))
)
_PLAIN = 1
_ORDINAL = re.compile(
    rf"第?(?<!\d)(?P<number>{_NUMERAL})次?[稿版]|(?<![a-z])v(?:er)?\.?(?P<version>\d{{1,2}})(?!\d)"
)
_EDITION = re.compile(rf"{_ORDINAL.pattern}|公开(?={_DRAFT})|{_DRAFT}|{_FINAL}|{_REVISED}")
# Browsers number a file that is saved again: 报告(1).docx.
_SAVED_AGAIN = re.compile(r"\(\d\)$")
_UNWRITTEN = re.compile(r"[\W_]+")


class _Edition(NamedTuple):
    """What orders the editions of a report, as far as the report says it."""

    rank: int
    number: int


def relations(rows: Iterable[Row], alike: Collection[Pair]) -> dict[str, Relation]:
    """Return how documents relate to others, by id; those without a relation are left out.

    A copy refers to the earliest of those that it says the same as; a newer edition to the newest
    of those that it takes the place of.

    Args:
        rows: The visible documents.
        alike: Pairs of documents, of which some may not be visible.
    """
    if not alike:
        return {}
    known = {row.serial: row for row in rows}
    copies: dict[str, Row] = {}
    older: dict[str, Row] = {}
    for serial, other, likeness in alike:
        if serial not in known or other not in known:
            continue
        row, before = known[serial], known[other]
        newer = _newer(row, before, likeness)
        if newer is not None:
            old = before if newer is row else row
            best = older.get(newer.document_id, old)
            older[newer.document_id] = max(best, old, key=_age)
        elif _is_copy(row, before, likeness):
            copies.setdefault(row.document_id, before)
    return {
        each: Relation(duplicate_of=_id(copies.get(each)), supersedes=_id(older.get(each)))
        for each in {**copies, **older}
    }


def _id(row: Row | None) -> str | None:
    return row.document_id if row else None


def _age(row: Row) -> tuple[_Edition, str, int]:
    return _edition(row), row.description.published, row.serial


def _newer(one: Row, other: Row, likeness: Likeness) -> Row | None:
    """Return the newer of two editions of one report, None when they are none."""
    if _report(one) != _report(other) or likeness.common == 1:
        return None
    if _edition(one) != _edition(other):
        return max(one, other, key=_edition)
    dates = [row.description.published for row in (one, other)]
    if not all(dates) or dates[0].startswith(dates[1]) or dates[1].startswith(dates[0]):
        return None
    is_reworked = _DATED_COMMON <= likeness.common < _WHOLLY
    return max(one, other, key=lambda row: row.description.published) if is_reworked else None


def _is_copy(one: Row, other: Row, likeness: Likeness) -> bool:
    if likeness.common < _COPY_COMMON:
        return False
    if likeness.contained >= _SAME_CONTAINED:
        return True
    here, there = one.description, other.description
    fits = all(
        not mine or not theirs or mine == theirs
        for mine, theirs in ((here.place, there.place), (here.period, there.period))
    )
    return fits and likeness.contained >= _COPY_CONTAINED


def _report(row: Row) -> tuple[str, str, str]:
    """Return what all editions of a report have in common: title, place and time."""
    title = _EDITION.sub("", _SAVED_AGAIN.sub("", fold(row.description.title)))
    return _UNWRITTEN.sub("", title), row.description.place, row.description.period


def _edition(row: Row) -> _Edition:
    """Return which edition the title says it is, or else the name of the file."""
    stem = re.sub(r"\.[A-Za-z]{2,8}$", "", row.name)
    for said in (fold(row.description.title), fold(stem)):
        rank = next((rank for words, rank in _RANKS if words.search(said)), _PLAIN)
        number = _ordinal(said)
        if rank != _PLAIN or number:
            return _Edition(rank, number)
    return _Edition(_PLAIN, 0)


def _ordinal(said: str) -> int:
    found = _ORDINAL.search(said)
    written = next(filter(None, found.groups()), "") if found else ""
    try:
        return int(written) if written.isdecimal() else int(chinese(written)) if written else 0
    except ValueError:  # 十十
        return 0
