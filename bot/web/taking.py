"""Takes uploaded files in and tells how far it has come; knows no HTTP."""

import json
import queue
import threading
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from bot.files import Source, source_of_upload
from bot.seen import Seen
from bot.web.errors import error_form, foreseen
from bot.web.uploads import Form

if TYPE_CHECKING:
    from bot.intake import Ingested, Step

__all__ = ["take_uploads", "upload_steps"]

_Line = dict[str, object]


def take_uploads(seen: Seen, form: Form) -> Iterator["Ingested"]:
    """Store the files of a form; yield what became of each, in their order."""
    return seen.ingest_all(_sources(form), password=form.password)


def upload_steps(seen: Seen, form: Form) -> Iterator[str]:
    """Store the files of a form; yield a line of JSON for each step of a file and its outcome.

    A step is `{"path", "step": "reading" | "storing"}`; an outcome has the form of an upload.
    """
    lines: queue.SimpleQueue[_Line | None] = queue.SimpleQueue()
    # In a thread: a client that goes away must not leave half of its files behind.
    threading.Thread(target=partial(_take, seen, form, lines), daemon=True).start()
    while (line := lines.get()) is not None:
        yield json.dumps(line, ensure_ascii=False) + "\n"


def _take(seen: Seen, form: Form, lines: "queue.SimpleQueue[_Line | None]") -> None:
    def note(step: "Step", source: Source) -> None:
        lines.put({"path": source.shown, "step": step.value})

    try:
        for each in seen.ingest_all(_sources(form), password=form.password, note=note):
            lines.put(each.to_dict())
    except Exception as error:  # noqa: BLE001 - the response has begun; it can only end with a line
        lines.put(dict(error_form(foreseen(error))))
    finally:
        lines.put(None)


def _sources(form: Form) -> list[Source]:
    return [
        source_of_upload(each.name, each.content, collection=form.collection) for each in form.files
    ]
