"""Knows when a question asks by how much two years' figures differ: 比2024年降了几微克; pure."""

import re

from ingest.units import UNIT_CLASS, UNITS

__all__ = ["asks_gap", "without_gap"]

_UNITS = "|".join(re.escape(unit) for unit in UNITS if UNIT_CLASS.get(unit) != "percent")
_VERB = (
    "增加|提高|上升|扩大|减少|下降|降低|回落|缩小|(?<![新年])增|升|降|减"
    "|(?<![最至不])多|(?<![最至不])少"
)
# 增长多少 and 涨了多少 ask for a rate, which a report states itself, unless a unit says otherwise.
_RATE_VERB = f"{_VERB}|增长|上涨|涨|跌"
_AMOUNT = rf"(?:多少|几)[十百千万亿]*(?:{_UNITS})"
_YEAR = r"(?:19|20)\d\d"
_ASKS = re.compile(
    rf"(?:{_RATE_VERB})(?:出|了)?(?:{_AMOUNT}|(?:多少|几)?个百分点)"
    rf"|(?<=比)[^，。]{{0,10}}?(?:{_VERB})(?:出|了)?多少"
)
_OF_TWO = re.compile(
    rf"{_YEAR}年?\S{{0,12}}?(?:[比较跟与和同]|相比|至|到|vs\.?|[-—–~])\s?\S{{0,6}}?{_YEAR}"
    rf"|{_YEAR}年?\s?(?:vs\.?|[、,，])\s?{_YEAR}"
)
_EACH = re.compile(r"分别|各|每年|逐年")
_PHRASE = re.compile(rf"(?:相?比)?(?:{_RATE_VERB})(?:出|了)?(?=多少|几)|相?比(?=多少|几)|\bvs\b\.?")
# 两年各是多少，增加了多少: once each is asked for, what follows is of all of them.
_THEN = re.compile(
    rf"(?:分别|各|每年|逐年)[^,，;；?？]*(?:多少|几)[^,，;；?？]*[,，;；?？]\s?[^,，;；?？各]{{0,6}}?"
    rf"(?:(?:{_VERB})(?:出|了)?(?:多少|几)|(?:增长|涨|跌)(?:出|了)(?:多少|几))"
)


def asks_gap(folded: str) -> bool:
    """Tell whether a folded question asks by how much figures of the two years it names differ."""
    if len(set(re.findall(_YEAR, folded))) != 2:
        return False
    if _THEN.search(folded):
        return True
    if _EACH.search(folded):
        return False
    return bool(_OF_TWO.search(folded) and _ASKS.search(folded))


def without_gap(rest: str) -> str:
    """Return the rest of such a question without its words of change: each year has a level."""
    return _PHRASE.sub(" ", rest)
