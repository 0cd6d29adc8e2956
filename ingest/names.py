"""Finds the numbers that are parts of names, dates, document numbers and marks, not figures.

Knows single numbers only by what stands around them; which numbers are figures is decided in
`ingest.quantities`.
"""

import re

__all__ = ["is_part_of_name", "mark_names"]

_HAN = "\u4e00-\u9fff"
_YEAR = r"(?:1\d|20)\d\d"
_MAGNITUDE = "(?:[万亿千百%‰]|个?百分点)"
_TO = "[-—–~至到]"
_DAYS = rf" ?\d{{1,2}} ?[日号]?(?: ?{_TO} ?\d{{1,2}} ?[日号])| ?\d{{1,2}} ?[日号]"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_CN_DAY = "[一二三四五六七八九十]{1,3}"
_REFERENCES = (
    "page|paragraph|part|chapter|section|rule|article|table|figure|annex|appendix|volume|type|grade"
    r"|phase|stage|no\."
)
_MEASURING = "P|PB|TB|GB|[kMG]W|[kMG]Wh|TEU|[PE]FLOPS|Gbps"

_DATES = (
    # 2021—2025年, 2024年7月15日, 1—6月, 7月15日, 9月份
    rf"{_YEAR} ?年? ?{_TO}{{1,2}} ?(?:{_YEAR}|\d\d) ?年(?:\d{{1,2}}月)?",
    rf"(?<!\d){_YEAR} ?年(?!以上)"
    rf"(?: ?\d{{1,2}} ?(?:{_TO} ?\d{{1,2}} ?)?月(?:{_DAYS})?)?",
    rf"(?<!\d)\d{{1,2}} ?(?:{_TO} ?\d{{1,2}} ?)?月(?:份|{_DAYS})?(?:底|末|初)?",
    r"(?<!\d)(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)",
    rf"[〇○零一二三四五六七八九]{{4}}年(?:{_CN_DAY}月(?:{_CN_DAY}[日号])?)?|{_CN_DAY}月{_CN_DAY}[日号]",
    rf"(?:{_MONTHS}) \d{{1,2}}(?:, ?\d{{4}})?|\d{{1,2}} (?:{_MONTHS})(?: \d{{4}})?",
    r"(?<![\d.])\d{1,2}[:：]\d{2}(?!\d)",
    # “5·13”事故
    r"\d+(?:[·•]\d+)+",
    # A bare year: in 2015, by 2020.
    rf"(?<![\d.])(?:19|20)\d\d(?=[^\d.,，%万亿{_HAN}]|$)"
    r"(?! ?(?:yuan|km|people|million|billion))",
    r"(?<=[A-Za-z] )(?:19|20)\d\d(?=[.,](?!\d))",
)
_DOCUMENTS = (
    r"[〔\[（(](?:19|20)\d\d[〕\]）)] ?\d+ ?号|(?<![\d.])\d+号(?:-\d+)?",
    r"第 ?\d+(?:\.\d+)?",
    # 附件1, 表 8, page 36, Rule 131
    rf"(?:附件|附表|附图|步骤|序号|(?<![{_HAN}])[表图]) ?\d+(?!\d|[个份张])",
    rf"\b(?i:{_REFERENCES})s?"
    r" ?\d+(?:\.\d+)*(?![\d%]|[.,]\d| (?:million|billion|percent))",
    # The number of a paragraph, 2.2 There is; with a Chinese heading, 1.1 总则.
    rf"(?m:^)\d{{1,2}}(?:\.\d{{1,2}}){{1,3}} (?=[A-Z{_HAN}])(?!{_MAGNITUDE}|[个元吨亩人户家])",
    # A page's foot: 20 / 21
    r"(?m:^)\d+ / \d+(?m:$)",
    r"[\[［]\d{1,3}[\]］]|[（(]\d{1,2}[)）]",
    r"https?://\S+",
    # Attributes of saved mark-up: width="5.5in", on one line or two
    r"\b[a-z]++=\"[^\"\n]*\"",
)
_NAMES = (
    # A telephone number; 000014349/2004-00202 and other codes that start with 0
    r"(?<!\d)0\d{2,3}-\d{7,8}(?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)|(?<![\d.,])0\d+(?![\d.])",
    # G30, COVID-19, PM2.5, but not GDP1.3万亿元; 5G, 5A级
    r"(?<![A-Za-z])[A-Za-z]++[-_.]?(?<!RMB)(?<!USD)(?<!CNY)\d+(?:\.\d+)?"
    rf"(?![\d.]*{_MAGNITUDE})[A-Za-z]*",
    rf"\d+(?:\.\d+)?(?!(?:{_MEASURING})(?![A-Za-z\d]))[A-Z][A-Za-z+]*级?",
    # 12th, 21st
    r"(?<![\d.])\d+(?:st|nd|rd|th)\b",
    # 7×24, 1+6, 24/7 and dates; 2/3 is a fraction and is read before
    r"\d+(?:[+×xX]\d+)+(?:\+[A-Z])?|\d+[+＋][A-Z]|\d+(?:/\d+)+(?:-\d+)?",
    # 2.0版
    r"(?<![\d.])\d\.\d(?=版|时代)",
)
# Which characters can begin one, asked first: most of a text is passed over at once.
_BEGINS = r"(?=[\d〇○零一二三四五六七八九十第附步序表图〔\[［（(]|(?<![A-Za-z])[A-Za-z])"
_ALL = re.compile(f"{_BEGINS}(?:{'|'.join((*_DATES, *_DOCUMENTS, *_NAMES))})")
_AMOUNT = re.compile(rf"[\d.]+{_MAGNITUDE}")


def mark_names(text: str) -> bytes:
    """Return a byte a code point, 1 where no number is a figure because it is in a name."""
    marks = bytearray(len(text))
    for found in _ALL.finditer(text):
        marks[found.start() : found.end()] = b"\1" * len(found[0])
    return bytes(marks)


def is_part_of_name(text: str, start: int, end: int) -> bool:
    """Tell whether what stands right before a number makes it the rest of a name or number."""
    before = text[max(0, start - 2) : start]
    if re.search(r"[A-Za-z_]-?$", before):
        return not _AMOUNT.match(text, start, end)
    return bool(re.search(r"[\d.]$|\d[,，]$", before))
