"""Finds a question's terms and the reports' words for them; knows the thesaurus, no index."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.asked import QUANTITY
from bot.glossary import Phrase, glossary
from bot.query import Term
from bot.thesaurus import thesaurus
from vectorstore.terms import compact, cut, simplify

__all__ = ["find_terms", "topic", "without_years"]

_HAN = re.compile(r"[\u3400-\u9fff]")
_WHICH_MORE = re.compile(r"(?:哪[个一]|谁)(?:的?数字|的)?(?:更|比较)?[高低大小多少快慢](?![校学])")
# Of 哪天开的 no word is made of its middle.
_WHEN = re.compile(r"哪一?[天日]|[什啥]么?时[候间]|何[时日]")
_CHUNK = re.compile(r"[a-z0-9.&+\-%\u3400-\u9fff]+")
_PIECE = re.compile(r"[a-z][a-z0-9.&+\-]*|\d+[a-z]+|[\d.%]+|[\u3400-\u9fff]+")
# Words that ask, address or join, and say nothing of what is asked.
_STOP_ZH = frozenset(
    "请问 请教 告诉 告诉我 帮我 查 查一下 想 知道 想知道 我想 我 一下 预计 大概 大约 目前 "
    "现在 至今 截至 到底 究竟 总共 一共 合计 共有 共计 全部 数量 数目 有 是 达到 多少 几 什么 "
    "叫 哪些 哪 哪个 哪里 何时 时候 是否 没有 分别 各 咱 咱们 我们 你们 他们 它 它们 这个 "
    "那个 这些 那些 其中 关于 对于 以及 情况 名字 已经 进行 实现 其 该 吗 呢 吧 啊 呀 嘛 么 "
    "了 过 的 得 地 着 之 与 和 及 或 在 把 被 让 给 为 也 都 又 还 就 才 再 从 向 到 于 对 "
    "将 会 能 可以 那 这 些 个 没 谁 怎么 如何 呗 啦 哈 哟 哦 喔 呐 嘞 请 麻烦 麻烦你 "
    "帮忙 给我 看看 "
    "列一下 列出 列出来 列 库里 里面 里头 眼下 当前 如今 打算 "
    "是不是 有没有 能不能 会不会 可不可以 要不要 算不算 需不需要 "
    "说说 讲讲 具体 左右 差不多 比 较 相比 跟 同 所 咱市 咱省 咱县 咱区 不 不是 里 中 上".split()
)
_STOP_EN = frozenset(
    "the a an of in on at to for from by with and or is are was were be been being do does did has"
    " have had how many much what which who whom when where why that this these those it its their"
    " there here according report reports government work city province county so far any as than"
    " per into over about between during more most s total number units unit current currently"
    " expected will would should can could percent percentage long high large big far"
    " people person persons get gets got take takes took make makes made give gives given gave"
    " expect expects put puts go goes went come comes came see seen set under within across after"
    " before allowing compared compare my your our we you i me us if not no some every each them he"
    " she also only just even still up down out off then now actually really roughly officially"
    " yearly ever one".split()
)
# Words that nearly every sentence of a report could hold.
_COMMON = frozenset(
    "全市 全省 全县 全区 全国 全年 我市 我省 上半年 今年 去年 完成 建成 建设 实施 开展 推进 "
    "累计 新增 共 总 数 项目 工作 发展 增长 目标 市 省 县 建 做 搞 达 占"
    " 增加 下降 减少 提高 上升 提升 上涨 降低 涨 涨了 降 降了 涨幅 降幅 同比 同期 比上年"
    " 第一季度 一季度 季度 前三季度"
    " 比去年 比上年 比前一年 较上年 高了 低了 多了 少了 快了 慢了 提高了 下降了 上升了"
    " 增加了 减少了 增长了 增长率"
    " 年初 年底 年末 定 原定 设定 实际 最终 当时 上年 上一年 前一年"
    " 总数 总量 规模 金额 占比 比重 比例 增速 增幅 完成率 面积 额 率 水平 人数 户数".split()
)
# English asks with words that Chinese needs not say.
_FAINT = frozenset(
    "每年 每月 年均 获得 帮助 支持 标准 数额 数量 去年 比例 全国 中国 政府 部门 国家 "
    "计划 规定 发布 最高 最低 超过 平均 人员 企业 比上年 上升 下降 提高 增加 减少".split()
)
# The years that are asked about as one: when, not what.
_YEARS = re.compile(r"十[一二三四五]五(?:时期|期间)?|[这近]?[三四五]年(?:来|间|里)?|过去[三四五]年")
_YEARS_ASKED = re.compile(
    r"“?十[一二三四五]五”?(?!规划|纲要|计划)(?:这|的)?(?:五年)?(?:时期|期间|以来|来|里|间)?|[这近][三四五]年(?:来|间|里)?"
)
_VERBS = {
    "产量": "生产", "销量": "销售", "销售量": "销售", "出口量": "出口", "进口量": "进口",
    "发送量": "发送", "运输量": "运输",
}  # fmt: skip
_COMMON_WEIGHT = 0.3
_SINGLE_WEIGHT = 0.4
_UNKNOWN_WEIGHT = 0.35
_LONGEST_WORDING = 8
_MOST_NAMES = 8
_LONGEST_ACRONYM = 5


def find_terms(rest: str, language: str) -> tuple[Term, ...]:
    """Return the terms of a question without its place and time, folded and simplified."""
    return _english_terms(rest) if language == "en" else _chinese_terms(rest)


def without_years(terms: Sequence[Term]) -> tuple[Term, ...]:
    """Return terms of which those that tell of which years count little: 十四五, 这五年."""
    return tuple(
        replace(term, weight=min(term.weight, _COMMON_WEIGHT))
        if _YEARS.fullmatch(term.text)
        else term
        for term in terms
    )


def topic(rest: str, language: str) -> str:
    """Return the part of a question that can name an indicator."""
    if language == "zh":
        return _YEARS_ASKED.sub(" ", rest)
    return " ".join(word for word in re.findall(r"[a-z0-9.\-]+", rest) if word not in _STOP_EN)


def _chinese_terms(rest: str) -> tuple[Term, ...]:
    terms: dict[str, Term] = {}
    for chunk in _CHUNK.findall(_WHEN.sub(" ", QUANTITY.sub(" ", _WHICH_MORE.sub(" ", rest)))):
        thing = ""
        for word in _segment(chunk):
            if word not in _STOP_ZH:
                terms.setdefault(word, _measured(_chinese_term(word), thing))
                thing = word
    return tuple(terms.values())


def _measured(term: Term, thing: str) -> Term:
    """Return the term of a measure with what a report says of its thing: 生产原煤 for 原煤产量."""
    verb = _VERBS.get(term.text)
    if not verb or not thing:
        return term
    return replace(term, alternatives=(*term.alternatives, f"{verb}{simplify(thing)}"))


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
    found: list[str] = []
    start = position = 0
    while position < len(chunk):
        sizes = range(min(_LONGEST_WORDING, len(chunk) - position), 1, -1)
        length = next((n for n in sizes if _may_mean(chunk, position, position + n)), 0)
        if length:
            found += [*_cut(chunk[start:position]), chunk[position : position + length]]
            start = position + length
        position += length or 1
    return [*found, *_cut(chunk[start:])]


def _may_mean(chunk: str, start: int, end: int) -> bool:
    """Tell whether a piece of a chunk is a lay wording, and if only it by itself, stands so."""
    wording = chunk[start:end]
    if wording not in thesaurus().words:
        return False
    before = _cut(chunk[:start]) if wording in thesaurus().alone else ()
    return all(word in _STOP_ZH or word in _COMMON for word in before[-1:])


def _cut(chunk: str) -> list[str]:
    pieces: list[str] = []
    for piece in _PIECE.findall(chunk):
        pieces += [piece] if piece.isascii() else cut(piece)
    return pieces


def _english_terms(rest: str) -> tuple[Term, ...]:
    phrases = glossary().phrases(rest, idle=_STOP_EN)
    terms = tuple(
        _english_term(each)
        for each in phrases
        if each.chinese or (each.text not in _STOP_EN and len(each.text) > 1)
    )
    if any(_HAN.search(term.text) for term in terms):  # the Chinese name says it all
        return tuple(
            replace(term, weight=term.weight / 2) if term.weight == _UNKNOWN_WEIGHT else term
            for term in terms
        )
    return terms


def _english_term(phrase: Phrase) -> Term:
    # Texts are compared without spaces, English reports too.
    written, *others = (compact(each) for each in (phrase.text, *phrase.english))
    alternatives = (written, *phrase.chinese[:_MOST_NAMES], *others)
    if phrase.chinese:
        is_faint = phrase.chinese[0] in _COMMON | _FAINT
        weight = _COMMON_WEIGHT if is_faint else 1.0
    else:
        is_name = re.search(r"\d", phrase.text) or _HAN.search(phrase.text)
        weight = 1.0 if is_name else _UNKNOWN_WEIGHT
    return Term(text=phrase.text, alternatives=tuple(dict.fromkeys(alternatives)), weight=weight)
