"""Replies to any item of a question file: one that is right, and many that are wrong on purpose."""

import re
from collections.abc import Iterator

from bot.types import Answer, Citation, Outcome
from evals.evidence import Source
from evals.judged import Reply

# A unit that a figure of each has never: the digits are right, the figure is not.
_OTHER_UNITS = {"%": "个百分点", "个百分点": "%", "公里": "元"}
_OTHER_UNITS |= dict.fromkeys(("元", "美元"), "公里")
_OTHER_UNITS |= dict.fromkeys(("人", "个", "家", "户", "岁", "天", "亩", "斤"), "元")


def right(item):
    """Return the gold answer with everything that is needed."""
    needed = (*item.must_contain, *(some[0] for some in item.must_contain_any), *item.answer_set)
    figures = (f"{each.text}；{each.value:f}{each.unit}" for each in item.values)
    return _reply("；".join((*needed, *figures)) if item.answerable else "", item.answerable)


def wrong(item) -> Iterator[tuple[str, Reply]]:
    """Yield replies that are wrong, each with what is wrong about it."""
    if not item.answerable:
        yield "an answer where there is none", _reply("共37家")
        yield "a remark in place of a refusal", _reply("报告中没有提到。")
        return
    yield "silence", _reply("")
    yield "a refusal", _reply("；".join(item.must_contain), answered=False)
    yield "digits more in front", _reply(_without_words(item, _digits(r"7\g<0>", item)))
    yield "digits more behind", _reply(_without_words(item, _digits(r"\g<0>7", item)))
    for name in (*item.must_not_contain, *item.excluded_set):
        yield f"beside it {name}", _reply(f"{right(item).text}；{name}")
    for name in item.answer_set:
        yield f"not {name}", _reply("、".join(set(item.answer_set) - {name}))
    needed = "".join((*item.must_contain, *sum(item.must_contain_any, ())))
    if item.values and (re.search(r"\d", needed) or not (needed or item.answer_set)):
        yield "ten times as much", _reply(_figures(item, lambda each: (each.value * 10, each.unit)))
        yield "figures of other units", _reply(_figures(item, _in_other_unit))
        yield "figures with a minus sign", _reply(_figures(item, lambda e: (-e.value, e.unit)))


def wrongly_cited(item) -> Iterator[tuple[str, Reply]]:
    """Yield replies whose citations are on no evidence."""
    for piece in item.evidence:
        text = piece.quote or "甲" * (piece.end + 1)
        place = (0, len(text)) if piece.quote else (piece.start, piece.end)
        yield "from another document", _citing(Source(name="别处.txt", text=text), *place)
        yield (
            "from elsewhere",
            _citing(Source(name=piece.document, text=f"乙乙乙。{'丙' * 9}"), 0, 3),
        )
        yield "from no document", _citing(None, 0, 3)


def _reply(text, answered=True, citations=(), sources=None):
    answer = Answer(
        answer_id="",
        question="",
        standalone_question="",
        language="zh",
        outcome=Outcome.ANSWERED if answered else Outcome.NOT_FOUND,
        answer=text,
        citations=citations,
    )
    return Reply(answer=answer, sources=sources or {})


def _citing(source, start, end):
    cited = Citation(
        marker=1,
        document_id="d",
        title="",
        section=(),
        page=None,
        start=start,
        end=end,
        quote=source.text[start:end] if source else "丙丙丙",
        url="",
    )
    return _reply("见[1]", citations=(cited,), sources={"d": source} if source else {})


def _digits(change, item):
    return re.sub(r"\d+(?:[.,]\d+)*", change, item.answer or "；".join(item.must_contain))


def _without_words(item, text):
    """Return a text without the needed words; its figures are wrong already."""
    names = (*item.must_contain, *sum(item.must_contain_any, ()), *item.answer_set)
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(re.escape(name), "另有说法", text, flags=re.IGNORECASE)
    return text


def _figures(item, changed):
    """Return every needed word, with the figures of the item changed."""
    words = [re.sub(r"[-−]?\d+(?:[.,]\d+)*[%十百千万亿]*", "", each) for each in item.must_contain]
    figures = ("{:f}{}".format(*changed(each)) for each in item.values)
    return "；".join((*words, *figures))


def _in_other_unit(gold):
    powers, unit = re.fullmatch(r"([多余]?[十百千万亿]*)(.*)", gold.unit).groups()
    other = _OTHER_UNITS.get(unit)
    # Where no other unit is known, a value that is as wrong keeps the case.
    return (gold.value, powers + other) if other else (gold.value + 1, gold.unit)
