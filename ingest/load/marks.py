"""Tells raised marks of notes from raised parts of units and powers; knows no file format."""

import re

__all__ = ["is_mark", "raised"]

_MARK = re.compile(
    r"\s*(?:[\[［〔(（]?\d{1,3}(?:\s*[,，、\-–—]\s*\d{1,3})*[\]］〕)）]?|[①-⑳*＊※†‡]+|注\d*)\s*"
)
_UNIT = re.compile(r"(?:[a-zA-Zμ]|[米㎡])$")
_POWER = re.compile(r"(?:^|[^\d.])10$|[×xX]\s?10$")
_RAISED = str.maketrans("0123456789-+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺")


def is_mark(text: str, before: str) -> bool:
    """Tell a raised text that refers to a note: 粮食产量[1], 3521个②, not km2 or 10 to the 8th.

    Args:
        text: What is raised.
        before: The text up to it.
    """
    return bool(_MARK.fullmatch(text)) and not _is_power(text, before)


def raised(text: str, before: str) -> str:
    """Return a raised text that is none of a note as it is read: m2 with its two raised."""
    return text.translate(_RAISED) if _is_power(text, before) else text


def _is_power(text: str, before: str) -> bool:
    stripped = before.rstrip()
    is_plain = bool(re.fullmatch(r"\s*[-+]?\d{1,2}\s*", text))
    is_unit = bool(_UNIT.search(stripped)) and text.strip() in ("2", "3", "-1", "-2", "-3")
    return is_plain and (is_unit or bool(_POWER.search(stripped)))
