"""Knows what a rule sets for each of several cases, and which case a question is of; pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.asked import QUANTITY
from bot.bounds import read_bound
from bot.claims import Claim, find_claims, find_clauses
from bot.comparison import Bound
from bot.match import strength
from bot.opposites import is_denied
from bot.query import Query
from bot.statement import EDGE
from ingest.figures import find_figures
from vectorstore.terms import compact, simplify

__all__ = ["Branch", "branches_of", "chosen"]

# What a rule sets is called so; 城镇居民收入增长 and 农村居民收入增长 are no cases of one rule.
_SETS = re.compile(
    r"标准|扣除|补贴|补助|津贴|限额|额度|最高|不超过|奖励|罚款|定额|每[月人年户次天日]"
)
_MIN_SAME = 4
_OF_CASE = re.compile(r"的[，,]\s*$")
_ARTICLE = re.compile(r"\n\s*(?:第[一二三四五六七八九十百零\d]+[条章节]|[一二三四五六七八九十]+、)")
_BREAKS = "；;。\n：:"
# So much more of the question one case must hold than every other.
_LEAD = 0.3
_MEETS = 2.0
_NUMBER = Decimal("Infinity")


@dataclass(frozen=True, kw_only=True, slots=True)
class Branch:
    """What a rule sets for one case; positions are in the text of the rule."""

    claim: Claim
    start: int
    end: int
    case: str
    """The words that say of which case it is."""


def branches_of(text: str, start: int) -> tuple[Branch, ...]:
    """Return what a rule sets for each case, where the claim that begins there is one; else none.

    Cases follow one another, and each states a figure of the same unit in the same words or behind
    …的，: （一）纳税人为独生子女的，按照每月2000元…；（二）纳税人为非独生子女的，….
    """
    stated = [each for each in find_claims(text) if each.figure and not each.is_threshold]
    own = next((each for each in stated if each.start == start and each.figure), None)
    if own is None:
        return ()
    alike = [each for each in stated if _unit(each) == _unit(own) and not each.is_growth]
    if own not in alike:
        return ()
    first = last = alike.index(own)
    while first and _are_cases(text, alike[first - 1], alike[first]):
        first -= 1
    while last + 1 < len(alike) and _are_cases(text, alike[last], alike[last + 1]):
        last += 1
    run = alike[first : last + 1]
    return _branches(text, run) if len(run) > 1 else ()


def chosen(query: Query, branches: Sequence[Branch]) -> Branch | None:
    """Return the branch whose case holds more of a question than every other, None without one."""
    told = sorted(((_told(query, each), i) for i, each in enumerate(branches)), reverse=True)
    (best, place), (second, _) = told[:2]
    return branches[place] if best - second >= _LEAD else None


def _are_cases(text: str, one: Claim, other: Claim) -> bool:
    if _ARTICLE.search(text, one.end, other.end):
        return False
    befores = [text[each.clause[0] : _figure_start(text, each)] for each in (one, other)]
    same = _same_end(*map(compact, befores))
    if len(same) >= _MIN_SAME and _SETS.search(same):
        return True
    return all(
        _OF_CASE.search(text[: each.clause[0]]) and _SETS.search(text[slice(*each.clause)])
        for each in (one, other)
    )


def _unit(claim: Claim) -> str:
    return claim.figure.unit if claim.figure else ""


def _same_end(one: str, other: str) -> str:
    length = 0
    while length < min(len(one), len(other)) and one[-length - 1] == other[-length - 1]:
        length += 1
    return one[len(one) - length :]


def _figure_start(text: str, claim: Claim) -> int:
    assert claim.figure is not None
    found = text.find(claim.figure.text, claim.start, claim.clause[1])
    return found if found >= 0 else claim.end


def _branches(text: str, run: Sequence[Claim]) -> tuple[Branch, ...]:
    starts: list[int] = []
    for i, each in enumerate(run):
        broken = max(text.rfind(stop, 0, each.clause[0]) for stop in _BREAKS) + 1
        start = max(broken, run[i - 1].end if i else 0)
        starts.append(
            start + len(text[start : each.end]) - len(text[start : each.end].lstrip(EDGE))
        )
    ends = [*starts[1:], run[-1].sentence[1]]
    floors = [0, *(each.end for each in run[:-1])]
    cases = [_case(text, claim, floor) for claim, floor in zip(run, floors, strict=True)]
    for i in range(len(run) - 1):
        if run[i].sentence == run[i + 1].sentence:
            cases[i] = _own_part(cases[i], cases[i + 1])
    return tuple(
        Branch(claim=claim, start=start, end=_trimmed(text, start, end), case=case)
        for claim, start, end, case in zip(run, starts, ends, cases, strict=True)
    )


def _own_part(case: str, following: str) -> str:
    """Return a case without the lead that is of the next one too: 限额为职工每天30元、居民15元."""
    own = case.rpartition("为")[2]
    same = _same_end(compact(case), compact(following))
    return own if len(compact(own)) > len(same) else case


def _trimmed(text: str, start: int, end: int) -> int:
    """Return where a branch ends without the number of the next item and the stop before it."""
    said = re.sub(
        r"[\s；;，,。]*(?:[（(]?[一二三四五六七八九十\d]{0,3}[）)、.．])?\s*$", "", text[start:end]
    )
    return start + len(said.rstrip(EDGE))


def _case(text: str, claim: Claim, floor: int) -> str:
    """Return the clause of a claim up to its figure, with the clause before it, from a place on."""
    clauses = find_clauses(text, (claim.sentence[0], claim.clause[0]))
    start = clauses[-1][0] if clauses else claim.clause[0]
    return text[max(start, floor) : _figure_start(text, claim)]


def _told(query: Query, branch: Branch) -> float:
    """Return how much of a question a case holds; what it bounds is met or not."""
    case = compact(branch.case)
    held = sum(
        term.weight * (-1 if _differ(term.text, query.text, case) else strength(term, case))
        for term in query.terms
    )
    return held + _MEETS * _meets(_asked_part(query), simplify(branch.case))


def _differ(word: str, question: str, case: str) -> bool:
    """Tell whether a case denies what a question says, or the other way: 非独生子女."""
    return word in case and is_denied(word, case) != is_denied(word, compact(question))


def _asked_part(query: Query) -> str:
    return QUANTITY.sub(" ", simplify(query.subject))


def _meets(asked: str, case: str) -> int:
    """Return 1 when what a question states is within the bound of a case, -1 when it is not.

    0 when either states nothing, or they overlap.
    """
    own, bound = _range(asked), _range(case)
    if own is None or bound is None or own[2] != bound[2]:
        return 0
    if own[1] < bound[0] or own[0] > bound[1]:
        return -1
    return 1 if bound[0] <= own[0] and own[1] <= bound[1] else 0


def _range(text: str) -> tuple[Decimal, Decimal, str] | None:
    """Return the least and the most that a text allows, and the unit."""
    figures = find_figures(text)
    if not figures:
        return None
    bound = read_bound(text).bound
    unit, value = figures[0].unit.removeprefix("周"), figures[0].value
    return (value, value, unit) if bound is None else (*_ends(bound), unit)


def _ends(bound: Bound) -> tuple[Decimal, Decimal]:
    step = Decimal("0.000001") if bound.is_strict else Decimal(0)
    low = -_NUMBER if bound.low is None else bound.low + step
    high = _NUMBER if bound.high is None else bound.high - step
    return low, high
