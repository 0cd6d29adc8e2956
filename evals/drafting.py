"""Owns question files drafted by rule from documents, for a person to review.

Where a figure stands and what it counts is the product's own reading (`ingest.figures`), so what
that misreads is not asked; nothing of `bot` is used, and a figure is kept only when the scorer's
reading finds the same value and unit in its sentence. Questions that no document answers ask for
another year, place or thing, which none of the documents names.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from evals.matching import squeeze
from evals.stating import value_stated
from ingest.errors import InputError, UnreadableError, UnsupportedError
from ingest.places import gazetteer
from ingest.read import read
from ingest.split import sentences
from ingest.types import Document, Figure, Kind

__all__ = ["draft", "dumped"]

Tell = Callable[[str], object]
_Json = dict[str, Any]  # Any: a JSON object of a question file

# One in four has no answer, as people also ask for what a report does not say.
_UNANSWERABLE_SHARE = 4
_KINDS = frozenset({Kind.LEVEL, Kind.TARGET, Kind.ADDED, Kind.CUMULATIVE})
# Words that count something: Chinese throughout, no second figure and no list (分别) in them.
_INDICATOR = re.compile(r"[\u3400-\u9fff“”]{4,24}")
_VAGUE = re.compile(
    r"分别|其中|以上|以下|之一|同比|比上年|由|从|至|[低高]于|每人|^(?:增长|提高|下降|达到|完成|投资|新增|建成|占|为|约"
    r"|总投资|累计|全年|实现)"
)
_LINKS = re.compile(
    r"(?:达到?|为|是|约|超过|突破|共|有|了|力争|实现|(?:稳定|保持|控制)在|(?:提高|增加|降|上升)[到至])+$"
)
_CHANGE = re.compile(r"(?:增长|下降|增加|减少|提高|降低)$")
_COUNTED = re.compile(r"[元吨米亩度里]|%|百分点|千瓦|公顷")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_YEARS_AWAY = range(1, 40)
_SHORTEST_STANDING = 4
"""Words of a thing that no report names: not even four characters of it in a row stand there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Read:
    document: Document
    asked: tuple["_Asked", ...]
    squeezed: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """A figure that can be asked for, with its sentence."""

    figure: Figure
    thing: str
    start: int
    end: int


def draft(
    files: Sequence[Path], *, count: int, seed: int, tell: Tell
) -> tuple[tuple[_Json, ...], int]:
    """Return at most so many items, and 1 when a document could not be read, else 0.

    Only Chinese reports with a title are asked; the same documents, count and seed give the same.

    Raises:
        InputError: The documents hold no figure that can be asked for.
    """
    documents, failed = _documents(files, tell)
    chance = Random(seed)
    figures = [(each, asked) for each in documents for asked in each.asked]
    if not figures:
        raise InputError("no figure of these documents can be asked for by rule")
    chance.shuffle(figures)
    absent = list(_without_answer(documents, chance))
    chance.shuffle(absent)
    unanswerable = absent[: count // _UNANSWERABLE_SHARE]
    answerable = [_item(*each, documents) for each in figures[: count - len(unanswerable)]]
    return (*answerable, *unanswerable), failed


def dumped(items: Sequence[_Json]) -> str:
    """Return items as the text of a question file, numbered."""
    lines = ({"id": f"draft-{number:04}"} | item for number, item in enumerate(items, 1))
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _documents(files: Sequence[Path], tell: Tell) -> tuple[tuple[_Read, ...], int]:
    found, failed = [], 0
    for path in files:
        try:
            report = read(path.name, path.read_bytes())
        except (UnreadableError, UnsupportedError) as error:
            tell(f"{path}: {error.message}. {error.hint}")
            failed = 1
            continue
        if report.document.description.language != "zh" or not report.document.description.title:
            tell(f"{path} is left out: not in Chinese, or without a title")
            continue
        asked = tuple(_askable(report.document, report.figures))
        squeezed = squeeze(report.document.description.title + report.document.text)
        found.append(_Read(document=report.document, asked=asked, squeezed=squeezed))
    return tuple(found), failed


def _askable(document: Document, figures: Sequence[Figure]) -> Iterator[_Asked]:
    """Yield the figures whose words name one thing, which the report names for this figure only."""
    things = Counter(_thing(each) for each in figures)
    for figure in figures:
        thing = _thing(figure)
        if not thing or things[thing] > 1 or document.text.count(thing) > 1:
            continue
        start, end = _sentence(document.text, figure)
        if value_stated(document.text[start:end], figure.value, figure.unit):
            yield _Asked(figure=figure, thing=thing, start=start, end=end)


def _thing(figure: Figure) -> str:
    """Return the words that name what a figure counts; empty when they are not plain enough."""
    if figure.kind not in _KINDS or figure.upper is not None or not figure.unit:
        return ""
    thing = _LINKS.sub("", figure.indicator)
    is_plain = _INDICATOR.fullmatch(thing) and not _VAGUE.search(thing)
    # A figure inside quotation marks leaves one of them: 实施减轻企业负担“50条”.
    is_whole = not re.search("[“”]", re.sub("“[^“”]*”", "", thing))
    return thing if is_plain and is_whole else ""


def _sentence(text: str, figure: Figure) -> tuple[int, int]:
    start = text.rfind("\n", 0, figure.start) + 1
    end = text.find("\n", figure.end)
    paragraph = (start, len(text) if end < 0 else end)
    inside = (each for each in sentences(text, paragraph) if each[1] >= figure.end)
    return next(inside, paragraph)


def _item(report: _Read, asked: _Asked, documents: Sequence[_Read]) -> _Json:
    quote = report.document.text[asked.start : asked.end]
    others = (each for each in documents if each is not report)
    also_in = [each.document.name for each in others if squeeze(quote) in each.squeezed]
    figure = asked.figure
    return {
        **_shared("figure", _question(report.document.description.title, asked)),
        "answerable": True,
        "answer": figure.text,
        "values": [
            {
                "text": figure.text,
                "value": format(figure.value.normalize(), "f"),
                "unit": figure.unit,
            }
        ],
        "evidence": [{"document": report.document.name, "quote": quote}],
        **({"also_in": also_in} if also_in else {}),
    }


def _question(title: str, asked: _Asked) -> str:
    # 多少个 asks for a count; of an amount only 多少, so that the unit is not given away.
    unit = asked.figure.unit
    counted = "" if _COUNTED.search(unit) else unit
    verb = "" if counted or _CHANGE.search(asked.thing) else "是"
    return f"《{title}》中，{asked.thing}{verb}多少{counted}？"


def _shared(kind: str, question: str) -> _Json:
    return {"lang": "zh", "type": f"draft-{kind}", "turns": [question], "reviewed": False}


def _without_answer(documents: Sequence[_Read], chance: Random) -> Iterator[_Json]:
    """Yield a question of each kind a report, as far as what it asks for is nowhere named."""
    held = "\n".join(each.squeezed for each in documents)
    for report in documents:
        title = report.document.description.title
        for asked in report.asked[:1]:
            if year := _other_year(title, held):
                yield _refused("other-year", _question(year, asked))
            if place := _other_place(report.document, held, chance):
                yield _refused("other-place", _question(place, asked))
        if thing := _other_thing(report, documents, chance):
            yield _refused("other-thing", _question(title, thing))


def _refused(kind: str, question: str) -> _Json:
    return {**_shared(kind, question), "answerable": False}


def _other_year(title: str, held: str) -> str:
    found = _YEAR.search(title)
    if not found:
        return ""
    years = (str(int(found[0]) - away) for away in _YEARS_AWAY)
    free = next((year for year in years if year not in held), "")
    return title.replace(found[0], free) if free else ""


def _other_place(document: Document, held: str, chance: Random) -> str:
    place, title = document.description.place, document.description.title
    known = gazetteer().get(place)
    if not place or place not in title:
        return ""
    level = known.level if known else "county"
    names = sorted(name for name, each in gazetteer().items() if each.level == level)
    chance.shuffle(names)
    free = (
        name
        for name in names
        if not any(squeeze(each) in held for each in (name, *gazetteer()[name].shorts))
    )
    other = next(free, "")
    return title.replace(place, other) if other else ""


def _other_thing(report: _Read, documents: Sequence[_Read], chance: Random) -> _Asked | None:
    """Return what another document counts and this one does not name."""
    others = [asked for each in documents if each is not report for asked in each.asked]
    chance.shuffle(others)
    return next((each for each in others if not _is_near(each.thing, report.squeezed)), None)


def _is_near(thing: str, squeezed: str) -> bool:
    size = min(len(thing), _SHORTEST_STANDING)
    parts = (thing[start : start + size] for start in range(len(thing) - size + 1))
    return any(part in squeezed for part in parts)
