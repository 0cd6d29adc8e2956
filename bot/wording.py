"""Finds a question's terms and the reports' words for them; knows the thesaurus, no index."""

import re
from dataclasses import replace

import rjieba

from bot.asked import QUANTITY
from bot.query import Term
from bot.thesaurus import thesaurus
from vectorstore.terms import simplify, words

__all__ = ["find_terms", "topic"]

_HAN = re.compile(r"[\u3400-\u9fff]")
_WHICH_MORE = re.compile(r"(?:哪[个一]|谁)(?:的?数字|的)?(?:更|比较)?[高低大小多少快慢](?![校学])")
_CHUNK = re.compile(r"[a-z0-9.&+\-%\u3400-\u9fff]+")
_PIECE = re.compile(r"[a-z][a-z0-9.&+\-]*|\d+[a-z]+|[\d.%]+|[\u3400-\u9fff]+")
_TOKEN = re.compile(r"[a-z]+\d+(?:\.\d+)?|\d+[a-z]+|[a-z]+|[\u3400-\u9fff]+")
# Words that ask, address or join, and say nothing of what is asked.
_STOP_ZH = frozenset(
    "请问 请教 告诉 告诉我 帮我 查 查一下 想 知道 想知道 我想 我 一下 预计 大概 大约 目前 "
    "现在 至今 截至 到底 究竟 总共 一共 合计 共有 共计 全部 数量 数目 有 是 达到 多少 几 什么 "
    "叫 哪些 哪 哪个 哪里 何时 时候 是否 没有 分别 各 咱 咱们 我们 你们 他们 它 它们 这个 "
    "那个 这些 那些 其中 关于 对于 以及 情况 名字 已经 进行 实现 其 该 吗 呢 吧 啊 呀 嘛 么 "
    "了 过 的 得 地 着 之 与 和 及 或 在 把 被 让 给 为 也 都 又 还 就 才 再 从 向 到 于 对 "
    "将 会 能 可以 那 这 些 个 没 谁 怎么 如何".split()
)
_STOP_EN = frozenset(
    "the a an of in on at to for from by with and or is are was were be been being do does did has"
    " have had how many much what which who whom when where why that this these those it its their"
    " there here according report reports government work city province county so far any as than"
    " per into over about between during more most s total number units unit current currently"
    " expected will would should can could percent percentage long high large big far".split()
)
# Words that nearly every sentence of a report could hold.
_COMMON = frozenset(
    "全市 全省 全县 全区 全国 全年 我市 我省 上半年 今年 去年 完成 建成 建设 实施 开展 推进 "
    "累计 新增 共 总 数 项目 工作 发展 增长 目标 市 省 县 建 做 搞 达 占"
    " 年初 年底 年末 定 原定 设定 实际 最终 当时 上年 上一年 前一年"
    " 总数 总量 规模 金额 占比 比重 比例 增速 增幅 完成率 面积 额 率 水平 人数 户数".split()
)
_COMMON_WEIGHT = 0.3
_SINGLE_WEIGHT = 0.4
_UNKNOWN_WEIGHT = 0.35
_LONGEST_WORDING = 8
_LONGEST_PHRASE = 5
_LONGEST_ACRONYM = 5


def find_terms(rest: str, language: str) -> tuple[Term, ...]:
    """Return the terms of a question without its place and time, folded and simplified."""
    return _english_terms(rest) if language == "en" else _chinese_terms(rest)


def topic(rest: str, language: str) -> str:
    """Return the part of a question that can name an indicator."""
    if language == "zh":
        return rest
    return " ".join(word for word in re.findall(r"[a-z0-9.\-]+", rest) if word not in _STOP_EN)


def _chinese_terms(rest: str) -> tuple[Term, ...]:
    terms: dict[str, Term] = {}
    for chunk in _CHUNK.findall(QUANTITY.sub(" ", _WHICH_MORE.sub(" ", rest))):
        for word in _segment(chunk):
            if word not in _STOP_ZH:
                terms.setdefault(word, _chinese_term(word))
    return tuple(terms.values())


def _chinese_term(word: str) -> Term:
    weight = _SINGLE_WEIGHT if len(word) == 1 else 1.0
    if word.isalpha() and word.isascii() and len(word) > _LONGEST_ACRONYM:
        weight = _UNKNOWN_WEIGHT  # server, not GDP
    if word in _COMMON:
        weight = _COMMON_WEIGHT
    official = (simplify(each) for each in thesaurus().words.get(word, ()))
    return Term(text=word, alternatives=(word, *official), weight=weight)


def _segment(chunk: str) -> list[str]:
    """Cut a chunk at its longest lay wordings (5g信号塔), and the rest by the dictionary."""
    known = thesaurus().words
    found: list[str] = []
    start = position = 0
    while position < len(chunk):
        sizes = range(_LONGEST_WORDING, 1, -1)
        length = next((n for n in sizes if chunk[position : position + n] in known), 0)
        if length:
            found += [*_cut(chunk[start:position]), chunk[position : position + length]]
            start = position + length
        position += length or 1
    return [*found, *_cut(chunk[start:])]


def _cut(chunk: str) -> list[str]:
    pieces: list[str] = []
    for piece in _PIECE.findall(chunk):
        pieces += [piece] if piece.isascii() else rjieba.cut(piece, False)
    return pieces


def _english_terms(rest: str) -> tuple[Term, ...]:
    tokens = _TOKEN.findall(rest)
    terms: list[Term] = []
    position = 0
    while position < len(tokens):
        size, official = _english_phrase(tokens[position:])
        phrase = " ".join(tokens[position : position + size])
        position += size
        if official:
            terms.append(Term(text=phrase, alternatives=(phrase, *official)))
        elif phrase not in _STOP_EN and len(phrase) > 1:
            is_name = re.search(r"\d", phrase) or _HAN.search(phrase)
            weight = 1.0 if is_name else _UNKNOWN_WEIGHT
            terms.append(Term(text=phrase, alternatives=(phrase,), weight=weight))
    if any(_HAN.search(term.text) for term in terms):  # the Chinese name says it all
        terms = [
            replace(term, weight=term.weight / 2) if _is_unknown(term) else term for term in terms
        ]
    return tuple(terms)


def _is_unknown(term: Term) -> bool:
    return term.weight == _UNKNOWN_WEIGHT


def _english_phrase(tokens: list[str]) -> tuple[int, tuple[str, ...]]:
    """Return how many tokens form the longest known phrase and its Chinese words."""
    known = thesaurus().words
    for size in range(min(_LONGEST_PHRASE, len(tokens)), 0, -1):
        phrase = " ".join(tokens[:size])
        for form in (phrase, " ".join(words(phrase)), phrase + "s"):
            if form in known and (size > 1 or form not in _STOP_EN):
                return size, tuple(simplify(each) for each in known[form])
    return 1, ()
