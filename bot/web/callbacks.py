"""What the page does when it is used; keeps nothing between calls, so visitors stay apart."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import gradio as gr

from bot.types import Answer
from bot.web.conversation import Exchange, converse, stop
from bot.web.render import (
    documents_html,
    exchange_html,
    question_html,
    sources_html,
    upload_html,
)
from bot.web.samples import sample_questions
from bot.web.strings import Language, preferred, words

if TYPE_CHECKING:
    from bot.assembly import Wence

__all__ = ["ConversationCallbacks", "DocumentCallbacks", "picked_question"]

_HINT_S = 5

Update = Any  # Any: what Gradio takes for a component, a value or an update of it
Exchanges = tuple[Exchange, ...]


def picked_question(event: gr.SelectData) -> str:
    """Return the question that was clicked, from an option or from an example."""
    value = event.value
    return str(value["text"] if isinstance(value, dict) else value)


class ConversationCallbacks:
    """The callbacks of the conversation."""

    def __init__(self, wence: "Wence") -> None:
        self._wence = wence

    def ask(
        self,
        question: str,
        exchanges: Exchanges,
        documents: Sequence[str] | None,
        request: gr.Request,
    ) -> Iterator[tuple[Update, ...]]:
        """Show the answer as it comes."""
        language = _language(request)
        limit = self._wence.settings.max_question_chars
        if hint := _refusal(question.strip(), exchanges, limit=limit):
            gr.Info(words(language, hint, limit=limit), duration=_HINT_S)
            yield (gr.skip(),) * 6
            return
        steps = converse(self._wence.bot, exchanges, question.strip(), documents=documents or ())
        for step in steps:
            yield _shown(step, language, is_running=True)

    def ended(self, exchanges: Exchanges) -> tuple[Update, Update]:
        """Offer to send again, once nothing is being answered."""
        return _buttons(is_running=_is_running(exchanges))

    def stop(self, exchanges: Exchanges, request: gr.Request) -> tuple[Update, ...]:
        """Keep what was shown of an answer that was cancelled."""
        return _shown(stop(exchanges), _language(request), is_running=False)

    def clear(self, _: Exchanges, request: gr.Request) -> tuple[Update, ...]:
        """Begin a new conversation."""
        return _shown((), _language(request), is_running=False)


def _refusal(question: str, exchanges: Exchanges, *, limit: int) -> str:
    """Return the key of the hint with which a question is not sent, empty when it is."""
    if not question:
        return "question.empty"
    if len(question) > limit:
        return "question.too_long"
    return "question.wait" if _is_running(exchanges) else ""


def _is_running(exchanges: Exchanges) -> bool:
    return bool(exchanges and exchanges[-1].stage)


def _buttons(*, is_running: bool) -> tuple[Update, Update]:
    """Return the updates of send and stop, one of which is there at a time."""
    shown, hidden = gr.update(visible=True), gr.update(visible="hidden")
    return (hidden, shown) if is_running else (shown, hidden)


def _shown(exchanges: Exchanges, language: Language, *, is_running: bool) -> tuple[Update, ...]:
    """Return the updates of chat, state, sources, question box, send and stop."""
    is_new = is_running and not exchanges[-1].text
    return (
        [message for each in exchanges for message in _messages(each, language)],
        exchanges,
        sources_html(_newest(exchanges), language),
        gr.update(value="") if is_new else gr.skip(),
        *_buttons(is_running=is_running),
    )


def _messages(exchange: Exchange, language: Language) -> Iterator[dict[str, Any]]:
    # Any: Gradio's message form
    yield {"role": "user", "content": question_html(exchange.question)}
    options = []
    if exchange.problem or exchange.is_stopped:
        options = [{"label": words(language, "retry"), "value": exchange.question}]
    elif exchange.answer:
        options = [{"label": each, "value": each} for each in exchange.answer.suggestions]
    content = exchange_html(exchange, language)
    yield {"role": "assistant", "content": content, "options": options}


def _newest(exchanges: Exchanges) -> Answer | None:
    return next((each.answer for each in reversed(exchanges) if each.answer), None)


class DocumentCallbacks:
    """The callbacks of the list of reports."""

    def __init__(self, wence: "Wence") -> None:
        self._wence = wence

    def opened(self, request: gr.Request) -> tuple[Update, ...]:
        """Fill the page in the visitor's language."""
        language = _language(request)
        chat, scope, documents = self.changed([], request)
        return chat, scope, sources_html(None, language), upload_html(language), documents

    def changed(
        self, chosen: Sequence[str] | None, request: gr.Request
    ) -> tuple[Update, Update, str]:
        """Show the reports as they are now; choices that are gone are dropped."""
        language = _language(request)
        listings = self._wence.index.documents()
        choices = [(each.description.title or each.name, each.document_id) for each in listings]
        there = {each.document_id for each in listings}
        places = (each.description.place for each in listings)
        examples = [{"text": each} for each in sample_questions(places, language)]
        return (
            gr.update(placeholder=_placeholder(language, bool(listings)), examples=examples),
            gr.update(choices=choices, value=[each for each in chosen or () if each in there]),
            documents_html(listings, language),
        )


def _placeholder(language: Language, has_documents: bool) -> str:
    text = words(language, "empty.text" if has_documents else "empty.none")
    return f'<div class="empty"><h2>{words(language, "empty.title")}</h2><p>{text}</p></div>'


def _language(request: gr.Request) -> Language:
    return preferred(request.headers.get("accept-language", ""))
