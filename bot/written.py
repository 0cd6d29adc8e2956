"""The way of a question with a chat model, from what was found to the answer; knows no store."""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.cite import cite
from bot.compose import ANSWER_SHARE, Composed, compose, question_tokens
from bot.draft import Draft
from bot.evidence import gather, named
from bot.query import Query
from bot.rewrite import rewrite
from bot.scope import Selection, innermost, scope_of
from bot.shown import Frame, Shown
from bot.types import Answer, Delta, Event, Outcome, Status, Turn
from bot.writer import ChatError, Writer
from ingest.types import Description
from prompts import digest
from vectorstore.types import Context, Hit

__all__ = ["Found", "Task", "write"]

_RANK = {Outcome.NOT_FOUND: 0, Outcome.PARTIAL: 1, Outcome.ANSWERED: 2}


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What was found for a question."""

    selection: Selection
    hits: tuple[Hit, ...]
    is_unranked: bool = False
    """The reranker that is set up failed, so the order is that of the search."""
    rerank_ms: float = 0.0
    unranked: int = 0
    """Passages that the reranker had no time for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """A question with all that is known of it before a model is asked."""

    question: str
    """As it was typed."""
    history: Sequence[Turn]
    query: Query
    found: Found
    draft: Draft
    """The extractive answer."""


def write(
    writer: Writer,
    task: Task,
    *,
    descriptions: Mapping[str, Description],
    context: Callable[[Hit], Context],
    again: Callable[[str], Task],
) -> Generator[Event, None, Answer]:
    """Yield the pieces of an answer that a model writes; return the answer without its timings.

    Args:
        writer: The model.
        task: The question and what was found for it.
        descriptions: The reports by document id.
        context: A hit's passage with its neighbours.
        again: Understands another wording of the question and finds for it.
    """
    task, is_out = _reworded(writer, task, again=again, descriptions=descriptions)
    frame = _frame(task.query, descriptions)
    shown = _shown(writer, task, frame, descriptions=descriptions, context=context)
    composing = compose(writer, frame, shown, task.draft, failure=is_out)
    composed: Composed
    while True:
        try:
            yield Delta(text=next(composing))
        except StopIteration as done:
            composed = done.value
            break
    yield Status(stage="check")
    return _answer(writer, task, composed)


def _reworded(
    writer: Writer,
    task: Task,
    *,
    again: Callable[[str], Task],
    descriptions: Mapping[str, Description],
) -> tuple[Task, str | None]:
    """Return the task in the model's wording where that helps, and why the model failed if it did.

    It helps with a follow-up, and with what the extractive answerer is not sure of.
    """
    is_follow_up = bool(task.history) and task.query.text != task.question.strip()
    if not is_follow_up and task.draft.outcome is Outcome.ANSWERED:
        return task, None
    try:
        lines = rewrite(
            writer,
            task.question,
            task.history,
            complete=task.query.text,
            language=task.query.language,
            known=_places(descriptions),
        )
    except ChatError as error:
        return task, error.reason
    if not lines:
        return task, None
    first = again(lines[0]) if lines[0] != task.query.text else task
    parts = [again(line) for line in lines[1:]]
    # A wording with which less is found than with our own is no better one.
    best = max(task, first, key=lambda each: (_RANK[each.draft.outcome], each is first))
    tasks = (best, first, task, *parts)
    hits = dict.fromkeys(hit for each in tasks for hit in each.found.hits)
    return replace(best, found=replace(best.found, hits=tuple(hits))), None


def _frame(query: Query, descriptions: Mapping[str, Description]) -> Frame:
    years = query.scope.years
    if query.comparison.before:
        years = (*years, *(year - 1 for year in years))
    return Frame(
        language=query.language,
        asked=query.text,
        places=tuple(innermost(query.scope.places)),
        years=years,
        known=_places(descriptions),
        subject=" ".join(term.text for term in query.terms),
        asks_target=query.asked.target,
    )


def _places(descriptions: Mapping[str, Description]) -> frozenset[str]:
    return frozenset(each.place for each in descriptions.values() if each.place)


def _shown(
    writer: Writer,
    task: Task,
    frame: Frame,
    *,
    descriptions: Mapping[str, Description],
    context: Callable[[Hit], Context],
) -> tuple[Shown, ...]:
    """Return the passages to show: those that the extractive answer cites come first."""
    hits = dict.fromkeys((*(hit for hit, _, _ in task.draft.quotes), *task.found.hits))
    selection = task.found.selection
    room = int(writer.context_tokens * (1 - ANSWER_SHARE)) - question_tokens(frame)
    return gather(
        named(tuple(hits), places=selection.required_places, years=selection.required_years),
        budget_tokens=room,
        descriptions=descriptions,
        context=context,
    )


def _answer(writer: Writer, task: Task, composed: Composed) -> Answer:
    draft = task.draft
    is_answered = composed.outcome is Outcome.ANSWERED
    return Answer(
        answer_id="",
        question=task.question,
        standalone_question=task.query.text,
        language=task.query.language,
        outcome=composed.outcome,
        answer=composed.text,
        citations=composed.citations,
        figures=composed.figures,
        missing=replace(draft.missing, place=None, period=None, indicator=None)
        if is_answered
        else draft.missing,
        suggestions=() if is_answered else draft.suggestions,
        nearest=() if is_answered else cite(draft.nearest),
        # A text of the model's has markers of its own, which these do not mean.
        points=draft.points if composed.citations == cite(draft.quotes) else (),
        scope=scope_of(task.query),
        answerer=writer.name if composed.is_written else "extractive",
        note=composed.note,
        withheld=composed.withheld,
        dropped_markers=composed.dropped_markers,
        prompts=digest(),
    )
