"""Turns answers and their sources into HTML; all text that is not ours is escaped here."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from urllib.parse import urlencode

from bot.translate import name_in_english
from bot.types import Answer, AnswerFigure, Citation, FigureStatus, Outcome
from bot.web.card import headline_html, nearest_html, scope_html, series_html, source_href
from bot.web.conversation import Exchange, Problem
from bot.web.strings import Language, words

__all__ = ["exchange_html", "question_html", "sources_html", "upload_html"]

_MARKER = re.compile(r"\[(\d{1,3})\]")
_YEAR = re.compile(r"\d{4}年")
_SHOWN_STATUSES = (FigureStatus.VERIFIED, FigureStatus.COMPUTED, FigureStatus.UNSUPPORTED)

_TOLD_PROBLEMS = (
    "not_found", "busy", "model", "settings", "too_many_requests", "queue_full", "draining",
    "timeout",
)  # fmt: skip


def question_html(question: str, language: Language) -> str:
    """Return a question exactly as it was typed, with what can be done with it."""
    edit = words(language, "question.edit")
    return (
        f'<div class="said">{_lines(escape(question))}</div>'
        f'<p class="asked"><a class="action" role="button" href="#edit">{edit}</a></p>'
    )


def exchange_html(exchange: Exchange, language: Language) -> str:
    """Return the bot's side of an exchange, whatever state it is in."""
    if exchange.problem:
        return _problem(exchange.problem, language)
    if exchange.answer:
        return _answer(exchange.answer, exchange.documents, language)
    text = f'<div class="text">{_lines(escape(exchange.text))}</div>' if exchange.text else ""
    if exchange.is_stopped:
        key = "answer.stopped" if text else "answer.stopped_empty"
        verdict = f'<p class="verdict">{words(language, key)}</p>'
        return f'<div class="answer stopped">{text}{verdict}</div>'
    stage = words(language, f"stage.{exchange.stage}", position=exchange.position)
    return f'<div class="answer pending">{text}<p class="stage">{stage}</p></div>'


def sources_html(answer: Answer | None, language: Language) -> str:
    """Return the panel that lists an answer's citations."""
    if answer is None:
        return f'<p class="hint">{words(language, "sources.none")}</p>'
    if not answer.citations:
        return f'<p class="hint">{words(language, "sources.empty")}</p>'
    count = words(language, "sources.count", count=len(answer.citations))
    return f'<p class="count">{count}</p>{_sources(answer, language)}'


def upload_html(language: Language) -> str:
    """Return the place to which files are dragged; the page's script fills its list of results."""
    return (
        '<label class="drop" tabindex="0"><input type="file" multiple>'
        f"<strong>{words(language, 'upload.title')}</strong>"
        f"<span>{words(language, 'upload.hint')}</span></label>"
        '<ul class="results" aria-live="polite"></ul>'
    )


def _answer(answer: Answer, documents: Sequence[str], language: Language) -> str:
    parts = [
        _standalone(answer, language),
        _verdict(answer, language),
        headline_html(answer, language),
        f'<div class="text">{_lines(_noted(answer, language))}</div>',
        _missing(answer, language),
        series_html(answer, language),
        nearest_html(answer, language),
        scope_html(answer, documents, language),
        _notes(answer, language),
        f'<div class="cited" hidden>{_sources(answer, language)}</div>' if answer.citations else "",
    ]
    return f'<div class="answer {answer.outcome.value}">{"".join(parts)}</div>'


def _standalone(answer: Answer, language: Language) -> str:
    if answer.standalone_question.strip() == answer.question.strip():
        return ""
    label, edit = words(language, "understood.label"), words(language, "understood.edit")
    return (
        f'<p class="standalone">{label}<span class="question">'
        f"{escape(answer.standalone_question)}</span>"
        f'<button type="button" class="edit">{edit}</button></p>'
    )


def _verdict(answer: Answer, language: Language) -> str:
    if answer.outcome is Outcome.ANSWERED:
        return ""
    return f'<p class="verdict">{words(language, f"answer.{answer.outcome.value}")}</p>'


def _missing(answer: Answer, language: Language) -> str:
    names = ("place", "period", "indicator")
    found = [(name, getattr(answer.missing, name)) for name in names]
    shown = [
        f"<span>{words(language, f'missing.{name}')} {escape(_named(text, language))}</span>"
        for name, text in found
        if text
    ]
    if not shown:
        return ""
    return f'<p class="missing">{words(language, "answer.missing")}{"".join(shown)}</p>'


def _named(missing: str, language: Language) -> str:
    """Return a place, a period or an indicator in the reader's language, as far as it is known."""
    if language == "zh":
        return missing
    return missing[:-1] if _YEAR.fullmatch(missing) else name_in_english(missing)


def _notes(answer: Answer, language: Language) -> str:
    notes = [
        f'<span class="{status.value}">{words(language, f"answer.{status.value}", count=count)}'
        "</span>"
        for status in _SHOWN_STATUSES
        if (count := sum(figure.status is status for figure in answer.figures))
    ]
    if answer.withheld:
        told = words(language, "answer.withheld", count=answer.withheld)
        notes.append(f'<span class="unsupported">{told}</span>')
    actions = [("#copy", "answer.copy"), ("#again", "answer.again")]
    if answer.answer_id:
        rating = f"#rate={urlencode({'': answer.answer_id})[1:]}"
        actions += [(f"{rating}&1", "rate.up"), (f"{rating}&-1", "rate.down")]
    notes += [
        f'<a class="action" role="button" href="{escape(href)}">{words(language, key)}</a>'
        for href, key in actions
    ]
    return f'<p class="notes">{"".join(notes)}</p>'


def _noted(answer: Answer, language: Language) -> str:
    """Return the text with what is said of the chat model set apart from what the reports say."""
    marked, note = _marked(answer, language), escape(answer.note)
    if not note:
        return marked
    return marked.replace(note, f'<span class="remark">{note}</span>')


def _marked(answer: Answer, language: Language) -> str:
    """Return the answer's text, escaped, with its figures and markers marked up."""
    citations = {each.marker: each for each in answer.citations}
    parts, position = [], 0
    for start, end, figure in _places(answer.answer, answer.figures):
        parts.append(_linked(answer.answer[position:start], citations))
        parts.append(_figure(figure, language))
        position = end
    parts.append(_linked(answer.answer[position:], citations))
    return "".join(parts)


def _places(text: str, figures: Sequence[AnswerFigure]) -> Iterator[tuple[int, int, AnswerFigure]]:
    """Yield where each figure stands, in reading order; one that is not found is left out."""
    position = 0
    for figure in figures:
        # 82% must not be found inside 282%.
        pattern = re.compile(rf"(?<![\d.,]){re.escape(figure.text)}" if figure.text else r"(?!)")
        if found := pattern.search(text, position):
            yield found.start(), found.end(), figure
            position = found.end()


def _figure(figure: AnswerFigure, language: Language) -> str:
    shown = words(
        language, f"figure.{figure.status.value}", expression=figure.expression or figure.text
    )
    return (
        f'<span class="figure {figure.status.value}" title="{escape(shown)}">'
        f"{escape(figure.text)}</span>"
    )


def _linked(text: str, citations: dict[int, Citation]) -> str:
    parts, position = [], 0
    for marker in _MARKER.finditer(text):
        if citation := citations.get(int(marker[1])):
            parts += [escape(text[position : marker.start()]), _marker(citation)]
            position = marker.end()
    return "".join([*parts, escape(text[position:])])


def _marker(citation: Citation) -> str:
    where = " · ".join((citation.title, *citation.section))
    return (
        f'<a class="marker" href="{escape(source_href(citation))}" title="{escape(where)}">'
        f"[{citation.marker}]</a>"
    )


def _sources(answer: Answer, language: Language) -> str:
    items = "".join(_source(each, language) for each in answer.citations)
    return f'<ul class="sources">{items}</ul>'


def _source(citation: Citation, language: Language) -> str:
    page = words(language, "page", page=citation.page) if citation.page else ""
    where = " · ".join(filter(None, (*citation.section[-2:], page)))
    return (
        f'<li><a class="source" href="{escape(source_href(citation))}">'
        f'<span class="number">[{citation.marker}]</span>'
        f'<span class="title">{escape(citation.title)}</span>'
        f'<span class="where">{escape(where)}</span>'
        f'<span class="quote">{escape(citation.quote)}</span></a></li>'
    )


def _problem(problem: Problem, language: Language) -> str:
    text = _problem_text(problem, language)
    return f'<div class="answer problem"><p class="verdict">{escape(text)}</p></div>'


def _problem_text(problem: Problem, language: Language) -> str:
    if problem.code == "internal":
        return words(language, "problem.internal", reference=problem.reference)
    if problem.code in _TOLD_PROBLEMS:
        return words(language, f"problem.{problem.code}")
    return words(language, "problem.other")


def _lines(html: str) -> str:
    # A blank line would end the HTML block, and the rest would be read as Markdown.
    return "<br>".join(html.strip().splitlines())
