"""Numerals, checked against a writer of Chinese numerals that shares nothing with the reader."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.numerals import (
    ARABIC,
    BROKEN,
    CHINESE,
    ENGLISH,
    MULTIPLIERS,
    arabic,
    chinese,
    english,
    widen,
)

_DIGITS = "零一二三四五六七八九"


def _below_ten_thousand(number):
    """Write 1..9999 as in a report: 1005 is 一千零五, 1050 is 一千零五十."""
    written = ""
    gap = False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit == 0:
            gap = bool(written)
            continue
        written += ("零" if gap else "") + _DIGITS[digit] + name
        gap = False
    return written


def _write(number):
    """Write 0..99,999,999."""
    high, low = divmod(number, 10_000)
    written = _below_ten_thousand(high) + "万" if high else ""
    if low:
        written += ("零" if high and low < 1000 else "") + _below_ten_thousand(low)
    written = written or "零"
    return written[1:] if written.startswith("一十") else written


@given(st.integers(0, 99_999_999))
def test_chinese_reads_every_number_that_is_written(number):
    assert chinese(_write(number)) == number


@given(st.integers(0, 99_999_999))
def test_pattern_takes_a_written_number_whole(number):
    assert re.match(CHINESE, _write(number))[0] == _write(number)


@given(st.integers(0, 9_999), st.text("零一二三四五六七八九", min_size=1, max_size=6))
def test_chinese_reads_decimals_exactly(whole, digits):
    fraction = "".join(str(_DIGITS.index(digit)) for digit in digits)
    assert chinese(f"{_write(whole)}点{digits}") == Decimal(f"{whole}.{fraction}")


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("两千三百", 2300),
        ("一百零二", 102),
        ("一万零五", 10_005),
        ("两万五千", 25_000),
        ("百万", 1_000_000),
        ("千亿", 100_000_000_000),
        ("一亿两千万", 120_000_000),
        ("三十万亿", 30_000_000_000_000),
        ("二〇二四", 2024),
        ("一二", 12),
        ("零", 0),
    ],
)
def test_chinese_reads(numeral, value):
    assert chinese(numeral) == value


@pytest.mark.parametrize("numeral", ["十百", "百百", "十千", "三十百", "二十三百"])
def test_order_of_no_number_is_refused(numeral):
    with pytest.raises(ValueError, match=numeral):
        chinese(numeral)


@given(st.decimals(0, 10**12, places=3, allow_nan=False, allow_infinity=False))
def test_arabic_reads_thousands_commas(number):
    assert arabic(f"{number:,}") == number


@given(st.integers(0, 10**12))
def test_pattern_takes_a_number_with_commas_whole(number):
    assert re.match(ARABIC, f"{number:,}亿")[0] == f"{number:,}"


@pytest.mark.parametrize(("numeral", "value"), [("3 521", 3521), ("3.\n3", Decimal("3.3"))])
def test_number_broken_by_space_or_line_is_read(numeral, value):
    found = re.search(BROKEN, f"增{numeral}万")
    assert arabic(found[0]) == value


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("two", 2),
        ("Eight", 8),
        ("twenty-five", 25),
        ("ninety", 90),
        ("one hundred", 100),
        ("three hundred and twenty", 320),
        ("twenty five hundred", 2500),
    ],
)
def test_english_reads(numeral, value):
    assert re.fullmatch(ENGLISH, numeral, re.IGNORECASE)
    assert english(numeral) == value


def test_widen_makes_full_width_digits_ascii_in_place():
    assert widen("增长６．５％，约１２～１５万元") == "增长6.5%，约12~15万元"
    assert widen("微克／立方米") == "微克/立方米"


@given(st.text())
def test_widen_keeps_every_position(text):
    assert len(widen(text)) == len(text)


@pytest.mark.parametrize(
    ("name", "value"),
    [("万亿", 10**12), ("亿", 10**8), ("万", 10**4), ("million", 10**6), ("billion", 10**9)],
)
def test_multiplier_is_worth(name, value):
    assert MULTIPLIERS[name] == value
