"""Tells whether a cell holds the kind of thing that a question asks for; pure."""

import re

from bot.cell import Cell
from bot.query import Form, Query, Want
from bot.sheet import numbers_rows, read_number
from ingest.figures import find_figures
from ingest.units import UNIT_CLASS

__all__ = ["is_of_kind", "is_wanted"]

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ORDINAL = re.compile(r"^(?:序号|项次|行次|编号|No\.?)$", re.IGNORECASE)
_COUNTS = re.compile(
    r"多少(?!时间|天|年|久)(?:[^，。？?]{0,3}[?？]|$|[元人户个万亿家])|how (?:many|much)\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"[\d一二三四五六七八九十百零两无免]")
_WHICH_BODY = re.compile(r"(?:单位|部门|机构|机关)(?:是|为|叫)(?:哪|什么|谁)")
# 招几个人, 名额有几个: the column that counts whom an office takes.
_ASKS_PLACES = re.compile(
    r"(?:招[考录聘收]?|录用?|聘|遴选|选调|要|进)(?:计划|打算|准备)?(?:多少|几)[个名位]?人?|名额"
)
_PLACES = re.compile(r"(?:人数|名额|计划数|职数)(?:[（(][^（）()]*[）)])?$")
_WANTED = {
    Want.PERSON: re.compile(r"人$|人员|姓名|领导"),
    Want.PHONE: re.compile(r"电话|手机|传真|热线"),
    Want.ADDRESS: re.compile(r"网址|邮箱|网站"),
    Want.PLACE: re.compile(r"地址|地点|地区"),
    Want.ORGANISATION: re.compile(r"单位|部门|机构|机关"),
}


def is_wanted(query: Query, name: str) -> bool:
    """Tell whether a column's name is of what a question asks for: 联系人 of 谁."""
    if _ASKS_PLACES.search(query.text) and _PLACES.search(name):
        return True
    is_body = _WHICH_BODY.search(query.text)
    pattern = _WANTED.get(Want.ORGANISATION if is_body else query.asked.want)
    return bool(pattern and pattern.search(name))


def is_of_kind(query: Query, cell: Cell) -> bool:
    """Tell whether a cell holds what is asked: a number of the unit, not one that numbers rows."""
    years, own = _YEAR.findall(query.text), _YEAR.findall(cell.name)
    if years and own and years[-1] not in own:  # 1996年的文件里，1998年的任务
        return False
    if _ORDINAL.match(cell.name) or not cell.value.strip("-—–/ "):
        return False
    asked = query.asked
    if _COUNTS.search(query.text) and not _DIGIT.search(cell.value):
        return False
    if not asked.unit_class or asked.form is not Form.NUMBER:
        return True
    number = read_number(cell.value)
    if number and not number.unit:
        return not numbers_rows(cell.name)
    classes = {UNIT_CLASS.get(each.unit, "") for each in find_figures(cell.value)}
    return bool(classes & {asked.unit_class, ""})
