"""Tells which year of a question is asked for its target and which for its result; pure."""

import re

__all__ = ["GOAL", "RESULT", "Pair", "planned_beside_results", "years_by_mode"]

Pair = tuple[int | None, bool]
"""A year, and whether its target is asked for."""

GOAL = (
    r"目标|计划|预期|target|goal"
    r"|(?:报告|年初|当初|原先|原来|当时|事先)(?:里|中|上)?(?:预|设|确|拟|制)?(?:定|安排|提)[下出]?[的了]"
    r"|(?<![固特指限规选一])定的(?=数|是|和|与|跟|、)"
)
"""How a question names what was aimed at: 目标, 报告定的数."""
RESULT = (
    r"实际|实绩|实现了?[吗没]|完成了?[吗没多]|完成情况|达成了?[吗没]|达到了?[吗没]|达标|兑现|结果|最终"
    r"|最后|做到(?:了?[吗没多]|的)|actual|achiev|\bmet\b|meet|result"
)
"""How it names what came of it."""
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MODE = re.compile(
    rf"{_YEAR}"
    r"(?P<report>\s?年?[^，。、；\d]{0,12}?报告|\s(?:government )?work report)?"
    r"|(?:(?P<target>目标|target|goal)"
    r"|(?P<result>实际(?:完成)?|实绩|完成了?多少|结果|actual|achieved|result))"
    r"(?:[（(](?P<behind>(?:19|20)\d\d)年?[^）)]{0,8}报告[）)])?"
)
# 2024年到2025年怎么变的，2026年打算控制到多少: what is asked of a year ends with its clause.
_PLAN = re.compile(
    rf"{_YEAR}(?!\d)"
    r"|(?P<lead>打算|计划|准备|力争|争取|(?<![模虚])拟)|(?P<plan>目标|预期(?!寿命)|安排|target|goal)"
    r"|(?P<end>多少|[几,，;；。？?])"
)


def years_by_mode(text: str) -> list[Pair]:
    """Return the years that a question pairs with modes, empty unless it asks for both.

    2025年的目标, 2026年报告的实绩: a mode is of all years before it that have none yet, and a
    report states the results of the year before.
    """
    pairs: list[Pair] = []
    years: list[tuple[int, bool]] = []
    is_paired = False
    for found in _MODE.finditer(text):
        if found["year"]:
            years = [] if is_paired else years
            years.append((int(found["year"]), bool(found["report"])))
            is_paired = False
        elif years:
            is_target, is_paired = bool(found["target"]), True
            if found["behind"]:
                years[-1] = (int(found["behind"]), True)
            pairs += [
                (year - 1 if is_report and not is_target else year, is_target)
                for year, is_report in years
            ]
    return _of_both(pairs)


def planned_beside_results(text: str) -> list[Pair]:
    """Return the years of a question that asks for results and for what a later year plans.

    2024年、2025年各是多少，2026年打算控制到多少. Empty when it does not.
    """
    pairs: list[Pair] = []
    years: list[int] = []
    is_led = False  # 计划2026年达到多少
    for found in _PLAN.finditer(text):
        if found["year"]:
            years.append(int(found["year"]))
        elif found["lead"] and not years:
            is_led = True
        else:
            pairs += [(year, is_led or not found["end"]) for year in years]
            years, is_led = [], False
    pairs = _of_both([*pairs, *((year, is_led) for year in years)])
    results = [year for year, is_target in pairs if not is_target and year]
    plans = [year for year, is_target in pairs if is_target and year]
    return pairs if pairs and max(results) < min(plans) else []


def _of_both(pairs: list[Pair]) -> list[Pair]:
    kept = list(dict.fromkeys(pairs))
    return kept if len({is_target for _, is_target in kept}) > 1 else []
