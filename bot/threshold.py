"""Tells figures that say which things are meant, not how many: 60岁以上老年人, 每10万人; pure."""

import re
from collections.abc import Sequence

from bot.claim import Placed
from ingest.units import UNIT_CLASS

__all__ = ["without_thresholds"]

_AGES = ("岁", "周岁")
_BOUND = re.compile(r"[（(]?[及含]?[)）]?以[上下内]的?(?=[\u4e00-\u9fffA-Za-z])")
# 达到100万元以上增长5%: what follows says how it changed, and names no thing.
_NO_THING = re.compile(r"(?:同比|比上年|增长|增加|提高|上升|下降|减少|回落|占|并|且|和|与|为|是)")
_OF_AGE = re.compile(r"(?:年龄|[年已]?满|未满|不满|大于|小于|超过?|不足)$")
_RANGE = re.compile(r"\d\D{0,2}(?:[-—–~～至到]+)\s?\d")
_NOUN = re.compile(r"的?[\u4e00-\u9fff]")
_STOPS = re.compile(r"[、，,；;]")
_EACH = "每"
# Each repetition in one way only: 亿亿亿… would be taken apart in as many as there are.
_STEPS = re.compile(r"(?:[十百千]?[万亿]元?|大|新)*台阶")
_IN_ROW = re.compile(r"(?:连续|接连|先后|相继|连)[^，。；]*$")
_STEPS_AFTER = re.compile(r"元?、[^，。；]*(?:台阶|大关|关口)")


def without_thresholds(text: str, figures: Sequence[Placed]) -> list[Placed]:
    """Return the figures of a clause that state something of the things that the others name.

    60岁以上老年人1.8亿人 states 1.8亿人, 每10万人45台 states 45台. A figure alone is kept: it is
    what its clause states.
    """
    kept = [each for k, each in enumerate(figures) if not _names_things(text, figures, k)]
    return kept or [*figures]


def _names_things(text: str, figures: Sequence[Placed], k: int) -> bool:
    start, end, figure = figures[k]
    if figure.unit in _AGES and len(figures) > 1:
        names_people = bool(_RANGE.search(figure.text) and _NOUN.match(text, end))
        return names_people or bool(_BOUND.match(text, end) or _OF_AGE.search(text[:start]))
    return any(tells(text, figures, k) for tells in (_is_denominator, _is_bound, _is_milestone))


def _is_denominator(text: str, figures: Sequence[Placed], k: int) -> bool:
    is_last = k + 1 == len(figures)
    return not is_last and text[: figures[k][0]].endswith(_EACH)


def _is_milestone(text: str, figures: Sequence[Placed], k: int) -> bool:
    """Tell whether a figure is a step that was left behind: 7万亿 of 跨越7万亿、8万亿两个台阶."""
    start, end, figure = figures[k]
    if figure.unit == "个" and _STEPS.match(text, end):
        return True  # 连续迈上4个万亿元台阶
    is_last = k + 1 == len(figures)
    return not is_last and bool(_IN_ROW.search(text[:start]) and _STEPS_AFTER.match(text, end))


def _is_bound(text: str, figures: Sequence[Placed], k: int) -> bool:
    """Tell whether a figure bounds what the next one counts: 500万元以上项目120个."""
    if k + 1 == len(figures) or UNIT_CLASS.get(figures[k][2].unit, "count") == "count":
        return False
    between = text[figures[k][1] : figures[k + 1][0]]
    bound = _BOUND.match(between)
    if not bound or _STOPS.search(between):
        return False
    return not _NO_THING.match(between, bound.end())
