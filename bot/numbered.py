"""Reads official numbers of papers, 国办发〔2026〕15号 or 259号文; pure."""

import re

__all__ = ["find_numbers", "is_number_of", "without_numbers"]

_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,12}\s?[〔\[(【](?P<year>(?:19|20)\d\d)[〕\])】]\s?第?(?P<number>\d{1,4})号文?"
    r"|[\u4e00-\u9fff]{0,5}[发函规字令电告](?P<plain_year>(?:19|20)\d\d)年?第?(?P<plain_number>\d{1,4})号文?"
    r"|(?<![\d.])(?P<only>\d{1,4})号文"
)


def find_numbers(text: str) -> tuple[str, ...]:
    """Return the numbers that a folded text names, as year and number: 2026-15, or -259."""
    found = (_number(each) for each in _NUMBER.finditer(text))
    return tuple(dict.fromkeys(found))


def without_numbers(text: str) -> str:
    """Return a folded text without them: their years are of no figure."""
    return _NUMBER.sub(" ", text)


def is_number_of(number: str, named: str) -> bool:
    """Tell whether a number is that of a paper, by what the paper says of itself."""
    return any(each == number or each.endswith(number) for each in find_numbers(named))


def _number(found: re.Match[str]) -> str:
    if found["only"]:
        return f"-{found['only']}"
    year = found["year"] or found["plain_year"]
    return f"{year}-{found['number'] or found['plain_number']}"
