"""The endpoint that turns a kept conversation into a file; it comes with the request."""

from datetime import datetime
from typing import Any, Literal

from fastapi import FastAPI
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from bot.web.kept import MAX_EXCHANGES, load
from bot.web.markdown import to_markdown
from bot.web.strings import Language, words
from bot.web.transcript import blocks

__all__ = ["add_exports"]

_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
}


class _Export(BaseModel):
    model_config = ConfigDict(title="Export")

    format: Literal["docx", "md"] = Field(description="Word or Markdown.", examples=["md"])
    title: str = Field(
        default="", max_length=500, description="Stands above; ours when empty.", examples=[""]
    )
    language: Language = Field(
        default="zh", description="Of what is said around the conversation.", examples=["zh"]
    )
    exchanges: list[dict[str, Any]] = Field(  # Any: JSON, which `load` checks
        max_length=MAX_EXCHANGES,
        description="Each has `question`, and an `answer` as /api/ask returned it.",
        examples=[[{"question": "青禾县2023年新建5G基站多少个？"}]],
    )


def add_exports(app: FastAPI, *, max_body: int) -> None:
    """Add `POST /export`, which takes at most `max_body` bytes."""

    @app.post("/export", max_body_size=max_body, response_class=Response)
    def export(body: _Export) -> Response:
        content = _file(body)
        # The browser names the file: a header would have to spell Chinese in escapes.
        headers = {"Content-Disposition": f'attachment; filename="wence.{body.format}"'}
        return Response(content, media_type=_TYPES[body.format], headers=headers)


def _file(body: _Export) -> bytes:
    language = body.language
    written = [*blocks(load(body.exchanges), language)]
    title = body.title.strip() or words(language, "export.title")
    now = datetime.now().astimezone()
    intro = words(language, "export.made", time=f"{now:%Y-%m-%d %H:%M}")
    if body.format == "md":
        return to_markdown(title, intro, written, language).encode()
    from bot.web.word import to_word  # takes 0.2 s, and few ask for it

    return to_word(title, intro, written, language)
