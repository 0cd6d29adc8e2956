"""Finds the paper that a question names by words of its title: 农业机械化转型升级意见; pure."""

import math
import re
from collections import Counter
from collections.abc import Sequence

from bot.query import Query
from ingest.places import NATION, is_within
from vectorstore.tables import Row
from vectorstore.terms import compact

__all__ = ["titled"]

_KIND = (
    "意见|通知|办法|规定|方案|条例|细则|批复|复函|通报|决定|指引|指南|规划纲要|规划|纲要|准则|公约"
    "|宪法|[^立执办方做说想看用司守违合依手宪]法(?![律院规定人治])"
)
_NAMED = re.compile(
    rf"(?P<name>[\u4e00-\u9fff\da-z“”\"（）()《》、]{{4,40}}?(?:{_KIND}))"
    r"(?=》|[里中内]|提出|规定|要求|明确|指出|安排|对|说|的|，|,|$)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
# So much of what is named must stand in the title, and so much more than in any other. Of 23
# development questions that name a paper so, all find theirs; with .3 one finds another.
_LEAST, _LEAD = 0.4, 0.1


def titled(query: Query, rows: Sequence[Row]) -> list[Row]:
    """Return the papers whose title a question names, [] when none or several are meant.

    Rare pairs of characters count most: 农机 tells more than 国务院. A paper of another place than
    the asked, or one that its title dates otherwise, is not the one that is named.
    """
    found = _NAMED.search(compact(query.text))
    if not found:
        return []
    named = _pairs(found["name"])
    titles = {row.document_id: _pairs(compact(row.description.title)) for row in rows}
    counts = Counter(pair for pairs in titles.values() for pair in pairs)
    worth = {pair: math.log((len(rows) + 1) / (counts[pair] + 1)) for pair in named}
    total = sum(worth.values()) or 1.0
    shares = {
        key: sum(worth[pair] for pair in named & pairs) / total for key, pairs in titles.items()
    }
    best = max(shares.values(), default=0.0)
    meant = [row for row in rows if shares[row.document_id] == best]
    others = (share for share in shares.values() if share < best)
    is_one = len({compact(row.description.title) for row in meant}) == 1
    is_meant = is_one and best >= _LEAST and best - max(others, default=0.0) >= _LEAD
    return meant if is_meant and all(_may_be(query, row) for row in meant) else []


def _may_be(query: Query, row: Row) -> bool:
    """Tell whether a paper is of the asked place and, where its title names a year, of that."""
    places = [each for each in query.scope.places if each != NATION]
    own = row.description.place
    is_local = (
        not places
        or own in ("", NATION)
        or any(is_within(each, own) or is_within(own, each) for each in places)
    )
    years = {int(year) for year in _YEAR.findall(row.description.title)}
    asked = {*query.scope.years, *query.scope.report_years}
    return is_local and (len(years) != 1 or not asked or bool(years & asked))


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}
