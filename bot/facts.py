"""Reads a text as facts: each figure with kind, years, place and subject; pure, of any answerer."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from bot import aspect
from bot.claims import Claim, find_claims
from bot.dating import date_claim, is_base, spans_years, stated_years
from bot.manner import bound_of, rates_at, rates_of
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
_BARE_YEAR = re.compile(r"(?<![\d.,〔\[/-])((?:19|20)\d\d)(?![\d〕\]/-]|[.,]\d|\s?年)")
_SPAN_HEADING = re.compile(r"[过近]去?[三四五]年|past (?:three|four|five) years", re.IGNORECASE)
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
    end_of_change: str
    """Where a change began, "from", or led, "to"; "" for neither."""
    has_own_year: bool
    """The words next to it name its year."""
    is_as_of: bool
    """Of an answer: it says how things stand at a time, and so names no part of a year."""
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
    part = aspect.part_of(f"{description.title} {description.period} {headings}")
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
        own_year = _year_behind(text, fact.end) or _origin_year(text[: fact.start])
        is_told = dated.is_sure and bool(
            section or stated_years(text[claim.sentence[0] : claim.end])
        )
        facts.append(
            replace(
                fact,
                # A work report without headings does not tell its two years apart.
                years=own_year or (sure if is_told else loose),
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
    is_target = aspect.is_target(text)
    is_estimate = not is_target and aspect.is_estimate(text)
    is_as_of = aspect.is_as_of(text)
    facts = []
    for claim, name, following in zip(
        claims, name_all(text, claims, known=known), starts[1:], strict=True
    ):
        place = nearest_place(text, claim, mentions=mentions, until=following, known=known)
        fact = _fact(text, claim, name, Site(place=place))
        facts.append(
            replace(
                fact,
                years=_named_years(text, claim),
                is_target=is_target or fact.is_target,
                is_estimate=is_estimate,
                relative=_relative(text[: fact.end]),
                is_as_of=is_as_of,
            )
        )
    return tuple(facts)


def _named_years(text: str, claim: Claim) -> frozenset[int]:
    """Return the year that an answer gives its figure, nothing when it gives none."""
    before = text[: _start(claim)]
    end = claim.sentence[0] + (claim.figure.end if claim.figure else 0)
    if own := _year_behind(text, end):
        return own
    if its := _origin_year(before):
        return its
    stated = stated_years(before) or stated_years(text)
    return frozenset((stated or _bare_years(before) or _bare_years(text))[-1:])


def _year_behind(text: str, end: int) -> frozenset[int]:
    """Return the year right behind a figure: 4亿元（2023年）, 5 billion yuan in 2023."""
    found = _YEAR_BEHIND.match(text, end)
    return frozenset({int(found[1] or found[2])} if found else ())


def _origin_year(before: str) -> frozenset[int]:
    """Return the year of where a change began: 由2022年的3.2亿元增至…; it is no base there."""
    found = _ITS_YEAR.search(before)
    return frozenset({int(found[1])} if found else ())


def _bare_years(text: str) -> tuple[int, ...]:
    """Return the years of 2022出口额 and FY2022, which no figure of the text covers."""
    years = [*_BARE_YEAR.finditer(text)]
    spans = [(each.start, each.end) for each in find_figures(text)] if years else []
    return tuple(
        int(found[1])
        for found in years
        if not is_base(text, *found.span(1))
        and not any(start < found.end() and found.start() < end for start, end in spans)
    )


def _fact(text: str, claim: Claim, name: Name, site: Site) -> Fact:
    """Return what the words around a figure say of it, without what only its report tells."""
    figure = claim.figure
    assert figure is not None
    start, end = _start(claim), claim.sentence[0] + figure.end
    # 起数、死亡人数分别下降12.8%和10.5%: said of both.
    own = claim.label if claim.group else text[claim.clause[0] : start]
    before = aspect.spoken_of(own, text[claim.sentence[0] : start])
    behind = _behind(text, end)
    is_compared = aspect.is_compared(figure, behind)
    sentence = text[slice(*claim.sentence)]
    reach = (claim.sentence[0], end + len(behind))
    return Fact(
        figure=figure,
        start=start,
        end=end,
        sentence=claim.sentence,
        years=frozenset(),
        relative=None,
        is_span=spans_years(text[claim.sentence[0] : claim.end]),
        part=aspect.part_of(text[claim.sentence[0] : start]),
        place=site.place,
        near=site.near,
        name=name,
        words=bigrams(name.own) | bigrams(name.inherited),
        rates=rates_of(f"{claim.label if name.own else claim.inherited} {behind}"),
        rates_around=frozenset(rate for at, rate in rates_at(text) if reach[0] <= at < reach[1]),
        bound=bound_of(figure.qualifier, before),
        is_target=figure.kind is Kind.TARGET,
        is_estimate=False,
        is_growth=is_compared or aspect.is_growth(figure, before, is_read=claim.is_growth),
        changes=is_compared or aspect.tells_change(figure, before),
        falls=aspect.is_less(behind) or aspect.falls(before, text[claim.sentence[0] : start]),
        is_stock=aspect.is_stock(figure, before),
        end_of_change=aspect.end_of_change(before, text[end : claim.sentence[1]]),
        has_own_year=bool(_year_behind(text, end) or _origin_year(text[:start])),
        is_as_of=False,
        is_order=aspect.is_order(sentence),
    )


def _behind(text: str, end: int) -> str:
    """Return the words right behind a figure that may say per what it is: yuan a month, 元/月."""
    return re.split(r"[，。,.;；、]|\band\b", text[end : end + _UNIT_REACH])[0]


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
