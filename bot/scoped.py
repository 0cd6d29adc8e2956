"""Puts another place or time into a Chinese question; pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.parts import Part, Role
from ingest.places import find_mentions, is_within

__all__ = ["carried_scope", "joined", "rescope"]

_YEAR = re.compile(r"((?:19|20)\d\d)\s?年?")
_PART_OF_YEAR = re.compile(
    r"上半年|下半年|前三季度|第?[一二三四]季度|年?[末底初]$|\d{1,2}(?:月?[-—至到]\d{1,2})?月份?"
)


def carried_scope(new: Sequence[Part], old: Sequence[Part], *, refers: bool) -> str:
    """Return the place and time that a turn takes over from an earlier question, "" for none.

    A turn that does not refer back keeps to the earlier time only in the earlier place.
    """
    named = {part.role for part in new}
    held = (Role.SOURCE, Role.THEME)
    report = [i for i, part in enumerate(old) if part.role in held]
    if report and not named & {Role.PLACE, Role.TIME, Role.SOURCE}:
        start = next(i for i, part in enumerate(old) if part.role in (Role.PLACE, Role.TIME, *held))
        themes = [i for i in report if old[i].role is Role.THEME]
        end = themes[-1] if themes else next(i for i in report if i + 1 not in report)
        if start <= report[0]:
            return "".join(part.text for part in old[start : end + 1])
    scope = ""
    if Role.PLACE not in named:
        scope += _text(old, Role.PLACE)
    if Role.TIME not in named and (refers or scope):
        scope += _text(
            [part for i, part in enumerate(old) if i not in _report_times(old)], Role.TIME
        )
    return scope


def _text(parts: Sequence[Part], role: Role) -> str:
    """Return the first place or time, with others that follow it at once: 浙江和江苏."""
    start = next((i for i, part in enumerate(parts) if part.role is role), len(parts))
    end = start
    while end < len(parts) and (parts[end].role is role or parts[end].text in ("和", "与", "、")):
        end += 1
    return "".join(part.text for part in parts[start:end]).rstrip("和与、")


def joined(parts: Sequence[Part]) -> str:
    """Return 浙江、江苏和安徽."""
    texts = list(dict.fromkeys(part.text for part in parts))
    return "和".join(filter(None, ("、".join(texts[:-1]), texts[-1]))) if texts else ""


def rescope(old: Sequence[Part], new: Sequence[Part]) -> list[Part]:
    """Return a question's parts with the places and times of a later turn instead of its own."""
    return _retime(_replace_place(list(old), new), new)


def _replace_place(old: list[Part], new: Sequence[Part]) -> list[Part]:
    places = [part for part in new if part.role is Role.PLACE]
    if not places:
        return old
    text = joined(places)  # 北京、天津 as well
    old = [part for part in old if part.role is not Role.LOCAL]
    known = [i for i, part in enumerate(old) if part.role is Role.PLACE]
    if not known:
        return [_part(text, Role.PLACE), *old]
    has_source = any(part.role is Role.SOURCE for part in old)
    if has_source and _lies_within(places[0].text, old[known[0]].text):
        return _insert(old, _part(text, Role.PLACE))
    return [
        *old[: known[0]],
        replace(old[known[0]], text=text),
        *(part for part in old[known[0] + 1 : known[-1]] if part.role is Role.TIME),
        *old[known[-1] + (len(known) > 1) :][len(known) == 1 :],
    ]


def _lies_within(inner: str, outer: str) -> bool:
    one, other = find_mentions(inner), find_mentions(outer)
    return (
        bool(one and other)
        and one[0].name != other[0].name
        and is_within(one[0].name, other[0].name)
    )


def _retime(old: list[Part], new: Sequence[Part]) -> list[Part]:
    times = [part for part in new if part.role is Role.TIME]
    if not times:
        return old
    reports = _report_times(old)
    own = [i for i, part in enumerate(old) if part.role is Role.TIME and i not in reports]
    names_report = any(part.role is Role.SOURCE for part in new)
    if not own or (reports and names_report):
        own, reports = sorted(reports), set()
    if not own:
        return _insert(old, _part(joined(times), Role.TIME))
    before = old[own[0]]
    asked = joined(times)
    after = replace(before, text=_combined(before.text, asked))
    is_counted = _year(after.text) and _year(before.text)
    shift = _year(after.text) - _year(before.text) if is_counted else 0
    moved = {i: replace(old[i], text=_shifted(old[i].text, shift)) for i in reports} | {
        own[0]: after
    }
    return [
        moved.get(i, part) for i, part in enumerate(old)
        if i in moved or i not in own
    ]  # fmt: skip


def _report_times(parts: Sequence[Part]) -> set[int]:
    """Return where the years of reports stand: 2025年江苏省政府工作报告."""
    found: set[int] = set()
    for i, part in enumerate(parts):
        if part.role is Role.SOURCE:
            for j in range(i - 1, -1, -1):
                if parts[j].role is Role.TIME:
                    found.add(j)
                if parts[j].role is not Role.PLACE and parts[j].text != "的":
                    break
    return found


def _combined(old: str, new: str) -> str:
    """Return 2016年一季度 for 2016年 after 2017年一季度, 2017年上半年 for 上半年 after it."""
    part = _PART_OF_YEAR.search(old)
    if _YEAR.search(old) and not _YEAR.search(new) and _PART_OF_YEAR.match(new):
        year = _YEAR.search(old)
        return (year[0] if year else "") + new
    if part and _YEAR.fullmatch(new):
        return new + part[0].removeprefix("年")
    return new if not re.search(r"\d$", new) else f"{new}年"


def _year(text: str) -> int:
    found = _YEAR.search(text)
    return int(found[1]) if found else 0


def _shifted(text: str, years: int) -> str:
    return _YEAR.sub(lambda found: found[0].replace(found[1], str(int(found[1]) + years)), text)


def _insert(old: list[Part], part: Part) -> list[Part]:
    """Return a question with a part before the first word of its subject."""
    roles = (Role.SUBJECT, Role.MODE, Role.GROWTH)
    at = next((i for i, each in enumerate(old) if each.role in roles), len(old))
    return [*old[:at], part, *old[at:]]


def _part(text: str, role: Role) -> Part:
    return Part(-1, -1, text, role)
