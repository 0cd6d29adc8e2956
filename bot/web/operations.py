"""What each address of the HTTP interfaces does and answers: the words of the OpenAPI document."""

from dataclasses import dataclass, field

from pydantic import BaseModel

from bot.web import reply_forms as forms

__all__ = ["OPERATIONS", "PARAMETERS", "Operation"]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ASK_ERRORS = (400, 404, 413, 502)
_READ_ERRORS = (400, 404)


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """One method of one address."""

    summary: str
    tag: str
    reply: type[BaseModel] | None = None
    """What it answers as JSON, None where that is a file or a stream."""
    media: tuple[str, ...] = ()
    """What else it may answer."""
    errors: tuple[int, ...] = ()
    """Besides those that every address may answer with."""
    more: dict[int, type[BaseModel] | tuple[str, type[BaseModel]]] = field(default_factory=dict)
    """Other statuses with what they answer."""
    body: dict[str, object] | None = None
    """What it takes, where FastAPI does not know."""
    example: dict[str, object] | None = None
    """A body that the example document answers."""


PARAMETERS: dict[str, tuple[str, object]] = {
    "document_id": ("As /api/documents lists it.", forms.EXAMPLE_ID),
    "page": ("Counted from 1.", 1),
    "start": ("First code point.", 0),
    "end": ("Behind the last code point; the end of the text when it is not given.", 27),
    "context": ("So many code points more on either side.", 0),
    "model": ("As /v1/models lists it.", "wence"),
}
"""What a parameter of an address means, with an example."""
_UPLOAD_BODY: dict[str, object] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["files"],
                "properties": {
                    "files": {
                        "type": "array",
                        "minItems": 1,
                        "items": {"type": "string", "format": "binary"},
                        "description": "The files; their fields may have any name.",
                    },
                    "password": {
                        "type": "string",
                        "description": "Opens those that are locked.",
                        "examples": [""],
                    },
                    "collection": {
                        "type": "string",
                        "description": "Where they go; `default` when nothing is said.",
                        "examples": ["default"],
                    },
                },
            }
        }
    },
}
"""FastAPI does not see what is read of a form by hand."""
_QUESTION = "青禾县2023年新建5G基站多少个？"
_ASKED: dict[str, object] = {"question": _QUESTION, "language": "auto"}
OPERATIONS: dict[tuple[str, str], Operation] = {
    ("get", "/api/health"): Operation(
        summary="Say that the server answers, and what it holds.",
        tag="server",
        reply=forms.Health,
    ),
    ("get", "/api/me"): Operation(
        summary="Tell who asks, and what they may do.",
        tag="server",
        reply=forms.Me,
    ),
    ("post", "/api/ask"): Operation(
        summary="Answer a question from the documents.",
        tag="questions",
        reply=forms.AnswerForm,
        errors=_ASK_ERRORS,
        example=_ASKED,
    ),
    ("post", "/api/ask/stream"): Operation(
        summary="Answer in server-sent events: status, delta, at last answer, or error.",
        tag="questions",
        media=("text/event-stream",),
        errors=_ASK_ERRORS,
        example=_ASKED,
    ),
    ("post", "/api/rephrase"): Operation(
        summary="Find questions near to one that was not answered, which are.",
        tag="questions",
        reply=forms.Questions,
        errors=_ASK_ERRORS,
        example=_ASKED,
    ),
    ("post", "/api/search"): Operation(
        summary="Find passages for a question or some words.",
        tag="questions",
        reply=forms.Hits,
        errors=_ASK_ERRORS,
        example={"query": "5G基站", "k": 2, "context": True},
    ),
    ("post", "/api/feedback"): Operation(
        summary="Rate an answer.",
        tag="questions",
        reply=forms.Recorded,
        errors=(400, 404, 413),
        example={"answer_id": "0f0c8f2e0f0c8f2e0f0c8f2e0f0c8f2e", "rating": 1, "comment": ""},
    ),
    ("get", "/api/documents"): Operation(
        summary="List the documents that the asker may read.",
        tag="documents",
        reply=forms.Listings,
    ),
    ("post", "/api/documents"): Operation(
        summary="Take files in; one of the same name that was sent before is replaced.",
        tag="documents",
        media=("application/x-ndjson",),
        body=_UPLOAD_BODY,
        errors=(400, 413),
        more={
            200: ("every file was taken", forms.IngestedForm),
            207: ("some files were taken, others not", forms.IngestedForm),
            422: forms.FailedUpload,
        },
    ),
    ("get", "/api/documents/{document_id}"): Operation(
        summary="Tell what a document is and what reading kept of it.",
        tag="documents",
        reply=forms.DocumentForm,
        errors=_READ_ERRORS,
    ),
    ("delete", "/api/documents/{document_id}"): Operation(
        summary="Remove a document everywhere.",
        tag="documents",
        reply=forms.Removed,
        errors=_READ_ERRORS,
    ),
    ("get", "/api/documents/{document_id}/text"): Operation(
        summary="Give a part of a document's text, or all of it.",
        tag="documents",
        reply=forms.ExcerptForm,
        errors=_READ_ERRORS,
    ),
    ("get", "/api/documents/{document_id}/original"): Operation(
        summary="Give the file as it was sent, to be saved.",
        tag="documents",
        media=("application/octet-stream",),
        errors=_READ_ERRORS,
    ),
    ("get", "/api/documents/{document_id}/outline"): Operation(
        summary="List a document's headings.",
        tag="documents",
        reply=forms.Outline,
        errors=_READ_ERRORS,
    ),
    ("get", "/api/documents/{document_id}/pages/{page}/image"): Operation(
        summary="Show a page as it is printed.",
        tag="documents",
        media=("image/jpeg",),
        errors=(400, 404, 415, 422),
    ),
    ("get", "/api/documents/{document_id}/pages/{page}/marks"): Operation(
        summary="Tell where a part of the text stands on a page.",
        tag="documents",
        reply=forms.Marks,
        errors=(400, 404, 415, 422),
    ),
    ("post", "/api/tables/xlsx"): Operation(
        summary="Give a table back as a workbook; formulas in it stay text.",
        tag="files",
        media=(_XLSX,),
        errors=(400, 413),
        example={"title": "基站", "rows": [["年份", "基站"], ["2023年", 312]]},
    ),
    ("post", "/api/export"): Operation(
        summary="Give a conversation back as Markdown or as a Word file.",
        tag="files",
        media=("text/markdown; charset=utf-8", _DOCX),
        errors=(400, 413),
        example={"format": "md", "exchanges": [{"question": _QUESTION}]},
    ),
    ("get", "/v1/models"): Operation(
        summary="List the models: ways in which answers are made.",
        tag="OpenAI form",
        reply=forms.Models,
    ),
    ("get", "/v1/models/{model}"): Operation(
        summary="Describe one model.",
        tag="OpenAI form",
        reply=forms.ModelForm,
        errors=(404,),
    ),
    ("post", "/v1/chat/completions"): Operation(
        summary="Answer the last message in the light of those before it.",
        tag="OpenAI form",
        reply=forms.ChatReply,
        media=("text/event-stream",),
        errors=_ASK_ERRORS,
        example={
            "model": "wence",
            "messages": [{"role": "user", "content": _QUESTION}],
            "wence": {"footnotes": True},
        },
    ),
}
