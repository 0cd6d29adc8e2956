"""Says what a report is: title, issuer, place, period, date, number; knows no store or question."""

import re
from collections.abc import Mapping, Sequence

from ingest.numerals import chinese
from ingest.places import NATION, find_mentions, gazetteer, guess_mentions, resolve
from ingest.types import Description

__all__ = ["describe"]

_HEAD_LINES = 14
_HEAD_CHARS = 1500
_MAX_TITLE_CHARS = 70
_TITLE = re.compile(
    r"(?:报告|公报|通知|通告|公告|意见|规划|办法|条例|批复|复函|函|决定|决议|纲要|方案|细则|规定|指引|指南|目录|清单"
    r"|大纲|标准|法|答复|讲话|摘要|Report|REPORT|Communiqu[eé]|Plan|Law)"
    r"(?:\s?[（(][^）)]{1,20}[）)])?[》]?(?:摘要)?$|Report on|REPORT ON"
    r"|^(?:The )?(?:Plan|Law|Report|Communiqu[eé]|Outline|Opinions|Measures|Notice|Regulations)\b"
)
_GENERIC = re.compile(
    r"^(?:政府工作报告|工作报告|统计公报|report on the work of the government)$", re.IGNORECASE
)
_NUMBERED = re.compile(
    r"^(?:第[一二三四五六七八九十\d]+[章条]|[（(]?[一二三四五六七八九十\d]+[）)、.])"
)
_WORKING_TITLE = re.compile(
    r"^(?:word|microsoft|untitled|无标题|新建|document|文档\d*)", re.IGNORECASE
)
_DATE = re.compile(r"((?:19|20)\d\d)\s?[-年/.]\s?(\d{1,2})\s?[-月/.]\s?(\d{1,2})(?:\s?日)?(?!\d)")
_CHINESE_DATE = re.compile(
    r"([一二][〇○零一二三四五六七八九]{3})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_ENGLISH_DATE = re.compile(
    r"(January|February|March|April|May|June|July|August|September|October|November|December)\s+"
    r"(\d{1,2}),\s+((?:19|20)\d\d)"
)
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_RANGE = re.compile(r"((?:19|20)\d\d)\s?年?\s?[-—–~至到]{1,2}\s?((?:19|20)\d\d)\s?年?")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_LOOKS_BACK = re.compile(r"报告|公报|运行|形势|情况")
# 到2030年 is a plan.
_YEAR_OF_TEXT = re.compile(
    r"(?<![\d到至—-])(?<!计划)(?<!力争)(?<!实现)(?<!预计)((?:19|20)\d\d)年"
    r"(?!底?前|以前|规划|(?:远景)?目标)"
)
_SENTENCE = re.compile(r"[。；]|[.;]\s")
_HAN = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile("[A-Za-z]")
_PART = re.compile(r"上半年|下半年|前三季度|(?:第?[一二三四]|[1-4])季度|1[-—至]\d{1,2}月")
_FILE_PART = re.compile(r"h1|H1|上半年")
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,10}(?:发|字|函|办|规|令|文|电|号)?[〔\[（(【](?:19|20)\d\d[〕\]）)】]\s?\d+\s?号"
)
_ISSUER = re.compile(
    r"^([\u4e00-\u9fff、\s]{2,40}?(?:国务院办公厅|国务院|人民政府办公厅|人民政府办公室|人民政府|中央军委|委员会"
    r"|人民银行|总局|银行|[局厅部署办会院]))(?:关于|印发|转发|令|对)"
)
# 高于全国1.5个百分点, 居全国第三: what a place is set against, and no place of the report.
_AGAINST_NATION = re.compile(
    r"(?:[高低快慢多少优好]于|高出|[比占居列在])全国\S{0,2}|全国(?=第|前列|首|领先|平均|先进|百强|唯一)"
)
_MEETING = re.compile(r"在(\S{2,20}?)第[一二三四五六七八九十\d]+届人民代表大会")


def describe(text: str, *, name: str, metadata: Mapping[str, str]) -> Description:
    """Describe a report from what its file states, its first lines, and its file name, in turn."""
    lines = [line for line in text[:_HEAD_CHARS].split("\n") if line][:_HEAD_LINES]
    stem = re.sub(r"\.[A-Za-z]{2,8}$", "", name)
    printed = _title(lines, metadata, stem)
    place = _place(text, lines=lines, stem=stem, stated=metadata.get("place", ""), title=printed)
    published = _published(text, metadata.get("published", ""))
    period = _period(lines, stem=stem, title=printed, stated=metadata.get("period", ""))
    period = _reported(period, text, title=printed)
    number = metadata.get("number") or _search(_NUMBER, text[:_HEAD_CHARS])
    return Description(
        title=_full_title(printed, place=place, year=_year_of(period or published)),
        issuer=_issuer(printed, place, metadata.get("issuer", "")),
        place=place,
        period=period or _year_of(published) or _newest_year(text),
        published=published,
        number=number,
        language=_language(text),
    )


def _title(lines: Sequence[str], metadata: Mapping[str, str], stem: str) -> str:
    stated = metadata.get("title", "").strip()
    if stated and not _WORKING_TITLE.match(stated):
        return stated
    for line in lines:
        is_title = len(line) <= _MAX_TITLE_CHARS and _TITLE.search(line) and "，" not in line
        if is_title and not _NUMBERED.match(line):
            # A title printed over two lines is whole in the file's name.
            return stem if line in stem else line.strip("《》 ")
    return stem.strip() or "未命名"


def _full_title(printed: str, *, place: str, year: str) -> str:
    """Return a title that tells this report from its look-alikes: year and place in front."""
    if not _GENERIC.match(printed):
        return printed
    if printed.isascii():
        return f"{year.rstrip('年')} {printed}".strip()
    return f"{year}{'国务院' if place == NATION else place}{printed}"


def _place(text: str, *, lines: Sequence[str], stem: str, stated: str, title: str) -> str:
    meeting = _MEETING.search("\n".join(lines))
    # The nation is named in every report; it is the place only where the title or meeting says so.
    for source in (stated, title, meeting[1] if meeting else "", stem):
        mentions = guess_mentions(source)
        if mentions:
            return mentions[-1].name if source is meeting else mentions[0].name
    opening = _AGAINST_NATION.sub("", "\n".join(lines[:5])[:300])
    if any(each.name == NATION for each in find_mentions(opening)):
        return NATION
    place = resolve(text)
    return place if place in gazetteer() else ""


def _published(text: str, stated: str) -> str:
    for source in (stated, text[:800], text[-200:]):
        found = _DATE.search(source)
        if found:
            return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
        printed = _CHINESE_DATE.search(source)
        if printed:
            year = "".join(str("〇一二三四五六七八九".index(char)) for char in _zeros(printed[1]))
            return f"{year}-{int(chinese(printed[2])):02}-{int(chinese(printed[3])):02}"
        english = _ENGLISH_DATE.search(source)
        if english:
            month = _MONTHS.index(english[1]) + 1
            return f"{english[3]}-{month:02}-{int(english[2]):02}"
    return stated


def _zeros(year: str) -> str:
    return re.sub("[○零]", "〇", year)


def _period(lines: Sequence[str], *, stem: str, title: str, stated: str) -> str:
    for source in (title, stem):
        span = _RANGE.search(source)
        if span:
            return f"{span[1]}-{span[2]}年"
    opening = "\n".join(lines[:3])[:300]
    year = next(
        (found[1] for source in (stated, title, stem) if (found := _YEAR.search(source))), ""
    )
    if not year:
        # In running text a year is of what it tells, unless the report opens with it.
        short = "\n".join(line for line in lines if not _SENTENCE.search(line))
        opens = (found for line in lines[1:3] if (found := _YEAR.match(line)))
        dated = next(opens, None) or _DATE.search(short) or _YEAR.search(short[:200])
        year = dated[1] if dated else ""
    part = _search(_PART, title) or ("上半年" if _FILE_PART.search(stem) else "")
    # "上半年，我市…" opens a half-year report; deeper in the text it is only a mention.
    part = part or (found[0] if (found := _PART.match(opening.split("\n")[-1])) else "")
    return f"{year}年{part}" if year else ""


def _reported(period: str, text: str, *, title: str) -> str:
    """Return the year a report is about, where its title names the year it came out.

    某省金融运行报告（2024） opens with 2023年 and goes on so; a work report states both years.
    """
    titled = _YEAR.search(period)
    looks_back = _LOOKS_BACK.search(title) and "工作报告" not in title
    if titled is None or not looks_back or _RANGE.search(period):
        return period
    years = _YEAR.findall(text[len(title) : _HEAD_CHARS])
    before = str(int(titled[1]) - 1)
    return f"{before}年" if years.count(before) > 2 * years.count(titled[1]) else period


def _newest_year(text: str) -> str:
    """Return the newest year that a report without a date speaks of as past or present."""
    years = [found[1] for found in _YEAR_OF_TEXT.finditer(text)]
    return f"{max(years)}年" if years else ""


def _issuer(title: str, place: str, stated: str) -> str:
    if stated:
        return stated
    found = _ISSUER.match(title)
    if found:
        return found[1]
    if "政府工作报告" in title and place:
        return "国务院" if place == NATION else f"{place}人民政府"
    return ""


def _year_of(date: str) -> str:
    found = _YEAR.search(date)
    return f"{found[1]}年" if found else ""


def _language(text: str) -> str:
    sample = text[:5000]
    return "en" if len(_LATIN.findall(sample)) > 2 * len(_HAN.findall(sample)) else "zh"


def _search(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[0] if found else ""
