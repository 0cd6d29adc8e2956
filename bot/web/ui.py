"""Lays out the Gradio page and wires it to the bot; what it shows is made in `render`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
from bot.web.strings import Language, preferred, tables, words

if TYPE_CHECKING:
    from bot.assembly import Wence

__all__ = ["create_page", "theme", "translations"]

_CONCURRENT_QUESTIONS = 8
_WAITING_QUESTIONS = 64
_FONTS = (
    "system-ui",
    "-apple-system",
    "Segoe UI",
    "PingFang SC",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "sans-serif",
)

_HEADER = (
    '<header><span class="seal" aria-hidden="true">策</span><h1>问策</h1>'
    '<p data-words="tagline"></p></header>'
)

_Update = Any  # Any: what Gradio takes for a component, a value or an update of it
_Exchanges = tuple[Exchange, ...]


def translations() -> gr.I18n:
    """Return the strings in the form in which Gradio chooses by the browser's language."""
    zh, en = dict(tables()["zh"]), dict(tables()["en"])
    return gr.I18n(**{"zh": zh, "zh-CN": zh, "zh-TW": zh, "zh-HK": zh, "en": en})


def theme() -> gr.Theme:
    """Return a plain theme with system fonts, so that nothing is fetched; the rest is CSS."""
    return gr.themes.Base(primary_hue="slate", neutral_hue="slate", font=list(_FONTS))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Parts:
    """The components that callbacks fill."""

    exchanges: gr.State
    chat: gr.Chatbot
    question: gr.Textbox
    send: gr.Button
    stop: gr.Button
    clear: gr.Button
    scope: gr.Dropdown
    sources: gr.HTML
    upload: gr.HTML
    documents: gr.HTML


def create_page(wence: "Wence") -> gr.Blocks:
    """Return the page that `wence` answers on; each visitor's conversation is their own."""
    with gr.Blocks(title="问策 Wence", analytics_enabled=False, fill_width=True) as page:
        parts = _layout()
        _wire_conversation(wence, parts)
        _wire_documents(wence, parts)
        page.load(
            _Documents(wence).opened,
            outputs=[parts.chat, parts.scope, parts.sources, parts.upload, parts.documents],
            api_visibility="private",
            show_progress="hidden",
        )
    page.queue(default_concurrency_limit=_CONCURRENT_QUESTIONS, max_size=_WAITING_QUESTIONS)
    return page


def _layout() -> _Parts:
    i18n = translations()
    gr.HTML(_HEADER, elem_id="masthead", js_on_load="wence.takeWords(element)")
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="conversation", min_width=0):
            chat = gr.Chatbot(
                label=i18n("chat.label"),
                show_label=False,
                elem_id="chat",
                height=None,
                buttons=[],
                layout="bubble",
                latex_delimiters=[],
                feedback_options=None,
                group_consecutive_messages=False,
            )
            with gr.Group(elem_id="composer"):
                question = gr.Textbox(
                    label=i18n("question.label"),
                    placeholder=i18n("question.placeholder"),
                    show_label=False,
                    container=False,
                    lines=1,
                    max_lines=6,
                    autofocus=True,
                    elem_id="question",
                )
                with gr.Row(elem_id="controls"):
                    scope = gr.Dropdown(
                        [],
                        label=i18n("scope.label"),
                        multiselect=True,
                        show_label=False,
                        container=False,
                        elem_id="scope",
                        min_width=0,
                    )
                    clear = gr.Button(i18n("clear"), elem_id="clear", size="sm", min_width=0)
                    stop_button = gr.Button(
                        i18n("stop"), elem_id="stop", size="sm", min_width=0, visible="hidden"
                    )
                    send = gr.Button(
                        i18n("send"), elem_id="send", variant="primary", size="sm", min_width=0
                    )
        with gr.Column(elem_id="side", min_width=0), gr.Tabs():
            with gr.Tab(i18n("tab.sources"), id="sources-tab"):
                sources = gr.HTML(elem_id="sources")
            with gr.Tab(i18n("tab.documents"), id="documents-tab"):
                upload = gr.HTML(elem_id="upload", js_on_load="wence.takeUploads(element, trigger)")
                documents = gr.HTML(
                    elem_id="documents", js_on_load="wence.takeRemovals(element, trigger)"
                )
    return _Parts(
        exchanges=gr.State(()),
        chat=chat,
        question=question,
        send=send,
        stop=stop_button,
        clear=clear,
        scope=scope,
        sources=sources,
        upload=upload,
        documents=documents,
    )


def _wire_conversation(wence: "Wence", parts: _Parts) -> None:
    outputs = [
        parts.chat,
        parts.exchanges,
        parts.sources,
        parts.question,
        parts.send,
        parts.stop,
    ]
    callbacks = _Conversation(wence)
    quiet = {"api_visibility": "private", "show_progress": "hidden"}
    asking = {
        "inputs": [parts.question, parts.exchanges, parts.scope],
        "outputs": outputs,
        **quiet,
    }
    asked = gr.on([parts.question.submit, parts.send.click], callbacks.ask, **asking)
    picked = [
        event(_picked, outputs=parts.question, queue=False, **quiet).then(callbacks.ask, **asking)
        for event in (parts.chat.option_select, parts.chat.example_select)
    ]
    running = [asked, *picked]
    ending = {"inputs": parts.exchanges, "outputs": outputs, "cancels": running, **quiet}
    parts.stop.click(callbacks.stop, **ending)
    parts.clear.click(callbacks.clear, **ending)


def _picked(event: gr.SelectData) -> str:
    """Return the question that was clicked, from an option or from an example."""
    value = event.value
    return str(value["text"] if isinstance(value, dict) else value)


class _Conversation:
    """The callbacks of the conversation; they keep nothing between calls."""

    def __init__(self, wence: "Wence") -> None:
        self._wence = wence

    def ask(
        self,
        question: str,
        exchanges: _Exchanges,
        documents: Sequence[str] | None,
        request: gr.Request,
    ) -> Iterator[tuple[_Update, ...]]:
        """Show the answer as it comes."""
        language = _language(request)
        limit = self._wence.settings.max_question_chars
        if not 0 < len(question.strip()) <= limit:
            key = "question.too_long" if question.strip() else "question.empty"
            gr.Info(words(language, key, limit=limit), title=words(language, "tip"), duration=5)
            yield (gr.skip(),) * 6
            return
        steps = converse(self._wence.bot, exchanges, question.strip(), documents=documents or ())
        for step in steps:
            yield _shown(step, language)

    def stop(self, exchanges: _Exchanges, request: gr.Request) -> tuple[_Update, ...]:
        """Keep what was shown of an answer that was cancelled."""
        return _shown(stop(exchanges), _language(request))

    def clear(self, _: _Exchanges, request: gr.Request) -> tuple[_Update, ...]:
        """Begin a new conversation."""
        return _shown((), _language(request))


def _shown(exchanges: _Exchanges, language: Language) -> tuple[_Update, ...]:
    """Return the updates of chat, state, sources, question box, send and stop."""
    is_running = bool(exchanges and exchanges[-1].stage)
    return (
        [message for each in exchanges for message in _messages(each, language)],
        exchanges,
        sources_html(_newest(exchanges), language),
        gr.update(value="") if is_running and not exchanges[-1].text else gr.skip(),
        gr.update(visible="hidden" if is_running else True),
        gr.update(visible=True if is_running else "hidden"),
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


def _newest(exchanges: _Exchanges) -> Answer | None:
    return next((each.answer for each in reversed(exchanges) if each.answer), None)


def _wire_documents(wence: "Wence", parts: _Parts) -> None:
    callbacks = _Documents(wence)
    refresh = {
        "inputs": parts.scope,
        "outputs": [parts.chat, parts.scope, parts.documents],
        "api_visibility": "private",
        "show_progress": "hidden",
    }
    parts.upload.upload(callbacks.changed, **refresh)
    parts.documents.change(callbacks.changed, **refresh)


class _Documents:
    """The callbacks of the list of reports; they keep nothing between calls."""

    def __init__(self, wence: "Wence") -> None:
        self._wence = wence

    def opened(self, request: gr.Request) -> tuple[_Update, ...]:
        """Fill the page in the visitor's language."""
        language = _language(request)
        chat, scope, documents = self.changed([], request)
        return chat, scope, sources_html(None, language), upload_html(language), documents

    def changed(
        self, chosen: Sequence[str] | None, request: gr.Request
    ) -> tuple[_Update, _Update, str]:
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
