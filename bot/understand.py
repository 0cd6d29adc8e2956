"""Reads a question: language, scope, what it asks for, and its terms in the reports' words."""

import re
from collections.abc import Collection
from dataclasses import replace

from bot.asked import read_asked
from bot.compared import asked_of_each, read_comparison, without_comparison, without_frame
from bot.comparison import Comparison, Operation, Over
from bot.gaps import asks_gap, without_gap
from bot.modes import GOAL, planned_beside_results
from bot.numbered import find_numbers, without_numbers
from bot.parts import is_place_like
from bot.query import Asked, Form, Query, Scope
from bot.remarks import without_remarks
from bot.spans import write_out
from bot.thesaurus import thesaurus
from bot.wording import find_terms, topic, without_years
from ingest.places import NATION, Mention, find_mentions, guess_mentions
from ingest.units import UNIT_CLASS
from vectorstore.terms import simplify

__all__ = ["detect_language", "understand"]

_HAN = re.compile(r"[\u3400-\u9fff]")
_REPORT = r"(?:政府工作报告|政府报告|工作报告|统计公报|公报|报告)"
_REPORT_YEAR = re.compile(
    rf"((?:19|20)\d\d)\s?年?[^，。、；,;？?\d]{{0,16}}?{_REPORT}|{_REPORT}[（(]((?:19|20)\d\d)"
    rf"|{_REPORT}((?:19|20)\d\d)年?版?(?=里|中(?![央小部东西学国心期]))"
)
_ENGLISH_REPORT_YEAR = re.compile(
    r"((?:19|20)\d\d)\s(?:[a-z']+\s){0,4}?(?:report|communiqu[eé])"
    r"|report (?:of|for) ((?:19|20)\d\d)"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?![\d万亿人元个家户吨亩])")
_YEAR_WORDS = re.compile(
    r"(?:截至|到)?(?:19|20)\d\d(?![\d万亿人元个家户吨亩])\s?年?(?:年?[末底初])?"
)
_SOURCE = re.compile(
    rf"(?:就?看|根据|按照?|据|依据|在|翻看?)?(?:[已现]有的?\s?)?(?:(?:19|20)\d\d年?)?的?(?:国务院|省级)?(?:国民经济和社会发展)?{_REPORT}"
    r"(?:中|里|说|提到|提出的?|要求|打算|安排|显示|指出)*"
    r"|[“\"]?(?:主要)?(?:预期)?目标[”\"]?(?:那|这)一?(?:段|部分|节|章)(?:里|中)?"
    r"|[（(]?[已现](?:经)?(?:收录|入库|收集|纳入)的?[)）]?"
    r"|according to [^,?]*?report,?|in (?:the|its) (?:\d{4} )?(?:government )?work report"
    r"|(?:the )?(?:\d{4} )?(?:government )?work report"
)
# 总体规划（2018—2035年） is a name; nothing of those years is asked for.
_SPAN_OF_TITLE = re.compile(
    r"(?<=规划|纲要|计划|方案)[（(](?:19|20)\d\d年?\s?[—\-–~～至到]+\s?(?:19|20)\d\d年?[)）]"
)
# 2013年财政收入的目标和实际分别是多少 asks of 财政收入.
_MODES = re.compile(
    r"的?(?:预期|预定|计划)?目标值?|的?(?:最[后终])?实际(?!利用|使用|到位)(?:完成)?|完成情况|结果|分别|各是"
    r"|(?:年初|当初|原先|原来|当时|事先)?[预设确拟制]?定[下出]?的?(?=目标)|最[后终](?:做到的?数?)?|做到的数?"
    rf"|(?:{GOAL})数?|又?(?:打算|准备|争取|拟)"
    r"|targets?|goals?|actual(?:ly)?|results?"
)
_POINTS = ("个百分点", "百分点", "个千分点", "千分点")
# 哪几个省 counts the places, not what is asked of each.
_COUNTS_PLACES = re.compile(
    r"^(?!.*多少).*(?:哪[几两三四五六七八九十]|[几两三四五六])个(?=[省市县区地城]|.{0,4}$)"
)
_YEAR_COUNTER = "年"
_PLACE_COUNTERS = ("个", "家", "座")
# （不是五年平均）, ，不要规模以上的口径: what is not asked for.
_DENIED = re.compile(
    r"(?:[（(](?:[^（）()，,]{0,8}[，,])?|[，,。？?；;]\s?)(?:不是|而不是|不要|并非|而非|不算)"
    r"(?P<what>[^，,。？?；;（）()]{2,16}?)(?:的?口径|的?(?:数字|数据))?(?:[）)]|[?？。]*$)"
)
# 不是2026年的目标 is read by its own words, but for the year.
_OF_MODE = re.compile(r"目标|实际|计划|预期")
_MODE_DENIED = re.compile(rf"，不是(?:{_OF_MODE.pattern})")
# 达到年初定的5%以上的目标了吗: the target is the bound, and no word of what is looked for.
_TARGET_STATED = re.compile(
    r"(?:年初|当时|原来|原先)?(?:[制预设原]?定|确定|提出)?(?:的|为)?[\d.]+\S{0,6}?(?:左右|以上|以内|以下)?的?"
    r"(?:年度|预期|增长|计划)*目标"
)
# 目标5.5%以上，实际增长了多少，差多少: the target is looked up all the same.
_FIGURE_OF_MODE = re.compile(
    r"(目标值?)(?:是|为|定为|定在)?[\d.]+\S{0,3}?(?:左右|以上|以内|以下)?(?=[,，])"
)
# 把涨幅定在2%左右: what is set is a target.
_IS_SET = re.compile(r"(?:[设确]?定|设)[在为成到](?=[“\"]?[\d.])")
_EACH_ONE = re.compile(r"每一?个(?=[月年季])")
# 国家每年定的GDP增长目标, 国家安排的财政赤字.
_STATE = re.compile(
    r"国家(?=(?:每年|当年|今年)?(?:定(?![点向制额])|安排|提出|设定|确定|计划|预期|拟)(?!的?标准|了?标准)"
    r"|的?(?:gdp|m2|财政(?!部)|经济增长|预算(?!内)|赤字|cpi))"
)
_MARKUP = re.compile(r"<[a-zA-Z/][^<>]*>")


def detect_language(question: str) -> str:
    """Return zh when the question holds Chinese beyond a quoted name or unit, else en."""
    han = len(_HAN.findall(question))
    latin_words = len(re.findall(r"[A-Za-z]{2,}", question))
    return "zh" if han and han >= latin_words else "en"


def understand(question: str, *, language: str = "auto", places: Collection[str] = ()) -> Query:
    """Read a stand-alone question.

    Args:
        question: The question, complete in itself.
        language: The language to answer in; `auto` takes the question's.
        places: Places of the reports, which the gazetteer may lack.
    """
    spoken = detect_language(question)
    folded = write_out(without_remarks(simplify(_MARKUP.sub(" ", question))))
    if all(mention.name == NATION for mention in find_mentions(folded, known=places)):
        folded = _STATE.sub(NATION, folded)
    denied = tuple(each["what"] for each in _DENIED.finditer(folded))
    folded = _DENIED.sub(_without_denied, _SPAN_OF_TITLE.sub("", _EACH_ONE.sub("每", folded)))
    scope, rest = _scope(folded, places)
    comparison, without_bound = _compared(folded, rest, scope)
    compares = comparison.is_open or any(
        len(each) > 1 for each in (scope.places, scope.years, scope.report_years)
    )
    of_each = asked_of_each(without_bound) if compares else rest
    asked = read_asked(folded, rest=of_each, language=spoken)
    if compares:
        rest = without_comparison(without_bound)
        if comparison.both_modes:
            rest = _MODES.sub(" ", _FIGURE_OF_MODE.sub(r"\1", rest))
        asked = _without_counter(_of_figures(asked, comparison), comparison, folded)
    rest = _MODE_DENIED.sub(" ", rest)
    if asked.form is Form.YES_NO:
        rest = _TARGET_STATED.sub(" ", rest)
    terms = find_terms(rest, spoken)
    if asked.form is Form.NUMBER:  # which years a figure is of is told by more than its words
        terms = without_years(terms)
    if asked.form is Form.YES_NO:  # 超过50%了吗: the bound is compared, not searched for
        terms = tuple(term for term in terms if not re.fullmatch(r"[\d.%]+", term.text))
    return Query(
        text=question,
        subject=" ".join(rest.split()),
        language=spoken if language == "auto" else language,
        asked=asked,
        scope=scope,
        terms=terms,
        indicators=thesaurus().find(topic(without_frame(rest) if compares else rest, spoken), k=5),
        comparison=comparison,
        denied=denied,
    )


def _compared(folded: str, rest: str, scope: Scope) -> tuple[Comparison, str]:
    """Return what a question wants compared, and what is left of it without the bound."""
    comparison, left = read_comparison(rest, names_places=bool(scope.places))
    if not comparison.both_modes and planned_beside_results(folded):
        comparison = replace(comparison, both_modes=True)
    if comparison.operation is Operation.NONE and asks_gap(folded):
        return replace(comparison, operation=Operation.DIFFERENCE), without_gap(left)
    return comparison, left


def _without_counter(asked: Asked, comparison: Comparison, folded: str) -> Asked:
    """Return what is asked of each, where a counter is of the years or places: 哪两年, 几个省."""
    if comparison.bound and _IS_SET.search(folded):
        asked = replace(asked, target=True)
    counts_years = comparison.over is Over.YEARS and asked.unit == _YEAR_COUNTER
    is_counter = asked.unit in _PLACE_COUNTERS and not comparison.bound
    if counts_years or (is_counter and _COUNTS_PLACES.search(folded)):
        return replace(asked, unit="", unit_class="")
    return asked


def _without_denied(found: re.Match[str]) -> str:
    """Return what is left of a remark on what is not asked for: nothing, or 不是目标."""
    mode = _OF_MODE.search(found["what"])
    return f"，不是{mode[0]}" if mode else ""


def _of_figures(asked: Asked, comparison: Comparison) -> Asked:
    """Return what is asked of each place or year where figures are compared: 哪些省超过5%."""
    wants_words = asked.form in (Form.LIST, Form.DATE, Form.TEXT)
    is_of_figures = comparison.is_open or comparison.operation is not Operation.NONE
    form = Form.NUMBER if wants_words and is_of_figures else asked.form
    bound = comparison.bound
    if comparison.operation is Operation.DIFFERENCE and asked.unit in _POINTS:
        asked = replace(asked, unit="")  # rates differ by percentage points, and are in percent
    if bound is None or not bound.unit:
        return replace(asked, form=form)
    return replace(
        asked,
        form=form,
        unit=bound.unit,
        unit_class=UNIT_CLASS.get(bound.unit, ""),
        growth=asked.growth or 0 in (bound.low, bound.high),  # 哪个省是下降的
    )


def _scope(folded: str, places: Collection[str]) -> tuple[Scope, str]:
    """Return the scope and the question without the words that state it."""
    report_years = [
        int(year)
        for pattern in (_REPORT_YEAR, _ENGLISH_REPORT_YEAR)
        for found in pattern.findall(folded)
        for year in found
        if year
    ]
    numbers = find_numbers(folded)
    rest = without_numbers(folded)
    rest = _SOURCE.sub(" ", _REPORT_YEAR.sub(_without_year, rest))
    years = [int(year) for year in _YEAR.findall(rest)]
    mentions = find_mentions(folded, known=places)
    for mention in reversed(find_mentions(rest, known=places)):
        rest = rest[: mention.start] + " " + rest[mention.end :]
    scope = Scope(
        places=tuple(dict.fromkeys(mention.name for mention in mentions)),
        years=tuple(dict.fromkeys(years)),
        report_years=tuple(dict.fromkeys(report_years)),
        numbers=numbers,
        guessed=_guessed(folded, mentions),
    )
    return scope, _YEAR_WORDS.sub(" ", rest)


def _without_year(found: re.Match[str]) -> str:
    """Return the name of a report without its year: 2025年 in 2025年江苏省政府工作报告."""
    return _YEAR_WORDS.sub(" ", found[0])


def _guessed(folded: str, mentions: Collection[Mention]) -> tuple[str, ...]:
    taken = [(mention.start, mention.end) for mention in mentions]
    return tuple(
        guess.name
        for guess in guess_mentions(folded)
        if not any(start < guess.end and guess.start < end for start, end in taken)
        and is_place_like(guess.name)
    )
