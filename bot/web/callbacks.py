"""What the page does when it is used; keeps nothing between calls, so visitors stay apart."""

import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import gradio as gr
from pydantic import ValidationError

from bot.access.person import Person
from bot.seen import Seen
from bot.types import Answer
from bot.web.again import read_again
from bot.web.conversation import Conversation, Exchange, Exchanges
from bot.web.desk import PAGE, Desk
from bot.web.follow_ups import follow_ups
from bot.web.gate import person_of
from bot.web.given import AskedAgain, ChosenReports, KeptConversation
from bot.web.kept import dump, load
from bot.web.render import (
    exchange_html,
    question_html,
    sources_html,
    upload_html,
)
from bot.web.reports import documents_html, names
from bot.web.samples import SampleQuestions
from bot.web.strings import Language, preferred, words
from ingest.errors import InputError

if TYPE_CHECKING:
    from bot.assembly import Wence

__all__ = ["ConversationCallbacks", "DocumentCallbacks", "picked_question"]

_HINT_S = 5
# Samples are kept for so many different choices of collections.
_SAMPLED = 32

Update = Any  # Any: what Gradio takes for a component, a value or an update of it
_Update = dict[str, Any]  # Any: keyword arguments of Gradio's `update`


def picked_question(event: gr.SelectData) -> str:
    """Return the question that was clicked, from an option or from an example."""
    value = event.value
    return str(value["text"] if isinstance(value, dict) else value)


class _Callbacks:
    """What callbacks have in common."""

    def __init__(self, wence: "Wence") -> None:
        self._wence = wence

    def _seen(self, request: gr.Request) -> Seen:
        """Return the product as the visitor may see it."""
        return self._wence.seen_by(person_of(request))


class ConversationCallbacks(_Callbacks):
    """The callbacks of the conversation."""

    def __init__(self, wence: "Wence", desk: Desk) -> None:
        super().__init__(wence)
        self._desk = desk

    async def ask(
        self,
        question: str,
        conversation: Conversation,
        documents: Sequence[str] | None,
        request: gr.Request,
    ) -> AsyncGenerator[tuple[Update, ...], None]:
        """Show the answer as it comes."""
        async with aclosing(self._ask(question, conversation, documents, request=request)) as steps:
            async for step in steps:
                yield step

    async def ask_again(
        self,
        conversation: Conversation,
        documents: Sequence[str] | None,
        event: gr.EventData,
        request: gr.Request,
    ) -> AsyncGenerator[tuple[Update, ...], None]:
        """Ask in the place of an earlier question; that and what came of it are dropped."""
        again = AskedAgain.model_validate(event._data)
        async with aclosing(
            self._ask(again.question, conversation, documents, request=request, at=again.at)
        ) as steps:
            async for step in steps:
                yield step

    async def rescope(
        self, conversation: Conversation, event: gr.EventData, request: gr.Request
    ) -> AsyncGenerator[tuple[Update, ...], None]:
        """Ask an earlier question with another scope or wording, as the newest."""
        again = read_again(event._data)  # Gradio has no public name for all of it
        known = {each.description.place for each in self._seen(request).index.rows()} - {""}
        asked = again.question(known)
        async with aclosing(
            self._ask(asked, conversation, again.documents, request=request)
        ) as steps:
            async for chat, sources, _, *buttons in steps:
                yield chat, sources, gr.skip(), *buttons  # what is being typed is another question

    async def _ask(
        self,
        question: str,
        conversation: Conversation,
        documents: Sequence[str] | None,
        *,
        request: gr.Request,
        at: int | None = None,
    ) -> AsyncGenerator[tuple[Update, ...], None]:
        language, asked = _language(request), question.strip()
        limit = self._wence.settings.max_question_chars
        if hint := _refusal(asked, conversation, limit=limit):
            gr.Info(words(language, hint, limit=limit), duration=_HINT_S)
            yield (gr.skip(),) * 5
            return
        seen = self._seen(request)
        answer = partial(self._desk.stream, seen.bot, person=seen.person.name, via=PAGE)
        steps = conversation.ask(answer, asked, documents=documents or (), at=at)
        is_first = True
        async with aclosing(steps):
            async for exchanges in steps:
                # The question leaves its box when it has arrived; what is typed later stays.
                box = gr.update(value="") if is_first else gr.skip()
                is_first = False
                yield (*_shown(exchanges, language), box, *_buttons(is_running=True))
        # Gradio shows the last of these once more when all have come: it must not bring back what
        # was cleared meanwhile.
        yield (*_shown(conversation.exchanges, language), *(gr.skip(),) * 3)

    def ended(self, conversation: Conversation, request: gr.Request) -> tuple[Update, ...]:
        """Show what is there now and hand it out to be kept; only here is sending offered again.

        A question that is being answered shows itself: said here too, that could arrive after it
        was stopped, and show it as running for ever.
        """
        if conversation.is_running:
            return (gr.skip(),) * 5
        shown = _shown(conversation.exchanges, _language(request))
        return (*shown, *_buttons(is_running=False), dump(conversation))

    def follow(self, conversation: Conversation, request: gr.Request) -> tuple[Update, ...]:
        """Offer questions that go on from the newest answer."""
        exchanges = conversation.exchanges
        newest = exchanges[-1] if exchanges and not conversation.is_running else None
        if newest is None or newest.answer is None or newest.follow_ups:
            return gr.skip(), gr.skip()
        asked = [each.question for each in exchanges]
        proposed = follow_ups(
            self._seen(request), newest.answer, asked=asked, documents=newest.documents
        )
        if not proposed or not conversation.propose(newest, proposed):
            return gr.skip(), gr.skip()
        messages, _ = _shown(conversation.exchanges, _language(request))
        return messages, dump(conversation)

    def reopen(
        self, conversation: Conversation, event: gr.EventData, request: gr.Request
    ) -> tuple[Update, ...]:
        """Go on with a conversation that the browser kept."""
        try:
            kept = KeptConversation.model_validate(event._data)
            conversation.restore(kept.id, load(kept.exchanges))
        except (InputError, ValidationError):
            gr.Info(words(_language(request), "history.unreadable"), duration=_HINT_S)
        return self.ended(conversation, request)

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
    yield {"role": "user", "content": question_html(exchange.question, language)}
    options = []
    if exchange.problem or exchange.is_stopped:
        options = [{"label": words(language, "retry"), "value": exchange.question}]
    elif exchange.answer:
        # Where it is nearest, the suggestions are passages and no questions.
        asked_back = () if exchange.answer.nearest else exchange.answer.suggestions
        proposed = asked_back or exchange.follow_ups
        options = [{"label": each, "value": each} for each in proposed]
    content = exchange_html(exchange, language)
    yield {"role": "assistant", "content": content, "options": options}


def _newest(exchanges: Exchanges) -> Answer | None:
    return next((each.answer for each in reversed(exchanges) if each.answer), None)


class DocumentCallbacks(_Callbacks):
    """The callbacks of the list of reports."""

    def __init__(self, wence: "Wence") -> None:
        super().__init__(wence)
        self._samples = lru_cache(_SAMPLED)(self._samples_of)

    def opened(self, request: gr.Request) -> tuple[Update, ...]:
        """Fill the page in the visitor's language."""
        language = _language(request)
        chat, scope, documents = self.changed([], request)
        return chat, scope, upload_html(language), documents

    def changed(
        self, chosen: Sequence[str] | None, request: gr.Request
    ) -> tuple[Update, Update, str]:
        """Show the reports as they are now; choices that are gone are dropped.

        Otherwise the choice is left alone: it may have changed while this was on its way.
        """
        language = _language(request)
        listings = self._seen(request).index.documents()
        choices = [(shown, id) for id, shown in names(listings).items()]
        there = {each.document_id for each in listings}
        kept = [each for each in chosen or () if each in there]
        choice: _Update = {} if kept == [*(chosen or ())] else {"value": kept}
        examples = _examples(self._samples_for(request).ready(language))
        return (
            gr.update(placeholder=_placeholder(language, bool(listings)), examples=examples),
            gr.update(choices=choices, **choice),
            documents_html(listings, language),
        )

    def sample(self, request: gr.Request) -> Update:
        """Show questions to start with, made from the reports as they are now."""
        return gr.update(examples=_examples(self._samples_for(request).find(_language(request))))

    def choose(self, event: gr.EventData, request: gr.Request) -> Update:
        """Limit the questions to the reports that were chosen from the list."""
        there = {each.document_id for each in self._seen(request).index.rows()}
        chosen = ChosenReports.model_validate(event._data).documents
        return gr.update(value=[each for each in chosen if each in there])

    def _samples_for(self, request: gr.Request) -> SampleQuestions:
        return self._samples(person_of(request).collections)

    def _samples_of(self, collections: frozenset[str] | None) -> SampleQuestions:
        # Whoever reads the same reports starts with the same questions.
        return SampleQuestions(self._wence.seen_by(Person(name="", collections=collections)))

    def marked(self, chosen: Sequence[str] | None) -> dict[str, Any]:  # Any: a JSON object
        """Tell the list which reports are chosen.

        With the time, as Gradio passes on only what differs from what it passed on before, and the
        list is ticked without it, too.
        """
        return {"documents": [*(chosen or ())], "at": time.monotonic_ns()}


def _examples(questions: Sequence[str]) -> list[dict[str, str]]:
    return [{"text": each} for each in questions]


def _placeholder(language: Language, has_documents: bool) -> str:
    title, text = (words(language, key) for key in ("empty.title", "empty.text"))
    if has_documents:
        return f'<div class="empty"><h2>{title}</h2><p>{text}</p></div>'
    text, upload = (words(language, key) for key in ("empty.none", "empty.upload"))
    button = f'<button type="button" class="to-reports">{upload}</button>'
    return f'<div class="empty"><h2>{title}</h2><p>{text}</p>{button}</div>'


def _language(request: gr.Request) -> Language:
    return preferred(request.headers.get("accept-language", ""))
