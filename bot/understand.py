"""Reads a question: language, what it asks for, scope, and its terms in the reports' words."""

import re
from collections.abc import Collection
from dataclasses import replace

import rjieba

from bot.query import Asked, Form, Query, Scope, Term
from bot.thesaurus import thesaurus
from ingest.places import Mention, find_mentions, guess_mentions
from ingest.units import ENGLISH_UNITS, UNIT_CLASS, UNITS
from vectorstore.terms import simplify, words

__all__ = ["detect_language", "understand"]

_HAN = re.compile(r"[\u3400-\u9fff]")
_UNITS = "|".join(map(re.escape, UNITS))
_QUANTITY = re.compile(
    rf"百分之(?:多少|几)|(?:多少|(?<![那这好])几|哪几|哪两)(?P<scale>万亿|亿|万|千)?"
    rf"(?P<unit>个百分点|个点|{_UNITS}|钱|成)?|多[高大长远久重]"
)
_REPORT = r"(?:政府工作报告|政府报告|工作报告|统计公报|公报|报告)"
_REPORT_YEAR = re.compile(rf"((?:19|20)\d\d)\s?年?[^，。、；？?\d]{{0,16}}?{_REPORT}|{_REPORT}[（(]((?:19|20)\d\d)")
_ENGLISH_REPORT_YEAR = re.compile(
    r"((?:19|20)\d\d)\s(?:[a-z']+\s){0,4}?(?:report|communiqu[eé])|report (?:of|for) ((?:19|20)\d\d)"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_PART = re.compile(r"上半年|前三季度|[一二三四]季度|first half|first three quarters")
_SOURCE = re.compile(
    rf"(?:根据|按照?|据|依据|看|在)?(?:(?:19|20)\d\d年?)?的?(?:国务院)?(?:国民经济和社会发展)?{_REPORT}"
    r"(?:中|里|说|提到|提出的?|要求|打算|安排|显示|指出)*"
    r"|according to [^,?]*?report,?|in (?:the|its) (?:\d{4} )?(?:government )?work report"
    r"|(?:the )?(?:\d{4} )?(?:government )?work report"
)
_GROWTH = re.compile(
    r"增长(?!极|点|目标)|增速|增幅|涨幅|涨了|增加了|提高了|下降了?|降了|上升了|减少了|同比|几个点"
    r"|提升了|抬高|grow|growth|increase|rise by|decline|decrease"
)
_TARGET = re.compile(
    r"目标|预期|力争|计划|拟|打算|安排|要(?:达到|新增|完成|建|抓|突破)|target|forecast|plan|aim"
)
_PERCENT = re.compile(
    r"占.{0,12}?(?:多少|几)|百分之|几个点|百分点|比例|占比|比重|几成|[^效]率(?!先)|percent|\bshare\b|proportion|\brate\b|\bratio\b"
)
_MONEY = re.compile(
    r"(?:投资|资金|收入|支出|产值|增加值|总值|贷款|存款|债券|债务|[总金余]额|税收|补贴|补助|工资|营收|利润)"
    r"(?:额|总额)?(?:一共|总共|预计|共|是|有|达到?|完成)*(?:多少|几)"
)
_ADDED = re.compile(r"新建|新增|新添|新改|新培育|新开|净增|又[添增]|newly|\bnew\b|added")
_CUMULATIVE = re.compile(r"累计|总数|总量|一共|总共|共有|合计|总计|cumulative|in total|altogether")
_SEVERAL = re.compile(r"分别|各(?:是|为|有|自)|respectively|each")
_FORMS = (
    (Form.DATE, re.compile(r"何时|什么时候|哪一?年|哪[一]?[天月日]|几月|何年|\bwhen\b|wh(?:at|ich) (?:year|date)")),
    (Form.LIST, re.compile(r"哪些|哪几|哪两|哪三|有哪|分别是什么|\bwhich\b.*\bare\b|what are|list")),
    (Form.YES_NO, re.compile(
        r"(?:吗|了没有?|没有|与否)\s*[?？]?$|是否|是不是|有没有|能否|有无"
        r"|^\s*(?:is|are|was|were|did|does|do|has|have|had|can|will)\b")),
    (Form.NUMBER, re.compile(
        r"how (?:many|much|high|large|long|far|big)|number of|rate|growth|percent|share|level|total"
        r"|ratio|target|amount|average|output|value")),
    (Form.TEXT, re.compile(
        r"哪|什么|谁|叫啥|啥|怎么|如何|为何|文号|\bwho\b|\bwhere\b|\bwhich\b|\bname|what|how|why")),
)  # fmt: skip
_STOP_ZH = re.compile(
    r"请问|请教|告诉我|帮我|查一下|想知道|我想|一下|预计|大概|大约|目前|现在|至今|截至|到底|究竟|总共|一共|"
    r"合计|共有|共计|全部|数量|数目|有多少|是多少|达到多少|多少|有几|几个|是几|是什么|叫什么|什么|哪些|哪几个|"
    r"哪个|哪两个|哪里|何时|什么时候|哪一?年|是否|有没有|分别|各是|各有|咱们?|我们|你们|他们|它们?|这个|那个|"
    r"这些|那些|其中|关于|对于|以及|情况|名字|已经|进行|实现|完成了没|[吗呢吧啊呀嘛么了过的地得着之与和及或在把被让给为是有也都又还就才再从向到于对将会能可以请问哪几些个]"
)
_STOP_EN = frozenset(
    "the a an of in on at to for from by with and or is are was were be been being do does did has"
    " have had how many much what which who whom when where why that this these those it its their"
    " there here according according report reports government work city province county so far any"
    " as than per into over about between during many more most s total number units unit current"
    " currently expected will would should can could percent percentage what's".split()
)
# Words that nearly every sentence of a report could hold.
_COMMON = frozenset(
    "全市 全省 全县 全区 全国 全年 我市 我省 上半年 今年 去年 完成 实现 达到 建成 建设 实施 开展 推进 累计 新增"
    " 共 总 数 个 项目 工作 发展 增长 数量 情况 目标 市 省 县 建 做 搞 达 占".split()
)
_COMMON_WEIGHT = 0.3
_SINGLE_WEIGHT = 0.4
_BACKGROUND = 0.4
_UNKNOWN_WEIGHT = 0.35


def detect_language(question: str) -> str:
    """Return zh when the question holds Chinese beyond a quoted name or unit, else en."""
    han = len(_HAN.findall(question))
    latin_words = len(re.findall(r"[A-Za-z]{2,}", question))
    return "zh" if han and han >= latin_words else "en"


def understand(
    question: str, *, language: str = "auto", focus: str = "", places: Collection[str] = ()
) -> Query:
    """Read a stand-alone question.

    Args:
        question: The question, complete in itself.
        language: The language to answer in; `auto` takes the question's.
        focus: The part that the last turn asked, when the rest comes from earlier turns; the rest
            counts less.
        places: Places of the reports, which the gazetteer may lack.
    """
    spoken = detect_language(question)
    scope, rest = _scope(simplify(question), places)
    new = _scope(simplify(focus), places)[1] if focus else rest
    asked = _asked(simplify(focus or question), new, spoken)
    terms = _terms(new, spoken)
    if asked.form is Form.YES_NO:  # 超过50%了吗: the bound is compared, not searched for
        terms = tuple(term for term in terms if not re.fullmatch(r"[\d.%]+", term.text))
    known = {term.text for term in terms}
    background = (term for term in _terms(rest, spoken) if term.text not in known)
    terms = (*terms, *(replace(term, weight=term.weight * _BACKGROUND) for term in background))
    topic = new if spoken == "zh" else _english_topic(new)
    return Query(
        text=question,
        language=spoken if language == "auto" else language,
        asked=asked,
        scope=scope,
        terms=terms,
        indicators=thesaurus().find(topic, k=5),
    )


def _terms(rest: str, language: str) -> tuple[Term, ...]:
    return _english_terms(rest) if language == "en" else _chinese_terms(rest)


def _scope(folded: str, places: Collection[str]) -> tuple[Scope, str]:
    """Return the scope and the question without the words that state it."""
    report_years = [
        int(year)
        for pattern in (_REPORT_YEAR, _ENGLISH_REPORT_YEAR)
        for found in pattern.findall(folded)
        for year in found
        if year
    ]
    rest = _SOURCE.sub(" ", folded)
    years = [int(year) for year in _YEAR.findall(rest)]
    part = _PART.search(folded)
    mentions = find_mentions(folded, known=places)
    for mention in reversed(find_mentions(rest, known=places)):
        rest = rest[: mention.start] + " " + rest[mention.end :]
    rest = re.sub(r"(?:截至)?(?:19|20)\d\d\s?年?(?:[末底初]|年[末底初])?", " ", rest)
    return (
        Scope(
            places=tuple(dict.fromkeys(mention.name for mention in mentions)),
            years=tuple(dict.fromkeys(years)),
            part=part[0] if part else "",
            report_years=tuple(dict.fromkeys(report_years)),
            guessed=_guessed(folded, mentions),
        ),
        rest,
    )


def _guessed(folded: str, mentions: Collection[Mention]) -> tuple[str, ...]:
    taken = [(mention.start, mention.end) for mention in mentions]
    return tuple(
        guess.name
        for guess in guess_mentions(folded)
        if not any(start < guess.end and guess.start < end for start, end in taken)
    )


def _asked(folded: str, rest: str, language: str) -> Asked:
    quantity = _QUANTITY.search(folded)
    unit = (quantity["unit"] or "") if quantity else ""
    # 是多少，增长多少: the first figure is the one that is looked for.
    first = rest[: found.end()] if (found := _QUANTITY.search(rest)) else rest
    growth, percent = bool(_GROWTH.search(first)), bool(_PERCENT.search(first))
    unit_class = ""
    if unit in ("个点", "成") or (quantity and quantity[0].startswith("百分之")):
        unit, unit_class = "", "percent"
    elif unit == "钱":
        unit, unit_class = "元", "money"
    elif unit:
        unit_class = UNIT_CLASS.get(unit, "")
    elif percent or (growth and not (quantity and quantity["scale"])):
        unit_class = "percent"
    if language == "en":
        unit = unit or next((ENGLISH_UNITS[word] for word in ENGLISH_UNITS if word in rest), "")
        unit_class = unit_class or UNIT_CLASS.get(unit or "?", "") or _english_class(rest)
    return Asked(
        form=_form(folded, is_quantity=quantity is not None),
        unit=unit,
        unit_class=unit_class,
        implied_class="money" if _MONEY.search(rest) and not unit_class else "",
        growth=growth,
        target=bool(_TARGET.search(folded)),
        added=bool(_ADDED.search(rest)),
        cumulative=bool(_CUMULATIVE.search(rest)),
        several=bool(_SEVERAL.search(folded)),
        quantities=max(1, len(_QUANTITY.findall(folded))),
    )


def _form(folded: str, *, is_quantity: bool) -> Form:
    is_which = re.search(r"哪[几两三]", folded)
    for form, pattern in _FORMS:
        if pattern.search(folded) and not (form is Form.YES_NO and is_quantity):
            is_counted = is_quantity and form in (Form.TEXT, Form.LIST) and not is_which
            return Form.NUMBER if is_counted else form
    return Form.NUMBER


def _english_class(rest: str) -> str:
    if re.search(r"how many|number of", rest):
        return "count"
    if re.search(r"yuan|dollar|funding|investment|money|cost", rest):
        return "money"
    return ""


def _english_topic(rest: str) -> str:
    return " ".join(word for word in re.findall(r"[a-z0-9.\-]+", rest) if word not in _STOP_EN)


def _chinese_terms(rest: str) -> tuple[Term, ...]:
    known = thesaurus().words
    terms: dict[str, Term] = {}
    for chunk in re.findall(r"[a-z][a-z0-9.&+\-]*|\d+[a-z]+|[\d.%]+|[\u3400-\u9fff]+", _QUANTITY.sub(" ", rest)):
        for word in [chunk] if chunk.isascii() else _segment(chunk, known):
            if _STOP_ZH.fullmatch(word) or word in terms:
                continue
            weight = _SINGLE_WEIGHT if len(word) == 1 else 1.0
            weight = _COMMON_WEIGHT if word in _COMMON else weight
            alternatives = tuple(simplify(each) for each in known.get(word, ()))
            terms[word] = Term(text=word, alternatives=(word, *alternatives), weight=weight)
    return tuple(terms.values())


def _segment(chunk: str, known: dict[str, tuple[str, ...]]) -> list[str]:
    """Cut a chunk at its longest lay wordings, and the rest by the dictionary."""
    pieces: list[str] = []
    start = position = 0
    while position < len(chunk):
        length = next((n for n in range(8, 1, -1) if chunk[position : position + n] in known), 0)
        if length:
            pieces += rjieba.cut(chunk[start:position], False)
            pieces.append(chunk[position : position + length])
            position += length
            start = position
        else:
            position += 1
    return [each for each in (*pieces, *rjieba.cut(chunk[start:], False)) if each.strip(" .-+%")]


def _english_terms(rest: str) -> tuple[Term, ...]:
    known = thesaurus().words
    tokens = re.findall(r"[a-z]+\d+(?:\.\d+)?|\d+[a-z]+|[a-z]+|[\u3400-\u9fff]+", rest)
    terms: list[Term] = []
    position = 0
    while position < len(tokens):
        size, found = _english_phrase(tokens[position:], known)
        phrase = " ".join(tokens[position : position + size])
        position += size
        if found:
            terms.append(Term(text=phrase, alternatives=(phrase, *found)))
        elif phrase not in _STOP_EN and len(phrase) > 1:
            is_name = bool(re.search(r"\d", phrase) or _HAN.search(phrase))
            weight = 1.0 if is_name else _UNKNOWN_WEIGHT
            terms.append(Term(text=phrase, alternatives=(phrase,), weight=weight))
    if any(_HAN.search(term.text) for term in terms):  # the Chinese name says it all
        terms = [
            replace(term, weight=term.weight / 2) if term.weight == _UNKNOWN_WEIGHT else term
            for term in terms
        ]
    return tuple(terms)


def _english_phrase(
    tokens: list[str], known: dict[str, tuple[str, ...]]
) -> tuple[int, tuple[str, ...]]:
    """Return how many tokens form the longest known phrase and its Chinese words."""
    for size in range(min(5, len(tokens)), 0, -1):
        phrase = " ".join(tokens[:size])
        for form in (phrase, " ".join(words(phrase)), phrase + "s"):
            if form in known and (size > 1 or form not in _STOP_EN):
                return size, tuple(simplify(each) for each in known[form])
    return 1, ()
