"""Owns what is left of a run: report.json for programs, report.html and a table for people."""

import json
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from evals.columns import columns
from evals.evidence import supports
from evals.judged import Reply
from evals.page import page
from evals.questions import Item
from evals.runner import Result, Run
from evals.summary import Mean, Summary, by_type, summarise
from ingest.errors import InputError

__all__ = ["FORM", "prepare", "table", "to_dict", "write"]

FORM = 1
"""Version of report.json's form; raised when a field changes its meaning or goes."""
OVERALL = "all"


def prepare(out: Path) -> None:
    """Make the folder of the report.

    Raises:
        InputError: It cannot be made.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot make {out}: {error.strerror}") from error


def write(run: Run, out: Path) -> None:
    """Write report.json and report.html into a folder, over those of an earlier run.

    Raises:
        InputError: The folder cannot be written to.
    """
    prepare(out)
    content = json.dumps(to_dict(run), ensure_ascii=False, indent=1, default=_plain) + "\n"
    overall, types = summarise(OVERALL, run.results), by_type(run.results)
    for name, text in (("report.json", content), ("report.html", page(run, overall, types))):
        try:
            # A lone surrogate of a question file becomes its escape, valid in JSON as in HTML.
            (out / name).write_text(text, encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise InputError(f"cannot write {out / name}: {error.strerror}") from error


def to_dict(run: Run) -> dict[str, Any]:  # Any: a JSON object
    """Return the content of report.json, described in evals/README.md; values are Decimals."""
    return {
        "form": FORM,
        "dataset": {"name": run.dataset, "sha256": run.digest, "items": len(run.results)},
        "started": run.started,
        "settings": dict(run.settings),
        "versions": dict(run.versions),
        "overall": asdict(summarise(OVERALL, run.results)),
        "types": [asdict(each) for each in by_type(run.results)],
        "items": [_result(result) for result in run.results],
    }


def table(run: Run) -> str:
    """Return the scores by type, worst first, and overall, as lines for a terminal."""
    heads = ("type", "n", "answer", "citation", "refused", "errors")
    rows = [heads, *(_row(each) for each in by_type(run.results))]
    rows.append(_row(summarise(OVERALL, run.results)))
    lines = columns(rows).split("\n")
    return "\n".join([*lines[:-1], lines[1], lines[-1]])


def _row(summary: Summary) -> tuple[str, ...]:
    answer, citation = summary.means["answer"], summary.means["citation"]
    counts = (str(summary.refused), str(summary.errors))
    return (summary.name, str(summary.n), _percent(answer), _percent(citation), *counts)


def _percent(score: Mean) -> str:
    if score.mean is None or score.low is None or score.high is None:
        return "-"
    return f"{score.mean:.0%} ({score.low * 100:.0f}-{score.high * 100:.0f})"


def _result(result: Result) -> dict[str, Any]:  # Any: a JSON object
    item = result.item
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
        "reply": _reply(item, result.reply) if result.reply else None,
        "error": result.error or None,
        "elapsed_ms": round(result.elapsed_ms, 3),
    }


def _gold(item: Item) -> dict[str, Any]:  # Any: a JSON object
    fields = asdict(item)
    return {name: fields[name] for name in fields if name not in ("id", "type", "lang", "turns")}


def _reply(item: Item, reply: Reply) -> dict[str, Any]:  # Any: a JSON object
    """Return the answer's wire form; a citation also tells its file and whether it is right."""
    fields = reply.answer.to_dict()
    for citation, shown in zip(reply.answer.citations, fields["citations"], strict=True):
        source = reply.sources.get(citation.document_id)
        shown["document"] = source.name if source else None
        shown["on_evidence"] = supports(item, citation, reply.sources)
    return fields


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"{type(value).__name__} has no place in a report")
