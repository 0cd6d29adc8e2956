"""What must hold of every file that is read, however damaged; anything else is a finding."""

import io
import json
import pickle
import traceback
import warnings
from contextlib import suppress
from itertools import pairwise

from ingest.errors import UnreadableError, UnsupportedError
from ingest.load import load
from ingest.opening import Limits, Opening
from ingest.read import read

__all__ = ["finding", "outcome"]

# Without text recognition, which takes seconds a page; no more time than a person waits.
OPENING = Opening(limits=Limits(ocr_pages=0, seconds=60))
_PICTURES = ("bmp", "gif", "jpg", "png", "tif", "webp")


def finding(ending, content):
    """Return `read`, `refused`, or what is wrong with how a file is read, with its place."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return outcome(ending, content)
        except Exception as error:  # noqa: BLE001
            return _named(error)  # any that is not expected is what is looked for


def outcome(ending, content):
    """Return `read` or `refused`.

    Raises:
        AssertionError: What was read is not as every report is.
    """
    try:
        if ending in _PICTURES:
            _open_picture(f"a.{ending}", content)
        else:
            _check(read(f"a.{ending}", content, OPENING))
    except (UnreadableError, UnsupportedError) as error:
        refusal = error
    else:
        return "read"
    assert refusal.message.encode()
    assert refusal.hint
    return "refused"


def _open_picture(name, content):
    from ingest.load.picture import _opened, _pictures

    with suppress(UnreadableError):
        load(name, content, OPENING)  # counts pages, and reads none
    # What opens a picture is followed by text recognition, which would take all the time.
    for picture in _pictures(_opened(content), 3):
        assert picture.image.shape[2] == 3


def _check(report):
    document = report.document
    text = document.text
    text.encode()
    json.dumps(document.audit.to_dict(), ensure_ascii=False).encode()
    json.dumps(document.description.to_dict(), ensure_ascii=False).encode()
    assert pickle.load(io.BytesIO(pickle.dumps(report))) == report
    assert text == text.strip()
    assert "\n\n" not in text
    assert document.audit.characters == len(text)
    _check_pages(document)
    _check_places(report)


def _check_pages(document):
    starts = document.page_starts
    assert list(starts) == sorted(starts)
    assert len(starts) == (document.audit.pages or 0)
    if starts:
        assert starts[0] == 0
        assert starts[-1] <= len(document.text)


def _check_places(report):
    text, passages = report.document.text, report.passages
    held = bytearray(len(text))
    for each in (*passages, *report.document.headings):
        assert 0 <= each.start < each.end <= len(text)
        held[each.start : each.end] = b"\x01" * (each.end - each.start)
    for each in passages:
        shown = text[each.start : each.end]
        assert shown == shown.strip() != ""
    for before, after in pairwise(passages):
        assert before.end <= after.start
    for each in report.figures:
        assert text[each.start : each.end] == each.text != ""
        assert each.value.is_finite()
    lost = [char for char, is_held in zip(text, held, strict=True) if not is_held]
    assert not "".join(lost).strip()


def _named(error):
    """Return an error with where it comes from, the same for the same cause."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "/ingest/" in frame.filename] or frames
    places = dict.fromkeys(
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in (own[-1], frames[-1])
    )
    return f"{type(error).__name__} at {' > '.join(places)}: {str(error)[:160]!r}"
