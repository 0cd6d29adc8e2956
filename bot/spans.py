"""Writes out what a question names in short: spans of years and groups of places; pure."""

import json
import re
from functools import cache
from importlib.resources import files

__all__ = ["write_out"]

_MAX_YEARS = 12
_YEAR = r"((?:19|20)\d\d)"
_TO = r"(?:\s?[-—–~～至到]{1,2}\s?| to | through | and )"
_RANGE = re.compile(
    rf"(?<![\d.])(?:(?:from|between|自|从)\s?)?{_YEAR}\s?(年?)(?:年?[末底初])?{_TO}{_YEAR}(?!\d)"
    r"(?!\s?年?[^，。？?]{0,8}(?:规划|纲要|计划|行动|方案))"
)
# 2011年以来怎么变的, 到2014年
_SINCE = re.compile(
    rf"(?:自|从)?{_YEAR}\s?年?(?:以来|以后|之后|开始|起)(?P<asked>(?:(?!(?:19|20)\d\d)[^。？?]){{0,30}}?)[,，、]?\s?"
    rf"(?:一?直)?[到至]{_YEAR}(?!\d)年?(?:为止|止)?"
)
_OPEN_RANGE = re.compile(r"from|between", re.IGNORECASE)
# 十三五期间累计新增 is one figure of five years; 十三五每年 asks for five figures.
_PLAN = re.compile(r"[“\"]?(十[一二三四五]?)五[”\"]?(?:规划)?(?:期间|时期|以来)?")
_PLANS = {"十": 2001, "十一": 2006, "十二": 2011, "十三": 2016, "十四": 2021, "十五": 2026}
_EACH_YEAR = re.compile(r"每年(?!均)|逐年|各年|历年|哪一?年")
_AS_WHOLE = re.compile(r"累计|年均|平均每年|cumulative|on average|average annual")
# 京津冀协同发展 is a policy, 长三角三省一市 are four places.
_NAMES_ELSE = (
    r"(?!协同|一体化|示范|合作|区域|城市群|大气|科创|科技|双城|经济圈|生态|国家|大湾区|国际|世界级|产业"
    r"|中小城市|人民|政府|主席|党委|航运)"
)
_GROUP_TAIL = r"(?:地区|[一二三四五六七八]省[一二三]?[市区]?[一二三]?[市区]?|[三四两]地|各省|各地)?"


_REPORTS = re.compile(
    rf"(?P<years>(?:{_YEAR}年?[、,，和与及\s]+)+)(?P<last>{_YEAR}年?)"
    r"(?P<name>的?(?:政府)?报告|\S{0,10}?(?:政府)?工作报告| (?:government )?work reports)"
)
_COUNTS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_ANY_YEAR = re.compile(_YEAR)


def write_out(text: str) -> str:
    """Return a folded question with each year of its spans and each place of its groups named.

    2011—2014年 becomes 2011年、2012年、2013年、2014年; 东北三省 becomes its three provinces;
    2025年和2026年工作报告 becomes 2025年工作报告、2026年工作报告.
    """
    text = text if _AS_WHOLE.search(text) else _years_written_out(text)
    text = _REPORTS.sub(_each_report, text)
    text = _lettered_pattern().sub(_lettered, text)
    return _group_pattern().sub(_members, text)


def _years_written_out(text: str) -> str:
    if _EACH_YEAR.search(text):
        text = _PLAN.sub(_plan_years, text)
    return _RANGE.sub(_listed_years, _SINCE.sub(r"\g<1>年到\g<3>年,\g<asked>", text))


def _listed_years(found: re.Match[str]) -> str:
    first, mark, last = int(found[1]), found[2], int(found[3])
    is_pair = " and " in found[0] and not _OPEN_RANGE.match(found[0])
    if is_pair or not first < last < first + _MAX_YEARS:
        return found[0]
    is_marked = mark or found.string[found.end() :].lstrip().startswith("年")
    return ("年、" if is_marked else ", ").join(str(year) for year in range(first, last + 1))


def _each_report(found: re.Match[str]) -> str:
    years = _ANY_YEAR.findall(found["years"] + found["last"])
    return "、".join(f"{year}年{found['name'].strip()}" for year in years)


def _plan_years(found: re.Match[str]) -> str:
    start = _PLANS[found[1]]
    return "、".join(f"{year}年" for year in range(start, start + 5))


def _lettered(found: re.Match[str]) -> str:
    """Return the places of 辽吉黑三省, where every letter is of one and all are counted."""
    letters = found["letters"]
    is_all = _COUNTS[found["count"]] == len(letters)
    return "、".join(_letters()[each] for each in letters) if is_all else found[0]


def _members(found: re.Match[str]) -> str:
    name = found["name"] or found["kind"]
    return "、".join(_groups()[name])


@cache
def _letters() -> dict[str, str]:
    text = (files("bot") / "lexicon" / "place_letters.json").read_text(encoding="utf-8")
    letters: dict[str, str] = json.loads(text)
    return letters


@cache
def _lettered_pattern() -> re.Pattern[str]:
    # 辽吉黑三省, 苏鲁两省, 晋冀两地; of 河南两省 the 南 is no letter.
    return re.compile(
        rf"(?P<letters>[{''.join(_letters())}]{{2,6}})(?P<count>[{''.join(_COUNTS)}])"
        r"(?:省市|省区|省|市|地)(?!一体)"
    )


@cache
def _groups() -> dict[str, list[str]]:
    text = (files("bot") / "lexicon" / "place_groups.json").read_text(encoding="utf-8")
    groups: dict[str, list[str]] = json.loads(text)
    return groups


@cache
def _group_pattern() -> re.Pattern[str]:
    kinds = ("直辖市", "自治区")
    names = sorted((name for name in _groups() if name not in kinds), key=lambda each: -len(each))
    named = "|".join(map(re.escape, names))
    return re.compile(
        rf"(?:the )?(?P<name>(?>{named})){_GROUP_TAIL}+{_NAMES_ELSE}"
        r"|(?:[四4五5]个?大?|各大?)(?P<kind>直辖市|自治区)"
    )
