"""Owns what is left of a run: report.json for programs, report.html and a table for people."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from evals.columns import columns
from evals.evidence import supports
from evals.judged import Reply
from evals.metrics import SCORES
from evals.page import page
from evals.paired import Lead, lead
from evals.questions import Item
from evals.runner import Result, Run
from evals.summary import Mean, Summary, by_type, summarise
from ingest.errors import InputError, NotFoundError

__all__ = ["FORM", "Report", "beside", "leads", "prepare", "read", "table", "to_dict", "write"]

FORM = 1
"""Version of report.json's form; raised when a field changes its meaning or goes."""
OVERALL = "all"

Json = dict[str, Any]  # Any: a JSON object


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """A run, and those of the baselines on the same questions."""

    run: Run
    baselines: tuple[Run, ...] = ()


def prepare(out: Path) -> None:
    """Make the folder of the report.

    Raises:
        InputError: It cannot be made.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot make {out}: {error.strerror}") from error


def write(content: Json, out: Path) -> None:
    """Write report.json and report.html into a folder, over those of an earlier run.

    Raises:
        InputError: The folder cannot be written to.
    """
    prepare(out)
    dumped = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    for name, text in (("report.json", dumped), ("report.html", page(content))):
        try:
            # A lone surrogate of a question file becomes its escape, valid in JSON as in HTML.
            (out / name).write_text(text, encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise InputError(f"cannot write {out / name}: {error.strerror}") from error


def read(path: Path) -> Json:
    """Return a report.json, given as the file or its folder.

    Raises:
        NotFoundError: There is none.
        InputError: It is no report, or of another form.
    """
    file = path / "report.json" if path.is_dir() else path
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotFoundError(f"there is no report {file}") from error
    except ValueError as error:
        raise InputError(f"{file} is no JSON: {error}") from error
    if not isinstance(content, dict) or content.get("form") != FORM or "items" not in content:
        hint = "Give the folder that wence eval --out wrote."
        raise InputError(f"{file} is no report of form {FORM}", hint=hint)
    return content


def to_dict(report: Report) -> Json:
    """Return the content of report.json, described in evals/README.md; decimals are strings."""
    run = report.run
    content: Json = {
        "form": FORM,
        "dataset": {"name": run.dataset, "sha256": run.digest, "items": len(run.results)},
        "started": run.started,
        "versions": dict(run.versions),
        **_side(run),
        "baselines": [_beside(each) for each in report.baselines],
    }
    for side in content["baselines"]:
        side["leads"] = {name: asdict(each) for name, each in leads(content, side).items()}
    return content


def beside(one: Json, other: Json, *, names: tuple[str, str]) -> Json:
    """Return a report with another one as its only baseline, on the questions that both hold.

    They are called by the names given, as most runs are of one contestant.

    Raises:
        InputError: They have no question in common.
    """
    held = {item["id"]: item for item in other["items"]}
    items = [item for item in one["items"] if item["id"] in held]
    if not items:
        raise InputError("the two reports have no question in common")
    kept = {key: value for key, value in other.items() if key not in ("baselines", "form")}
    side = kept | {"name": names[1], "items": [held[item["id"]] for item in items]}
    together = one | {"name": names[0], "items": items, "baselines": [side]}
    side["leads"] = {key: asdict(each) for key, each in leads(together, side).items()}
    return together


def leads(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Lead]:  # Any: JSON
    """Return the lead of one side over another in every score that both have; same items."""
    found = {name: lead(_values(one, name), _values(other, name)) for name in SCORES}
    return {name: each for name, each in found.items() if each.difference.n}


def table(report: Report) -> str:
    """Return the scores by type, worst first, and overall; then the lead over each baseline."""
    run = report.run
    heads = ("type", "n", "answer", "citation", "refused", "errors")
    rows = [heads, *(_row(each) for each in by_type(run.results))]
    rows.append(_row(summarise(OVERALL, run.results)))
    lines = columns(rows).split("\n")
    parts = ["\n".join([*lines[:-1], lines[1], lines[-1]])]
    if report.baselines:
        parts.append(columns([_BASELINE_HEADS, *_contest_rows(report)]))
    return "\n\n".join(parts)


_BASELINE_HEADS = (
    "contestant", "n", "answer", "our lead (95 %)", "p", "answerable", "recall@1", "recall@4",
    "in_passages@4", "p50 ms",
)  # fmt: skip


def _contest_rows(report: Report) -> list[tuple[str, ...]]:
    sides = [report.run, *report.baselines]
    return [_contest_row(each, report.run) for each in sides]


def _contest_row(run: Run, first: Run) -> tuple[str, ...]:
    ahead = lead(_run_values(first, "answer"), _run_values(run, "answer"))
    summary = summarise(OVERALL, run.results)
    answerable = summarise(OVERALL, [each for each in run.results if each.item.answerable])
    means = summary.means
    return (
        run.name,
        str(summary.n),
        _percent(means["answer"]),
        "" if run is first else _lead(ahead),
        "" if run is first else f"{ahead.p_value:.2g}",
        *(_percent(each) for each in (answerable.means["answer"], means["recall@1"],
                                      means["recall@4"], means["in_passages@4"])),
        "-" if summary.median_ms is None else f"{summary.median_ms:.0f}",
    )  # fmt: skip


def _lead(ahead: Lead) -> str:
    each = ahead.difference
    if each.mean is None or each.low is None or each.high is None:
        return "-"
    return f"{each.mean * 100:+.0f} ({each.low * 100:+.0f} to {each.high * 100:+.0f})"


def _row(summary: Summary) -> tuple[str, ...]:
    answer, citation = summary.means["answer"], summary.means["citation"]
    counts = (str(summary.refused), str(summary.errors))
    return (summary.name, str(summary.n), _percent(answer), _percent(citation), *counts)


def _percent(score: Mean) -> str:
    if score.mean is None or score.low is None or score.high is None:
        return "-"
    return f"{score.mean:.0%} ({score.low * 100:.0f}-{score.high * 100:.0f})"


def _values(side: Mapping[str, Any], score: str) -> list[float | None]:  # Any: JSON
    return [item["scores"].get(score, {}).get("value") for item in side["items"]]


def _run_values(run: Run, score: str) -> list[float | None]:
    return [result.scores[score].value for result in run.results]


def _side(run: Run) -> Json:
    return {
        "name": run.name,
        "settings": dict(run.settings),
        "tokens": dict(run.tokens),
        "overall": _summary(summarise(OVERALL, run.results)),
        "types": [_summary(each) for each in by_type(run.results)],
        "items": [_result(result) for result in run.results],
    }


def _beside(run: Run) -> Json:
    """Return a baseline: what is asked stands with the run that it is beside."""
    side = _side(run)
    return side | {"items": [_without(item, _ASKED) for item in side["items"]]}


_ASKED = ("type", "lang", "question", "history", "gold")


def _without(fields: Json, names: tuple[str, ...]) -> Json:
    return {name: value for name, value in fields.items() if name not in names}


def _summary(summary: Summary) -> Json:
    fields = asdict(summary)
    laps = {name: {"p50": each.p50, "p95": each.p95} for name, each in summary.stages_ms.items()}
    return fields | {"stages_ms": laps}


def _result(result: Result) -> Json:
    item, reply = result.item, result.reply
    searched = reply is not None and reply.ranks is not None
    return {
        "id": item.id,
        "type": item.type,
        "lang": item.lang,
        "question": item.question,
        "history": [asdict(turn) for turn in result.history],
        "gold": _gold(item),
        "verdict": "error" if result.error else "right" if result.is_right else "wrong",
        "why": result.error or result.scores["answer"].reason,
        "scores": {name: asdict(score) for name, score in result.scores.items()},
        "reply": _reply(item, reply) if reply else None,
        "found": {"ranks": reply.ranks, "passages": reply.passages} if searched and reply else None,
        "error": result.error or None,
        "elapsed_ms": round(result.elapsed_ms, 3),
    }


def _gold(item: Item) -> Json:
    fields = asdict(item)
    for gold in fields["values"]:
        gold["value"] = _plain(gold["value"])
    return _without(fields, ("id", "type", "lang", "turns"))


def _reply(item: Item, reply: Reply) -> Json:
    """Return the answer's wire form; a citation also tells its file and whether it is right."""
    fields = reply.answer.to_dict()
    for citation, shown in zip(reply.answer.citations, fields["citations"], strict=True):
        source = reply.sources.get(citation.document_id)
        shown["document"] = source.name if source else None
        shown["on_evidence"] = supports(item, citation, reply.sources)
    return fields


def _plain(value: Decimal) -> str:
    return format(value, "f")
