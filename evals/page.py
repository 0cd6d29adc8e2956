"""Owns report.html: one file that asks nothing of any server; every text in it is escaped."""

from collections.abc import Iterable, Sequence
from html import escape

from bot.types import Citation
from evals.evidence import supports
from evals.judged import Reply
from evals.metrics import LOWER_IS_BETTER
from evals.questions import Evidence, Item
from evals.runner import Result, Run
from evals.summary import Mean, Summary

__all__ = ["page"]

_LABELS = {
    "answer": "回答正确",
    "citation": "引用正确",
    "citation_precision": "引用准确率",
    "evidence_recall": "依据覆盖率",
    "quote_verbatim": "引文逐字一致",
    "offset_exact": "引文位置准确",
    "wrong_document": "引错文件",
    "refusal_right": "应拒已拒",
    "false_refusal": "误拒",
}
_OUTCOMES = {"answered": "已回答", "partial": "部分回答", "not_found": "未找到"}
# Enough to see what went wrong; report.json has the whole quote.
QUOTE_LENGTH = 300

_STYLE = """
:root{color-scheme:light dark;--line:#8885;--bad:#b3261e;--good:#1b6e3c}
@media(prefers-color-scheme:dark){:root{--bad:#ff8a80;--good:#7ddc9d}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:64rem;padding:1rem;overflow-wrap:anywhere;line-height:1.6;
font-family:system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
h1{font-size:1.4rem}h2{font-size:1.15rem;margin-top:2rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
caption{text-align:left;padding:.3rem 0}
th,td{border-bottom:1px solid var(--line);padding:.35rem .4rem;text-align:left;vertical-align:top;
overflow-wrap:anywhere}
td.n,th.n{text-align:right}
td.n{white-space:nowrap}
small{opacity:.75;font-weight:400}
th small,td small{display:block}
th[scope=row]{min-width:5em}
details{border:1px solid var(--line);border-radius:.4rem;padding:.4rem .7rem;margin:.5rem 0}
summary{cursor:pointer}
dl{margin:.5rem 0}dt{font-weight:600;margin-top:.5rem}dd{margin:0;white-space:pre-wrap}
blockquote{margin:.3rem 0;padding-left:.6rem;border-left:3px solid var(--line)}
.right{color:var(--good)}.wrong,.error{color:var(--bad)}
"""
# The page may load nothing at all, whatever a report or a model wrote into it.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(run: Run, overall: Summary, types: Sequence[Summary]) -> str:
    """Return the whole page: scores overall, by type in the order given, then every item."""
    title = f"评测报告 {run.dataset}".strip()
    parts = [
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>",
        f"<h1>{escape(title)}</h1>",
        _overall(overall),
        _types(types),
        *(_group(each.name, run.results) for each in types),
        _made_with(run),
        "</main></body></html>\n",
    ]
    return "\n".join(parts)


def _overall(summary: Summary) -> str:
    rows = "".join(
        f'<tr><th scope="row">{_label(name)}</th><td class="n">{_share(score)}</td>'
        f'<td class="n">{score.n}</td></tr>'
        for name, score in summary.means.items()
    )
    head = '<th scope="col">指标</th><th scope="col" class="n">均值、95% 区间</th>'
    return (
        f"<h2>总体</h2><p>{summary.n} 题；拒答 {summary.refused}，出错 {summary.errors}；"
        f"用时中位数 {_ms(summary.median_ms)}，95% 分位 {_ms(summary.p95_ms)}。</p>"
        f'<div class="wide"><table><thead><tr>{head}<th scope="col" class="n">题数</th></tr>'
        f"</thead><tbody>{rows}</tbody></table></div>"
    )


def _label(name: str) -> str:
    arrow = "，越低越好" if name in LOWER_IS_BETTER else ""
    return f"{_LABELS[name]} <small>{escape(name)}{arrow}</small>"


def _types(types: Iterable[Summary]) -> str:
    heads = ("题数", "回答正确", "引用正确", "拒答", "出错")
    columns = "".join(f'<th scope="col" class="n">{head}</th>' for head in heads)
    rows = "".join(_type_row(each) for each in types)
    return (
        '<h2>按题型</h2><div class="wide"><table><caption>最差的在前</caption><thead><tr>'
        f'<th scope="col">题型</th>{columns}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _type_row(summary: Summary) -> str:
    cells = (
        str(summary.n),
        _share(summary.means["answer"]),
        _share(summary.means["citation"]),
        str(summary.refused),
        str(summary.errors),
    )
    row = "".join(f'<td class="n">{cell}</td>' for cell in cells)
    return f'<tr><th scope="row">{escape(summary.name)}</th>{row}</tr>'


def _share(score: Mean) -> str:
    if score.mean is None or score.low is None or score.high is None:
        return "—"
    return f"{score.mean:.0%} <small>{score.low * 100:.0f}–{score.high * 100:.0f}</small>"


def _ms(milliseconds: float | None) -> str:
    return "—" if milliseconds is None else f"{milliseconds:.0f} 毫秒"


def _group(name: str, results: Iterable[Result]) -> str:
    mine = [result for result in results if result.item.type == name]
    mine.sort(key=lambda result: (not result.error, result.is_right))
    return f"<h2>{escape(name)}</h2>" + "".join(_item(result) for result in mine)


def _item(result: Result) -> str:
    verdict = "error" if result.error else "right" if result.is_right else "wrong"
    word = {"error": "出错", "right": "对", "wrong": "错"}[verdict]
    opened = "" if result.is_right else " open"
    gold = _entry("标准答案", _gold(result.item))
    return (
        f'<details{opened}><summary><strong class="{verdict}">{word}</strong> '
        f"{escape(result.item.id)} {escape(result.item.question)}</summary><dl>"
        f"{_history(result)}{gold}{_said(result)}{_scores(result)}"
        "</dl></details>"
    )


def _entry(term: str, described: str) -> str:
    """Return a term with its description, which is HTML already."""
    return f"<dt>{term}</dt><dd>{described}</dd>"


def _history(result: Result) -> str:
    turns = "\n".join(f"问：{turn.question}\n答：{turn.answer}" for turn in result.history)
    return _entry("前文", escape(turns)) if turns else ""


def _gold(item: Item) -> str:
    said = item.answer or "、".join(item.must_contain + item.answer_set)
    quotes = "".join(f"<blockquote>{_evidence(piece)}</blockquote>" for piece in item.evidence)
    return f"{'' if item.answerable else '（应拒答）'}{escape(said)}{quotes}"


def _evidence(piece: Evidence) -> str:
    place = piece.quote or f"第 {piece.start}–{piece.end} 字"
    return f"{escape(place)} <small>{escape(piece.document)}</small>"


def _said(result: Result) -> str:
    if not result.reply:
        return _entry("错误", escape(result.error))
    answer = result.reply.answer
    quotes = "".join(_citation(result.item, result.reply, each) for each in answer.citations)
    outcome = _OUTCOMES.get(answer.outcome, answer.outcome)
    times = f"{_ms(result.elapsed_ms)}，{escape(answer.answerer)}"
    return _entry(f"系统回答 <small>{outcome}，{times}</small>", escape(answer.answer) + quotes)


def _citation(item: Item, reply: Reply, cited: Citation) -> str:
    source = reply.sources.get(cited.document_id)
    name = source.name if source else f"没有此文件：{cited.document_id}"
    verdict, word = ("right", "对") if supports(item, cited, reply.sources) else ("wrong", "否")
    quote = cited.quote[:QUOTE_LENGTH] + ("…" if len(cited.quote) > QUOTE_LENGTH else "")
    judged = f'<span class="{verdict}">{word}</span> ' if item.evidence else ""
    return (
        f"<blockquote>[{cited.marker}] {judged}{escape(quote)} <small>{escape(name)} "
        f"{cited.start}–{cited.end}</small></blockquote>"
    )


def _scores(result: Result) -> str:
    lines = (
        f"{_LABELS[name]} {score.value:.0%}：{escape(score.reason)}"
        for name, score in result.scores.items()
        if score.value is not None
    )
    return _entry("评分", "<br>".join(lines))


def _made_with(run: Run) -> str:
    facts = {"开始": run.started, "题集 SHA-256": run.digest}
    facts |= dict(run.settings) | dict(run.versions)
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>'
        for name, value in facts.items()
        if value
    )
    return f'<h2>版本与设置</h2><div class="wide"><table><tbody>{rows}</tbody></table></div>'
