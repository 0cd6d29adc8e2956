"""Says yes or no to whether something grew or fell, by the figure that tells it; pure."""

import re
from collections.abc import Sequence

from bot.choice import is_growth
from bot.cite import marker
from bot.draft import Draft, answered
from bot.match import Candidate, strength
from bot.query import Form, Query
from bot.statement import state
from ingest.figures import find_figures
from prompts import render
from vectorstore.terms import compact

__all__ = ["decide_direction"]

_UP = re.compile(r"增长(?!极|点|目标|预期)|增加(?!值)|上升|提高|提升|上涨|涨|扩大|正增长")
_DOWN = re.compile(r"下降|减少|降低|回落|下滑|负增长|下跌|跌|减产|减收")
_AGAINST = re.compile(r"[比较](?!例|重|率|上年|上一?年|去年|同期)|[高低多少快慢大小]于|目标|预期")
# Words that say when, or which way: a figure need not say them.
_IDLE = re.compile(rf"{_UP.pattern}|{_DOWN.pattern}|年|季度|月")
# So strongly a claim names each word of what is asked about.
_NAMES = 0.8


def decide_direction(query: Query, candidates: Sequence[Candidate]) -> Draft | None:
    """Return whether what a question asks about grew or fell, None to any other question.

    Args:
        query: 房地产业增加值是增长的吗
        candidates: What may answer it, best first.
    """
    text = query.text
    wants_up, wants_down = bool(_UP.search(text)), bool(_DOWN.search(text))
    is_plain = query.asked.form is Form.YES_NO and not query.compares and not query.given
    if not is_plain or wants_up == wants_down or _AGAINST.search(text) or find_figures(text):
        return None
    best = next((each for each in candidates if _tells(each, query)), None)
    if best is None:
        return None
    fell = bool(_DOWN.search(state(best)))
    reply = render("yes" if fell == wants_down else "no", query.language)
    stop = "。" if query.language == "zh" else ""
    return answered(f"{reply}{state(best)}{marker(1)}{stop}", best, [best.claim])


def _tells(candidate: Candidate, query: Query) -> bool:
    """Tell whether a claim states by how much the asked thing itself grew or fell."""
    claim = candidate.claim
    if claim.figure is None or not is_growth(claim) or candidate.dated.is_target:
        return False
    said = compact(f"{claim.inherited} {claim.label}" if claim.is_elliptic else claim.label)
    things = [term for term in query.terms if term.weight >= 1 and not _IDLE.search(term.text)]
    return bool(things) and all(strength(term, said) >= _NAMES for term in things)
