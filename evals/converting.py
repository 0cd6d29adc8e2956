"""Owns public sets as a question file and its documents, so that they are measured as any other."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from evals.public import Collection, collections
from evals.questions import Evidence, Item
from ingest.errors import InputError, NotFoundError

__all__ = ["FORMS", "Converted", "rgb", "squad", "write"]

# RGB's own test of rejection: no passage with the answer is given.
_REJECTED_SHARE = 4
_SHORTEST_CHARS = 10


@dataclass(frozen=True, slots=True)
class Converted:
    """Questions, and the documents that they are asked of."""

    items: tuple[Item, ...]
    documents: Mapping[str, str]
    """Text by file name."""


def squad(paths: Sequence[Path], *, limit: int | None) -> Converted:
    """Read XQuAD, CMRC 2018 or DRCD: the first file's paragraphs, asked with each file's questions.

    Args:
        paths: The file with the paragraphs, then files in other languages that share its ids.
        limit: Use only so many paragraphs; all when None.

    Raises:
        InputError: A file is no such set, or tells no answers.
    """
    first: Collection = collections(paths, limit=limit)[0]
    if not all(item.must_contain_any for item in first.items):
        raise InputError(
            f"{paths[0]} has questions without answers", hint="Give a set with answers."
        )
    return Converted(first.items, first.paragraphs)


def rgb(paths: Sequence[Path], *, limit: int | None) -> Converted:
    """Read RGB's Chinese part: every passage is a document, all of them together are asked.

    For one question in four (by a fixed draw) the passages with the answer are left out, so that
    it has to be refused; the others need every part of their answer.

    Args:
        paths: Files of JSON Lines.
        limit: Use only so many questions; all when None.

    Raises:
        NotFoundError: There is no such file.
        InputError: A file is no such set.
    """
    chance = Random(0)
    names: dict[str, str] = {}
    items = []
    for number, line in enumerate([line for path in paths for line in _lines(path)][:limit]):
        held = chance.randrange(_REJECTED_SHARE) != 0
        _name(line, "negative", names)
        evidence = _name(line, "positive", names) if held else ()
        items.append(_rgb_item(line, number, evidence, is_answerable=held))
    return Converted(tuple(items), {name: text for text, name in names.items()})


FORMS = {"squad": squad, "rgb": rgb}
"""By name on the command line."""


def write(converted: Converted, out: Path) -> None:
    """Write questions.jsonl and a folder `documents` into a folder.

    Raises:
        InputError: The folder cannot be written to.
    """
    lines = (json.dumps(_fields(item, converted), ensure_ascii=False) for item in converted.items)
    try:
        (out / "documents").mkdir(parents=True, exist_ok=True)
        for name, text in converted.documents.items():
            (out / "documents" / name).write_text(text, encoding="utf-8")
        (out / "questions.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot write {out}: {error.strerror}") from error


def _fields(item: Item, converted: Converted) -> dict[str, Any]:  # Any: a JSON object
    evidence = [
        {"document": piece.document, "quote": converted.documents[piece.document]}
        for piece in item.evidence
    ]
    return {
        "id": item.id,
        "lang": item.lang,
        "type": item.type,
        "turns": list(item.turns),
        "answerable": item.answerable,
        "answer": item.answer,
        "must_contain_any": [list(some) for some in item.must_contain_any],
        "evidence": evidence,
    }


def _rgb_item(
    line: dict[str, Any],  # Any: JSON, checked in use
    number: int,
    evidence: Sequence[str],
    *,
    is_answerable: bool,
) -> Item:
    needed = tuple(
        tuple(part) if isinstance(part, list) else (str(part),) for part in line["answer"]
    )
    return Item(
        id=f"rgb-{line.get('id', number)}",
        lang="zh",
        type="rgb" if is_answerable else "rgb-rejection",
        turns=(line["query"],),
        answerable=is_answerable,
        answer="、".join(some[0] for some in needed),
        must_contain_any=needed if is_answerable else (),
        evidence=tuple(Evidence(document=name) for name in evidence),
    )


def _name(line: dict[str, Any], field: str, names: dict[str, str]) -> tuple[str, ...]:
    """Return the file names of a line's passages, given anew to those not met before."""
    passages = [
        text for each in line[field] for text in (each if isinstance(each, list) else [each])
    ]
    whole = (text for text in passages if len(text.strip()) >= _SHORTEST_CHARS)
    return tuple(names.setdefault(text, f"rgb-{len(names) + 1:05}.txt") for text in whole)


def _lines(path: Path) -> Iterator[dict[str, Any]]:  # Any: JSON, checked in use
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, IsADirectoryError) as error:
        raise NotFoundError(f"there is no file {path}", hint="Check the spelling.") from error
    for number, line in enumerate(filter(str.strip, text.split("\n")), 1):
        try:
            fields: dict[str, Any] = json.loads(line)
            if not {"query", "answer", "positive", "negative"} <= fields.keys():
                raise KeyError
        except (ValueError, KeyError, AttributeError) as error:
            raise InputError(
                f"line {number} of {path} is no line of RGB", hint="Give zh.json or zh_refine.json."
            ) from error
        yield fields
