"""Reads passages as claims: a figure with the words it belongs to; pure, knows no question."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from bot.claim import Claim, Placed, placed
from bot.rows import find_cells, row_claims
from bot.threshold import without_thresholds
from ingest.split import sentences
from vectorstore.terms import cut

__all__ = ["Claim", "find_claims", "find_clauses"]

# Passages are asked about again and again; their claims stay the same.
_KNOWN_TEXTS = 4096
_OPEN, _CLOSE = "（(《“‘【[", "）)》”’】]"
# 地区生产总值[2]: the mark of a note, as statistical communiqués print it.
_NOTE = re.compile(r"\[\d{1,2}\]")
_STOPS = "，,；;：:。！？!?\n"
_LIST_MARKS = re.compile(r"[、和与及]|以及")
# One word for two things, of which each has its own figure.
_HALVES = {
    "城乡": ("城镇", "农村"),
    "产销(?=[量值额])": ("产", "销"),
    "进出口": ("进口", "出口"),
    "存贷款": ("存款", "贷款"),
    "收支": ("收入", "支出"),
}
_RESPECTIVELY = re.compile(r"分别|各(?=[^类种项级地县区市]{0,4}\d)")
# Words around a figure that say how it is stated, not what of.
_FILLER = re.compile(
    r"同比|比上年|较上年|比去年|环比|名义|实际|增长|增速|增幅|下降|提高|上升|增加|提升|减少|回落|降低|[增减]产|达到|达|"
    r"为|是|有|完成|占|预计|累计|已|约|超过|超|全年|总计|共|其中|至|到|分别|均|突破|近|和|与|年均|稳定在|"
    r"、|的|个|以上|左右|从|由|比|较|同期|扩大|新增|力争|预期|目标|建成|建设|开通|总数|总量|总计|拥有|\s|[，,]"
)
_CONDITION = "的"  # 纳税人为独生子女的，按照每月2000元的标准扣除
_MEASURED = re.compile(r"(?:值|额|量|率|数|投资|收入|支出|贷款|存款|消费|外资|[进出]口)\s*$")
_GROWTH_END = re.compile(
    r"(?:增长|增速|增幅|下降|提高|上升|减少|回落|降低|涨幅|提升|增加|[增减][产收]|下滑|缩减|收窄|翻)(?:了|约|近|超过?|幅度|率|达到?|为|"
    r"预期|目标|\s)*$"
)
_FROM = re.compile(r"[从由](?:(?:19|20)\d\d年?(?:末|底)?的?|上年(?:末|底)?的?|去年的?)?$")
_CHANGED_TO = re.compile(
    r"(?:/\S{1,2}?)?\s?(?:以上|左右)?[，,]?(?:增长|增加|提高|提升|上升|扩大|发展|下降|降低|减少|缩小|回落"
    r"|压减|跃升|攀升|[增升扩减缩压降调])(?:到|至|为)"
)


class _Subject(NamedTuple):
    """What earlier clauses of a sentence spoke of."""

    clause: str
    dealt: str


@lru_cache(maxsize=_KNOWN_TEXTS)
def find_claims(text: str) -> tuple[Claim, ...]:
    """Return the claims of a passage in reading order, one a figure, and one a bare clause."""
    claims: list[Claim] = []
    for sentence in sentences(text, (0, len(text))):
        cells = find_cells(text, sentence)
        if cells:
            claims += row_claims(text, sentence, cells)
            continue
        subject, elements = "", ""
        figures = placed(text, sentence)
        for clause in find_clauses(text, sentence):
            own = [each for each in figures if clause[0] <= each[0] < clause[1]]
            context = _Subject(subject, elements)
            found = list(_clause_claims(text, clause, sentence, figures=own, subject=context))
            claims += found
            subject = _next_subject(text, clause, found, subject)
            elements = next((each.dealt for each in found if each.dealt), elements)
    return tuple(claims)


def find_clauses(text: str, sentence: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the clauses of a sentence: cut at commas outside brackets, quotations and numbers."""
    clauses: list[tuple[int, int]] = []
    start, depth = sentence[0], 0
    for i in range(*sentence):
        char = text[i]
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        is_stop = char in _STOPS and depth == 0 and not _is_thousands_comma(text, i)
        if is_stop or i == sentence[1] - 1:
            end = i if is_stop else i + 1
            if text[start:end].strip():
                clauses.append((start, end))
            start = i + 1
    return clauses


def _is_thousands_comma(text: str, i: int) -> bool:
    return text[i] in ",，" and bool(re.match(r"\d[,，]\d{3}(?!\d)", text[max(0, i - 1) : i + 5]))


def _clause_claims(
    text: str,
    clause: tuple[int, int],
    sentence: tuple[int, int],
    *,
    figures: list[Placed],
    subject: _Subject,
) -> Iterator[Claim]:
    start, end = clause
    if not figures:
        yield Claim(
            start=start, end=end, clause=clause, sentence=sentence, figure=None,
            label=_NOTE.sub("", text[start:end]),
        )  # fmt: skip
        return
    stating = without_thresholds(text, figures)
    for each in figures:
        if each not in stating:
            yield _threshold(text, clause, sentence, each)
    figures = stating
    listed = _listed(text, clause, figures)
    if listed:
        yield from _list_claims(text, clause, sentence, listed=listed, subject=subject)
        return
    plain = list(_plain_claims(text, clause, sentence, shifted=figures, subject=subject))
    yield from _with_bounds(text, plain, figures)


def _threshold(
    text: str, clause: tuple[int, int], sentence: tuple[int, int], found: Placed
) -> Claim:
    start, end, figure = found
    label = _NOTE.sub("", text[clause[0] : start] + text[end : clause[1]])
    return Claim(
        start=clause[0], end=clause[1], clause=clause, sentence=sentence, figure=figure,
        label=label, is_threshold=True,
    )  # fmt: skip


def _plain_claims(
    text: str,
    clause: tuple[int, int],
    sentence: tuple[int, int],
    *,
    shifted: list[Placed],
    subject: _Subject,
) -> Iterator[Claim]:
    start, end = clause
    head = ""
    described = _described(text, shifted[-1][1], end)
    if described and subject.clause.endswith(_CONDITION):
        described = f"{subject.clause} {described}"
    for k, (figure_start, figure_end, figure) in enumerate(shifted):
        following = shifted[k + 1][0] if k + 1 < len(shifted) else end
        before = text[start:figure_start].lstrip("、和与及 ")
        own_start = figure_start - len(before)
        after, is_own = _words_after(text, figure_end, following, is_last=k + 1 == len(shifted))
        content = _FILLER.sub("", before)
        names_nothing = len(content) <= 1 and len(_FILLER.sub("", after)) <= 1
        is_elliptic = names_nothing or bool(_CHANGED_TO.match(before))
        yield Claim(
            start=own_start,
            end=figure_end + (len(after) if is_own else 0),
            clause=clause,
            sentence=sentence,
            figure=figure,
            label=_NOTE.sub("", before + after),
            inherited=described or head or subject.clause,
            is_elliptic=is_elliptic,
            is_growth=bool(_GROWTH_END.search(before)),
            is_origin=_is_origin(before, text[figure_end:end]),
        )
        if not is_elliptic:
            head = before + (after if is_own else "")
        start = figure_end + (len(after) if is_own else 0)


def _with_bounds(text: str, claims: list[Claim], placed: list[Placed]) -> Iterator[Claim]:
    """Yield claims so that two bounds are stated together: 处违法所得1倍以上5倍以下的罚款."""
    starts, ends = [each.start for each in claims], [each.end for each in claims]
    for k in range(len(placed) - 1):
        (_, low_end, _), (high_start, high_end, _) = placed[k : k + 2]
        if text[low_end:high_start] == "以上" and text.startswith("以下", high_end):
            starts[k + 1], ends[k] = starts[k], high_end + len("以下")
            ends[k + 1] = max(ends[k], ends[k + 1])
    for claim, start, end in zip(claims, starts, ends, strict=True):
        yield replace(claim, start=start, end=end)


def _is_origin(before: str, rest: str) -> bool:
    return bool(_FROM.search(before) and _CHANGED_TO.match(rest))


def _described(text: str, last_figure_end: int, end: int) -> str:
    """Return the thing that figures before it describe: 总投资78.5亿元、装机120万千瓦的电站."""
    rest = text[last_figure_end:end]
    return rest[1:] if rest.startswith("的") else ""


def _words_after(text: str, figure_end: int, following: int, *, is_last: bool) -> tuple[str, bool]:
    """Return the words after a figure that name what it counts, and whether they are its alone.

    In 495个重点投资项目累计开工420项 the words between serve both figures.
    """
    gap = text[figure_end:following]
    mark = _LIST_MARKS.search(gap)
    if is_last:  # 838.6亿斤、再创历史新高: what follows counts nothing
        return ("" if mark and not mark.start() else gap.rstrip()), True
    return (gap[: mark.start()], True) if mark else (gap, False)


def _listed(text: str, clause: tuple[int, int], shifted: list[Placed]) -> list[Placed]:
    """Return the figures that a 分别 deals out, empty when there is none."""
    found = _RESPECTIVELY.search(text, *clause)
    if not found:
        return []
    dealt = [each for each in shifted if each[0] >= found.end()]
    return dealt if len(dealt) > 1 else []


def _list_claims(
    text: str,
    clause: tuple[int, int],
    sentence: tuple[int, int],
    *,
    listed: list[Placed],
    subject: _Subject,
) -> Iterator[Claim]:
    found = _RESPECTIVELY.search(text, *clause)
    marker = found.start() if found else clause[0]
    verb = text[found.end() if found else marker : listed[0][0]]
    own = text[clause[0] : marker]
    # 分别新认定60家和30家，累计分别达到1016家和591家: the second deals to the same.
    dealt = own if len(_FILLER.sub("", own)) > 1 else (subject.dealt or subject.clause)
    elements = _elements(dealt, len(listed))
    for element, (start, end, figure) in zip(elements, listed, strict=True):
        yield Claim(
            start=start,
            end=end,
            clause=clause,
            sentence=sentence,
            figure=figure,
            label=element + ("" if own == dealt else own) + verb,
            inherited=own if len(set(elements)) == 1 else subject.clause,
            dealt=dealt,
            is_growth=bool(_GROWTH_END.search(verb)),
            group=listed[0][0] + 1,
        )


def _elements(subjects: str, count: int) -> list[str]:
    """Return the `count` things a 分别 speaks of; the whole subject for each when they differ."""
    parts = [
        part for part in re.split(r"[、和与]|以及|(?<![普涉波])及(?!格)", subjects) if part.strip()
    ]
    if count == 2 and len(parts) == 1:
        for both, halves in _HALVES.items():
            if found := re.search(both, subjects):
                return [subjects.replace(found[0], each, 1) for each in halves]
    if len(parts) < count:
        return [subjects] * count
    named = parts[-count:]
    return [*(each + _shared_tail(each, named[-1]) for each in named[:-1]), named[-1]]


def _shared_tail(element: str, last: str) -> str:
    """Return what the last of a list says for all: 旅客吞吐量 in 厦门机场、福州机场旅客吞吐量.

    What says of itself what is measured takes none: 固定资产投资、社会消费品零售总额.
    """
    head, whole = cut(element), cut(last)
    is_alike = head[-1:] == whole[: len(head)][-1:]
    return "" if _MEASURED.search(element) and not is_alike else "".join(whole[len(head) :])


def _next_subject(text: str, clause: tuple[int, int], found: list[Claim], subject: str) -> str:
    own = text[clause[0] : clause[1]]
    named = [claim for claim in found if not claim.is_elliptic]
    if not named or len(_FILLER.sub("", own)) <= 1:
        return subject
    # 全市新签约入库项目267项,投资额…: the clause before is the subject of the next.
    return own
