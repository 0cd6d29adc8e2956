"""The quantity grammar: finds figures in Chinese and English text; knows no document or store.

A figure is a number that counts or measures something. Dates, years, document numbers, ordinals of
meetings, numbers inside names (5G, PM2.5, G30) and list numbers are not figures.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from ingest.numerals import ARABIC, CHINESE, MULTIPLIERS, arabic, chinese, widen
from ingest.types import Figure, Kind
from ingest.units import ENGLISH_UNITS, UNIT_CLASS, UNITS

__all__ = ["find_figures"]

_MULTIPLIER = "万亿|千亿|百亿|十亿|千万|百万|十万|亿|万|千(?![瓦克米伏升帕])|百(?!分)"
_UNIT = "|".join(map(re.escape, UNITS))
_ENGLISH_SCALE = "thousand|million|billion|trillion"
_ENGLISH_UNIT = "|".join(map(re.escape, ENGLISH_UNITS))
_SIGN = r"(?<=[\u4e00-\u9fff：:（(])[-−]"
_TO = r"(?: ?(?:[-—–~]{1,2}|[至到]) ?)"
_ARABIC_FIGURE = re.compile(
    rf"(?P<sign>{_SIGN})?(?P<low>{ARABIC})(?:[多余]? ?(?P<low_multiplier>{_MULTIPLIER}))?"
    rf"(?P<low_unit>%|‰|(?:{_UNIT})(?={_TO}\d))?"
    rf"(?:{_TO}(?P<high>{ARABIC})(?: ?(?P<multiplier>{_MULTIPLIER}))?)?"
    rf"(?P<some>[多余])?(?: ?(?P<unit>{_UNIT}))?"
    rf"(?: (?P<scale>{_ENGLISH_SCALE}))?(?:[ -](?P<english>{_ENGLISH_UNIT})\b)?",
)
# 亿元 and 百强 hold no digit and are no figures; 近百万人次 is one.
_CHINESE_START = r"(?:(?=[〇一二三四五六七八九两十])|(?<=[近超过约达逾])(?=[百千][万亿]))"
_CHINESE_FIGURE = re.compile(
    rf"百分之(?P<percent>{CHINESE})"
    rf"|(?P<parts>[二三四五六七八九十]+)分之(?P<share>[一二两三四五六七八九十]+)"
    r"|(?P<tenths>[一二两三四五六七八九])成(?P<half>半)?(?![立为功就长员品本效果分绩交都套])"
    r"|翻(?P<doublings>[一两三四]?)番"
    rf"|{_CHINESE_START}(?P<number>{CHINESE})(?:[至到](?P<high>{CHINESE}))?(?P<some>[多余]?)(?P<unit>{_UNIT})"
)
_RANK = re.compile(rf"第(?:\d{{1,3}}|{CHINESE})(?:位|名)")
_CN_DAY = "[一二三四五六七八九十]{1,3}"
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
# Stretches in which no figure is looked for.
_NOT_FIGURES = re.compile(
    r"(?:1\d|20)\d\d ?年? ?[-—–~至到]{1,2} ?(?:(?:1\d|20)\d\d|\d\d) ?年(?:\d{1,2}月)?"
    r"|(?<!\d)(?:1\d|20)\d\d ?年(?!以上)"
    r"(?: ?\d{1,2} ?(?:[-—–~至到] ?\d{1,2} ?)?月(?: ?\d{1,2} ?[日号])?)?"
    r"|(?<!\d)\d{1,2} ?(?:[-—–~至到] ?\d{1,2} ?)?月(?:份| ?\d{1,2} ?[日号])?(?:底|末|初)?"
    r"|(?<!\d)(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
    rf"|[〇○零一二三四五六七八九]{{4}}年(?:{_CN_DAY}月(?:{_CN_DAY}[日号])?)?|{_CN_DAY}月{_CN_DAY}[日号]"
    rf"|(?:{_MONTH}) \d{{1,2}}(?:, ?\d{{4}})?|\d{{1,2}} (?:{_MONTH})(?: \d{{4}})?"
    r"|(?<![\d.])\d{1,2}[:：]\d{2}(?!\d)"
    r"|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)"
    r"|[〔\[（(](?:19|20)\d\d[〕\]）)] ?\d+ ?号|第 ?\d+ ?号|\d+号文"
    r"|第 ?\d+(?:\.\d+)? ?(?:届|次|章|条|节|款|期|批|轮|代|版|季度|个|号|阶段|产业|方|类|界|线)"
    r"|[A-Za-z]+[-_.]?\d+(?:\.\d+)?[A-Za-z]*"
    r"|\d+(?:\.\d+)?(?!(?:P|PB|TB|GB|[kMG]W|[kMG]Wh|TEU|[PE]FLOPS|Gbps)(?![A-Za-z\d]))[A-Z][A-Za-z+]*级?"
    r"|\d+(?:[+×xX]\d+)+(?:\+[A-Z])?|\d+[+＋][A-Z]|\d+(?:/\d+)+"
    r"|[\[［]\d{1,3}[\]］]"  # a footnote mark
    r"|https?://\S+"
    r"|(?<![\d.])(?:19|20)\d\d(?=[^\d.,，%万亿\u4e00-\u9fff]|$)"
    r"(?! ?(?:yuan|km|people|million|billion))"
)
_BEFORE = re.compile(
    r"(?:不低于|不少于|不高于|不超过|不足|超过|超出|突破|高于|低于|至少|最多|力争|预计|大约|约|超|近|逾|"
    r"达到|多达|about|around|nearly|over|more than|at least|less than|approximately|up to)\s?$",
    re.IGNORECASE,
)
_AFTER = re.compile(r"^(?:以上|以下|以内|之内|左右|上下|or more|or above)")
_KINDS = (
    (Kind.TARGET, re.compile(
        r"目标|力争|确保|预期(?!寿命)|计划(?!单列)|拟|将达|target|aim|plan", re.IGNORECASE)),
    (Kind.GROWTH, re.compile(
        r"(?:增长|增速|增幅|下降|提高|上升|减少|回落|降低|上涨|涨幅|降幅|同比|比上年|较上年|翻番|提升|"
        r"增加|grew|grow|growth|increase[ds]?|up|rose|fell|down|decline[ds]?)"
        r"(?:了|约|近|超过?|达到?|为|by|of|\s)*$", re.IGNORECASE)),
    (Kind.SHARE, re.compile(
        r"占[^，,。；]*$|比重|比例|率[^，,。；]{0,4}$|share|rate|ratio", re.IGNORECASE)),
    (Kind.ADDED, re.compile(r"新增|新建|新培育|净增|新签|newly|new ", re.IGNORECASE)),
    (Kind.CUMULATIVE, re.compile(r"累计|总数|总量|cumulative|in total", re.IGNORECASE)),
)  # fmt: skip
_LIST_GAP = re.compile(r"(?:以上|左右|以内)?\s?(?:、|和|与|及|以及|and|,\s?and)\s?")
_YEAR = re.compile(
    r"(?:19|20)\d\d年(?:上半年|前三季度|一季度|末|底)?|上半年|前三季度|一季度|全年|今年|去年"
)
# 第三项, 数百家, 每两年 and the slogan “四项机制” count nothing; 3万 was read as Arabic.
_NO_NUMERAL_AFTER = '第十百千万亿几数每这那各“"‘0123456789'
# 一个, 一批, 两手 and 三个代表 are words, not counts.
_WORDS = re.compile(r"^(?:一[^万亿千百十]|[两三四五]个(?:代表|全面|健康|维护|确立|自信|意识|务必))")
_CHINESE_UNITS_NEED_TWO = frozenset(
    "次分路线面道方里步级类种年天日度位市省县村乡国期轮大站车师员人"
)


def find_figures(text: str) -> list[Figure]:
    """Return the figures of a text in reading order, none overlapping; positions are in `text`."""
    folded = widen(text)
    blocked = [found.span() for found in _NOT_FIGURES.finditer(folded)]
    figures: list[Figure] = []
    for figure in (*_ranks(folded), *_arabic(folded, blocked), *_chinese(folded, blocked)):
        taken = ((each.start, each.end) for each in figures)
        if not any(start < figure.end and figure.start < end for start, end in taken):
            figures.append(figure)
    figures.sort(key=lambda figure: figure.start)
    as_printed = (replace(each, text=text[each.start : each.end]) for each in figures)
    return _with_inherited_kinds(folded, as_printed)


def _with_inherited_kinds(text: str, figures: Iterable[Figure]) -> list[Figure]:
    """Give each member of a list the kind of its first: 分别增长7%和8% states two growths."""
    listed: list[Figure] = []
    for figure in figures:
        before = listed[-1] if listed else None
        if before and _LIST_GAP.fullmatch(text[before.end : figure.start]):
            figure = replace(figure, kind=before.kind, indicator=before.indicator)
        listed.append(figure)
    return listed


def _arabic(text: str, blocked: list[tuple[int, int]]) -> Iterator[Figure]:
    position = 0
    while found := _ARABIC_FIGURE.search(text, position):
        start, end = found.span()
        barrier = next((b for a, b in blocked if a <= start < b), 0)
        if barrier:
            position = barrier
            continue
        position = max(end, start + 1)
        if _is_name_part(text, start) or _is_bare_number(text, found):
            continue
        figure = _arabic_figure(text, found)
        position = max(figure.end, start + 1)
        yield figure


def _is_name_part(text: str, start: int) -> bool:
    before = text[max(0, start - 2) : start]
    return bool(re.search(r"[A-Za-z_]-?$|[\d.]$|\d[,，]$", before))


def _is_bare_number(text: str, found: re.Match[str]) -> bool:
    """Tell the number of a list item or of a hotline (12345热线) from a figure without unit."""
    if any(found[part] for part in ("unit", "low_unit", "low_multiplier", "scale", "english")):
        return False
    line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()].strip()
    after = text[found.end() : found.end() + 1]
    if line in ("", "（", "(") and after in tuple("、．.）)"):
        return True
    return "." not in found["low"] and "\u4e00" <= after <= "\u9fff" and after not in "以左上的"


def _arabic_figure(text: str, found: re.Match[str]) -> Figure:
    is_change = found["high"] and text[: found.start()].endswith(("从", "由"))
    if is_change:  # 由2000家到3000家: two figures, not a range
        end = found.start("high")
        alone = _ARABIC_FIGURE.match(text[:end].rstrip(" -—–~至到"), found.start())
        found = alone or found
    unit = found["unit"] or found["low_unit"] or ENGLISH_UNITS.get(found["english"] or "", "")
    multiplier = found["multiplier"] or found["low_multiplier"] or found["scale"] or ""
    factor = MULTIPLIERS.get(multiplier, Decimal(1))
    low_factor = MULTIPLIERS.get(found["low_multiplier"] or "", factor)
    upper = arabic(found["high"]) * factor if found["high"] else None
    end = found.start() + len(found[0].rstrip(" -"))
    value = arabic(found["low"]) * low_factor * (-1 if found["sign"] else 1)
    return _figure(text, (found.start(), end), value=value, unit=unit, upper=upper)


def _chinese(text: str, blocked: list[tuple[int, int]]) -> Iterator[Figure]:
    for found in _CHINESE_FIGURE.finditer(text):
        if any(start < found.end() and found.start() < end for start, end in blocked):
            continue
        if text[max(0, found.start() - 1) : found.start()] in tuple(_NO_NUMERAL_AFTER):
            continue
        quantity = _chinese_quantity(found)
        if quantity:
            value, unit, upper = quantity
            yield _figure(text, found.span(), value=value, unit=unit, upper=upper)


def _chinese_quantity(found: re.Match[str]) -> tuple[Decimal, str, Decimal | None] | None:
    """Return value, unit and upper end of what a match states, None when it states nothing."""
    try:
        if found["number"]:
            return _chinese_count(found)
        return _chinese_share(found), "倍" if found["doublings"] is not None else "%", None
    except (ValueError, ZeroDivisionError):
        return None


def _chinese_share(found: re.Match[str]) -> Decimal:
    if found["percent"]:
        return chinese(found["percent"])
    if found["parts"]:
        return chinese(found["share"]) * 100 / chinese(found["parts"])
    if found["tenths"]:
        return chinese(found["tenths"]) * 10 + (5 if found["half"] else 0)
    return 2 ** chinese(found["doublings"] or "一")


def _chinese_count(found: re.Match[str]) -> tuple[Decimal, str, Decimal | None] | None:
    value = chinese(found["number"])
    upper = chinese(found["high"]) if found["high"] else None
    # 三四线, 七八个 and 二〇二四 are no counts.
    is_enumeration = len(found["number"]) > 1 and not re.search("[十百千万亿点]", found["number"])
    is_short = len(found["number"]) == 1 and found["unit"] in _CHINESE_UNITS_NEED_TWO and not upper
    if is_enumeration or is_short or _WORDS.match(found[0]):
        return None
    return value, found["unit"], upper


def _ranks(text: str) -> Iterator[Figure]:
    for found in _RANK.finditer(text):
        numeral = found[0][1:-1]
        value = Decimal(numeral) if numeral.isdecimal() else chinese(numeral)
        yield _figure(text, found.span(), value=value, unit=found[0][-1], kind=Kind.RANK)


def _figure(
    text: str,
    span: tuple[int, int],
    *,
    value: Decimal,
    unit: str,
    upper: Decimal | None = None,
    kind: Kind | None = None,
) -> Figure:
    start, end = span
    clause = _clause_before(text, start)
    before, after = _BEFORE.search(text[:start][-16:]), _AFTER.match(text[end : end + 8])
    return Figure(
        start=start,
        end=end,
        text=text[start:end],
        value=value,
        unit=unit,
        upper=upper,
        qualifier="".join(found[0].strip() for found in (before, after) if found),
        kind=kind or _kind(clause, unit),
        period=_period(text, start),
        indicator=clause,
    )


def _clause_before(text: str, position: int) -> str:
    """Return the words between the last stop before a position and the position."""
    window = text[max(0, position - 60) : position]
    stops = [i for i, char in enumerate(window) if char in "，,。；;：:！？!?\n"]
    return window[stops[-1] + 1 :].strip() if stops else window.strip()


def _kind(clause: str, unit: str) -> Kind:
    for kind, pattern in _KINDS:
        if kind is Kind.SHARE and UNIT_CLASS.get(unit) != "percent":
            continue
        if pattern.search(clause):
            return kind
    return Kind.LEVEL


def _period(text: str, position: int) -> str:
    start = max(text.rfind(stop, 0, position) for stop in "。！？\n") + 1
    found = list(_YEAR.finditer(text, start, position))
    return found[-1][0] if found else ""
