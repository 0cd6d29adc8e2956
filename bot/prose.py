"""Answers in the words of a report: a list, a date, yes or no, or the clauses that say it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.cite import marker
from bot.dates import complete_date, find_dates
from bot.draft import Draft, answered, quotes
from bot.effect import asks_effect, read_effects
from bot.excerpts import Excerpt, Reader
from bot.lines import unwrap
from bot.listing import answer_led, answer_list, leads
from bot.match import Candidate, weight
from bot.preference import are_of_one
from bot.query import Form, Query, Want
from bot.sought import asks_of_report, sought_terms
from bot.statement import EDGE, completed, continued, said, state
from bot.types import Outcome
from bot.verdict import Verdict
from bot.yes_no import compare_bound, decide, decide_by_limit, states_bound
from ingest.figures import find_figures
from ingest.types import Figure
from prompts import render
from vectorstore.types import Context, Hit

__all__ = ["answer_in_prose"]

# What is asked of a thing stands last: 从哪天起施行, 要买票吗.
_PREDICATE = 1.5
_WHOLE = frozenset({Want.REASON, Want.MANNER, Want.MEANING})
# Sorts of things that are known by their form.
_TYPED = frozenset(
    {
        Want.PERSON, Want.ORGANISATION, Want.NUMBER, Want.PHONE, Want.ADDRESS, Want.ORDINAL,
        Want.DATE, Want.DAY,
    }
)  # fmt: skip
_COVERS = 0.9
_DECIDES = 0.3
_READ = 60
# So surely one of its figures is of what is asked.
_NAMED = 0.3
_LIMITED = 0.4
# Set by hand on the questions in words of the files that were looked at.
_LEAD = 0.3
# Of a question that names its report, as far as this is the thing asked for the only one.
_OF_TITLE, _FAR_LEAD = 0.72, 0.5
# What says nothing plainly is shown as the nearest there is.
_NEAR, _NEAR_SPECIFIC, _NEAR_LEAD = 0.42, 0.2, 0.14
_LEADS, _MET, _SCORE = 0.08, 0.15, 0.8
_OPENINGS, _OPENING_SCORE = 4, 0.5
# A date that stands deeper than this in its statement is said first.
_DEEP_CHARS = 20
_MAX_DATED_CHARS = 200
_TIME_OF_DAY = re.compile(
    r"^(?:[上下中]午|早上|晚上|凌晨)?\d{1,2}(?:[时点:：]\d{0,2}分?|[时点])?(?:整|前|起)?"
)


def answer_in_prose(
    query: Query,
    candidates: Sequence[Candidate],
    verdict: Verdict,
    *,
    eligible: Sequence[Candidate],
    rarity: Callable[[str], float],
    context: Callable[[Hit, int], Context],
) -> Draft | None:
    """Answer a question that wants no figure; None when no passage says it.

    Args:
        query: The question.
        candidates: In its scope, best first.
        verdict: Says which candidates are sure enough.
        eligible: Those of them that are of the asked time as well.
        rarity: Inverse document frequency of a word.
        context: The passage of a hit with so many neighbours on each side.
    """
    form = query.asked.form
    if form is Form.YES_NO and (draft := _compared(query, eligible, candidates, verdict)):
        return draft
    reader = _reader(query, rarity)
    weighed = verdict.weigh(candidates, query)
    excerpts = reader.read([*weighed, *candidates[len(weighed) :]])
    if asks_of_report(query):
        openings = reader.read_hits(_openings(candidates, context))
        excerpts = sorted([*excerpts, *openings], key=lambda each: -each.score)
    if asks_effect(query.text) and form in (Form.DATE, Form.YES_NO):
        closings = read_effects(reader, candidates, context)
        excerpts = sorted([*excerpts, *closings], key=lambda each: -each.score)
    if form is Form.YES_NO:
        return _yes_no(query, excerpts)
    if form is Form.LIST:
        return answer_list(query, reader, excerpts, context) or _nearest(query, excerpts)
    best = next(_sure(query, excerpts), None)
    if best is None:
        return _nearest(query, excerpts)
    if form is Form.DATE:
        return _date(query, best)
    # 秘书长：张三 is the answer, and no lead to what follows.
    is_told = best.is_wanted and query.asked.want in _TYPED
    return (
        answer_led(query, best, context) if leads(best) and not is_told else _statement(query, best)
    )


def _limited(query: Query, excerpts: Sequence[Excerpt]) -> list[tuple[float, Excerpt, bool | None]]:
    """Return what limits in the likeliest report say of the figure that a question states.

    46岁还能办积分入户吗: of the rule's own words, 年龄在45周岁以下, the question need hold none.
    """
    if not excerpts:
        return []
    report = excerpts[0].hit.passage.document_id
    local = [each for each in excerpts if each.hit.passage.document_id == report]
    replies = ((each, decide_by_limit(query.text, each.text)) for each in local)
    return [
        (each.score, each, reply)
        for each, reply in replies
        if reply is not None and each.coverage >= _LIMITED
    ]


def _sure(query: Query, excerpts: Sequence[Excerpt]) -> Iterator[Excerpt]:
    """Yield the excerpts that are sure enough; else the first, if it is far before all others.

    Of a question in lay words half the words are found at most, but nowhere else so many.
    """
    sure = [each for each in excerpts[:_READ] if each.is_sure(query.asked)]
    yield from sure
    if sure or not excerpts:
        return
    best = excerpts[0]
    is_far = _lead(excerpts) >= _LEAD and best.may_be(query.asked)
    if is_far or _is_of_named_report(query, excerpts):
        yield best


def _is_of_named_report(query: Query, excerpts: Sequence[Excerpt]) -> bool:
    """Tell whether the best is the thing of the asked sort in the report that a question names.

    Who asks for the 文号 of a paper names all of its title, and no word of what is looked for.
    """
    best = excerpts[0]
    is_sort = best.is_wanted and query.asked.want in _TYPED
    return is_sort and best.coverage >= _OF_TITLE and _lead_of_report(excerpts) >= _FAR_LEAD


def _lead(excerpts: Sequence[Excerpt]) -> float:
    """Return by how much the best is better than the best of another passage."""
    best = excerpts[0]
    rivals = (each.score for each in excerpts if each.hit.passage.id != best.hit.passage.id)
    return best.score - max(rivals, default=0.0)


def _lead_of_report(excerpts: Sequence[Excerpt]) -> float:
    """Return by how much the best is better than the best of another report."""
    best = excerpts[0]
    rivals = (
        each.score for each in excerpts
        if each.hit.passage.document_id != best.hit.passage.document_id
    )  # fmt: skip
    return best.score - max(rivals, default=0.0)


def _reader(query: Query, rarity: Callable[[str], float]) -> Reader:
    terms = sought_terms(query)
    weights = [weight(term, rarity) for term in terms]
    if terms and query.asked.form in (Form.DATE, Form.YES_NO):
        weights[-1] *= _PREDICATE
    return Reader(query=query, terms=terms, weights=weights)


def _openings(candidates: Sequence[Candidate], context: Callable[[Hit, int], Context]) -> list[Hit]:
    """Return the first passage of the likeliest reports: it says who gave them, when and where."""
    firsts: dict[str, Hit] = {}
    for hit in (each.hit for each in candidates):
        report = hit.passage.document_id
        if len(firsts) < _OPENINGS and report not in firsts:
            first = replace(hit.passage, id=f"{report}:0", section=())
            text = context(replace(hit, passage=first), 0)
            first = replace(first, start=text.start, end=text.end)
            firsts[report] = replace(hit, passage=first, text=text.text, score=_OPENING_SCORE)
    return [*firsts.values()]


def _statement(query: Query, best: Excerpt) -> Draft:
    """Answer with the clauses that hold the question's words, as they stand in the report."""
    span = best.sentence if query.asked.want in _WHOLE else continued(best)
    return said(query, best.hit, span)


def _date(query: Query, best: Excerpt) -> Draft:
    """Answer with the statement that gives the date, the date first when it stands deep in it."""
    start, end = completed(best)
    text = best.hit.text
    flat = unwrap(text)
    end = _told(flat, start, (end, best.sentence[1]))
    dates = find_dates(flat[start:end])
    if not dates:
        return said(query, best.hit, (start, end))
    first = start + dates[0][0]
    date = "".join(flat[first : start + dates[0][1]].split())
    whole = complete_date(date, best.hit.title + text[:first])
    if whole == date and first - start <= _DEEP_CHARS:
        return said(query, best.hit, (start, end))
    link = "：" if query.language == "zh" else " — "
    draft = said(query, best.hit, (start, end), f"{whole}{marker(1)}{link}")
    year = text.rfind(whole[:4], 0, first) if whole != date else -1
    return replace(draft, quotes=((best.hit, min(start, year) if year >= 0 else start, end),))


def _told(text: str, start: int, ends: tuple[int, int]) -> int:
    """Return where a statement ends that says what is on its date: not at 系统于3月28日上午10时.

    Args:
        text: Of the passage, its lines unwrapped.
        start: Of the statement.
        ends: Of its words that hold the question, and of its sentence.
    """
    end, last = ends
    dates = [start + each[1] for each in find_dates(text[start:end])]
    if not dates or _TIME_OF_DAY.sub("", text[max(dates) : end]).strip(EDGE):
        return end
    return last if last - start <= _MAX_DATED_CHARS else end


def _compared(
    query: Query, candidates: Sequence[Candidate], placed: Sequence[Candidate], verdict: Verdict
) -> Draft | None:
    """Answer by comparing the bound a question states with a figure, None without such a figure."""
    bounds = find_figures(query.text)
    comparable = [
        each for each in candidates
        if bounds and each.claim.figure and each.claim.figure.unit == bounds[0].unit
    ]  # fmt: skip
    sure = verdict.sure(comparable, query)
    best = next((each for each in sure if not each.dated.is_target), sure[0] if sure else None)
    if best is None or best.claim.figure is None:
        return None
    text = best.hit.text[slice(*best.claim.clause)]
    holds = decide(query.text, text, core=text, covers=False)
    if holds is not False and states_bound(query.text):  # 增长3.7% grows, and not by over 5%
        holds = compare_bound(query.text, best.claim.figure.value, bounds[0].value)
    if holds is None:
        return None
    reply = render("yes" if holds else "no", query.language)
    draft = answered(f"{reply}{state(best)}{marker(1)}。", best, [best.claim])
    target = _target_asked(query, best, placed, bounds[0]) if query.language == "zh" else None
    if target is None:
        return draft
    text = f"{reply}{state(best)}{marker(1)}；目标：{state(target)}{marker(2)}。"
    if holds or "左右" not in query.text:  # 4.9% is not plainly less than about 5%
        text += render("met" if holds else "unmet", query.language)
    return replace(draft, text=text, quotes=quotes([best, target]))


def _target_asked(
    query: Query, best: Candidate, candidates: Sequence[Candidate], bound: Figure
) -> Candidate | None:
    """Return the target that a question says a result is to be held against, None without one."""
    if "目标" not in query.text:
        return None
    targets = (
        each for each in candidates
        if each.dated.is_target and each.claim.figure
        and each.claim.figure.value == bound.value and are_of_one(best, each)
    )  # fmt: skip
    return next(targets, None)


def _yes_no(query: Query, excerpts: Sequence[Excerpt]) -> Draft | None:
    found: list[tuple[float, Excerpt, bool | None]] = []
    for each in _sure(query, excerpts):
        core = each.hit.text[slice(*each.core)]
        reply = decide(query.text, each.text, core=core, covers=each.own >= _COVERS)
        found.append((each.score + (0.0 if reply is None else _DECIDES), each, reply))
    if not any(reply is not None for _, _, reply in found):
        found = _limited(query, excerpts) or found
    if not found:
        return _undecided(query, excerpts[0]) if _is_near(query, excerpts) else None
    if not any(reply is not None for _, _, reply in found) and _is_near(query, excerpts):
        found.append((excerpts[0].score, excerpts[0], None))
    _, best, reply = max(found, key=lambda each: each[0])
    span = completed(best)
    if reply is not None:
        return said(query, best.hit, span, render("yes" if reply else "no", query.language))
    if query.asked.growth and best.own < _COVERS and best.support < _NAMED:
        return None  # what another thing did says nothing on how this one went
    return _undecided(query, best)


def _nearest(query: Query, excerpts: Sequence[Excerpt]) -> Draft | None:
    """Show what comes nearest to a question in lay words, None when nothing stands out.

    It is of the report that the question names, and before all other passages of it.
    """
    scope = query.scope
    is_narrow = scope.places or scope.years or scope.report_years or scope.numbers
    if query.asked.form is Form.DATE or not is_narrow or not excerpts:
        return None
    best = excerpts[0]
    if (
        not best.is_wanted
        or _lead(excerpts) < _LEADS
        or min(best.coverage - _MET, best.score - _SCORE) < 0
    ):
        return None
    nearest = said(query, best.hit, completed(best))
    text = render("nearest", query.language, statement=nearest.text)
    return replace(nearest, outcome=Outcome.PARTIAL, text=text)


def _is_near(query: Query, excerpts: Sequence[Excerpt]) -> bool:
    """Tell whether the best is near enough to be shown, though it says neither yes nor no.

    Who asks whether a thing grew is shown no figure of another.
    """
    if query.asked.growth or states_bound(query.text):
        return False
    if not excerpts or _lead_of_report(excerpts) < _NEAR_LEAD:
        return False
    return excerpts[0].coverage >= _NEAR and excerpts[0].specific >= _NEAR_SPECIFIC


def _undecided(query: Query, best: Excerpt) -> Draft:
    """Show what a report says on a question of yes or no, and that it decides nothing."""
    nearest = said(query, best.hit, completed(best))
    text = render("undecided", query.language, statement=nearest.text)
    return replace(nearest, outcome=Outcome.PARTIAL, text=text)
