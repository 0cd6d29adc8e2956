"""Reads numerals, Arabic, Chinese and in English words, into exact decimals."""

import re
from decimal import Decimal

__all__ = [
    "ARABIC",
    "BROKEN",
    "CHINESE",
    "ENGLISH",
    "MULTIPLIERS",
    "arabic",
    "chinese",
    "english",
    "widen",
]

ARABIC = r"(?:\d{1,3}(?:[,，]\d{3})+(?!\d)|\d+)(?:\.\d+)?"
"""An Arabic numeral in text that went through `widen`."""
BROKEN = (
    r"(?<!\d)(?<!\d )(?<!表 )(?<!图 )(?<![表图])\d{1,3}(?: \d{3})+"
    r"|(?<=[\u4e00-\u9fff])\d+\.[ \n]\d+"
)
"""One that print or a line's end broke: 3 521个, 3.⏎3万公里; what follows must be a unit."""

MULTIPLIERS: dict[str, Decimal] = {
    "万亿": Decimal(10**12), "千亿": Decimal(10**11), "百亿": Decimal(10**10),
    "十亿": Decimal(10**9), "亿": Decimal(10**8), "千万": Decimal(10**7),
    "百万": Decimal(10**6), "十万": Decimal(10**5), "万": Decimal(10**4),
    "千": Decimal(1000), "百": Decimal(100),
    "thousand": Decimal(1000), "million": Decimal(10**6), "billion": Decimal(10**9),
    "trillion": Decimal(10**12),
}  # fmt: skip
"""What stands between a numeral and its unit, longest first among those of one beginning."""

_DIGITS = {char: i for i, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "俩": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SECTIONS = {"万": 10**4, "亿": 10**8}
CHINESE = rf"[{''.join(_DIGITS)}{''.join(_TENS)}{''.join(_SECTIONS)}]+(?:点[{''.join(_DIGITS)}]+)?"
"""A Chinese numeral."""

_ONES = dict(zip("one two three four five six seven eight nine".split(), range(1, 10), strict=True))
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TIES = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = (
    _ONES
    | {"a": 1}
    | {word: 10 + i for i, word in enumerate(_TEENS)}
    | {word: 20 + 10 * i for i, word in enumerate(_TIES)}
)
_TO_99 = (
    rf"(?:(?:{'|'.join(_TIES)})(?:[ -](?:{'|'.join(_ONES)})\b)?|{'|'.join(_TEENS)}"
    rf"|{'|'.join(word for word in _ONES if word != 'one')})"
)
ENGLISH = rf"(?:(?:one|{_TO_99}) hundred(?: and {_TO_99}| {_TO_99})?|{_TO_99})"
"""A number of English words from two to 9,900; "one" counts nothing alone."""

_WIDE = re.compile("[０-９．％－～／]")
_WIDE_OFFSET = 0xFEE0
# No number: a rule drawn of 〇, a dump of digits. The grammar would try each from each of its
# characters: 23 s for 8,000 of them (fuzzing, 2026-11-30).
_ENDLESS = re.compile(rf"\d{{65,}}|[{''.join(_DIGITS)}{''.join(_TENS)}{''.join(_SECTIONS)}]{{65,}}")


def widen(text: str) -> str:
    """Return the text with full-width digits and signs as ASCII; its length does not change.

    Runs of digits or numerals that are longer than any number become spaces.
    """
    # Few are wide: looking for them takes a tenth of what `str.translate` does.
    folded = _WIDE.sub(lambda found: chr(ord(found[0]) - _WIDE_OFFSET), text)
    return _ENDLESS.sub(lambda found: " " * len(found[0]), folded)


def arabic(numeral: str) -> Decimal:
    """Return the value of what `ARABIC` or `BROKEN` matched, thousands commas included."""
    return Decimal(re.sub(r"[,，\s]", "", numeral))


def english(numeral: str) -> Decimal:
    """Return the value of what `ENGLISH` matched: "twenty-five" is 25, "two hundred" is 200."""
    total = 0
    for word in re.split(r"[ -](?:and )?", numeral.lower()):
        total = (total or 1) * 100 if word == "hundred" else total + _WORDS[word]
    return Decimal(total)


def chinese(numeral: str) -> Decimal:
    """Return the value of what `CHINESE` matched: 两千三百 is 2300, 六点五 is 6.5, 一二 is 12.

    Raises:
        ValueError: The characters are not in the order of a number, such as 十百 or 万.
    """
    whole, _, fraction = numeral.partition("点")
    value = Decimal(_whole(whole))
    if fraction:
        value += Decimal("0." + "".join(str(_DIGITS[char]) for char in fraction))
    return value


def _whole(numeral: str) -> int:
    for char, size in (("亿", 10**8), ("万", 10**4)):
        high, found, low = numeral.rpartition(char)
        if found:
            # 一亿两千万: what stands before 万 is counted in 万 alone.
            return _whole(high) * size + (_whole(low) if low else 0)
    if all(char in _DIGITS for char in numeral):
        return int("".join(str(_DIGITS[char]) for char in numeral))
    return _section(numeral)


def _section(numeral: str) -> int:
    """Return the value of a numeral below 万: digits, each followed by 千, 百 or 十, in order."""
    total = 0
    digit: int | None = None
    last_unit = 10**4
    for char in numeral:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif _TENS[char] < last_unit:
            total += (1 if digit is None else digit) * _TENS[char]
            last_unit, digit = _TENS[char], None
        else:
            raise ValueError(f"not a number: {numeral}")
    # 一百二 is 120 in speech, but 一百零二 is 102: only the latter occurs in reports.
    return total + (digit or 0)
