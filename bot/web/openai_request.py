"""Reads a request of OpenAI's chat form as a question with its history; knows no answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.types import Turn
from bot.web.footers import without_footer
from ingest.errors import InputError

__all__ = ["Asked", "ChatRequest", "RefusedError", "read_request"]

_MAX_MESSAGES = 1000
_MAX_TURNS = 50
"""Older ones are left out; the other interface refuses a longer history."""
_MAX_HISTORY_CHARS = 20_000
_MAX_DOCUMENTS = 1000
# Open WebUI has the chat's own model write titles, tags and next questions, and begins what it
# sends for that so: backend/open_webui/config.py, DEFAULT_TITLE_GENERATION_PROMPT_TEMPLATE.
_TASK = "### Task:"

_Loose = Any  # Any: JSON of parameters that are only looked at to be refused


class RefusedError(InputError):
    """A parameter asks for what this server does not do."""

    def __init__(self, message: str, *, param: str, hint: str = "") -> None:
        """Keep the name of the parameter, which OpenAI's error form has a field for."""
        super().__init__(message, hint=hint)
        self.param = param


class _Part(BaseModel):
    model_config = ConfigDict(title="ChatContentPart")

    type: str = Field(description="`text`; other kinds are refused.", examples=["text"])
    text: str = Field(default="", description="The text.", examples=["青禾县新建5G基站多少个？"])


class _Message(BaseModel):
    model_config = ConfigDict(title="ChatMessage")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"] = Field(
        description="`user` messages are questions, `assistant` messages the answers before; "
        "others are ignored: answers are made from the reports alone.",
        examples=["user"],
    )
    content: str | list[_Part] | None = Field(
        default=None,
        description="A text, or parts of type `text`.",
        examples=["青禾县2023年新建5G基站多少个？"],
    )

    @property
    def text(self) -> str:
        if isinstance(self.content, str):
            return self.content
        return "\n".join(each.text for each in self.content or () if each.type == "text")

    @property
    def is_all_text(self) -> bool:
        return not isinstance(self.content, list) or all(
            each.type == "text" for each in self.content
        )


class _Own(BaseModel):
    model_config = ConfigDict(title="ChatWenceOptions")

    documents: Annotated[list[str], Field(max_length=_MAX_DOCUMENTS)] = Field(
        default=[],
        description="Ids of the only documents to use; all when empty.",
        examples=[[]],
    )
    language: Literal["auto", "zh", "en"] = Field(
        default="auto", description="Of the answer; `auto` is the question's.", examples=["auto"]
    )
    footnotes: bool = Field(
        default=False,
        description="Whether the text ends with its sources: title, section, page and quote.",
        examples=[True],
    )


class _StreamOptions(BaseModel):
    model_config = ConfigDict(title="ChatStreamOptions")

    include_usage: bool | None = Field(
        default=None, description="Whether a last chunk tells the tokens.", examples=[True]
    )


class ChatRequest(BaseModel):
    """What is read of a request; every other parameter, such as `temperature`, is ignored."""

    model: str = Field(
        description="`wence`, `wence-extractive`, or `wence-model` where a chat model is set up.",
        max_length=200,
        examples=["wence"],
    )
    messages: list[_Message] = Field(
        min_length=1,
        max_length=_MAX_MESSAGES,
        description="The conversation; the last is the question and of role `user`.",
        examples=[[{"role": "user", "content": "青禾县2023年新建5G基站多少个？"}]],
    )
    stream: bool | None = Field(
        default=None, description="Whether to answer in server-sent events.", examples=[False]
    )
    stream_options: _StreamOptions | None = Field(
        default=None, description="Only with `stream`.", examples=[None]
    )
    n: int | None = Field(default=None, description="1; more is refused.", examples=[1])
    tools: list[_Loose] | None = Field(
        default=None, description="Refused unless `tool_choice` is `none`.", examples=[None]
    )
    tool_choice: _Loose = Field(
        default=None, description="`none`, or `auto` without tools.", examples=["none"]
    )
    functions: list[_Loose] | None = Field(
        default=None, description="Refused; the former name of `tools`.", examples=[None]
    )
    response_format: dict[str, _Loose] | None = Field(
        default=None, description="Of type `text`; others are refused.", examples=[None]
    )
    logprobs: bool | None = Field(default=None, description="Refused when true.", examples=[False])
    modalities: list[str] | None = Field(
        default=None, description="`text`; others are refused.", examples=[["text"]]
    )
    wence: _Own = Field(
        default_factory=_Own,
        description="What only this server understands.",
        examples=[{"footnotes": True}],
    )

    @property
    def wants_usage(self) -> bool:
        """Whether a stream ends with the tokens."""
        return bool(self.stream_options and self.stream_options.include_usage)

    @property
    def prompt(self) -> str:
        """All texts of the messages, of which the tokens are counted."""
        return "\n".join(each.text for each in self.messages)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question as `Bot.ask` takes it."""

    question: str
    history: tuple[Turn, ...]
    is_task: bool
    """Whether it is no question but work on the conversation, such as writing its title."""


def read_request(request: ChatRequest) -> Asked:
    """Return what a request asks.

    Raises:
        RefusedError: It wants what is not done here, or does not end with a question.
    """
    for param, is_wanted in _unknown_wants(request):
        if is_wanted:
            raise RefusedError(
                f"{param} is not supported",
                param=param,
                hint="Answers are one text with figures checked against the reports. "
                f"Leave {param} out.",
            )
    *earlier, last = request.messages
    if last.role != "user":
        raise RefusedError(
            f"the last message is of role {last.role}, not user",
            param="messages",
            hint="End the messages with the question.",
        )
    if not last.is_all_text:
        raise RefusedError(
            "only text is read in a message",
            param=f"messages.{len(earlier)}.content",
            hint="Add pictures and files as documents, then ask about them.",
        )
    question = last.text.strip()
    return Asked(
        question=question,
        history=tuple(_turns(earlier))[-_MAX_TURNS:],
        is_task=question.startswith(_TASK),
    )


def _unknown_wants(request: ChatRequest) -> Iterator[tuple[str, bool]]:
    yield "n", (request.n or 1) != 1
    yield "tools", bool(request.tools) and request.tool_choice != "none"
    yield "functions", bool(request.functions)
    yield "response_format", (request.response_format or {}).get("type", "text") != "text"
    yield "logprobs", bool(request.logprobs)
    yield "modalities", bool({*(request.modalities or ())} - {"text"})


def _turns(messages: Sequence[_Message]) -> Iterator[Turn]:
    """Yield the questions so far, each with the texts that follow it as its answer."""
    question, answer = "", ""
    for each in messages:
        if each.role == "user":
            if question:
                yield Turn(question=question, answer=answer)
            question, answer = each.text[:_MAX_HISTORY_CHARS], ""
        elif each.role == "assistant":
            answer = without_footer(each.text)[:_MAX_HISTORY_CHARS]
    if question:
        yield Turn(question=question, answer=answer)
