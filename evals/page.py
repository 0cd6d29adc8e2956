"""Owns report.html: one file that asks nothing of any server; every text in it is escaped."""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Any

from evals.cargo import BLOCK, cargo
from evals.drawing import Row, intervals
from evals.metrics import LOWER_IS_BETTER, SCORES

__all__ = ["page"]

_LABELS = {
    "answer": "回答正确",
    "citation": "引用正确",
    "value": "数值与单位一致",
    "list_precision": "列举准确率",
    "list_recall": "列举完整率",
    "text_f1": "文字相符（F1）",
    "follow_up": "追问正确",
    "citation_precision": "引用准确率",
    "evidence_recall": "依据覆盖率",
    "quote_verbatim": "引文逐字一致",
    "offset_exact": "引文位置准确",
    "figure_support": "数字有据",
    "wrong_document": "引错文件",
    "refusal_right": "应拒已拒",
    "false_refusal": "误拒",
    "recall@1": "首段即依据",
    "recall@4": "前四段有依据",
    "mrr@10": "依据倒数排名",
    "ndcg@4": "依据排序增益",
    "in_passages@4": "前四段含答案",
}
_STAGES = {
    "understand": "理解",
    "retrieve": "检索",
    "answer": "作答",
    "check": "核对",
    "total": "合计",
}
_Json = Mapping[str, Any]  # Any: a JSON object, of the form of report.json


def page(report: _Json) -> str:
    """Return the whole page: scores, plots, leads, then every item as it is looked at."""
    sides = [report, *report["baselines"]]
    script = _static("report.js")
    title = f"评测报告 {report['dataset']['name']}".strip()
    parts = [
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_policy(script))}">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{escape(title)}</title><style>{_static('report.css')}</style></head>",
        '<body><main><button type="button" id="language">English</button>',
        f"<h1>{escape(title)}</h1>{_counts(report)}",
        f"<section><h2>总体</h2>{_overall(sides)}</section>",
        _leads(report["baselines"]),
        f"<section><h2>按题型</h2>{_legend(sides)}{_plot(sides)}{_types(sides)}</section>",
        f"<section><h2>用时</h2>{_times(sides)}</section>",
        _browser(sides),
        f"<section><h2>版本与设置</h2>{_made_with(report)}</section></main>",
        cargo(sides),
        f'<script type="application/json" id="words-table">{_static("words.json")}</script>',
        f"<script>{script}</script></body></html>\n",
    ]
    return "\n".join(parts)


def _static(name: str) -> str:
    return (files("evals") / "static" / name).read_text(encoding="utf-8")


def _policy(script: str) -> str:
    # The page may run its own script and load nothing, whatever a report or a model wrote into it.
    own = b64encode(sha256(script.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{own}'"


def _counts(report: _Json) -> str:
    overall, tokens = report["overall"], report.get("tokens") or {}
    told = (
        f"<p>{len(report['items'])} 题；拒答 {overall['refused']}，出错 {overall['errors']}；"
        f"用时中位数 {_ms(overall['median_ms'])} 毫秒，95% 分位 {_ms(overall['p95_ms'])} 毫秒。</p>"
    )
    if not tokens.get("requests"):
        return told
    requests, given, written = tokens["requests"], tokens["input"], tokens["output"]
    return f"{told}<p>模型请求 {requests} 次，输入 {given}、输出 {written} 词元。</p>"


def _overall(sides: Sequence[_Json]) -> str:
    heads = "".join(f'<th scope="col" class="n">{escape(side["name"])}</th>' for side in sides)
    rows = "".join(_score_row(name, sides) for name in SCORES if _applies(name, sides))
    return _wide(f'<thead><tr><th scope="col">指标、95% 区间</th>{heads}</tr></thead>{rows}')


def _applies(name: str, sides: Iterable[_Json]) -> bool:
    return any(side["overall"]["means"].get(name, {}).get("n") for side in sides)


def _score_row(name: str, sides: Iterable[_Json]) -> str:
    cells = "".join(_share_cell(side["overall"]["means"].get(name)) for side in sides)
    return f'<tr><th scope="row">{_label(name)}</th>{cells}</tr>'


def _label(name: str) -> str:
    arrow = "，越低越好" if name in LOWER_IS_BETTER else ""
    return f"{_LABELS.get(name, '')} <small>{escape(name)}{arrow}</small>"


def _share_cell(score: _Json | None) -> str:
    if not score or score["mean"] is None:
        return '<td class="n">—</td>'
    spread = f"{score['low'] * 100:.0f}–{score['high'] * 100:.0f}，{score['n']} 题"
    return f'<td class="n">{score["mean"]:.1%} <small>{spread}</small></td>'


def _types(sides: Sequence[_Json]) -> str:
    heads = "".join(f'<th scope="col" class="n">{escape(side["name"])}</th>' for side in sides)
    rows = "".join(_type_row(each["name"], sides) for each in sides[0]["types"])
    head = f'<thead><tr><th scope="col">题型（回答正确，最差的在前）</th>{heads}</tr></thead>'
    return _wide(f"{head}{rows}")


def _type_row(name: str, sides: Iterable[_Json]) -> str:
    cells = "".join(_share_cell(_answers(side, name)) for side in sides)
    return f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>'


def _answers(side: _Json, kind: str) -> _Json | None:
    means = (each["means"]["answer"] for each in side["types"] if each["name"] == kind)
    return next(means, None)


def _plot(sides: Sequence[_Json]) -> str:
    rows = [
        _mark(kind["name"] if number == 0 else "", side["name"], side=number, score=score)
        for kind in sides[0]["types"]
        for number, side in enumerate(sides)
        if (score := _answers(side, kind["name"])) and score["mean"] is not None
    ]
    return f'<div class="wide">{intervals(rows, title="各题型回答正确率与区间")}</div>'


def _mark(label: str, name: str, *, side: int, score: _Json) -> Row:
    spread = f"{score['low']:.0%}–{score['high']:.0%}"
    tip = f"{name} {score['mean']:.1%}（{spread}，{score['n']} 题）"
    return Row(label, score["mean"], score["low"], score["high"], side, tip)


def _legend(sides: Sequence[_Json]) -> str:
    if len(sides) == 1:
        return ""
    names = "".join(
        f'<li class="side{number}">{escape(side["name"])}</li>' for number, side in enumerate(sides)
    )
    return f'<ul class="legend">{names}</ul>'


def _leads(baselines: Sequence[_Json]) -> str:
    """Return the lead in answers over each baseline, and every other score where it is opened."""
    if not baselines:
        return ""
    rows = "".join(
        _lead_row(escape(side["name"]), side["leads"]["answer"])
        for side in baselines
        if "answer" in side["leads"]
    )
    details = "".join(map(_all_leads, baselines))
    return (
        "<section><h2>回答正确的领先</h2><p>同题配对；区间由自助法得出。</p>"
        f"{_lead_table('对照', rows)}{details}</section>"
    )


def _all_leads(side: _Json) -> str:
    rows = "".join(_lead_row(_label(name), each) for name, each in side["leads"].items())
    head = f"<summary>与 {escape(side['name'])} 相比的全部指标</summary>"
    return f"<details>{head}{_lead_table('指标', rows)}</details>"


def _lead_table(first: str, rows: str) -> str:
    heads = "".join(
        f'<th scope="col" class="n">{head}</th>'
        for head in ("领先（百分点）", "题数", "仅我方全对", "仅对方全对", "McNemar p")
    )
    return _wide(f'<thead><tr><th scope="col">{first}</th>{heads}</tr></thead>{rows}')


def _lead_row(label: str, lead: _Json) -> str:
    mean = lead["difference"]
    if mean["mean"] is None:
        return ""
    shown = f"{mean['low'] * 100:+.1f} – {mean['high'] * 100:+.1f}"
    cells = (
        f"{mean['mean'] * 100:+.1f} <small>{shown}</small>",
        str(mean["n"]),
        str(lead["only_one"]),
        str(lead["only_other"]),
        f"{lead['p_value']:.2g}",
    )
    row = "".join(f'<td class="n">{cell}</td>' for cell in cells)
    return f'<tr><th scope="row">{label}</th>{row}</tr>'


def _times(sides: Sequence[_Json]) -> str:
    rows = "".join(_time_row(side) for side in sides)
    heads = "".join(f'<th scope="col" class="n">{stage}</th>' for stage in _STAGES.values())
    head = f'<th scope="col">毫秒，p50 / p95</th><th scope="col" class="n">全程</th>{heads}'
    return _wide(f"<thead><tr>{head}</tr></thead>{rows}")


def _time_row(side: _Json) -> str:
    overall = side["overall"]
    laps = overall.get("stages_ms") or {}
    whole = f"{_ms(overall['median_ms'])} / {_ms(overall['p95_ms'])}"
    cells = [whole, *(_lap(laps.get(stage)) for stage in _STAGES)]
    row = "".join(f'<td class="n">{cell}</td>' for cell in cells)
    return f'<tr><th scope="row">{escape(side["name"])}</th>{row}</tr>'


def _lap(lap: _Json | None) -> str:
    return f"{lap['p50']:.1f} / {lap['p95']:.1f}" if lap else "—"


def _ms(milliseconds: float | None) -> str:
    return "—" if milliseconds is None else f"{milliseconds:.0f}"


def _browser(sides: Sequence[_Json]) -> str:
    kinds = sorted({item["type"] for item in sides[0]["items"]})
    options = "".join(f"<option>{escape(kind)}</option>" for kind in kinds)
    names = escape("\n".join(side["name"] for side in sides))
    differing = '<option value="differs">各方不同</option>' if len(sides) > 1 else ""
    return (
        f'<section id="browser" data-block="{BLOCK}" data-sides="{names}"><h2>逐题</h2>'
        '<form><label>查找 <input type="search" id="words"></label>'
        f'<label>题型 <select id="kind"><option value="">全部</option>{options}</select></label>'
        '<label>结果 <select id="verdict"><option value="">全部</option>'
        '<option value="wrong">错</option><option value="error">出错</option>'
        f'<option value="right">对</option>{differing}</select></label>'
        '<label>排序 <select id="order"><option value="worst">最差在前</option>'
        '<option value="file">题集顺序</option><option value="slow">最慢在前</option>'
        '</select></label></form><p id="count" role="status">'
        "逐题查看需要较新的浏览器并允许脚本；全部内容也在 report.json 中。</p>"
        '<div id="items"></div><button type="button" id="more" hidden>显示更多</button></section>'
    )


def _made_with(report: _Json) -> str:
    facts = {"开始": report["started"], "题集 SHA-256": report["dataset"]["sha256"]}
    facts |= dict(report["settings"]) | dict(report["versions"])
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(str(value))}</td></tr>'
        for name, value in facts.items()
        if value
    )
    return _wide(rows)


def _wide(rows: str) -> str:
    return f'<div class="wide"><table>{rows}</table></div>'
