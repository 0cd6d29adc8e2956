"""Writes answers in OpenAI's chat form, whole or in chunks; knows no request or server."""

import json
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.types import Answer, Delta, Event, Status
from bot.web.footers import Calmed, calm, footer
from ingest.tokens import count

__all__ = ["Reply"]

_Json = dict[str, Any]  # Any: a JSON object
_DONE = "data: [DONE]\n\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """How one request is answered."""

    model: str
    """The id that was asked for."""
    prompt: str
    """What the tokens of the question's side are counted of."""
    has_footer: bool
    wants_usage: bool
    """Whether a stream tells the tokens."""

    def whole(self, answer: Answer | None) -> _Json:
        """Return an answer; None is an empty text, of what was no question."""
        text = calm(answer.answer) + self._footer(answer) if answer else ""
        message = {"role": "assistant", "content": text, "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return {
            **self._head("chat.completion"),
            "choices": [choice],
            "usage": self._usage(text),
            "wence": answer.to_dict() if answer else None,
        }

    def chunks(self, events: Iterable[Event]) -> Iterator[str]:
        """Yield a stream: a role, the text, the whole answer, perhaps the tokens, the end."""
        head = self._head("chat.completion.chunk")
        if self.wants_usage:
            head["usage"] = None
        yield _frame(head, {"role": "assistant", "content": ""})
        calmed, texts = Calmed(), list[str]()
        answer: Answer | None = None
        for event in events:
            match event:
                case Status(stage=stage):
                    yield f": {stage}\n\n"  # a comment, so that nobody takes the line for dead
                case Delta(text=text):
                    texts.append(calmed.feed(text))
                    yield from _said(head, texts[-1])
                case Answer():
                    answer = event
        texts.append(calmed.end() + self._footer(answer))
        yield from _said(head, texts[-1])
        yield _frame(head, {}, finish="stop", wence=answer.to_dict() if answer else None)
        if self.wants_usage:
            yield _event({**head, "choices": [], "usage": self._usage("".join(texts))})
        yield _DONE

    def _head(self, kind: str) -> _Json:
        return {
            "id": f"chatcmpl-{uuid.uuid4().hex}",
            "object": kind,
            "created": int(time.time()),
            "model": self.model,
        }

    def _footer(self, answer: Answer | None) -> str:
        if answer is None or not self.has_footer:
            return ""
        return footer(answer.citations, "zh" if answer.language == "zh" else "en")

    def _usage(self, text: str) -> dict[str, int]:
        asked, told = count(self.prompt), count(text)
        return {"prompt_tokens": asked, "completion_tokens": told, "total_tokens": asked + told}


def _said(head: _Json, text: str) -> Iterator[str]:
    if text:
        yield _frame(head, {"content": text})


def _frame(head: _Json, delta: _Json, *, finish: str | None = None, **more: object) -> str:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return _event({**head, "choices": [choice], **more})


def _event(fields: _Json) -> str:
    return f"data: {json.dumps(fields, ensure_ascii=False)}\n\n"
