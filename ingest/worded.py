"""Reads the quantities that are written in words, Chinese and English, and the ranks.

Each reader takes text that went through `widen`; what a quantity states is not its matter.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from math import prod

from ingest.numerals import CHINESE, ENGLISH, MULTIPLIERS, chinese, english
from ingest.quantities import NOT_A_TENTH, UNIT, Quantity
from ingest.units import ENGLISH_UNITS

__all__ = ["find_chinese", "find_english", "find_ranks"]

_HAN = "\u4e00-\u9fff"
# 亿元 and 百强 hold no digit and are no figures; 近百万人次 and 突破万亿元 are.
_APPROACHING = "|".join(
    f"(?<={word})" for word in "近 超 超过 约 达 逾 过 破 突破 不足 达到".split()
)
_BARE_MULTIPLIER = "[百千]?[万亿]亿?|[百千]"
_ENDS = rf"(?=[^{_HAN}\d]|$)"
# What each begins with is asked first: most of a text is passed over at once.
_SHARE = re.compile(
    r"(?=[百千一二两三四五六七八九十1-9])(?:"
    rf"(?P<base>[百千])分之(?P<percent>{CHINESE})(?:[至到](?:[百千]分之)?(?P<percent_high>{CHINESE}))?"
    r"|(?P<parts>[二三四五六七八九十]+)分之(?P<share>[一二两三四五六七八九十]+)"
    rf"|(?P<tenths>[一二两三四五六七八九])(?:[至到](?P<tenths_high>[二三四五六七八九]))?成"
    rf"(?P<half>半)?{NOT_A_TENTH}"
    r"|(?P<halves>一半)"
    rf"|(?<=[{_HAN}])(?<![第页表图于在月])(?P<over>[1-9])/(?P<under>[2-9]|10)(?![\d/]))"
)
_DOUBLING = re.compile(r"翻了?(?P<doublings>[一两三四]?)番|翻了?一?倍")
_COUNT = re.compile(
    rf"(?=[〇一二三四五六七八九两十百千万亿])(?:(?=[〇一二三四五六七八九两十])(?P<number>{CHINESE})"
    rf"(?:(?:{UNIT})?[至到](?P<high>{CHINESE}))?(?P<some>[多余几]?)"
    rf"|(?=[百千万亿])(?:{_APPROACHING})(?P<multiplier>{_BARE_MULTIPLIER})(?!分之)"
    rf"|(?P<round>[百千万])(?P<over>余))"
    rf"(?:(?P<unit>{UNIT})(?!级)|(?<=[百千万亿][万亿]){_ENDS})"
)
# 第三项, 数百家, 每两年 and the slogan “四项机制” count nothing; 3万 was read as Arabic.
_NO_NUMERAL_AFTER = tuple('第十百千万亿几数每这那各“"‘0123456789')
# 一个, 一批, 两手 and 三个代表 are words, not counts; 一倍 and 一个百分点 are.
_WORDS = re.compile(
    r"一(?!倍|个百分点|(?:个月|个工作日|年|天|周|日|小时)(?:以?内|之内|以上|左右)|[万亿千百十])"
    r"|[两三四五六七八九十]个(?:代表|全面|健康|维护|确立|自信|意识|务必|毫不|全覆盖|积极性|一|更|先行|率先|走在|"
    r"努力|显著|着力|继续|只|过多|区分|离不开)"
    r"|[两三四五六七八九十](?:项规定|篇大?文章|位数)"
)
# With one character before them these make words and names more often than counts (三人行, 二线,
# 五年规划), so that a single digit needs a neighbour that shows that it measures.
_LOOSE = frozenset("次分路线面道方里步级类种年天日度位市省县村乡国期轮大站车师员人周")
_MEASURED_BEFORE = re.compile(
    r"(?:不少于|不低于|不超过|不得少于|不高于|至少|超过|最多|最长|延长至?|缩短至|为期|历时|连续|持续|满|任期|期限为?)$"
)
_MEASURED_AFTER = re.compile(
    r"(?:年|天|日|周)(?:时间|以?内|之内|以上|以下|左右)|人(?=[死受伤遇失重轻获被])|次(?=以上|以下)"
)
_RANK = re.compile(
    rf"(?=第)(?:第(?P<with_unit>\d{{1,3}}|{CHINESE})(?P<unit>[位名])"
    rf"|(?<=[{_HAN}])第(?P<alone>\d{{1,3}}|{CHINESE})(?=[^{_HAN}\d.·\-—]|$))"
)
_RANKED = re.compile(
    r"(?:[居列位排占]|升至|升到|全[国省市区县州盟球]|世界|亚洲|中国|[东西中]部|[省国区]内|行业|同类)[^，。、；\n]*$"
)
_FRACTIONS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6}
_FRACTIONS |= {"seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}
_MANIFOLD = {"doubl": 2, "tripl": 3, "quadrupl": 4}
_ENGLISH_UNIT = "|".join(sorted(ENGLISH_UNITS, key=len, reverse=True)).replace(" ", "[ -]")
_ENGLISH = re.compile(
    r"(?<![A-Za-z\d-])(?=[adefhnoqstADEFHNOQST])(?:"
    r"(?P<numerator>(?i:one|two|three|four|a(?=[ -]\w+ of\b)))[ -]"
    rf"(?P<denominator>{'|'.join(_FRACTIONS)})s?\b"
    r"|(?P<halves>(?<=than )half|(?<=nearly )half|(?<=about )half|(?<=over )half"
    r"|(?<!first )(?<!second )(?<!latter )half(?= the | of the ))"
    r"|(?P<manifold>doubl|tripl|quadrupl)(?:ed|ing)\b"
    rf"|(?P<number>(?i:{ENGLISH}|(?:one|a)(?= (?:thousand|[mb]illion|trillion)\b)))"
    r"(?:[ -](?P<scale>thousand|million|billion|trillion)\b)?"
    rf"(?:[ -](?P<unit>{_ENGLISH_UNIT})\b)?(?![A-Za-z]|-[A-Za-z\d]))"
)
# "the two sides" and "the past five years" name what is known and count nothing.
_KNOWN = re.compile(
    r"(?:\b(?:the|these|those|its|their|our|both|past|last|next|first|coming|previous|other|or)"
    r" |[-–—])$",
    re.IGNORECASE,
)


def find_chinese(text: str, names: bytes) -> Iterator[Quantity]:
    """Yield those in Chinese words: 三成, 四分之三, 翻一番, 两千三百人; none within a name."""
    for pattern, read in ((_SHARE, _share), (_DOUBLING, _doubling), (_COUNT, _count)):
        for found in pattern.finditer(text):
            span = found.span()
            # 2/3 looks like a date, which is a name; as a share it was read by its neighbours.
            is_in_name = pattern is not _SHARE and names.find(1, *span) >= 0
            if is_in_name or text[max(0, span[0] - 1) : span[0]] in _NO_NUMERAL_AFTER:
                continue
            try:
                quantity = read(text, found)
            except (ValueError, ZeroDivisionError):  # 十百 is in no number's order
                continue
            if quantity:
                yield quantity


def _share(text: str, found: re.Match[str]) -> Quantity:
    upper: Decimal | None = None
    if found["percent"]:
        value = chinese(found["percent"])
        upper = chinese(found["percent_high"]) if found["percent_high"] else None
    elif found["tenths"]:
        half = 5 if found["half"] else 0
        value = chinese(found["tenths"]) * 10 + half
        upper = chinese(found["tenths_high"]) * 10 + half if found["tenths_high"] else None
    else:
        value = _fraction(found)
    return Quantity(
        start=found.start(), end=found.end(), value=value, upper=upper,
        unit="‰" if found["base"] == "千" else "%",
    )  # fmt: skip


def _fraction(found: re.Match[str]) -> Decimal:
    if found["halves"]:
        return Decimal(50)
    if found["parts"]:
        return chinese(found["share"]) * 100 / chinese(found["parts"])
    return Decimal(found["over"]) * 100 / Decimal(found["under"])


def _doubling(text: str, found: re.Match[str]) -> Quantity:
    value = 2 ** chinese(found["doublings"] or "一")
    return Quantity(
        start=found.start(), end=found.end(), value=Decimal(value), unit="倍", is_change=True
    )


def _count(text: str, found: re.Match[str]) -> Quantity | None:
    number, unit = found["number"] or "", found["unit"] or ""
    if number and not _counts(text, found):
        return None
    value = chinese(number) if number else _bare(found["multiplier"] or found["round"])
    upper = chinese(found["high"]) if found["high"] else None
    return Quantity(
        start=found.start(), end=found.end(), value=value, unit=unit, upper=upper,
        some=found["some"] or found["over"] or "",
    )  # fmt: skip


def _bare(multiplier: str) -> Decimal:
    """Return the value of a multiplier alone: 千万 is 1,000 times 10,000."""
    return Decimal(prod(int(MULTIPLIERS[char]) for char in multiplier))


def _counts(text: str, found: re.Match[str]) -> bool:
    """Tell a count from a word or name that begins with numerals: 三四线, 二〇二四, 五年规划."""
    number, unit = found["number"], found["unit"] or ""
    is_enumeration = len(number) > 1 and not re.search("[十百千万亿点]", number)
    if is_enumeration or (_WORDS.match(text, found.start()) and not found["high"]):
        return False
    if len(number) > 1 or unit not in _LOOSE or found["high"]:
        return True
    after = _MEASURED_AFTER.match(text, found.end() - len(unit))
    return bool(after or _MEASURED_BEFORE.search(text[max(0, found.start() - 5) : found.start()]))


def find_ranks(text: str) -> Iterator[Quantity]:
    """Yield the ranks: 第3位, 全国第一; 第一产业 is none."""
    for found in _RANK.finditer(text):
        numeral = found["with_unit"] or found["alone"]
        if found["alone"] and not _RANKED.search(text[max(0, found.start() - 16) : found.start()]):
            continue  # “安全第一”
        try:
            value = Decimal(numeral) if numeral.isdecimal() else chinese(numeral)
        except ValueError:
            continue
        yield Quantity(
            start=found.start(), end=found.end(), value=value, unit=found["unit"] or "",
            is_rank=True,
        )  # fmt: skip


def find_english(text: str, names: bytes) -> Iterator[Quantity]:
    """Yield those in English words: two thirds, doubled, eight sets, one million hectares."""
    for found in _ENGLISH.finditer(text):
        if names.find(1, *found.span()) >= 0:
            continue
        if found["number"]:
            if _counts_in_english(text, found):
                yield _english_count(found)
            continue
        start, end = found.span()
        if found["manifold"]:
            times = Decimal(_MANIFOLD[found["manifold"]])
            yield Quantity(start=start, end=end, value=times, unit="倍", is_change=True)
            continue
        value = Decimal(50)
        if found["denominator"]:
            value = english(found["numerator"]) * 100 / _FRACTIONS[found["denominator"]]
        yield Quantity(start=start, end=end, value=value, unit="%")


def _counts_in_english(text: str, found: re.Match[str]) -> bool:
    before = text[max(0, found.start() - 12) : found.start()]
    if found["scale"]:
        return True
    is_inside = bool(re.search(r"[A-Za-z,] $", before))
    is_title = found["number"][0].isupper() and is_inside  # the Three Gorges
    return not is_title and not _KNOWN.search(before)


def _english_count(found: re.Match[str]) -> Quantity:
    scale = MULTIPLIERS.get(found["scale"] or "", Decimal(1))
    unit = re.sub("-", " ", found["unit"] or "")
    return Quantity(
        start=found.start(), end=found.end(), value=english(found["number"]) * scale,
        unit=ENGLISH_UNITS.get(found["unit"] or "", ENGLISH_UNITS.get(unit, "")),
    )  # fmt: skip
