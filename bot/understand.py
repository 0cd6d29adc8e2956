"""Reads a question: language, what it asks for, scope, and its terms in the reports' words."""

import re

import rjieba

from bot.query import Asked, Form, Query, Scope, Term
from bot.thesaurus import thesaurus
from ingest.places import find_mentions
from ingest.units import UNIT_CLASS, UNITS
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
    r"百分之|几个点|百分点|比例|占比|比重|几成|[^效]率(?!先)|percent|share|proportion|\brate\b|ratio"
)
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
_TOPIC_MIN_SCORE = 0.3


def detect_language(question: str) -> str:
    """Return zh when the question holds Chinese beyond a quoted name or unit, else en."""
    han = len(_HAN.findall(question))
    latin_words = len(re.findall(r"[A-Za-z]{2,}", question))
    return "zh" if han and han >= latin_words else "en"


def understand(question: str, *, language: str = "auto", context: str = "") -> Query:
    """Read a stand-alone question.

    Args:
        question: The question, complete in itself.
        language: The language to answer in; `auto` takes the question's.
        context: Words of earlier turns that still count, at less weight.
    """
    spoken = detect_language(question)
    folded = simplify(question)
    scope, rest = _scope(folded)
    asked = _asked(folded, rest, spoken)
    terms = _english_terms(rest) if spoken == "en" else _chinese_terms(rest)
    known = {term.text for term in terms}
    background = [
        Term(text=term.text, alternatives=term.alternatives, weight=term.weight * 0.4)
        for term in (_chinese_terms(_scope(simplify(context))[1]) if context else [])
        if term.text not in known
    ]
    topic = _strip_question(rest) if spoken == "zh" else _english_topic(rest)
    return Query(
        text=question,
        language=spoken if language == "auto" else language,
        asked=asked,
        scope=scope,
        terms=(*terms, *background),
        indicators=thesaurus().find(topic, k=5),
    )


def _scope(folded: str) -> tuple[Scope, str]:
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
    mentions = [mention for mention in find_mentions(folded)]
    for mention in reversed(find_mentions(rest)):
        rest = rest[: mention.start] + " " + rest[mention.end :]
    rest = re.sub(r"(?:截至)?(?:19|20)\d\d\s?年?(?:[末底初]|年[末底初])?", " ", rest)
    return (
        Scope(
            places=tuple(dict.fromkeys(mention.name for mention in mentions)),
            years=tuple(dict.fromkeys(years)),
            part=part[0] if part else "",
            report_years=tuple(dict.fromkeys(report_years)),
        ),
        rest,
    )


def _asked(folded: str, rest: str, language: str) -> Asked:
    quantity = _QUANTITY.search(folded)
    unit = (quantity["unit"] or "") if quantity else ""
    growth, percent = bool(_GROWTH.search(rest)), bool(_PERCENT.search(rest))
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
        unit_class = unit_class or _english_class(rest)
    return Asked(
        form=_form(folded, is_quantity=quantity is not None),
        unit=unit,
        unit_class=unit_class,
        growth=growth,
        target=bool(_TARGET.search(folded)),
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


def _strip_question(rest: str) -> str:
    return _STOP_ZH.sub(" ", _QUANTITY.sub(" ", rest))


def _english_topic(rest: str) -> str:
    return " ".join(word for word in re.findall(r"[a-z0-9.\-]+", rest) if word not in _STOP_EN)


def _chinese_terms(rest: str) -> tuple[Term, ...]:
    known = thesaurus().words
    terms: dict[str, Term] = {}
    for chunk in re.split(r"[^\u3400-\u9fffa-z0-9.%+\-]+", _QUANTITY.sub(" ", rest)):
        for word in _segment(chunk, known):
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
            is_name = bool(re.search(r"\d", phrase))
            terms.append(Term(text=phrase, alternatives=(phrase,), weight=1.0 if is_name else 0.35))
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
