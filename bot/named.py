"""Finds what a question calls by its own name: a claim without it is of another; pure."""

import json
import re
from functools import cache
from importlib.resources import files

import rjieba

from bot.query import Query
from bot.thesaurus import thesaurus
from ingest.places import find_mentions
from vectorstore.terms import compact, cut
from vectorstore.types import Hit

__all__ = ["Name", "lacks_name", "names_asked"]

_PROPER = ("nr", "nz")
# 工商银行 names one body, 商业银行 a kind of them, and who asks about 人民银行 reads its papers.
_BODY_TAGS = ("nt", "j")
_BODY = re.compile(
    r"(?<!人民)(?<!中央)(?<!外资)(?<!中资)(?<!商业)(?:银行|集团|公司|证券|大学|油田)$"
)
# Shorter words, and words that hold others (天津人), are tagged as names that are none.
_LEAST = 3
# 7月1日本市 names no 日本.
_DAY = re.compile(r"(?<=\d)[日号]")
_HAN = re.compile(r"[\u4e00-\u9fff]+$")


Name = tuple[str, ...]
"""The wordings of a name, folded."""


def names_asked(query: Query) -> tuple[Name, ...]:
    """Return the proper names of a Chinese question that are no places here: 迪士尼, 美国.

    A word of which the lexicon knows other wordings is no name.
    """
    if query.language != "zh":
        return ()
    text = query.text
    for mention in reversed(find_mentions(text)):  # 河南非税收入 names no 南非
        text = f"{text[: mention.start]} {text[mention.end :]}"
    said = {*map(compact, cut(_DAY.sub(" ", text)))}
    partners = (wordings for name, wordings in _partners() if name in said)
    return (*partners, *((word,) for word in _proper(query)))


def _proper(query: Query) -> tuple[str, ...]:
    places = {mention.name for mention in find_mentions(query.text)}
    known = thesaurus().words
    return tuple(
        compact(word) for word, tag in rjieba.tag(query.text, False)
        if (tag in _PROPER or _is_body(word, tag)) and len(word) >= _LEAST
        and _HAN.match(word) and word not in known and not any(word in place for place in places)
        and (_is_single(word) or _is_body(word, tag))
    )  # fmt: skip


def _is_body(word: str, tag: str) -> bool:
    is_named = tag in _BODY_TAGS and bool(_BODY.search(word))
    return is_named and not thesaurus().is_official(word)


def _is_single(word: str) -> bool:
    return all(each == word for each in rjieba.cut_for_search(word, False))


@cache
def _partners() -> tuple[tuple[str, Name], ...]:
    """Return countries and their unions, each with what else reports call it: 对美出口."""
    text = (files("bot") / "lexicon" / "partners.json").read_text(encoding="utf-8")
    return tuple(
        (compact(name), tuple(map(compact, wordings)))
        for name, wordings in json.loads(text).items()
    )


def lacks_name(names: tuple[Name, ...], hit: Hit) -> bool:
    """Tell whether a passage, its headings and its report's title leave out one of some names."""
    if not names:
        return False
    around = compact("\n".join((hit.title, *hit.passage.section, hit.text)))
    return any(not any(each in around for each in name) for name in names)
