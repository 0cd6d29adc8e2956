"""Lays out the Gradio page and wires it to the bot; what it shows is made in `render`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from bot.web.callbacks import ConversationCallbacks, DocumentCallbacks, picked_question
from bot.web.conversation import Conversation
from bot.web.desk import Desk
from bot.web.strings import tables

if TYPE_CHECKING:
    from bot.assembly import Wence

__all__ = ["create_page", "theme", "translations"]

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
    '<p data-words="tagline"></p>'
    '<button type="button" id="reports-open" data-words="tab.documents"></button>'
    '<button type="button" id="history-open" data-words="history.open" aria-expanded="false">'
    "</button></header>"
)

# Options of every event: none is part of a public API, none covers the page while it runs.
_Options = dict[str, Any]  # Any: Gradio's keyword arguments
_QUIET: _Options = {"api_visibility": "private", "show_progress": "hidden"}
# All queued events of a visitor share one stream, which closes when the last has ended; one that
# joins at that moment is lost (Gradio 6.31). So only questions are queued.
_DIRECT: _Options = {"queue": False, **_QUIET}


def translations() -> gr.I18n:
    """Return the strings in the form in which Gradio chooses by the browser's language."""
    zh, en = dict(tables()["zh"]), dict(tables()["en"])
    return gr.I18n(**{"zh": zh, "zh-CN": zh, "zh-TW": zh, "zh-HK": zh, "en": en})


def theme() -> gr.Theme:
    """Return a plain theme with system fonts, so that nothing is fetched; the rest is CSS."""
    return gr.themes.Base(primary_hue="slate", neutral_hue="slate", font=list(_FONTS))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Composer:
    """Where a question is written."""

    question: gr.Textbox
    scope: gr.Dropdown
    clear: gr.Button
    stop: gr.Button
    send: gr.Button


@dataclass(frozen=True, kw_only=True, slots=True)
class _Side:
    """The panel beside the conversation."""

    sources: gr.HTML
    upload: gr.HTML
    documents: gr.HTML
    chosen: gr.HTML
    """Shows nothing: hands the chosen reports to the page's script."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Parts:
    """The components that callbacks read and fill."""

    conversation: gr.State
    asker: gr.HTML
    """Shows nothing: takes what the page's script asks with another scope or wording."""
    chat: gr.Chatbot
    composer: _Composer
    side: _Side
    keeper: gr.HTML
    """Shows nothing: hands the conversation to the page's script, and takes what it asks for."""


def create_page(wence: "Wence", desk: Desk) -> gr.Blocks:
    """Return the page that `wence` answers on; each visitor's conversation is their own."""
    page = gr.Blocks(title="问策 Wence", analytics_enabled=False, fill_width=True)
    with page:
        parts = _layout()
        documents = DocumentCallbacks(wence)
        _wire_conversation(ConversationCallbacks(wence, desk), parts)
        _wire_documents(documents, parts)
        page.load(
            documents.opened,
            outputs=[
                parts.chat,
                parts.composer.scope,
                parts.side.upload,
                parts.side.documents,
            ],
            **_DIRECT,
        ).then(documents.sample, outputs=parts.chat, **_DIRECT)
    # The desk lets so many be answered at a time, and says to whoever waits how many are before.
    page.queue(default_concurrency_limit=None)
    return page


def _layout() -> _Parts:
    i18n = translations()
    gr.HTML(_HEADER, elem_id="masthead", js_on_load="wence.takeWords(element); wence.askWho()")
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="conversation", min_width=0):
            chat = _chat(i18n)
            asker = _silent("asker", "wence.takeAsking(trigger)")
            composer = _composer(i18n)
        with gr.Column(elem_id="side", min_width=0):
            side = _side(i18n)
    keeper = _silent("keeper", "wence.takeKeeper(trigger, watch, props)")
    return _Parts(
        conversation=gr.State(Conversation()),
        asker=asker,
        chat=chat,
        composer=composer,
        side=side,
        keeper=keeper,
    )


def _chat(i18n: gr.I18n) -> gr.Chatbot:
    # Gradio's own copy button would copy an answer's markup; answers bring their own.
    return gr.Chatbot(
        label=i18n("chat.label"),
        show_label=False,
        elem_id="chat",
        height=None,
        autoscroll=False,  # the page's own script scrolls
        buttons=[],
        layout="bubble",
        latex_delimiters=[],
        feedback_options=None,
        group_consecutive_messages=False,
    )


def _composer(i18n: gr.I18n) -> _Composer:
    small: _Options = {"size": "sm", "min_width": 0}
    bare: _Options = {"show_label": False, "container": False}
    with gr.Group(elem_id="composer"):
        question = gr.Textbox(
            label=i18n("question.label"),
            placeholder=i18n("question.placeholder"),
            lines=1,
            max_lines=6,
            autofocus=True,
            elem_id="question",
            **bare,
        )
        with gr.Row(elem_id="controls"):
            return _Composer(
                question=question,
                scope=gr.Dropdown(
                    [],
                    label=i18n("scope.label"),
                    multiselect=True,
                    elem_id="scope",
                    min_width=0,
                    **bare,
                ),
                clear=gr.Button(i18n("clear"), elem_id="clear", **small),
                stop=gr.Button(i18n("stop"), elem_id="stop", visible="hidden", **small),
                send=gr.Button(i18n("send"), elem_id="send", variant="primary", **small),
            )


def _side(i18n: gr.I18n) -> _Side:
    with gr.Tabs():
        with gr.Tab(i18n("tab.sources"), id="sources-tab"):
            sources = gr.HTML(
                '<p class="hint" data-words="sources.none"></p>',
                elem_id="sources",
                js_on_load="wence.takeWords(element)",
            )
        with gr.Tab(i18n("tab.documents"), id="documents-tab"):
            upload = gr.HTML(elem_id="upload", js_on_load="wence.takeUploads(element, trigger)")
            documents = gr.HTML(
                elem_id="documents",
                js_on_load="wence.takeRemovals(element, trigger);"
                "wence.takeChoices(element, trigger)",
            )
            chosen = _silent("chosen", "wence.takeChosen(watch, props)")
    return _Side(sources=sources, upload=upload, documents=documents, chosen=chosen)


def _silent(id: str, script: str) -> gr.HTML:
    """Return a component that passes values to the page's script and shows none."""
    return gr.HTML(elem_id=id, html_template="", visible="hidden", js_on_load=script)


def _wire_conversation(callbacks: ConversationCallbacks, parts: _Parts) -> None:
    composer = parts.composer
    asking: _Options = {
        "inputs": [composer.question, parts.conversation, composer.scope],
        "outputs": [
            parts.chat,
            parts.side.sources,
            composer.question,
            composer.send,
            composer.stop,
        ],
        # Gradio would silently drop what is sent while it still winds up the answer before.
        "trigger_mode": "multiple",
        **_QUIET,
    }
    ending: _Options = {
        "inputs": parts.conversation,
        "outputs": [parts.chat, parts.side.sources, composer.send, composer.stop, parts.keeper],
        **_DIRECT,
    }
    following: _Options = {
        "inputs": parts.conversation,
        "outputs": [parts.chat, parts.keeper],
        **_DIRECT,
    }
    asked = gr.on([composer.question.submit, composer.send.click], callbacks.ask, **asking)
    again = parts.keeper.edit(
        callbacks.ask_again, **asking | {"inputs": [parts.conversation, composer.scope]}
    )
    changed = parts.asker.submit(callbacks.rescope, **asking | {"inputs": parts.conversation})
    for each in (asked, again, changed):
        each.then(callbacks.ended, **ending).then(callbacks.follow, **following)
    for picked in (parts.chat.option_select, parts.chat.example_select):
        filled = picked(picked_question, outputs=composer.question, **_DIRECT)
        ended = filled.then(callbacks.ask, **asking).then(callbacks.ended, **ending)
        ended.then(callbacks.follow, **following)
    composer.stop.click(callbacks.stop, **ending)
    composer.clear.click(callbacks.clear, **ending)
    parts.keeper.clear(callbacks.clear, **ending)
    parts.keeper.select(callbacks.reopen, **ending)
    parts.keeper.retry(callbacks.ended, **ending)


def _wire_documents(callbacks: DocumentCallbacks, parts: _Parts) -> None:
    refresh: _Options = {
        "inputs": parts.composer.scope,
        "outputs": [parts.chat, parts.composer.scope, parts.side.documents],
        # Gradio would drop what comes while the list is made anew for the file before.
        "trigger_mode": "always_last",
        **_DIRECT,
    }
    sampling: _Options = {"outputs": parts.chat, **_DIRECT}
    for changed in (parts.side.upload.upload, parts.side.documents.delete):
        changed(callbacks.changed, **refresh).then(callbacks.sample, **sampling)
    scope, listed = parts.composer.scope, parts.side.documents
    latest: _Options = {"trigger_mode": "always_last", **_DIRECT}
    listed.select(callbacks.choose, outputs=scope, **latest)
    scope.input(callbacks.marked, inputs=scope, outputs=parts.side.chosen, **latest)
