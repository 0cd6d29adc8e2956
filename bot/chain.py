"""Bot: the way of a question, from understanding it to a checked answer."""

import copy
import re
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from bot.check import check_figures
from bot.cite import cite
from bot.draft import Draft
from bot.earlier import recent
from bot.extract import extract
from bot.followup import complete
from bot.query import Query
from bot.relative import is_only_planned, name_years
from bot.rerank import Reranker
from bot.retrieval import Retrieval
from bot.scope import scope_of, select
from bot.settings import ANSWERERS
from bot.sheet import sheets_of
from bot.spelling import mend
from bot.types import Answer, Delta, Event, Outcome, Status, Timings, Turn
from bot.understand import understand
from bot.verdict import Verdict
from bot.verdict import verdict as shipped_verdict
from bot.writer import Writer
from bot.written import Found, Task, write
from ingest.errors import InputError, NotFoundError
from prompts import render
from vectorstore.reading import Reading
from vectorstore.tables import Row
from vectorstore.types import Context, Hit, Way

__all__ = ["Bot"]

# The right claim stands in the first 20 for 99.5 % of development questions.
_CANDIDATE_PASSAGES = 20
_READ_REPORTS = 4
_PIECE = re.compile(r"\S{1,6}\s*|\s+")
LANGUAGES = ("auto", "zh", "en")


class Bot:
    """Answers questions from the documents of an index. May be called from any thread."""

    def __init__(
        self,
        index: Reading,
        *,
        max_question_chars: int = 2000,
        verdict: Verdict | None = None,
        writer: Writer | None = None,
        answerer: str = "extractive",
        reranker: Reranker | None = None,
    ) -> None:
        """Keep the parts.

        Args:
            index: The documents.
            max_question_chars: The longest question taken.
            verdict: Says which answers are sure enough; the shipped one when None.
            writer: The chat model of the answerer `model`.
            answerer: Who answers when a question does not say.
            reranker: Puts the passages in order before they are read for an answer.
        """
        self._index = index
        self._reader = ""
        self._reranker = reranker
        self._retrieval = Retrieval(index, reranker)
        self._writer = writer
        self._answerer = answerer
        self._verdict = verdict or shipped_verdict()
        self._max_question_chars = max_question_chars
        # A table of thousands of rows takes a second to read, and its questions come together.
        self._sheets = lru_cache(_READ_REPORTS)(lambda report: sheets_of(index.read(report)))

    def over(self, index: Reading) -> "Bot":
        """Return a bot that knows only what another index shows, and is the same otherwise."""
        return Bot(
            index,
            max_question_chars=self._max_question_chars,
            verdict=self._verdict,
            writer=self._writer,
            answerer=self._answerer,
            reranker=self._reranker,
        )

    def answering(self, reader: str) -> "Bot":
        """Return the same bot, whose answers only this reader can rate."""
        bot = copy.copy(self)
        bot._reader = reader
        return bot

    @property
    def chat_model(self) -> str | None:
        """What the chat model is called, None when none is set up."""
        return self._writer.name if self._writer else None

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        documents: Sequence[str] = (),
        language: str = "auto",
        answerer: str | None = None,
    ) -> Answer:
        """Answer a question.

        Args:
            question: In Chinese or English; may refer to the history.
            history: Earlier turns, oldest first.
            documents: Ids of the only documents to use; all when empty.
            language: auto, zh or en.
            answerer: Which answerer to use; the configured one when None.

        Raises:
            InputError: The question is empty or too long, or an argument is none of its choices.
            NotFoundError: A document does not exist.
        """
        events = self.stream(
            question, history, documents=documents, language=language, answerer=answerer
        )
        for event in events:
            if isinstance(event, Answer):
                return event
        raise AssertionError("a stream ends with its answer")

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        documents: Sequence[str] = (),
        language: str = "auto",
        answerer: str | None = None,
    ) -> Iterator[Event]:
        """Answer a question step by step: statuses, then the text in pieces, then the answer.

        The pieces together are the answer's text. Arguments and errors are those of `ask`; errors
        are raised at the call, before the first event.
        """
        self._check(question, documents=documents, language=language, answerer=answerer)
        is_written = (answerer or self._answerer) == "model"
        writer = self._writer if is_written else None
        return self._events(
            question, recent(history), documents=documents, language=language, writer=writer
        )

    def search(
        self,
        query: str,
        history: Sequence[Turn] = (),
        *,
        k: int = 10,
        documents: Sequence[str] = (),
        way: Way = Way.HYBRID,
    ) -> tuple[Hit, ...]:
        """Return the best k passages for a question or some words, best first.

        Places and years that it names limit the documents, as in `ask`.

        Raises:
            InputError: The query is empty or too long.
            NotFoundError: A document does not exist.
        """
        self._check(query, documents=documents, language="auto", answerer=None)
        rows = self._rows(documents)
        understood = _understand(query, recent(history), rows)
        return self._retrieval.find(understood, select(understood, rows), k=k, way=way).hits

    def context(self, hit: Hit, *, reach: int = 1) -> Context:
        """Return the passage of a hit with up to `reach` neighbours on each side.

        Raises:
            NotFoundError: Its document is gone.
        """
        return self._index.context(hit.passage, reach=reach)

    def _check(
        self, question: str, *, documents: Sequence[str], language: str, answerer: str | None
    ) -> None:
        if not question.strip():
            raise InputError("the question is empty", hint="Write what you want to know.")
        if len(question) > self._max_question_chars:
            raise InputError(
                f"the question has {len(question)} characters, "
                f"at most {self._max_question_chars} are taken",
                hint="Ask one thing at a time; a long text can be added as a document.",
            )
        if language not in LANGUAGES:
            raise InputError(
                f"unknown language {language!r}", hint=f"Choose one of: {', '.join(LANGUAGES)}"
            )
        if answerer not in (None, *ANSWERERS):
            raise InputError(
                f"unknown answerer {answerer!r}", hint=f"Choose one of: {', '.join(ANSWERERS)}"
            )
        if (answerer or self._answerer) == "model" and self._writer is None:
            raise InputError(
                "no chat model is set up",
                hint="Set WENCE_CHAT_MODEL (README, Settings), or choose the answerer extractive.",
            )
        known = {row.document_id for row in self._index.rows()}
        unknown = [document_id for document_id in documents if document_id not in known]
        if unknown:
            raise NotFoundError(
                f"there is no document {', '.join(unknown)}",
                hint="`wence documents` lists the documents and their ids.",
            )

    def _events(
        self,
        question: str,
        history: Sequence[Turn],
        *,
        documents: Sequence[str],
        language: str,
        writer: Writer | None,
    ) -> Iterator[Event]:
        clock = _Clock()
        yield Status(stage="understand")
        rows = self._rows(documents)
        query = _understand(question, history, rows, language=language)
        clock.lap("understand")
        yield Status(stage="retrieve")
        # What answers within the scope answers best: of 1,379 questions none was answered otherwise
        # for the search beyond it. A model and a comparison make use of more than the best.
        is_whole = bool(writer) or query.compares
        found = self._find(query, rows, is_whole=is_whole)
        clock.lap("retrieve")
        yield Status(stage="answer")
        draft = self._extract(query, found, rows)
        if not is_whole and draft.outcome is not Outcome.ANSWERED:
            clock.lap("answer")
            wider = self._widened(query, found)
            clock.lap("retrieve")
            draft = draft if wider is found else self._extract(query, wider, rows)
        if writer:
            task = Task(question=question, history=history, query=query, found=found, draft=draft)
            answer = yield from self._write(writer, task, rows)
            clock.lap("answer")
        else:
            clock.lap("answer")
            yield Status(stage="check")
            answer = _answer(question, query, draft)
            clock.lap("check")
            for piece in _PIECE.findall(answer.answer):
                yield Delta(text=piece)
        if found.is_unranked:
            note = render("rerank_failed", query.language)
            yield Delta(text=f"\n{note}")
            answer = _noted(answer, note)
        answer_id = self._index.new_answer_id(self._reader)
        timings = replace(clock.timings(), rerank=found.rerank_ms, unranked=found.unranked)
        yield replace(answer, answer_id=answer_id, timings_ms=timings)

    def _write(
        self, writer: Writer, task: Task, rows: Sequence[Row]
    ) -> Generator[Event, None, Answer]:
        """Let the model answer; on a follow-up, or what extraction is not sure of, ask it first."""

        def again(text: str) -> Task:
            query = understand(text, language=task.query.language, places=_places(rows))
            found = self._find(query, rows, is_whole=True)
            draft = self._extract(query, found, rows)
            return replace(task, query=query, found=found, draft=draft)

        descriptions = {row.document_id: row.description for row in rows}
        return (
            yield from write(
                writer, task, descriptions=descriptions, context=self.context, again=again
            )
        )

    def _find(self, query: Query, rows: Sequence[Row], *, is_whole: bool) -> Found:
        selection = select(query, rows)
        find = self._retrieval.find if is_whole else self._retrieval.within
        found = find(query, selection, k=_CANDIDATE_PASSAGES)
        hits = found.hits
        if query.compares:
            hits = _joined(hits, self._retrieval.of_each(query, selection))
        return Found(
            selection=selection,
            hits=hits,
            is_unranked=found.is_unranked,
            rerank_ms=found.rerank_ms,
            unranked=found.unranked,
        )

    def _widened(self, query: Query, found: Found) -> Found:
        """Return what was found with what other reports say of the scope; the same if nothing."""
        hits = self._retrieval.beyond(
            query, found.selection, hits=found.hits, k=_CANDIDATE_PASSAGES
        )
        return found if hits == found.hits else replace(found, hits=hits)

    def _extract(self, query: Query, found: Found, rows: Sequence[Row]) -> Draft:
        if not rows:
            text = render("no_reports", query.language)
            return Draft(outcome=Outcome.NOT_FOUND, text=text)
        # The first claims mostly stand in one passage, and each asks what is around it.
        around = cache(lambda passage, reach: self._index.context(passage, reach=reach))
        return extract(
            query,
            found.hits,
            found.selection,
            descriptions={row.document_id: row.description for row in rows},
            meaning=self._index,
            context=lambda hit, reach: around(hit.passage, reach),
            sheets=self._sheets,
            verdict=self._verdict,
        )

    def _rows(self, documents: Sequence[str]) -> list[Row]:
        return [row for row in self._index.rows() if not documents or row.document_id in documents]


def _joined(hits: Sequence[Hit], others: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return hits and those of others that are of other passages."""
    known = {hit.passage.id for hit in others}
    return (*others, *(hit for hit in hits if hit.passage.id not in known))


def _understand(
    question: str, history: Sequence[Turn], rows: Sequence[Row], *, language: str = "auto"
) -> Query:
    reports = [row.description for row in rows]
    places = _places(rows)
    earlier = [replace(turn, question=mend(turn.question, places=places)) for turn in history]
    standalone = name_years(complete(mend(question, places=places), earlier), reports)
    query = understand(standalone, language=language, places=places)
    is_ahead = is_only_planned(query.scope.years, query.scope.places, reports)
    return replace(query, is_ahead=is_ahead)


def _places(rows: Sequence[Row]) -> set[str]:
    return {row.description.place for row in rows if row.description.place}


class _Clock:
    """Times the stages of one question."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self._laps[stage] = round(self._laps.get(stage, 0.0) + (now - self._last) * 1000, 1)
        self._last = now

    def timings(self) -> Timings:
        return Timings(
            understand=self._laps.get("understand", 0.0),
            retrieve=self._laps.get("retrieve", 0.0),
            answer=self._laps.get("answer", 0.0),
            check=self._laps.get("check", 0.0),
            total=round((time.perf_counter() - self._start) * 1000, 1),
        )


def _noted(answer: Answer, note: str) -> Answer:
    notes = "\n".join(filter(None, (answer.note, note)))
    return replace(answer, answer=f"{answer.answer}\n{note}", note=notes)


def _answer(question: str, query: Query, draft: Draft) -> Answer:
    citations = cite(draft.quotes)
    return Answer(
        answer_id="",
        question=question,
        standalone_question=query.text,
        language=query.language,
        outcome=draft.outcome,
        answer=draft.text,
        citations=citations,
        figures=check_figures(draft.text, citations, counts=draft.counts) if citations else (),
        missing=draft.missing,
        suggestions=draft.suggestions,
        nearest=cite(draft.nearest),
        points=draft.points,
        scope=scope_of(query),
    )
