"""Says in one language what a report states in the other: figures, indicators, places; pure.

What is said is only what is sure: an indicator that the glossary does not know as a whole stays in
the report's words, and so does a figure with a qualifier that has no translation here.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from bot.glossary import glossary
from bot.match import Candidate
from bot.phrase import noun_phrase
from bot.query import Query
from ingest.places import NATION, gazetteer, names_of
from ingest.types import Figure, Kind

__all__ = [
    "figure_in_english",
    "missing_in_english",
    "name_in_english",
    "stated_in_chinese",
    "stated_in_english",
    "unit_in_english",
]

_HAN = re.compile(r"[\u3400-\u9fff]")
_MILLIONS = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_TEN_THOUSANDS = ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"))
_UNITS = {
    "%": "%", "‰": " per mille", "个百分点": " percentage points", "百分点": " percentage points",
    "元": " yuan", "人民币": " yuan", "元人民币": " yuan", "美元": " US dollars",
    "欧元": " euros", "港元": " Hong Kong dollars", "港币": " Hong Kong dollars",
    "日元": " Japanese yen", "英镑": " pounds sterling",
    "平方公里": " square kilometers", "平方千米": " square kilometers",
    "平方米": " square meters", "公顷": " hectares", "亩": " mu",
    "公里": " km", "千米": " km", "米": " meters", "厘米": " cm", "毫米": " mm",
    "吨": " tons", "公斤": " kg", "千克": " kg", "斤": " jin", "克": " g",
    "吨标准煤": " tons of standard coal", "立方米": " cubic meters", "升": " liters",
    "千瓦": " kilowatts", "千瓦时": " kilowatt-hours", "兆瓦": " MW", "吉瓦": " GW",
    "标准箱": " TEU", "标箱": " TEU", "TEU": " TEU",
    "年": " years", "周年": " years", "岁": " years of age", "周岁": " years of age",
    "个月": " months", "周": " weeks", "天": " days", "日": " days",
    "工作日": " working days", "个工作日": " working days", "小时": " hours",
    "个小时": " hours", "分钟": " minutes", "秒": " seconds",
    "倍": " times", "人": " people", "名": " people", "位": " people", "人次": " person-times",
    "亿人次": " person-times", "℃": "°C", "摄氏度": "°C",
    "微克/立方米": " micrograms per cubic meter", "毫克/立方米": " milligrams per cubic meter",
}  # fmt: skip
"""What English writes behind a number; a counter (家, 个, 项) has no English of its own."""
_BARE = frozenset(
    "个 家 户 项 座 处 所 条 台 辆 架 列 班 趟 场 件 套 间 栋 幢 只 头 株 棵 批 本 册 部 支 款 "
    "艘 张 份 期 对 宗 起 例 门 种 类 箱 块 颗 枚 单 笔 片 口 孔 匹 盏 根 篇 首 幅 站 床 张床位 "
    "个床位 次 场次 架次 班次 车次 件次 户次 镇 村 乡 县 市 省 国".split()
)
_QUALIFIERS = {
    "at least {}": "不低于 不少于 不小于 不得低于 不得少于 至少 最少 最低 不下 以上 ≥ 满",
    "at most {}": "不高于 不多于 不超过 不大于 不得超过 最多 最高 最大 以内 之内 以下 内 ≤",
    "more than {}": "超过 超出 突破 高于 多于 大于 破 超 过 逾 多 余 几",
    "less than {}": "不足 不到 低于 少于 小于",
    "about {}": "大约 大概 约 左右 上下",
    "nearly {}": "接近 将近 近",
    "as much as {}": "多达 高达 之多",
    "{} (planned)": "力争",
    "{} (expected)": "预计 预期",
}
_ENGLISH_QUALIFIER = {word: form for form, all_ in _QUALIFIERS.items() for word in all_.split()}
_QUALIFIER = re.compile("|".join(sorted(_ENGLISH_QUALIFIER, key=len, reverse=True)))
_QUALIFIER_END = re.compile(rf"(?:{_QUALIFIER.pattern})+$")
_AFTER = re.compile(r"(?:以上|左右|以内|之内|以下|上下|之多|[多余几内]|or \w+|plus|and above)+$")
_CHINESE_QUALIFIERS = {
    "": "{}", "more than": "超过{}", "over": "超过{}", "above": "超过{}", "exceeded": "超过{}",
    "exceeding": "超过{}", "less than": "不到{}", "under": "不到{}", "below": "低于{}",
    "about": "约{}", "around": "约{}", "approximately": "约{}", "roughly": "约{}",
    "nearly": "近{}", "almost": "近{}", "close to": "近{}", "at least": "至少{}",
    "no less than": "不少于{}", "at most": "最多{}", "up to": "最多{}", "no more than": "不超过{}",
}  # fmt: skip
# Nearer than this, an indicator is what a question names; else its own words are.
_SURE = 0.6
_UP = r"增长|增加(?!值)|提高|上升|提升|上涨|增速|增幅|涨幅|涨|(?<![新净])增(?!加值)"
_DOWN = r"下降|减少|降低|回落|下跌|降幅|压减|缩减|下调|降|减"
_CHANGE = re.compile(rf"(?P<up>{_UP})|(?P<down>{_DOWN})")
_NUMBER = re.compile(r"\d")
_RESULT = re.compile(r"[到至]$")
_PART_OF_YEAR = re.compile(
    r"[季旬月]|[上下]半年|年均|[一二三四五六七八九十]年|以来|quarter|month|half"
)
# Said around an indicator and no part of its name; 年均, 累计 and 占 are a part.
_SAID_BEFORE = re.compile(
    r"^(?:[\s，,；;：:、]|其中|截至|全[市省县区州盟旗]|[我本][市省县区州盟旗]|今年|去年|上年|全年"
    r"|20\d\d年?|年[末底]|预计|实现|完成|力争|确保)+"
)
_SAID_AFTER = re.compile(
    rf"(?:[\s，,：:、]|实现|完成|达到?|预计|预期|目标|力争|为|是|有|到|至|同比|比上年|较上年|比去年|了"
    rf"|{_UP}|{_DOWN})+$"
)


def stated_in_english(query: Query, candidate: Candidate) -> str:
    """Return what a claim states in English, as far as it is sure.

    The indicator, its place and year are named when they are known, the figure always.
    """
    figure = candidate.claim.figure
    if figure is None:
        return ""
    text = candidate.hit.text
    if not _HAN.search(text[slice(*candidate.claim.sentence)]):
        return _as_written(figure)
    stated, name = figure_in_english(figure), _indicator(query, candidate)
    if name:  # new urban jobs came to 473,000: of what is said
        stated = re.sub(r" (?:people|person-times)\b", "", stated)
    verb = _verb(candidate)
    in_place, in_year = _place(query, candidate), _year(query, candidate)
    if candidate.dated.is_target:
        growth = _TARGETED[verb] if name and verb else None
        what = "" if growth is None else f" for {growth}{name}{in_place}{in_year}"
        return f"Target{what}: {stated}"
    if not name or not verb:  # a fall is never shown as a rise
        return f"{verb} {stated}" if verb == _FELL else stated
    if verb == _LEVEL and figure.unit in ("%", "‰"):
        verb = "stood at"
    return f"{name[0].upper()}{name[1:]}{in_place} {verb} {stated}{in_year}"


def figure_in_english(figure: Figure) -> str:
    """Return a figure of a Chinese report in English, never without its qualifier.

    One that has no English stays as it is printed.
    """
    form = _qualified(figure.qualifier)
    if not form or figure.kind is Kind.RANK or _unit(figure) is None:
        return _as_written(figure)
    ends = [figure.value] if figure.upper is None else [figure.value, figure.upper]
    number = " to ".join(_in_millions(each) for each in ends)
    return form.format(f"{number}{_unit(figure)}")


def stated_in_chinese(query: Query, candidate: Candidate) -> str:
    """Return the figure that a claim of an English report states in Chinese.

    "" for a claim of a Chinese report, and for a figure that is not surely said without its words.
    """
    figure = candidate.claim.figure
    if figure is None or _HAN.search(candidate.hit.text[slice(*candidate.claim.sentence)]):
        return ""
    form = _CHINESE_QUALIFIERS.get(figure.qualifier.lower())
    if form is None or figure.upper is not None or figure.kind is Kind.RANK:
        return ""
    target = "目标：" if candidate.dated.is_target else ""
    return f"{target}{form.format(_in_ten_thousands(figure.value) + figure.unit)}"


def missing_in_english(query: Query, *, places: Iterable[str], years: Iterable[int]) -> str:
    """Return what a question asks for and the reports lack: places, years and the thing itself."""
    match = next(iter(query.indicators), None)
    named = name_in_english(match.indicator.name) if match and match.score >= _SURE else ""
    if not named or _HAN.search(named):
        named = noun_phrase(query.text, query.language) or query.text
    return ", ".join((*map(name_in_english, places), *map(str, years), named))


def name_in_english(name: str) -> str:
    """Return a place or an indicator in English; as it is when no list knows it."""
    place = gazetteer().get(name)
    if name == NATION:
        return "China"
    return place.english[0] if place and place.english else glossary().english(name) or name


_LEVEL = "came to"
_GREW, _FELL = "grew by", "fell by"
_TARGETED = {_LEVEL: "", _GREW: "the growth of ", _FELL: "the reduction of "}


def _verb(candidate: Candidate) -> str:
    """Return what a claim says of its figure, "" when that is not sure."""
    claim, figure = candidate.claim, candidate.claim.figure
    assert figure is not None, "only a claim with a figure is put into English"
    before = _QUALIFIER_END.sub("", candidate.hit.text[claim.clause[0] : figure.start])
    changes = list(_CHANGE.finditer(before))
    if claim.is_growth or figure.kind is Kind.GROWTH:
        if not changes or figure.value < 0 or _RESULT.search(before):
            return ""
        return _GREW if changes[-1]["up"] else _FELL
    return "" if changes and not _RESULT.search(before) else _LEVEL


def _indicator(query: Query, candidate: Candidate) -> str:
    """Return the English of what a claim counts, "" when the glossary does not know it whole."""
    claim = candidate.claim
    # 全年粮食产量2151.9万吨 is what 比上年减产1.8% goes on with.
    said = _NUMBER.split(claim.inherited)[0] if claim.is_elliptic else claim.label
    core = _SAID_AFTER.sub("", _QUALIFIER_END.sub("", said))
    names = [name for place in query.scope.places for name in names_of(place)]
    for _ in range(2):  # 2024年辽宁省, 辽宁省2024年
        core = _SAID_BEFORE.sub("", core)
        leading = next((name for name in names if core.startswith(name)), "")
        core = core.removeprefix(leading)
    return glossary().english(core)


def _place(query: Query, candidate: Candidate) -> str:
    """Return the asked place when the report says that it is about it."""
    places = query.scope.places
    if len(places) != 1 or not any(name in candidate.hit.title for name in names_of(places[0])):
        return ""
    return f" in {name_in_english(places[0])}"


def _year(query: Query, candidate: Candidate) -> str:
    years = query.scope.years
    if len(years) != 1 or candidate.dated.year != years[0]:
        return ""
    sentence = candidate.hit.text[slice(*candidate.claim.sentence)]
    is_part = _PART_OF_YEAR.search(sentence) or _PART_OF_YEAR.search(query.text)
    return "" if is_part else f" in {years[0]}"


def _as_written(figure: Figure) -> str:
    """Return a figure as printed, with its qualifier when that stands in another place."""
    found = _AFTER.search(figure.qualifier)
    before, after = (
        (figure.qualifier[: found.start()], found[0]) if found else (figure.qualifier, "")
    )
    inside = figure.qualifier if figure.qualifier in figure.text else ""
    if inside:
        return figure.text
    gap = "" if _HAN.search(figure.qualifier + figure.text) else " "
    return f"{before}{gap if before else ''}{figure.text}{gap if after else ''}{after}"


def _qualified(qualifier: str) -> str:
    """Return the English form of a qualifier with a place for the figure, "" for none known."""
    form, rest = "{}", qualifier
    while rest:
        found = _QUALIFIER.match(rest)
        if not found:
            return ""
        form = _ENGLISH_QUALIFIER[found[0]].format(form)
        rest = rest[found.end() :]
    return form


def unit_in_english(unit: str) -> str | None:
    """Return what English writes behind a number, None when it would say too little."""
    if unit in _UNITS:
        return _UNITS[unit]
    return "" if unit == "" or unit in _BARE else None


def _unit(figure: Figure) -> str | None:
    return unit_in_english(figure.unit)


def _in_millions(value: Decimal) -> str:
    for size, word in _MILLIONS:
        if abs(value) >= size:
            return f"{_plain(value / size)} {word}"
    return f"{value.normalize():,f}"


def _in_ten_thousands(value: Decimal) -> str:
    for size, word in _TEN_THOUSANDS:
        if abs(value) >= size:
            return f"{_plain(value / size)}{word}"
    return _plain(value)


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
