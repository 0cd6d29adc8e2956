"""What the page does when it is used; keeps nothing between calls, so visitors stay apart."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import gradio as gr

from bot.types import Answer
from bot.web.again import read_again
from bot.web.conversation import Conversation, Exchange, Exchanges
from bot.web.render import (
    exchange_html,
    question_html,
    sources_html,
    upload_html,
)
from bot.web.reports import documents_html
from bot.web.samples import sample_questions
from bot.web.strings import Language, preferred, words

if TYPE_CHECKING:
    from bot.assembly import Wence

__all__ = ["ConversationCallbacks", "DocumentCallbacks", "picked_question"]

_HINT_S = 5

Update = Any  # Any: what Gradio takes for a component, a value or an update of it


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
        conversation: Conversation,
        documents: Sequence[str] | None,
        request: gr.Request,
    ) -> Iterator[tuple[Update, ...]]:
        """Show the answer as it comes."""
        language, asked = _language(request), question.strip()
        limit = self._wence.settings.max_question_chars
        if hint := _refusal(asked, conversation, limit=limit):
            gr.Info(words(language, hint, limit=limit), duration=_HINT_S)
            yield (gr.skip(),) * 5
            return
        yield from self._steps(asked, conversation, documents or (), language)

    def ask_again(
        self, conversation: Conversation, event: gr.EventData, request: gr.Request
    ) -> Iterator[tuple[Update, ...]]:
        """Show the answer to a question that the page made of an earlier one."""
        again = read_again(event._data)  # Gradio has no public name for all of it
        known = {each.description.place for each in self._wence.index.documents()} - {""}
        steps = self.ask(again.question(known), conversation, again.documents, request)
        for chat, sources, _, *buttons in steps:
            yield chat, sources, gr.skip(), *buttons  # what is being typed is another question

    def _steps(
        self,
        question: str,
        conversation: Conversation,
        documents: Sequence[str],
        language: Language,
    ) -> Iterator[tuple[Update, ...]]:
        for exchanges in conversation.ask(self._wence.bot, question, documents=documents):
            # The question leaves its box when it has arrived; what is typed later stays.
            has_arrived = exchanges[-1].stage == "understand"
            box = gr.update(value="") if has_arrived else gr.skip()
            yield (*_shown(exchanges, language), box, *_buttons(is_running=True))
        # Gradio shows the last of these once more when all have come: it must not bring back what
        # was cleared meanwhile.
        yield (*_shown(conversation.exchanges, language), *(gr.skip(),) * 3)

    def ended(self, conversation: Conversation, request: gr.Request) -> tuple[Update, ...]:
        """Show what is there now; only here is sending offered again."""
        shown = _shown(conversation.exchanges, _language(request))
        return (*shown, *_buttons(is_running=conversation.is_running))

    def stop(self, conversation: Conversation, request: gr.Request) -> tuple[Update, ...]:
        """Keep what was shown of an answer, and no more."""
        conversation.stop()
        return self.ended(conversation, request)

    def clear(self, conversation: Conversation, request: gr.Request) -> tuple[Update, ...]:
        """Begin a new conversation."""
        conversation.clear()
        return self.ended(conversation, request)


def _refusal(question: str, conversation: Conversation, *, limit: int) -> str:
    """Return the key of the hint with which a question is not sent, empty when it is."""
    if not question:
        return "question.empty"
    if len(question) > limit:
        return "question.too_long"
    return "question.wait" if conversation.is_running else ""


def _buttons(*, is_running: bool) -> tuple[Update, Update]:
    """Return the updates of send and stop, one of which is there at a time."""
    shown, hidden = gr.update(visible=True), gr.update(visible="hidden")
    return (hidden, shown) if is_running else (shown, hidden)


def _shown(exchanges: Exchanges, language: Language) -> tuple[Update, Update]:
    """Return the contents of the chat and of the sources."""
    messages = [message for each in exchanges for message in _messages(each, language)]
    return messages, sources_html(_newest(exchanges), language)


def _messages(exchange: Exchange, language: Language) -> Iterator[dict[str, Any]]:
    # Any: Gradio's message form
    yield {"role": "user", "content": question_html(exchange.question)}
    options = []
    if exchange.problem or exchange.is_stopped:
        options = [{"label": words(language, "retry"), "value": exchange.question}]
    elif exchange.answer and not exchange.answer.nearest:  # else they are no questions
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
