"""Owns the data that a report page carries: a row an item, details in blocks, both compressed.

50,000 items are 75 MB of text and a tenth of that compressed; a page that unpacked all of it would
not open, so the rows come first and a block only when one of its items is looked at.
"""

import gzip
import json
from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import Any

__all__ = ["BLOCK", "cargo"]

BLOCK = 200
"""Items whose details are unpacked together."""
# Enough to see what went wrong; report.json has the whole.
_SHOWN_CHARS = 300

_Json = dict[str, Any]  # Any: a JSON object


def cargo(sides: Sequence[_Json]) -> str:
    """Return `script` elements that hold the items of several sides, as data and not as a program.

    Every side has the same items in the same order.
    """
    rows = [_row(each) for each in zip(*(side["items"] for side in sides), strict=True)]
    details = [_details(each) for each in zip(*(side["items"] for side in sides), strict=True)]
    blocks = [details[start : start + BLOCK] for start in range(0, len(details), BLOCK)]
    named = [("rows", rows), *((f"block-{number}", each) for number, each in enumerate(blocks))]
    return "\n".join(
        f'<script type="application/octet-stream" id="{name}">{_packed(content)}</script>'
        for name, content in named
    )


def _packed(content: object) -> str:
    dumped = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    # A lone surrogate of a question file becomes its escape: no bytes of UTF-8 stand for it.
    encoded = dumped.encode("utf-8", errors="backslashreplace")
    return b64encode(gzip.compress(encoded, mtime=0)).decode()


def _row(items: tuple[_Json, ...]) -> list[object]:
    first = items[0]
    return [
        first["id"],
        first["type"],
        first["lang"],
        first["question"],
        [item["verdict"] for item in items],
        first["elapsed_ms"],
    ]


def _details(items: tuple[_Json, ...]) -> _Json:
    first = items[0]
    return {
        "history": first["history"],
        "gold": first["gold"],
        "sides": [_side(item) for item in items],
    }


def _side(item: _Json) -> _Json:
    reply, found = item["reply"] or {}, item["found"] or {}
    return {
        "why": item["why"],
        "outcome": reply.get("outcome"),
        "answer": _cut(reply.get("answer", "")),
        "citations": list(_citations(reply)),
        "passages": [_cut(text) for text in found.get("passages", ())],
        "ranks": list(found.get("ranks", ())),
        "scores": {
            name: [score["value"], score["reason"]]
            for name, score in item["scores"].items()
            if score["value"] is not None
        },
        "ms": item["elapsed_ms"],
    }


def _citations(reply: _Json) -> Iterator[list[object]]:
    for each in reply.get("citations", ()):
        name = each["document"] or each["document_id"]
        place = [each["start"], each["end"]]
        yield [each["marker"], _cut(each["quote"]), name, *place, each["on_evidence"]]


def _cut(text: str) -> str:
    return text[:_SHOWN_CHARS] + ("…" if len(text) > _SHOWN_CHARS else "")
