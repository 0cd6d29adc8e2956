"""Says which claims may answer a question at all, before any is weighed; pure.

A claim of another place, time or thing is no answer, however near its words are.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bot.cell import cells_of, is_of_other_month
from bot.choice import is_growth
from bot.claim import Claim
from bot.conditional import is_case
from bot.counted import counts_people_for_things
from bot.fitting import fits
from bot.grades import is_of_other_grade
from bot.match import Candidate
from bot.named import Name, lacks_name, names_asked
from bot.opposites import Counterparts, is_of_contrary
from bot.periods import (
    asks_span,
    is_flow,
    is_of_span,
    report_year,
    stands_below_span,
    stands_in_span,
)
from bot.preference import are_of_one
from bot.query import Form, Query
from bot.scope import Selection, covers_places
from bot.timing import is_of_other_part
from ingest.places import NATION, find_mentions, is_named, is_within
from ingest.types import Description, Kind
from ingest.units import UNIT_CLASS
from vectorstore.terms import compact
from vectorstore.types import Context, Hit

__all__ = ["Eligibility", "names_required"]

# 失业率控制在4.6%以内 is what was planned, 涨幅控制在3.3% what was reached; who asks for the actual
# rate is not told a plan.
_ASKS_ACTUAL = re.compile(
    r"实际(?!利用|使用|到位)|最终|真正|\bactual|\bin fact\b|结果(?:是|为|怎)", re.IGNORECASE
)
_ASKS_ALL = re.compile(
    r"总(?:里程|长度|数|规模|面积|人数|户数|装机|容量)|累计|已经?有|现有|\btotal\b"
)
_ADDED = re.compile(r"新[增建开添改]|净增|\bnew\b|\badded\b")
_ZONE = re.compile(
    r"(?:开发|高新|经开|产业|自贸|试验|保税|示范|工业)区|园区|产业园|\b(?:zones?|parks?)\b"
)
_WHOLE = re.compile(r"[全我][省市县区州盟旗国]")
_STOP = re.compile(r"[，,；;]")
# What there is now is no plan.
_ASKS_NOW = re.compile(
    r"目前|眼下|当前(?!年)|现在|如今|\b(?:currently|now|at present)\b", re.IGNORECASE
)
_PLANNED = re.compile(
    r"左右|以内|不低于|不超过|预期|projected|expected|around|approximately|within|target"
    r"|no (?:higher|more|less) than|\b(?:keep|hold|control)(?:ing)?\b|or (?:below|above|higher)",
    re.IGNORECASE,
)
_PLAN_REACH = 3
_GAP = re.compile(
    r"(?<!占)[比较](?!例|重|率|如)[^，。；]{2,10}(?:多|(?<!减)少|(?<!提)高|(?<!降)低)(?:出|了)?"
    r"(?:约|近)?\s*$"
)
_ASKS_GAP = re.compile(
    r"[比较](?!例|重|率)|[多少高低快慢增减升降](?:出|了|加|长|少)?(?:多少|几)|差|幅|率"
    r"|than|more|less|differ|chang|increase"
)
_GROWTH = re.compile(r"[增降涨跌]幅|增速|增长率?$")
_ASKS_RANK = re.compile(r"第|排名?|位次|名次|位居|几位|\b(?:rank|place|position)", re.IGNORECASE)
_PERIODIC = re.compile(
    r"公报|快报|年报|季报|月报|运行(?:报告|情况)|形势|统计|communiqu", re.IGNORECASE
)
_EACH_YEAR = re.compile(r"每年|平均一年|a year\b")
_PERCENT = "percent"
_AVERAGE = re.compile(r"[人户亩]均|per capita", re.IGNORECASE)
_ASKS_AVERAGE = re.compile(r"平均|每[个人户亩]|人头|一个人|\bper\b|\beach\b|average", re.IGNORECASE)
# Of the likeliest only so many are asked whether they stand among figures of several years.
_LOOKED_AT = 6


@dataclass(frozen=True, kw_only=True)
class Eligibility:
    """What a question demands of the claims that answer it."""

    query: Query
    selection: Selection
    """What the answer's sentence must name itself."""
    descriptions: Mapping[str, Description]
    """The reports of the claims, by document id."""

    def is_about(self, candidate: Candidate) -> bool:
        """Tell whether a claim is of the asked thing, part of a year, and all places of several.

        Of a plan of classes for Tibet, the row of Tianjin tells nothing about Jiangsu.
        """
        description = self.descriptions[candidate.hit.passage.document_id]
        if self.is_of_counterpart(candidate) or lacks_name(self._names, candidate.hit):
            return False
        if self._is_denied(candidate.claim) or is_of_contrary(
            self.query.text, self._words, candidate.claim
        ):
            return False
        if is_of_other_grade(self.query.text, candidate.hit.text, candidate.claim):
            return False
        if self._is_of_zone(candidate):
            return False
        is_local = len(self.query.scope.places) < 2 or covers_places(
            self.query, candidate.hit, description
        )
        return is_local and not is_of_other_part(self.query, candidate, description)

    def is_of_shorter_part(self, candidate: Candidate) -> bool:
        """Tell whether a claim may answer but for being of some months of the asked part only."""
        description = self.descriptions[candidate.hit.passage.document_id]
        if not is_of_other_part(self.query, candidate, description):
            return False
        is_own = not (self.is_of_counterpart(candidate) or lacks_name(self._names, candidate.hit))
        return is_own and self.is_fitting(candidate) and self.is_eligible(candidate)

    def _is_of_zone(self, candidate: Candidate) -> bool:
        """Tell whether a sentence speaks of zones where the whole is asked: 各级开发区…，GDP."""
        text, claim = candidate.hit.text, candidate.claim
        start = claim.sentence[0]
        if claim.clause[0] <= start or _ZONE.search(self.query.text):
            return False
        opening = _STOP.split(text[start : claim.clause[0]], maxsplit=1)[0]
        return bool(_ZONE.search(opening)) and not _WHOLE.search(text[slice(*claim.clause)])

    def _is_denied(self, claim: Claim) -> bool:
        """Tell whether a claim is of what the question says it does not ask for."""
        said = compact(f"{claim.inherited} {claim.label}")
        return any(
            word in said or (_GROWTH.search(word) and is_growth(claim))
            for word in self.query.denied
        )

    def is_of_counterpart(self, candidate: Candidate) -> bool:
        """Tell whether a figure is of what excludes the asked thing: 贷款 where 存款 is asked."""
        claim, hit = candidate.claim, candidate.hit
        if claim.figure is None or not self._counterparts:
            return False
        title = self.descriptions[hit.passage.document_id].title
        around = "\n".join((hit.text, *hit.passage.section, title))
        return self._counterparts.exclude(claim) or self._counterparts.lacks(around)

    def is_fitting(self, candidate: Candidate) -> bool:
        """Tell whether a claim's figure, if it has one, is of a unit that may answer."""
        figure = candidate.claim.figure
        if figure is None:
            return True
        is_cell = not figure.unit and bool(cells_of(candidate.hit.text))
        if counts_people_for_things(self.query, candidate):
            return False
        if is_case(self.query.text, candidate.hit.text, candidate.claim):
            return False
        if figure.kind is Kind.RANK and not _ASKS_RANK.search(self.query.text):
            return False
        return not self._is_part(candidate) and fits(figure, self.query, is_cell=is_cell)

    def _is_part(self, candidate: Candidate) -> bool:
        """Tell whether a claim is per head or a share of what is asked: 服务业占GDP比重, GDP."""
        is_per_head = candidate.features.get("per_head_wrong")
        if is_per_head and _AVERAGE.search(candidate.claim.label):  # 每人3000元 may be a standard
            return not _ASKS_AVERAGE.search(self.query.text)
        is_level = not self.query.asked.growth and self._counts_amounts
        return is_level and bool(candidate.features.get("share_wrong"))

    def may_mean(self, name: str) -> bool:
        """Tell whether a name may be of what is asked about."""
        return not self._counterparts.is_other(name)

    def is_placed(self, candidate: Candidate) -> bool:
        """Tell whether a claim's passage names what no report of the scope is about."""
        text, dated, selection = candidate.hit.text, candidate.dated, self.selection
        if dated.is_sure and dated.year in selection.required_years:
            selection = replace(selection, required_years=())
        sentence = text[slice(*candidate.claim.sentence)]
        return names_required(selection, text, dated=sentence) and not self._is_elsewhere(sentence)

    def _is_elsewhere(self, sentence: str) -> bool:
        """Tell whether a sentence is of another place than its passage: 九江港, and no 南昌港."""
        asked = self.selection.required_places
        if not asked or any(is_named(place, sentence) for place in asked):
            return False
        found = [mention.name for mention in find_mentions(sentence)]
        return any(
            each != NATION
            and not any(is_within(place, each) or is_within(each, place) for place in asked)
            for each in found
        )

    def is_eligible(self, candidate: Candidate) -> bool:
        """Tell whether a claim is placed, of an asked time, and of the asked kind of figure."""
        is_number = self.query.asked.form is Form.NUMBER
        if is_number and (candidate.claim.figure is None or self._is_rate_only(candidate)):
            return False
        if is_number and (self._is_gap(candidate) or self._is_only_added(candidate)):
            return False
        return self.is_placed(candidate) and self._is_timely(candidate)

    def of_one_year(
        self, candidates: Sequence[Candidate], context: Callable[[Hit, int], Context]
    ) -> list[Candidate]:
        """Return candidates without those of several years, where a single year is asked about.

        Args:
            candidates: Best first; only the first of them are looked at.
            context: The passage of a hit with so many neighbours on each side.
        """
        asks_several = asks_span(self.query.text) or _EACH_YEAR.search(self.query.text)
        if len(self.query.scope.years) != 1 or asks_several:
            return [*candidates]
        first, rest = candidates[:_LOOKED_AT], candidates[_LOOKED_AT:]
        below = [stands_below_span(each, context) for each in first]
        spanning = [each for each, is_below in zip(first, below, strict=True) if is_below]
        kept = [
            each
            for each, is_below in zip(first, below, strict=True)
            if not is_of_span(each) and not (is_below and is_flow(each.claim))
        ]
        return [*_own_year_first(kept, spanning), *rest]

    def of_span(
        self, candidates: Sequence[Candidate], context: Callable[[Hit, int], Context]
    ) -> list[Candidate]:
        """Return the candidates of several years, where several are asked about as one.

        Args:
            candidates: Best first; only the first of them are looked at.
            context: The passage of a hit with so many neighbours on each side.
        """
        if self.query.asked.target or not asks_span(self.query.text):
            return []
        first = candidates[:_LOOKED_AT]
        return [each for each in first if is_of_span(each) or stands_in_span(each, context)]

    @cached_property
    def _counterparts(self) -> Counterparts:
        return Counterparts(self.query.text)

    def _is_gap(self, candidate: Candidate) -> bool:
        """Tell whether a figure only says how far one thing is above another: 比去年多100万人."""
        if self.query.asked.growth or _ASKS_GAP.search(self.query.text):
            return False
        claim, figure = candidate.claim, candidate.claim.figure
        start = claim.clause[0]
        end = candidate.hit.text.find(figure.text, start, claim.clause[1]) if figure else -1
        return end >= 0 and bool(_GAP.search(candidate.hit.text, start, end))

    def _is_only_added(self, candidate: Candidate) -> bool:
        """Tell whether only what is new is stated where all there is is asked for: 总里程."""
        asked = self.query.asked
        if asked.added or not _ASKS_ALL.search(self.query.text):
            return False
        return bool(_ADDED.search(candidate.claim.label))

    @cached_property
    def _words(self) -> tuple[str, ...]:
        return tuple(term.text for term in self.query.terms if len(term.text) > 1)

    @cached_property
    def _names(self) -> tuple[Name, ...]:
        return names_asked(self.query)

    def _is_rate_only(self, candidate: Candidate) -> bool:
        """Tell whether only a rate is stated where an amount is asked for."""
        asked, figure = self.query.asked, candidate.claim.figure
        if figure is None or UNIT_CLASS.get(figure.unit) != _PERCENT:
            return False
        if asked.unit:
            return UNIT_CLASS.get(asked.unit) != _PERCENT
        if asked.growth or asked.quantities > 1 or asked.unit_class == _PERCENT:
            return False
        if asked.unit_class or asked.implied_class:
            return True
        is_level = not (asked.target or asked.calculation)
        return is_level and is_growth(candidate.claim) and self._counts_amounts

    @cached_property
    def _counts_amounts(self) -> bool:
        """Whether what the question is likely about is counted in amounts, not in percent."""
        likeliest = self.query.indicators[:1]
        return any(
            match.indicator.units and "%" not in match.indicator.units for match in likeliest
        )

    def _is_timely(self, candidate: Candidate) -> bool:
        """Tell whether a claim may be of an asked year, and a result where no target was asked."""
        query, dated = self.query, candidate.dated
        years = query.scope.years
        if candidate.claim.figure is None:
            return True
        if is_of_other_month(query.text, candidate.hit.text) or self._is_only_planned(candidate):
            return False
        if not dated.is_sure:
            return not self._is_of_other_period(candidate)
        if years and dated.year is not None and dated.year not in years:
            return False
        if dated.year in years and (query.is_ahead or self._is_ahead(candidate)):
            return True  # a year that the paper looks forward to has no result
        return dated.is_target if query.asked.target else not (years and dated.is_target)

    def _is_of_other_period(self, candidate: Candidate) -> bool:
        """Tell whether a report is on another year: one that came out in 2024 on 2023.

        A notice holds for longer, and is of no year alone.
        """
        description = self.descriptions[candidate.hit.passage.document_id]
        year, years = candidate.dated.year, self.query.scope.years
        is_periodic = bool(_PERIODIC.search(description.title))
        return is_periodic and bool(years) and year is not None and year not in years

    def _is_ahead(self, candidate: Candidate) -> bool:
        description = self.descriptions[candidate.hit.passage.document_id]
        year, reported = candidate.dated.year, report_year(description)
        return bool(year and reported and year > reported)

    def _is_only_planned(self, candidate: Candidate) -> bool:
        """Tell whether a plan is stated where what came of it, or what there is, is asked for."""
        if candidate.dated.is_target and _ASKS_NOW.search(self.query.text):
            return not self.query.asked.target
        if self.query.asked.target or not _ASKS_ACTUAL.search(self.query.text):
            return False
        start, end = candidate.claim.start, candidate.claim.end + _PLAN_REACH
        is_plan = _PLANNED.search(candidate.hit.text[start:end])
        return candidate.dated.is_target or bool(is_plan)


def _own_year_first(
    candidates: Sequence[Candidate], spanning: Sequence[Candidate]
) -> list[Candidate]:
    """Put before what is told of several years what the year's own part tells of the same thing.

    留省就业超过66万人 stands below 这五年, 留省就业突破17万人 among the results of the year.
    """
    if not candidates or candidates[0] not in spanning:
        return [*candidates]
    own = [each for each in candidates if each not in spanning and are_of_one(candidates[0], each)][
        :1
    ]
    return [*own, *(each for each in candidates if each not in own)]


def names_required(selection: Selection, text: str, *, dated: str | None = None) -> bool:
    """Tell whether a text names what no report of the scope is about; its years in `dated`."""
    has_places = all(is_named(place, text) for place in selection.required_places)
    years, where = selection.required_years, text if dated is None else dated
    return has_places and (not years or any(str(year) in where for year in years))
