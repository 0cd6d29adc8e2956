"""Answers what is asked of a paper itself by the lines that name it: 文号, 成文日期; pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.cite import marker
from bot.draft import Draft
from bot.query import Form, Query
from bot.scope import Selection
from bot.types import Outcome
from ingest.types import Description
from vectorstore.terms import simplify
from vectorstore.types import Context, Hit

__all__ = ["answer_of_paper"]

_ISSUED = "发布|公布|发出|公开|印发|出台|下发|挂网|发(?=的|$)"
# What a question says of the paper, and what its opening lines call that, the best name first.
_FIELDS = (
    (re.compile(r"(?:发文)?[文字]号|第?几号(?:文件?|令|公告)"), ("发文字号", "文号")),
    (re.compile(r"索引号"), ("索引号",)),
    (re.compile(r"成文|落款"), ("成文日期", "生成日期")),
    (
        re.compile(rf"发文机关|(?:谁|哪个?(?:部门|机关|单位|机构))(?:联合)?(?:{_ISSUED})|制发(?:机关|单位)"),
        ("发文机关", "发布机构", "制发机关", "发文机构"),
    ),
    (re.compile(_ISSUED), ("发布日期", "公布日期", "公开日期", "发布时间", "印发日期", "成文日期")),
)  # fmt: skip
_PUBLISHED = _FIELDS[-1]
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,10}〔(?:19|20)\d\d〕\d+号")
# What is left of a question beside these names the paper.
_IDLE = re.compile(
    r"这[个份篇项]?|该|本|那[个份篇]|文件|通知|政策|对外|正式|日期|时间|请问|什么时[候间]|何时|哪[一个]?[天日年月]|哪个?月"
    r"|多少|[是的在由了呢啊吗于号]|[\s，,。？?《》“”]"
)
_KINDS = re.compile(r"^(?:指导)?(?:意见|方案|办法|规定|报告|公告|决定|条例|规划|细则|法规)?$")
_OPENING_CHARS = 1200
# So many passages on each side reach the opening from anywhere in most papers.
_WHOLE = 400
_NAMES = 0.7


def answer_of_paper(
    query: Query,
    hits: Sequence[Hit],
    selection: Selection,
    *,
    descriptions: Mapping[str, Description],
    context: Callable[[Hit, int], Context],
) -> Draft | None:
    """Return what the opening lines of the asked paper say, None to any other question.

    Args:
        query: The question.
        hits: Passages of the selected reports, best first.
        selection: The reports that it may be about.
        descriptions: The reports, by document id.
        context: The passage of a hit with so many neighbours on each side.
    """
    folded = simplify(query.text)
    field = next((each for each in _FIELDS if each[0].search(folded)), None)
    if field is None or (field is _PUBLISHED and query.asked.form is not Form.DATE):
        return None
    named = _IDLE.sub("", field[0].sub("", folded))
    own = {
        document_id for document_id in selection.document_ids
        if _is_of(named, descriptions[document_id])
    }  # fmt: skip
    is_told = len(own) == 1 and (len(selection.document_ids) == 1 or not _KINDS.match(named))
    hit = next((each for each in hits if each.passage.document_id in own), None)
    return _read(hit, field[1], context) if is_told and hit else None


def _is_of(named: str, description: Description) -> bool:
    """Tell whether what a question calls a paper stands in its title."""
    if _KINDS.match(named):
        return True
    title = simplify(description.title)
    pairs = [named[i : i + 2] for i in range(len(named) - 1)]
    return bool(pairs) and sum(pair in title for pair in pairs) >= _NAMES * len(pairs)


def _read(hit: Hit, labels: Sequence[str], context: Callable[[Hit, int], Context]) -> Draft | None:
    whole = context(hit, _WHOLE)
    opening = whole.text[:_OPENING_CHARS] if whole.start == 0 else ""
    for label in labels:
        if found := re.search(rf"{label}\s*[：:]\s*(?P<value>[^；;。\n]+)", opening):
            return _said(hit, found, f"{label}：{found['value'].strip()}")
    if labels[0] == "发文字号" and (found := _NUMBER.search(opening)):
        return _said(hit, found, found[0])
    return None


def _said(hit: Hit, found: re.Match[str], said: str) -> Draft:
    start, end = found.span()
    own = replace(
        hit, text=found[0], passage=replace(hit.passage, start=start, end=end, section=())
    )
    text = f"{said}{marker(1)}。"
    return Draft(outcome=Outcome.ANSWERED, text=text, quotes=((own, 0, len(found[0])),))
