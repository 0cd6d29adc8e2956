"""Owns public question sets in SQuAD's form, from files that the user gives; knows no search.

Each paragraph becomes a document of its own, and the evidence of a question is its paragraph.
Read so: XQuAD (Artetxe et al. 2020, "On the Cross-lingual Transferability of Monolingual
Representations"), whose files of several languages share their questions' ids, CMRC 2018 (Cui et
al. 2019, "A Span-Extraction Dataset for Chinese Machine Reading Comprehension"), in SQuAD's form
and in its own, and DRCD (Shao et al. 2018, "DRCD: a Chinese Machine Reading Comprehension
Dataset").
"""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.understand import detect_language
from evals.matching import contains
from evals.questions import Evidence, Item
from ingest.errors import InputError, NotFoundError

__all__ = ["Collection", "collections", "written"]

_FORM = {"data": [{"paragraphs": [{"context": "…", "qas": [{"id": "…", "question": "…"}]}]}]}


@dataclass(frozen=True, kw_only=True, slots=True)
class Collection:
    """The paragraphs of one file, and the questions of all files that they answer."""

    paragraphs: Mapping[str, str]
    """Text by the name of the file it is written to."""
    items: tuple[Item, ...]
    """The type of each says where question and paragraph come from: xquad.en→xquad.zh."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Set:
    name: str
    paragraphs: Mapping[str, str]
    questions: Mapping[str, str]
    """Text by id."""
    answers: Mapping[str, str]
    """Name of the right paragraph by id."""
    golds: Mapping[str, tuple[str, ...]]
    """Texts that answer, by id; none where the file tells none."""


def collections(paths: Sequence[Path], *, limit: int | None = None) -> tuple[Collection, ...]:
    """Return a collection a file, in their order; files pair where they share questions' ids.

    Only the first `limit` paragraphs of each file are used; all when None.

    Raises:
        NotFoundError: There is no such file.
        InputError: A file is no such set.
    """
    sets = [_read(path, limit=limit) for path in paths]
    return tuple(
        Collection(
            paragraphs=searched.paragraphs,
            items=tuple(item for asked in sets for item in _items(asked, searched)),
        )
        for searched in sets
    )


@contextmanager
def written(paragraphs: Mapping[str, str]) -> Iterator[tuple[Path, ...]]:
    """Yield the paragraphs as files of a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="wence-public-") as folder:
        paths = {Path(folder) / name: text for name, text in paragraphs.items()}
        for path, text in paths.items():
            path.write_text(text, encoding="utf-8")
        yield tuple(paths)


def _items(asked: _Set, searched: _Set) -> Iterator[Item]:
    pair = f"{asked.name}→{searched.name}"
    for identity, question in asked.questions.items():
        if identity in searched.answers:
            # An English question on a Chinese paragraph may be answered in either language.
            both = (*searched.golds[identity], *asked.golds[identity])
            golds = tuple(dict.fromkeys(both))
            yield Item(
                id=f"{pair} {identity}",
                lang=detect_language(question),
                type=pair,
                turns=(question,),
                answerable=True,
                answer=next(iter(golds), ""),
                must_contain_any=(golds,) if golds else (),
                evidence=(Evidence(document=searched.answers[identity]),),
            )


def _read(path: Path, *, limit: int | None) -> _Set:
    try:
        paragraphs = list(_paragraphs(_parsed(path)))[:limit]
        return _set(path.stem, paragraphs)
    except (AttributeError, KeyError, TypeError) as error:
        shown = json.dumps(_FORM, ensure_ascii=False)
        raise InputError(
            f"{path} is not of the form {shown}", hint="Give a file of XQuAD, CMRC 2018 or DRCD."
        ) from error


def _set(name: str, paragraphs: Sequence[dict[str, Any]]) -> _Set:  # Any: JSON, checked in use
    files: dict[str, str] = {}
    questions: dict[str, str] = {}
    answers: dict[str, str] = {}
    golds: dict[str, tuple[str, ...]] = {}
    for number, paragraph in enumerate(paragraphs, 1):
        # Two equal paragraphs are one document.
        file = files.setdefault(paragraph["context"], f"{name}-{number:04}.txt")
        for each in paragraph["qas"]:
            if each["question"].strip():  # CMRC 2018 has two questions that are empty
                questions[each["id"]] = each["question"]
                answers[each["id"]] = file
                golds[each["id"]] = _golds(each)
    texts = {file: text for text, file in files.items()}
    return _Set(name=name, paragraphs=texts, questions=questions, answers=answers, golds=golds)


def _golds(question: dict[str, Any]) -> tuple[str, ...]:  # Any: JSON, checked in use
    texts = (each["text"] for each in question.get("answers", ()))
    return tuple(dict.fromkeys(text for text in texts if text.strip()))


def _paragraphs(content: Any) -> Iterator[dict[str, Any]]:  # Any: JSON, checked in use
    if isinstance(content, list):
        yield from map(_of_cmrc, content)
        return
    for article in content["data"]:
        yield from article["paragraphs"]


def _of_cmrc(paragraph: dict[str, Any]) -> dict[str, Any]:  # Any: JSON, checked in use
    """Return a paragraph of CMRC 2018's own form in SQuAD's."""
    text = paragraph["context_text"]
    questions = [
        {
            "id": each["query_id"],
            "question": each["query_text"],
            "answers": [{"text": span} for span in _spans(each["answers"], text)],
        }
        for each in paragraph["qas"]
    ]
    return {"context": text, "qas": questions}


def _spans(answers: Sequence[object], text: str) -> Iterator[str]:
    """Yield the answers that are text, and those numbers that stand in the paragraph.

    A spreadsheet made numbers of some: 4.9 is an answer still, 39764.0 was a date.
    """
    for answer in answers:
        if isinstance(answer, str):
            yield answer
        elif isinstance(answer, int | float) and contains(text, f"{answer:.12g}"):
            yield f"{answer:.12g}"


def _parsed(path: Path) -> Any:  # Any: JSON, checked in use
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, IsADirectoryError) as error:
        raise NotFoundError(f"there is no file {path}", hint="Check the spelling.") from error
    except ValueError as error:
        raise InputError(f"{path} is no JSON: {error}", hint="Give the set's own file.") from error
    return content
