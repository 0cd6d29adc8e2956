"""Puts claims into words: each as it stands in its report, naming what it is of; pure."""

import re
from collections.abc import Sequence
from decimal import Decimal

from bot.claims import Claim
from bot.match import Candidate
from ingest.figures import find_figures

__all__ = ["EDGE", "english_figure", "state", "state_all"]

EDGE = "，,；;：:、。 \n"
"""What is no part of a statement at its ends."""

_MAX_STATEMENT_CHARS = 120
_CHANGED_TO = re.compile(r"(?:[增提上扩发下降减缩回压跃攀]\S)(?:到|至|为)|降[到至]")
_VERB_END = re.compile(r"(?:达到|达|完成|实现|为|是|突破|超过|超|降至|增至|至|预计|共|[、，,\s])+$")


def state_all(chosen: Sequence[Candidate]) -> str:
    """Return claims of one sentence as one statement."""
    first, last = chosen[0].claim, chosen[-1].claim
    if len(chosen) > 1 and not first.group and last.end - first.start <= _MAX_STATEMENT_CHARS:
        return chosen[0].hit.text[first.start : last.end].strip(EDGE)
    return "，".join(state(each) for each in chosen)


def state(candidate: Candidate) -> str:
    """Return a claim as a statement that names its subject."""
    claim, text = candidate.claim, candidate.hit.text
    if claim.group and claim.figure:
        return (claim.label + claim.figure.text).strip(EDGE)
    shown = text[claim.start : claim.end].strip(EDGE)
    if _CHANGED_TO.match(shown):  # 从80.2岁提升到82.5岁: neither end says it alone
        return text[claim.clause[0] : claim.end].strip(EDGE)
    subject = _VERB_END.sub("", _without_figures(claim.inherited)).strip(EDGE)
    is_open = claim.is_elliptic and subject and subject not in shown
    return f"{subject}，{shown}" if is_open else shown


def _without_figures(text: str) -> str:
    for figure in reversed(find_figures(text)):
        text = text[: figure.start] + text[figure.end :]
    return text.strip(EDGE)


def english_figure(claim: Claim) -> str:
    """Return a claim's figure as printed, a large one in English words as well."""
    figure = claim.figure
    if figure is None:
        return ""
    return f"{figure.text}{_in_millions(figure.value)}"


def _in_millions(value: Decimal) -> str:
    """Return a large number in English words: 1312万 is 13.12 million."""
    for scale, word in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million")):
        if value >= scale:
            return f" ({format((value / scale).normalize(), 'f')} {word})"
    return ""
