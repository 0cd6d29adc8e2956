"""Finds the paper that a question names by words of its title: 农业机械化转型升级意见; pure."""

import math
import re
from collections import Counter
from collections.abc import Sequence

from vectorstore.tables import Row
from vectorstore.terms import compact

__all__ = ["titled"]

_KIND = (
    "意见|通知|办法|规定|方案|条例|细则|批复|复函|通报|决定|指引|指南|规划纲要|规划|纲要|准则|公约"
    "|宪法|[\u4e00-\u9fff]法"
)
_NAMED = re.compile(
    rf"(?P<name>[\u4e00-\u9fff\da-z“”\"（）()《》、]{{4,40}}?(?:{_KIND}))"
    r"(?=》|[里中内]|提出|规定|要求|明确|指出|安排|对|说|的|，|,|\s|$)"
)
# So much of what is named must stand in the title, and so much more than in any other. Of 23
# development questions that name a paper so, all find theirs; with .3 one finds another.
_LEAST, _LEAD = 0.4, 0.1


def titled(question: str, rows: Sequence[Row]) -> list[Row]:
    """Return the papers whose title a question names, [] when none or several are meant.

    Rare pairs of characters count most: 农机 tells more than 国务院.
    """
    found = _NAMED.search(compact(question))
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
    return meant if is_one and best >= _LEAST and best - max(others, default=0.0) >= _LEAD else []


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}
