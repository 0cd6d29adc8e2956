"""Reads what a question wants compared: places or years left open, an order, a change; pure."""

import re
from dataclasses import replace

from bot.bounds import Bounded, may_be_bounded, read_bound
from bot.comparison import Comparison, Operation, Order, Over
from bot.modes import GOAL, RESULT
from ingest.figures import find_figures
from ingest.numerals import chinese

__all__ = ["asked_of_each", "read_comparison", "without_comparison", "without_frame"]

_KIND = r"(?:省份|省区市|省市区|省市|省区|省|直辖市|自治区|地区|地方|城市|区域|市)"
_PROVINCES = r"(?:省份|省区市|省市区|省市|省区|省)"
_NUMERAL = r"([一二两三四五六七八九十]|\d{1,2}|two|three|four|five|six|ten)"
_PLACES = re.compile(
    rf"哪(?:[些几一二两三四五]|十)?个?{_KIND}(?!委|场|民)|什么{_KIND}(?!场|民)"
    rf"|(?:的|有)?{_PROVINCES}(?:一共|总共|共|都|分别)*(?:有哪[些几]个?|是哪[几些一]?个?|有谁)"
    r"|的(?:省份|省区市?|省市|省)\s*[?？]?$|哪[些几]?个?地方"
    r"|wh(?:ich|at) (?:\w+ ){0,2}?(?:provinces?|regions?|municipalit\w+|cities|city|places?)"
    r"|(?:provinces|regions) (?:that|which|whose|where|with)\b"
)
# 增速垫底的是谁: of all places, when a question names none.
_WHOEVER = re.compile(
    r"(?:垫底|第一|最[高低多少快慢大小])的?是谁|谁(?:最[高低多少快慢大小]|垫底|居首|排?第一)"
    rf"|前{_NUMERAL}名(?:的?是)?(?=\s*[?？]?$)"
)
_EVERY_PLACE = re.compile(
    rf"(?:各个?|每个|这些|(?<!哪)这?几个?|所有){_KIND}(?![委场民医体性])(?:里头?|中)?"
    r"|各地(?=的?\s|的?$)|(?:each|every|all) (?:the )?(?:province|region)s?"
)
_YEARS = re.compile(
    r"哪[一几两二三四五]?个?年(?:份|度|里)?|哪些年(?:份|度)?|(?:which|what) (?:\w+ )?years?\b"
)
# 哪些省给研发投入强度定了具体数: those are meant that state a figure, whatever it is.
_STATED = re.compile(
    r"(?:(?:设?定|给|列)[出了]+(?:一?个)?(?:具体|明确|量化)?|(?:具体|明确|量化)(?:提出)?)的?(?:数字?|数值|数据|目标|指标|值)"
    r"|\bset an? (?:\w+ )?(?:target|figure|goal)s?"
)
_EVERY_YEAR = re.compile(r"历年|(?:这些|这几|近几|最近几|前几)年(?:来|间)?|几年来|over the years")
# 把今年GDP增长目标…的是: what stands around an indicator and is no part of its name.
_FRAME = re.compile(
    r"[把将给](?=\S{2})|[今当本]年|全年|年度|(?:预期|增长)?目标值?|的[是有]|[（(]\s*[,、]*\s*[)）]|[?？]"
)
_RECENT = re.compile(
    r"(?:近|最近|过去|这)([两二三四五六七八九十]|\d{1,2})年(?!规划|累计|来?累计)"
    r"|(?:last|past|recent) (two|three|four|five|\d{1,2}) years"
)
_NOT_RANKED = r"(?!法|检|额|限|人民|支付|补|气温|等级|标准)"
_NOT_LEAST = r"(?!工资|生活|保障|限|收购|缴费|标准|气温)"
_FIRST = rf"前{_NUMERAL}(?:名|位|个|大|强)?(?!季|月|年|批|\d)"
_MOST = re.compile(
    rf"最(?:高|多|大|快|长|强|好|重|贵){_NOT_RANKED}|居首|排名?第一|第一名|{_FIRST}"
    r"|(?:highest|(?<!at )most|largest|biggest|fastest|longest|greatest|maximum)\b|\btop\b"
)
_LEAST = re.compile(
    rf"最(?:低|少|小|慢|短|差|轻){_NOT_LEAST}|垫底|倒数"
    r"|(?:lowest|(?<!at )least|smallest|slowest|fewest|shortest|minimum)\b|\bbottom\b"
)
_COUNT = re.compile(
    rf"{_FIRST}|最\S的{_NUMERAL}个?|最\S的前{_NUMERAL}|倒数{_NUMERAL}"
    rf"|(?:top|bottom) {_NUMERAL}|{_NUMERAL} (?:highest|lowest|largest|fastest|slowest|smallest)"
)
_ENGLISH_NUMERALS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
_WHO = re.compile(
    r"谁[快高多大]谁[慢低少小]|孰[高多快大]孰?[慢低少小]?"
    r"|(?:谁|哪(?:一?个|边|家|里|省|市|地|一?年)?)\S{0,3}?的?(?:更|比较|要)?[高多快大强长低少慢小短]"
    r"(?:[谁，,、?？]|一?些|得|了|$)|更[高多快大强长低少慢小短]"
    r"|\b(?:higher|faster|larger|bigger|lower|slower|smaller|longer|shorter|comparison)\b"
    r"|比一比|比比看|比较一下|对比一下|\bcompare[ds]?\b|which (?:\w+ ){1,8}more"
)
_DIFFERENCE_WORDS = re.compile(
    r"相差|差距|差(?:了|别|额)?(?:是|有|为)?(?:多少|几)"
    r"|(?<![减增至])[高低多少快慢大小][出了]?(?:多少|几(?!个?[省市]))|减去"
    r"|difference|\bdiffer\b|\bexceed(?:ed|s)?\b|\boutpaced?\b"
    r"|how (?:many|much) (?:more|less|fewer|higher|lower|faster)|\bgap\b"
)
_DIFFERENCE = re.compile(
    rf"{_DIFFERENCE_WORDS.pattern}"
    r"|比(?!例|重|率|如|上年|上一?年|前一年|去年|较).{2,14}?[多少高低快慢][出了]?(?:多少|几)"
)
_SUM = re.compile(
    r"合计(?!相?差)|总共|一共|共计|加起来|加在一起|之和|总和|加总|相加|altogether|combined|in total"
    r"|\bsum\b|added up"
)
_RATIO = re.compile(r"(?:几|多少)倍|倍数|how many times|\bratio of\b")
_SHARE = re.compile(
    r"占.{0,16}?(?:百分之几|多少|几成|比重|比例)|what (?:share|percentage|proportion) of"
)
_GROWTH = re.compile(
    r"(?:增长|涨|增加|提高|上升|下降|减少|降)了?(?:百分之(?:几|多少)|几成)|增长率是"
    r"|grow(?:th rate)? between"
)
_CHANGE = re.compile(
    r"(?:怎么|如何|怎样)(?:变(?:化|动)?|调)|变化(?:情况|趋势)?|趋势|走势|一路"
    r"|(?:增长|增加|上升|提高|升|涨|增|多|高)了?还是(?:下降|减少|降|跌|减|少|低)"
    r"|是[升增涨]是[降减跌]|(?:增加|减少|提高|下降|增长|上升|升|降|涨|多|少)了?[吗没]|变[高低多少]"
    r"|\bchanged?\b|\btrend|(?:go|gone|went) (?:up|down)(?: or (?:up|down))?"
    r"|\b(?:rise|rose|fall|fell|increase|decrease)d? or\b|evol"
)
_YEAR_BEFORE = r"(?:year before|previous year|prior year|year earlier)"
_BEFORE = re.compile(
    r"(?:比|和|跟|与|同|较|对比|相比)(?:上|前)一?年(?:同期)?(?:的)?(?:相?比|对比|比较)?"
    rf"|(?:compare\w*|than|against|from|over) (?:\w+ ){{0,3}}?(?:the )?{_YEAR_BEFORE}"
    r"|the year before"
)
_HOW = re.compile(r"^\s?compare|how (?:did|do|does) .*\bcompare\b|怎么样|如何|分别|各是")
_EACH = re.compile(r"分别|各(?:是|为|有|自|多少)|逐年|每年|怎么样|如何|each|every")
_BOTH_MODES = re.compile(
    rf"(?:{GOAL}).{{0,40}}?(?:{RESULT})"
    r"|(?:实际|实绩|最终|完成|actual|achiev|\bdid\b).{0,30}?(?:目标|target|goal)"
)
_NOT_BOTH = re.compile(
    r"(?:不是|而非|而不是|并非|不要|除)(?:目标|实际|计划)|not the target|rather than"
)
_ASIDE = re.compile(r"[（(](?:不|非|not)[^）)]*[）)]")
# 30以上（不含30）
_EXCLUDED = re.compile(r"[（(]不(?:包含|包括|含|算)(?:等于)?(?:[\d.]+\S{0,8}?|本数)[）)]")
_OPERATIONS = (
    (Operation.RATIO, _RATIO),
    (Operation.SHARE, _SHARE),
    (Operation.SUM, _SUM),
    (Operation.DIFFERENCE, _DIFFERENCE),
    (Operation.GROWTH, _GROWTH),
    (Operation.DIFFERENCE, _WHO),
)
"""In this order: 一共多多少 is a sum before it is a difference."""


def read_comparison(rest: str, *, names_places: bool = True) -> tuple[Comparison, str]:
    """Return what a folded question without places and years wants compared, and what is left.

    What is left is without the bound: it is of the question, not of the reports. One that names no
    place asks of all: 增速垫底的是谁.
    """
    excluded = _EXCLUDED.search(rest)
    rest = _ASIDE.sub(" ", rest)
    over = Over.PLACES if _WHOEVER.search(rest) and not names_places else _over(rest)
    blank = _PLACES.sub(lambda found: " " * len(found[0]), rest)  # 哪四个市 counts places
    bounded = read_bound(blank) if over is not Over.NOTHING else Bounded(None)
    if bounded.bound and excluded:
        bounded = bounded._replace(bound=replace(bounded.bound, is_strict=True))
    is_both = bool(_BOTH_MODES.search(rest)) and not _NOT_BOTH.search(rest)
    found = (each for each, words in _OPERATIONS if words.search(rest))
    operation = next(found, Operation.NONE)
    comparison = Comparison(
        over=over,
        order=_order(rest),
        count=_count(rest),
        bound=bounded.bound,
        operation=operation,
        # 完成了20%的目标吗 gives the target itself.
        both_modes=is_both and (not find_figures(rest) or operation is Operation.DIFFERENCE),
        change=bool(_CHANGE.search(rest)),
        # 比上年增加多少 is stated by reports as it is.
        before=bool(_BEFORE.search(rest) and (_CHANGE.search(rest) or _HOW.search(rest))),
        recent=_recent(rest),
        stated=bool(_STATED.search(rest)),
    )
    return comparison, f"{rest[: bounded.start]} {rest[bounded.end :]}"


def without_comparison(rest: str) -> str:
    """Return a question without the words that say what is to be compared."""
    for pattern in (
        _STATED, _BEFORE, _PLACES, _EVERY_PLACE, _YEARS, _EVERY_YEAR, _RECENT, _COUNT, _MOST,
        _LEAST, _DIFFERENCE_WORDS, _WHO, _CHANGE, _EACH,
    ):  # fmt: skip
        rest = pattern.sub(" ", rest)
    return rest


def without_frame(rest: str) -> str:
    """Return the part of such a question that can name an indicator."""
    return _FRAME.sub(" ", rest)


def asked_of_each(rest: str) -> str:
    """Return a question without the words that ask how figures differ in time: 增加了吗."""
    return _BEFORE.sub(" ", _CHANGE.sub(" ", rest))


def _over(rest: str) -> Over:
    counted = _PLACES.sub(" ", rest)
    words = (_MOST, _LEAST, _STATED)
    is_chosen = may_be_bounded(counted) or any(each.search(rest) for each in words)
    if _EVERY_PLACE.search(rest) or (_PLACES.search(rest) and is_chosen):
        return Over.PLACES
    if _EVERY_YEAR.search(rest) or (_YEARS.search(rest) and is_chosen):
        return Over.YEARS
    is_each = _EACH.search(rest) or _CHANGE.search(rest)
    return Over.YEARS if _RECENT.search(rest) and is_each else Over.NOTHING


def _order(rest: str) -> Order:
    most, least = _MOST.search(rest), _LEAST.search(rest)
    if most and least:
        return Order.BOTH
    return Order.MOST if most else (Order.LEAST if least else Order.NONE)


def _count(rest: str) -> int:
    found = _COUNT.search(rest)
    return _number(next(filter(None, found.groups()))) if found else 1


def _recent(rest: str) -> int:
    found = _RECENT.search(rest)
    return _number(found[1] or found[2]) if found else 0


def _number(numeral: str) -> int:
    if numeral.isdigit():
        return int(numeral)
    return _ENGLISH_NUMERALS.get(numeral) or int(chinese(numeral.replace("两", "二")))
