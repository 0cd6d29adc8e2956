"""Reads a folder of reports into sentences for training; knows no model."""

import logging
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from ingest.errors import InputError
from ingest.read import read
from ingest.split import sentences
from ingest.types import Description, Figure, Report
from vectorstore.train.sources import HAN

__all__ = ["File", "Sentence", "Text", "read_reports", "texts"]

_LOG = logging.getLogger(__name__)
_KINDS = {".csv", ".docx", ".html", ".md", ".pdf", ".txt"}
_MIN_HAN = 200
_MIN_SENTENCE_CHARS = 6


@dataclass(frozen=True, slots=True)
class File:
    """A report with where it was found, relative to its folder."""

    path: str
    report: Report


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the figures in it."""

    text: str
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A report as the sentences of each of its passages."""

    description: Description
    passages: tuple[tuple[Sentence, ...], ...]


def read_reports(folder: Path) -> tuple[File, ...]:
    """Read every report below a folder, in the order of the paths; unreadable files are skipped."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in _KINDS:
            continue
        try:
            report = read(path.name, path.read_bytes())
        except InputError as error:
            _LOG.warning("skipped %s: %s", path, error)
            continue
        found.append(File(path.relative_to(folder).as_posix(), report))
    return tuple(found)


def texts(files: Iterable[File], *, hold_out: Iterable[str]) -> tuple[Text, ...]:
    """Return the Chinese reports as sentences, without those whose path matches a pattern."""
    patterns = tuple(hold_out)
    found: dict[str, Text] = {}
    for file in files:
        is_held_out = any(fnmatch(file.path, pattern) for pattern in patterns)
        text = file.report.document.text
        if not is_held_out and _is_chinese(text):
            found.setdefault(text, _text(file.report))
    return tuple(found.values())


def _is_chinese(text: str) -> bool:
    count = len(HAN.findall(text))
    return count >= _MIN_HAN and count * 4 > len(text)


def _text(report: Report) -> Text:
    document = report.document
    passages = []
    for passage in report.passages:
        spans = sentences(document.text, (passage.start, passage.end))
        found = (_sentence(report, start, end) for start, end in spans)
        passages.append(tuple(each for each in found if _says_something(each.text)))
    return Text(document.description, tuple(each for each in passages if each))


def _sentence(report: Report, start: int, end: int) -> Sentence:
    first = bisect_left(report.figures, start, key=lambda figure: figure.start)
    last = bisect_left(report.figures, end, key=lambda figure: figure.start)
    return Sentence(report.document.text[start:end], report.figures[first:last])


def _says_something(sentence: str) -> bool:
    return len(sentence) >= _MIN_SENTENCE_CHARS and bool(HAN.search(sentence))
