"""Says in words what the figures of a sentence count, in Chinese or English; pure."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.claims import Claim
from ingest.places import find_mentions

__all__ = ["SYMBOLS", "Name", "is_chinese", "name_all", "plain"]

SYMBOLS = {
    "PM2.5": ("细颗粒物", "fine particulate matter"),
    "PM10": ("可吸入颗粒物", "inhalable particulate matter"),
    "4G": ("第四代移动通信", "fourth-generation mobile"),
    "5G": ("第五代移动通信", "fifth-generation mobile"),
    "CO2": ("二氧化碳", "carbon dioxide"),
}
"""Names that hold a number, with what they are called in Chinese and English."""
_SYMBOL = re.compile(r"(?<![A-Za-z\d.])(?:PM2\.5|PM10|CO2|4G)(?![A-Za-z\d.])", re.IGNORECASE)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_OF_THESE = re.compile(r"[（(]?(?:其|这当)中")
# What was done to a thing or compared, cut out so that no pair spans it and the thing: 年新, 建养.
_DONE = re.compile(
    r"(?:19|20)\d\d年[末底]?|(?:提[高升]|上升|扩大|增[加长]|发展|下降|降低|回落|减少|缩小|升|降)[到至]|[近过]?[一两二三四五六七八九十]年(?:来|间)?|个?百分点|提[高升]|上升|回落|全年|新建|新增|累计|建成|接待|完成|实现|达到?|增长|增[加至速幅](?!值)|同比|降[至低]|下降"
    r"|全[国省市县区]|[比较]?(?:上年|去年|同期)(?:同期|末)?|今年|总数|总量|数量|(?<![A-Za-z\d])\d[\d.]*[万亿]*(?:吨|亩|公?里|公顷|千瓦|[个家户项人名位座处所条台辆件艘头只次])?(?![A-Za-z\d])"
    r"|减少|拟|安排|计划|力争|确保|预计|预期|加上|相加|等于|相差|之差|之和|合计|共计|总计|两[者项县市地]|三[者项县市地]|其中|分别|占比?|比[重例]|[由从为是的]|比(?![例重率])|[万亿]?(?:美元|元|人次?)(?![\u4e00-\u9fff])"
)
_EDGE = re.compile(
    r"^[\s\W]+|(?:[\s\W]|大?约|超过?|突破|[接将]?近|不足|不到|[低高]于|[至最]少|最[长短高低多大]|仅)+$"
)
_STOP = re.compile(r"[,;:!?()\n—–]|--|\.(?=\s|$)")
_JOIN = re.compile(
    rf"{_STOP.pattern}|\b(?:and|while|plus|but|as well as|with|bringing)\b", re.IGNORECASE
)
_LISTED = re.compile(r",?\s*(?:and\s+)?$|,\s*$")
_RESPECTIVELY = re.compile(r"[^,;.]{0,40}\brespectively\b", re.IGNORECASE)
_ELEMENTS = re.compile(r", and |, | and ")
_WORD = re.compile(r"(?:\d+)?[A-Za-z][A-Za-z'\-]*")
# Said of any figure and of what happened to it; no part of what it counts.
_SAID = frozenset(
    "the a an of in on at to for from by with and or as than over under its their our his this that"
    " these those it they we he she there which who is are was were be been being has have had do"
    " does did will would shall should must can may might to not no more less least most about"
    " around nearly almost approximately roughly only just also further another total totaled"
    " totalled totaling totalling number numbers figure figures amount amounts amounted amounting"
    " reach reached reaching reaches hit stood stand stands came come comes coming rose rise rises"
    " risen rising grew grow grows grown growing growth increase increased increases increasing"
    " fell fall falls fallen falling decline declined declining decrease decreased decreasing drop"
    " dropped dropping up down year years yearly annual annually average averaged averaging rate"
    " percent percentage points point million billion trillion thousand yuan dollars us usd rmb"
    " previous last past next during between since until through per each every compared same"
    " exceeded exceeding exceed exceeds target targets targeted plan plans planned expected expects"
    " projected aim aims aimed government report reports according achieve achieved achieving"
    " representing accounting accounted account accounts respectively altogether together combined"
    " both two three four five bringing brought while where when after before then now current"
    " currently end first second half quarter month months day days period up-to some including"
    " added new newly among them whom against versus level year-on-year".split()
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """What a figure counts."""

    own: str
    """The words next to it, without places and what was done; "" when they name nothing."""
    inherited: str = ""
    """Those of what its sentence spoke of before."""
    first: str = ""
    """What its sentence named before all, "" for the first."""
    whole: str = ""
    """What it is a part of: 专利授权2万件，其中发明专利4千件."""
    topic: str = ""
    """The clauses without a figure that its sentence begins with: 对高校毕业生，每月补贴1500元."""


def is_chinese(text: str) -> bool:
    """Tell whether a text holds a Chinese character."""
    return bool(_HAN.search(text))


def name_all(text: str, claims: Sequence[Claim], *, known: Collection[str] = ()) -> list[Name]:
    """Return what the figure of each claim counts.

    Args:
        text: What the claims were found in.
        claims: All with a figure, in their order.
        known: Places that the gazetteer may lack.
    """
    names: list[Name] = []
    whole = ""
    while len(names) < len(claims):
        sentence = claims[len(names)].sentence
        own = [each for each in claims[len(names) :] if each.sentence == sentence]
        if is_chinese(text[slice(*sentence)]):
            # 常住人口318万人。其中柳川县42万人: what the sentence before spoke of.
            is_part = bool(_OF_THESE.match(text, sentence[0]))
            named = _in_chinese(own, known, whole=whole if is_part else "")
            whole = whole if is_part else next((each.own for each in named if each.own), "")
            names += named
        else:
            names += _in_english(text, own, sentence)
    return names


def plain(words: str) -> str:
    """Return the words of an English text that name a thing, without places."""
    for each in reversed(find_mentions(words)):
        words = f"{words[: each.start]} {words[each.end :]}"
    words = _SYMBOL.sub(lambda found: SYMBOLS[found[0].upper()][-1], words)
    found = (each.removesuffix("'s") for each in _WORD.findall(words))
    return " ".join(each for each in found if len(each) > 1 and each.lower() not in _SAID)


def _in_chinese(claims: Sequence[Claim], known: Collection[str], *, whole: str) -> list[Name]:
    """Return the names of the figures of one Chinese sentence, which may tell parts of a whole."""
    names: list[Name] = []
    for claim in claims:
        if _OF_THESE.match(claim.label) and names:
            whole = whole or names[-1].own or names[-1].inherited
        own, inherited = _thing(claim.label, known), _thing(claim.inherited, known)
        first = whole or next((each.own for each in names if each.own), "")
        names.append(
            Name(
                own=own,
                inherited=inherited or (whole if not own else ""),
                first=first,
                whole=whole,
                topic="" if names else inherited,
            )
        )
    return names


def _thing(label: str, known: Collection[str]) -> str:
    """Return the words of a label that name a thing, and no place or what was done."""
    for each in reversed(find_mentions(label, known=known)):
        label = f"{label[: each.start]} {label[each.end :]}"
    label = _SYMBOL.sub(lambda found: SYMBOLS[found[0].upper()][0], label)
    return _EDGE.sub("", _DONE.sub(" ", label))


def _in_english(text: str, claims: Sequence[Claim], sentence: tuple[int, int]) -> list[Name]:
    """Return the names of the figures of one English sentence.

    English names a thing before its figure (GDP reached 5 trillion yuan), behind it (5 schools) or
    both (built 5 schools); the words between two figures belong to the first up to a comma or the
    last "and".
    """
    spans = [_span(each) for each in claims]
    ends = [each[0] for each in spans[1:]]
    dealt = _dealt(text, spans, sentence)
    names: list[Name] = []
    left, subject = sentence[0], ""
    for k, (start, end) in enumerate(spans):
        is_last = k == len(ends)
        gap = text[end : sentence[1] if is_last else ends[k]]
        own_end = end + _own_length(gap, is_last=is_last)
        earlier, near = _parted(text[left:start])
        subject = plain(earlier) or subject
        own = dealt.get(k) or plain(f"{near} {text[end:own_end]}")
        names.append(Name(own=own, inherited=subject))
        subject, left = own or subject, own_end
    return names


def _span(claim: Claim) -> tuple[int, int]:
    assert claim.figure is not None
    return claim.sentence[0] + claim.figure.start, claim.sentence[0] + claim.figure.end


def _parted(before: str) -> tuple[str, str]:
    """Return the clauses before a figure, and the words of its own."""
    stops = [*_STOP.finditer(before)]
    return (before[: stops[-1].start()], before[stops[-1].end() :]) if stops else ("", before)


def _own_length(gap: str, *, is_last: bool) -> int:
    """Return how much of the words behind a figure belongs to it."""
    stop = _STOP.search(gap)
    if stop or is_last:
        return stop.start() if stop else len(gap)
    joins = [*_JOIN.finditer(gap)]
    return joins[-1].start() if joins else len(gap)


def _dealt(
    text: str, spans: Sequence[tuple[int, int]], sentence: tuple[int, int]
) -> dict[int, str]:
    """Return what "respectively" deals figures to, by their places in the sentence."""
    last = next(
        (k for k, (_, end) in enumerate(spans) if _RESPECTIVELY.match(text, end, sentence[1])), 0
    )
    first = last
    while first and _LISTED.fullmatch(text[spans[first - 1][1] : spans[first][0]]):
        first -= 1
    if first == last:
        return {}
    begin = spans[first - 1][1] if first else sentence[0]
    parts = [plain(each) for each in _ELEMENTS.split(text[begin : spans[first][0]])]
    parts = [each for each in parts if each][first - last - 1 :]
    if len(parts) <= last - first:
        return {}
    # Urban and rural income: what the last of them says stands for all.
    tail = parts[-1].split()[1:]
    return {
        first + i: part if len(part.split()) > 1 else " ".join((part, *tail))
        for i, part in enumerate(parts)
    }
