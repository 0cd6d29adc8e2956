"""Reads a text as facts: each figure with kind, years, place and subject; pure, of any answerer."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from bot.claims import Claim, find_claims
from bot.dating import date_claim, spans_years, stated_years
from bot.manner import bound_of, rates_of
from bot.naming import Name, name_all
from bot.site import Site, nearest_place, sites
from ingest.figures import find_figures
from ingest.places import find_mentions
from ingest.types import Description, Figure, Kind
from vectorstore.terms import compact

__all__ = ["Fact", "bigrams", "read_answer", "read_passage"]

_YEAR = re.compile(r"(?:19|20)\d\d")
_ITS_YEAR = re.compile(r"[由从比较]((?:19|20)\d\d)\s?年[末底]?的$")
_YEAR_BEHIND = re.compile(
    r"\s?[（(][^（()）\d]{0,12}((?:19|20)\d\d)\s?年?[末底]?\s?[)）]"
    r"|,? (?:in|for|at the end of|by|by the end of) (?:FY ?)?((?:19|20)\d\d)\b"
)
_BARE_YEAR = re.compile(r"(?<![\d.,〔\[/-])((?:19|20)\d\d)(?![\d〕\]/-]|[.,]\d)")
_TARGET = re.compile(
    r"目标|预期(?!寿命)|力争|争取|计划|拟|安排|确保|打算|任务|[将要]|\b(?:targets?|aims?|aimed|plan(?:s|ned)?|will|goals?"
    r"|forecast|should|strive|(?:was|were|is|are) to be)\b",
    re.IGNORECASE,
)
_GROWTH = re.compile(
    r"增长|增速|增幅|涨幅|降幅|下降|同比|比上年|较上年|提高|上升|减少|回落|降低"
    r"|\b(?:gr[eo]w|growth|increas|decreas|declin|r[io]se|fell|drop|reduc|lower|cut\b|up by|down by)",
    re.IGNORECASE,
)
_FALL = re.compile(
    r"(?:下降|减少|降低|回落|下跌|下滑|负增长|收窄|缩减|降幅|跌幅|萎缩)\D{0,6}$"
    r"|\b(?:fell|fall|declin\w*|decreas\w*|dropp?\w*|down|reduc\w*|cut|shrank|contract\w*)\b\D{0,16}$",
    re.IGNORECASE,
)
_STOCK = re.compile(
    r"累计|总数|总量|总计|(?<!公)共[有计建]|拥有|现有|总共|in total|altogether", re.I
)
_PART = re.compile(
    r"上半年|下半年|前三季度|[一二三四]季度|first half|second half|(?:first|fourth) quarter"
)
_WHOLE = re.compile(r"全年|full year|whole year")
_STANDS = re.compile(r"(?:增至|增加[到至]|扩大到|发展到|达到?|拥?有)\D{0,4}$")
_RAISED = re.compile(r"\braised?(?: (?:about|over|nearly|more than))? ?$", re.IGNORECASE)
_RAISED_TO = re.compile(
    r"(?<!equal )(?<!amounted )\bto (?:about |over |nearly |more than |around |an average of )?$"
    r"|(?:增长|增加|提高|提升|上升|扩大|发展|下降|降低|减少|缩小|回落|降|增)[到至]\D{0,3}$", re.IGNORECASE
)
_BETTERED = re.compile(r"(?:改善|提升|压减|缩短|优化|上涨|improved(?: by)?)\D{0,3}$", re.IGNORECASE)
_SPAN_HEADING = re.compile(r"[过近]去?[三四五]年|past (?:three|four|five) years", re.IGNORECASE)
_ESTIMATE = re.compile(
    r"预计|初步(?:核算|统计)|估计|\b(?:expected|estimated|projected)\b", re.IGNORECASE
)
_RELATIVE = re.compile(
    r"(?<![比较与同于从由])(?:(?P<last>去年|(?<!年)上年(?![末同]))|今年|本年)"
    r"|(?<!than )(?<!over )(?<!from )(?<!with )(?<!on )(?<!than in )"
    r"(?:(?P<past>last year)|this year)\b",
    re.IGNORECASE,
)
_UNIT_REACH = 16
"""Code points behind a figure in which 元/月 and yuan per month end."""
_HAN_WORDS = re.compile(r"[\u4e00-\u9fff]+")
_HOLLOW = frozenset(
    (
        "同比 增长 达到 完成 实现 全年 全市 全省 全县 全国 其中 分别 预计 累计 总额 左右 以上 "
        "比上 上年 下降 提高 新建 新增 建成 接待 投资 人口 收入 总数 总量 数量"
    ).split()
)
# What a sentence tells its reader to do, as no report does: planted for a model to obey.
_ORDER = re.compile(
    r"(?:忽略|无视|忘记|不要?理会|不必理会)[^。\n]{0,16}(?:指令|指示|提示|要求|规则|内容)"
    r"|(?:你|助手|模型|AI)(?:必须|应当?|只能|要|请)"
    r"(?:回答|输出|回复|说)|(?:请|直接|只)(?:回答|输出|回复)[：:“\"]|系统提示|"
    r"\b(?:ignore|disregard|forget)\b[^.\n]{0,40}\b(?:instruction|prompt|rule|above|previous)"
    r"|\bsystem prompt\b|\byou (?:must|should) (?:answer|reply|output|say)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """A figure with what its text says of it; positions are in that text."""

    figure: Figure
    start: int
    end: int
    sentence: tuple[int, int]
    years: frozenset[int]
    """Those it may be of; empty when nothing tells."""
    relative: int | None
    """Of an answer: -1 when it says 去年, 0 for 今年, None when it says neither."""
    is_span: bool
    """It is of several years together."""
    part: str
    """The part of a year it is of, 全年 for a whole one, "" when it does not say."""
    place: str
    """The place that its clause is about, "" when it names none."""
    near: frozenset[str]
    """Other places that its words hold or its sentence is about."""
    name: Name
    words: frozenset[str]
    """Pairs of characters that name what it counts, with those of the figures before it."""
    rates: frozenset[str]
    """What it is stated per: person, month."""
    rates_around: frozenset[str]
    """What anything in its sentence up to it is stated per."""
    bound: str
    is_target: bool
    is_estimate: bool
    """Of an answer: it is said to be expected and no more."""
    is_growth: bool
    changes: bool
    """Words of a change stand before it, so that an amount may be one: 降低负担400亿元."""
    falls: bool
    is_stock: bool
    is_order: bool
    """Its sentence tells the reader what to answer."""


def read_passage(
    text: str, *, section: Sequence[str], description: Description, known: Collection[str] = ()
) -> tuple[Fact, ...]:
    """Return the facts of a passage.

    Args:
        text: The passage, possibly widened.
        section: The headings above it.
        description: Its report.
        known: Places that the gazetteer may lack.
    """
    headings = "".join(section)
    part = _part(f"{description.period} {headings}")
    claims = [each for each in find_claims(text) if each.figure is not None]
    names, places = name_all(text, claims, known=known), sites(text, claims, known=known)
    facts = []
    for claim, name, site in zip(claims, names, places, strict=True):
        dated = date_claim(
            text[slice(*claim.clause)],
            sentence_before=text[claim.sentence[0] : claim.end],
            section=section,
            description=description,
            is_origin=claim.is_origin,
        )
        sure = frozenset(() if dated.year is None else (dated.year,))
        told = {*stated_years(text[slice(*claim.sentence)]), *map(int, _YEAR.findall(headings))}
        loose = sure | _period_years(description) | told
        fact = _fact(text, claim, name, site)
        own_year = _year_behind(text, fact.end)
        facts.append(
            replace(
                fact,
                years=own_year or (sure if dated.is_sure else loose),
                is_span=fact.is_span or (fact.is_stock and bool(_SPAN_HEADING.search(headings))),
                part=fact.part or part,
                is_target=dated.is_target or fact.is_target,
            )
        )
    return tuple(facts)


def read_answer(text: str, *, known: Collection[str] = ()) -> tuple[Fact, ...]:
    """Return the facts of a sentence of an answer, its markers taken out."""
    claims = [each for each in find_claims(text) if each.figure is not None]
    mentions = find_mentions(text, known=known)
    starts = [*map(_start, claims), len(text)]
    is_target = bool(_TARGET.search(text))
    is_estimate = not is_target and bool(_ESTIMATE.search(text))
    facts = []
    for claim, name, following in zip(
        claims, name_all(text, claims, known=known), starts[1:], strict=True
    ):
        place = nearest_place(text, claim, mentions=mentions, until=following)
        fact = _fact(text, claim, name, Site(place=place))
        facts.append(
            replace(
                fact,
                years=_named_years(text, claim),
                is_target=is_target or fact.is_target,
                is_estimate=is_estimate,
                relative=_relative(text[: fact.end]),
            )
        )
    return tuple(facts)


def _named_years(text: str, claim: Claim) -> frozenset[int]:
    """Return the year that an answer gives its figure, nothing when it gives none."""
    before = text[: _start(claim)]
    end = claim.sentence[0] + (claim.figure.end if claim.figure else 0)
    # 由2022年的3.2亿元增至…: the year of an origin, which is no base of a comparison.
    if own := _year_behind(text, end):
        return own
    if its := _ITS_YEAR.search(before):
        return frozenset({int(its[1])})
    stated = stated_years(before) or stated_years(text)
    return frozenset((stated or _bare_years(before) or _bare_years(text))[-1:])


def _year_behind(text: str, end: int) -> frozenset[int]:
    """Return the year right behind a figure: 4亿元（2023年）, 5 billion yuan in 2023."""
    found = _YEAR_BEHIND.match(text, end)
    return frozenset({int(found[1] or found[2])} if found else ())


def _bare_years(text: str) -> tuple[int, ...]:
    """Return the years of 2022出口额 and FY2022, which no figure of the text covers."""
    spans = [(each.start, each.end) for each in find_figures(text)]
    return tuple(
        int(found[1])
        for found in _BARE_YEAR.finditer(text)
        if not any(start < found.end() and found.start() < end for start, end in spans)
    )


def _fact(text: str, claim: Claim, name: Name, site: Site) -> Fact:
    """Return what the words around a figure say of it, without what only its report tells."""
    figure = claim.figure
    assert figure is not None
    start, end = _start(claim), claim.sentence[0] + figure.end
    # 起数、死亡人数分别下降12.8%和10.5%: said of both.
    before = claim.label if claim.group else text[claim.clause[0] : start]
    sentence = text[slice(*claim.sentence)]
    said = text[claim.sentence[0] : end + _UNIT_REACH]
    return Fact(
        figure=figure,
        start=start,
        end=end,
        sentence=claim.sentence,
        years=frozenset(),
        relative=None,
        is_span=spans_years(text[claim.sentence[0] : claim.end]),
        part=_part(text[claim.sentence[0] : start]),
        place=site.place,
        near=site.near,
        name=name,
        words=bigrams(name.own) | bigrams(name.inherited),
        rates=rates_of(f"{claim.label if name.own else claim.inherited} {_behind(text, end)}"),
        rates_around=rates_of(said),
        bound=bound_of(figure.qualifier, before),
        is_target=figure.kind is Kind.TARGET,
        is_estimate=False,
        is_growth=_is_growth(claim, figure, before),
        changes=figure.kind is Kind.ADDED or bool(_GROWTH.search(before)),
        falls=bool(_FALL.search(before)),
        is_stock=_is_stock(figure, before),
        is_order=bool(_ORDER.search(sentence)),
    )


def _behind(text: str, end: int) -> str:
    """Return the words right behind a figure that may say per what it is: yuan a month, 元/月."""
    return re.split(r"[，。,.;；、]|\band\b", text[end : end + _UNIT_REACH])[0]


def _is_stock(figure: Figure, before: str) -> bool:
    """Tell what there is from what has come: 增至266户, but not 新增就业达5万人."""
    if figure.kind is Kind.CUMULATIVE or _STOCK.search(before):
        return True
    return figure.kind is not Kind.ADDED and bool(_STANDS.search(before))


def _is_growth(claim: Claim, figure: Figure, before: str) -> bool:
    if _RAISED_TO.search(before):  # up by 12 percent to 45 billion yuan: where it stands
        return False
    if figure.unit == "%" and _BETTERED.search(before):
        return True
    if _RAISED.search(before) and figure.unit != "%":  # it raised 7 billion yuan: no growth
        return False
    if figure.kind is Kind.TARGET:  # the target of a growth is a growth, and its kind hides it
        return claim.is_growth or (figure.unit == "%" and bool(_GROWTH.search(before)))
    return claim.is_growth or figure.kind is Kind.GROWTH


def _part(text: str) -> str:
    found = [*_PART.finditer(text), *_WHOLE.finditer(text)]
    if not found:
        return ""
    last = max(found, key=lambda each: each.start())[0]
    return "全年" if _WHOLE.fullmatch(last) else last


def _start(claim: Claim) -> int:
    """Return where the figure of a claim begins; its own positions are in its sentence."""
    return claim.sentence[0] + (claim.figure.start if claim.figure else 0)


def _relative(before: str) -> int | None:
    """Return the year that 去年 or this year names, counted from the report's; no base of one."""
    found = [*_RELATIVE.finditer(before)]
    return None if not found else -1 if found[-1]["last"] or found[-1]["past"] else 0


def _period_years(description: Description) -> frozenset[int]:
    """Return the years that a report's period covers: 2021-2025年 are five."""
    named = [int(each) for each in _YEAR.findall(description.period)]
    return frozenset(range(min(named), max(named) + 1)) if named else frozenset()


def bigrams(text: str) -> frozenset[str]:
    """Return the pairs of Chinese characters of a text that say something."""
    runs = _HAN_WORDS.findall(compact(text))
    pairs = {run[i : i + 2] for run in runs for i in range(len(run) - 1)}
    return frozenset(pairs - _HOLLOW)
