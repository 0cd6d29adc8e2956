"""Checks one sentence of a chat model against the passages it cites; pure, knows no model.

Measured elsewhere: with perfect evidence a strong model is wrong in 9-15 % of figure questions. So
a figure stands only where a passage that the same sentence cites states it: value, unit, kind,
year and place; or where it is a stated calculation over such figures.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.calculate import MINUS, are_alike, evaluate
from bot.check import expression_of, same_quantity
from bot.derive import compared, derived
from bot.facts import Fact, read_answer
from bot.literal import QUOTED, Fault, check_words
from bot.mismatch import mismatch
from bot.naming import is_chinese
from bot.rank import is_borne_out, ranks
from bot.release import MARKERS
from bot.shown import Frame, Grounds, Shown, words
from ingest.figures import find_figures
from ingest.split import sentences
from ingest.types import Figure, Kind
from vectorstore.embed import built_in

__all__ = ["Checked", "Fault", "Stated", "check_sentence"]

_COUNTED = frozenset("项者地县市年类")
"""Units that count the figures of a sentence themselves: 两项合计."""
_SMALL = re.compile(
    r"[二两三四五六七八九十](?![十百千万亿])|(?:two|three|four|five)\b", re.IGNORECASE
)
_LESS_ONE = re.compile(rf"{MINUS}\s*1$")
_LOOSE_MARKERS = re.compile(r"[【［\[]\s*(\d{1,3}(?:\s*[,，、]\s*\d{1,3})*)\s*[】］\]]")
# [2[9]] and [9]]: without them, taking a marker out can make no other one.
_NESTED = re.compile(r"\[(?=[^\]]*\[)|(?<=\])\]")
_SPACED_MINUS = re.compile(r"(?<=[^\s\d]) [-–] (?=\d)|(?<=\d) [-–] (?=\d)")
_OPERATORS = {"/": "÷", "＋": "+", "－": "−"}
# Of the pairs of characters in a sentence of a report, another passage holds 5 % in the middle and
# 21 % in the worst of twenty cases; measured on nine reports on 30 November 2026.
_LEAST_SHARED = 0.25
# Of 100 true sentences, the nearest of their passage in the other language is at least this near,
# and of 24 in 100 passages that are not theirs; measured on 30 November 2026.
_LEAST_NEAR = 0.2


@dataclass(frozen=True, kw_only=True, slots=True)
class Stated:
    """A figure of a sentence that stands."""

    figure: Figure
    key: int | None
    """Of the passage that states it, None when it is computed."""
    expression: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """A sentence with what became of it."""

    text: str
    """With its markers, those that mean nothing dropped."""
    figures: tuple[Stated, ...] = ()
    faults: tuple[Fault, ...] = ()
    spans: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    """For each key that stays, the stretch of the passage's text that the sentence rests on."""
    dropped: int = 0
    """Markers that stood for no passage, or for one that shares nothing with the sentence."""


def check_sentence(sentence: str, shown: Mapping[int, Shown], frame: Frame) -> Checked:
    """Check one sentence of an answer; it stands when it has no faults.

    Args:
        sentence: With markers such as [2].
        shown: The passages the model was given, by their keys.
        frame: What the question limits its answer to.
    """
    sentence = _NESTED.sub("", _tidy(sentence))
    cited = [int(each) for each in MARKERS.findall(sentence)]
    known = [key for key in dict.fromkeys(cited) if key in shown]
    sources = [shown[key] for key in known]
    sentence, dropped = _without(sentence, {*cited} - {*known}), len({*cited} - {*known})
    if not sources:
        return Checked(
            text=sentence, dropped=dropped, faults=(Fault(kind="uncited", text=sentence.strip()),)
        )
    plain = MARKERS.sub("", sentence)
    grounds = Grounds(sources=sources, shown=shown.values(), frame=frame)
    figures = find_figures(plain)
    stated, faults = _check_figures(plain, figures, grounds)
    faults += [*check_words(plain, figures, sources, frame)]
    spans = {source.key: _span(source, plain, stated) for source in sources}
    unlike = {key for key, span in spans.items() if span is None}
    if unlike == set(spans):
        faults.append(Fault(kind="unlike", text=plain.strip()))
    else:
        sentence, dropped = _without(sentence, unlike), dropped + len(unlike)
    return Checked(
        text=sentence,
        figures=tuple(each[2] for each in stated),
        faults=tuple(faults),
        spans={key: span for key, span in spans.items() if span},
        dropped=dropped,
    )


def _tidy(sentence: str) -> str:
    """Return a sentence with its markers and signs of calculation in their one form."""
    sentence = _LOOSE_MARKERS.sub(
        lambda found: "".join(f"[{each}]" for each in re.findall(r"\d+", found[1])), sentence
    )
    sentence = _SPACED_MINUS.sub(" − ", sentence)
    for written, sign in _OPERATORS.items():
        sentence = sentence.replace(f" {written} ", f" {sign} ")
    return sentence


def _without(sentence: str, keys: Collection[int]) -> str:
    return MARKERS.sub(lambda found: "" if int(found[1]) in keys else found[0], sentence)


_Found = tuple[int, int, Stated, Fact | None]
"""Start and end in the plain sentence, the figure, and the fact it rests on."""


def _check_figures(
    plain: str, figures: Sequence[Figure], grounds: Grounds
) -> tuple[list[_Found], list[Fault]]:
    """Return the figures that stand, and a fault for each other."""
    facts = {(fact.start, fact.end): fact for fact in read_answer(plain, known=grounds.frame.known)}
    stated: list[_Found] = []
    open_figures: list[tuple[Figure, str]] = []
    for figure in figures:
        if figure.text == "1" and _LESS_ONE.search(plain[: figure.end]):
            continue  # 4亿元 ÷ 3.2亿元 − 1: of the formula, not of a report
        fact = facts.get((figure.start, figure.end))
        found = _supported(fact, plain, grounds) if fact else "value"
        if isinstance(found, str):
            found = _said_before(figure, plain, stated) or found
        is_unread = found == "value" and figure.kind is Kind.RANK
        if is_unread and (key := _ranked(figure, plain, grounds)):
            stated.append((figure.start, figure.end, Stated(figure=figure, key=key), None))
            continue
        if isinstance(found, str):
            open_figures.append((figure, found))
        else:
            key, source = found
            stands = Stated(figure=figure, key=key)
            stated.append((figure.start, figure.end, stands, source))
    faults = []
    # Of the kind the passage gives them: in (1045个 + 312个) neither says what it is.
    operands = [
        replace(fact, figure=replace(each.figure, kind=fact.figure.kind, unit=fact.figure.unit))
        for _, _, each, fact in stated
        if fact
    ]
    for figure, reason in open_figures:
        expression = _computed(plain, figure, operands) or compared(
            figure, operands, [fact for each in grounds.sources for fact in each.facts], plain
        )
        if expression is None:
            faults.append(Fault(kind=reason, text=figure.text))
            continue
        stands = Stated(figure=figure, key=None, expression=expression)
        stated.append((figure.start, figure.end, stands, None))
    return sorted(stated, key=lambda each: each[0]), faults


def _ranked(figure: Figure, plain: str, grounds: Grounds) -> int | None:
    """Return the key of a passage that gives a rank in other words: 首位 for 第一."""
    said = next((each for each in ranks(plain) if each.text == figure.text), None)
    if said is None:
        return None
    held = (each.key for each in grounds.sources if is_borne_out(said, each.ranks))
    return next(held, None)


def _said_before(figure: Figure, plain: str, stated: Sequence[_Found]) -> tuple[int, Fact] | None:
    """Return what a term of an expression rests on when its sentence states it before."""
    if not _is_operand(figure, plain):
        return None
    for _, _, each, fact in stated:
        is_same = each.figure.value == figure.value and figure.unit in ("", each.figure.unit)
        if is_same and fact is not None and each.key is not None:
            return each.key, fact
    return None


def _computed(plain: str, figure: Figure, operands: Sequence[Fact]) -> str | None:
    """Return the calculation that gives a figure: one written behind it, or one that words tell."""
    figures = [each.figure for each in operands]
    spans = {(each.start, each.end): each for each in figures}
    used: list[Figure] = []

    def stands(each: Figure) -> bool:
        if known := spans.get((each.start, each.end)):
            used.append(known)
        return known is not None

    result = evaluate(plain, figure.end, stands)
    if result and all(are_alike(used[0], each) for each in used[1:]):
        return expression_of(figure, result)
    return derived(figure, operands, plain) or _counted(figure, figures)


def _counted(figure: Figure, operands: Sequence[Figure]) -> str | None:
    """Return the figures that a small count in words counts: the two of 两项合计192万人."""
    is_count = _SMALL.match(figure.text) and figure.unit in _COUNTED
    if not is_count or figure.value != len(operands) or len(operands) < 2:
        return None
    return "、".join(each.text for each in operands)


def _supported(fact: Fact, plain: str, grounds: Grounds) -> tuple[int, Fact] | str:
    """Return the key and fact a figure rests on, or the kind of fault that is nearest to none."""
    worst = "value"
    is_operand = _is_operand(fact.figure, plain)
    for source in grounds.sources:
        across = is_chinese(plain) != is_chinese(source.hit.text)
        for other in source.facts:
            figure = fact.figure
            if is_operand and not figure.unit:  # 4亿 ÷ 3.2亿 − 1
                figure = replace(figure, unit=other.figure.unit)
            if same_quantity(figure, other.figure, across=across):
                reason = mismatch(fact, other, source, grounds)
                # (4120件 ÷ 2.35万件): what a term counts stands anywhere in its sentence.
                if reason == "subject" and is_operand and _is_named(other, plain):
                    reason = None
                if reason is None and other.is_order and not _is_quoted(plain, fact):
                    reason = "order"
                if reason is None:
                    return source.key, other
                worst = reason
    return worst


def _is_operand(figure: Figure, plain: str) -> bool:
    behind = re.match(rf"\s*[÷+{MINUS}]", plain[figure.end :])
    return bool(behind or re.search(rf"[÷+{MINUS}]\s*$", plain[: figure.start]))


def _is_named(fact: Fact, plain: str) -> bool:
    return len(fact.name.own) > 1 and fact.name.own in plain


def _is_quoted(plain: str, fact: Fact) -> bool:
    return any(
        each.start() < fact.start and fact.end < each.end() for each in QUOTED.finditer(plain)
    )


def _span(source: Shown, plain: str, stated: Sequence[_Found]) -> tuple[int, int] | None:
    """Return the stretch of a passage that a sentence rests on, None when it is of something else.

    That is from the first to the last sentence that state its figures, else the sentence with the
    most words in common.
    """
    text = source.hit.text
    used = [
        fact.sentence for _, _, each, fact in stated if fact is not None and each.key == source.key
    ]
    if used:
        return min(each[0] for each in used), max(each[1] for each in used)
    spans = sentences(text, (0, len(text)))
    across = is_chinese(plain) != is_chinese(text)
    if across:  # words of two languages cannot be compared, but what they mean
        near = built_in().nearness(plain, [text[slice(*span)] for span in spans])
        at = max(range(len(spans)), key=near.__getitem__)
        return spans[at] if near[at] >= _LEAST_NEAR else None
    own = words(plain)
    if len(own & source.words) < _LEAST_SHARED * len(own):
        return None
    return max(spans, key=lambda span: len(own & words(text[slice(*span)])))
