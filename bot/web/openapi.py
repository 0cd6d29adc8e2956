"""Makes the one OpenAPI document of the two HTTP interfaces; serves nothing."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from bot.web.operations import OPERATIONS, PARAMETERS, Operation
from bot.web.reply_forms import ChatErrorReply, ErrorReply

__all__ = ["document_of"]

_Json = dict[str, Any]  # Any: a JSON object
# The pages of the sign-in and what a portal's frame asks are no interface.
_DESCRIBED = ("/api/", "/v1/")
_EVERYWHERE = (401, 403, 429, 500, 503)
_REFERS = "#/components/schemas/"
_REASONS = {
    400: "What was sent cannot be used.",
    401: "Nobody is signed in, or the key is not valid.",
    403: "Who asks may not do this, or a page of another site sent it.",
    404: "There is no such thing, or it is not for who asks.",
    413: "Too much was sent at once.",
    415: "The file's format has none of this.",
    422: "The file cannot be read.",
    429: "Too many requests; Retry-After says when the next may come.",
    500: "Something unforeseen; the reference is in the log.",
    502: "The chat model, or the service of the embedder, did not answer.",
    503: "Not now; the same request may work later.",
}
_DESCRIPTION = (
    "问策 answers questions from reports; every figure is checked against its passage. "
    "Programs send `Authorization: Bearer wk_…` (`wence key add NAME`); without a sign-in "
    "none is needed on the same machine. Every failure has the form of `ErrorReply`, below /v1 "
    "that of `ChatErrorReply`."
)


def document_of(apps: Mapping[str, FastAPI], *, version: str, root_path: str) -> _Json:
    """Return the document of applications by the path that each is mounted at."""
    paths: _Json = {}
    schemas = _named(_reply_schemas())
    for prefix, app in apps.items():
        made = _named(get_openapi(title="问策 Wence", version=version, routes=app.routes))
        paths |= {
            f"{prefix}{path}": each
            for path, each in made["paths"].items()
            if f"{prefix}{path}".startswith(_DESCRIBED)
        }
        schemas |= made.get("components", {}).get("schemas", {})
    for unneeded in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unneeded, None)
    for (method, path), operation in OPERATIONS.items():  # a test compares them
        _describe(paths[path][method], operation, is_chat=path.startswith("/v1"))
    return {
        "openapi": "3.1.0",
        "info": {"title": "问策 Wence", "version": version, "description": _DESCRIPTION},
        "servers": [{"url": root_path or "/"}],
        "security": [{}, {"key": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _reply_models() -> set[type[BaseModel]]:
    models: set[type[BaseModel]] = {ErrorReply, ChatErrorReply}
    for operation in OPERATIONS.values():
        models |= {each for each in (operation.reply,) if each}
        models |= {each[1] if isinstance(each, tuple) else each for each in operation.more.values()}
    return models


def _reply_schemas() -> _Json:
    models = sorted(_reply_models(), key=lambda each: each.__name__)
    _, made = models_json_schema(
        [(each, "serialization") for each in models], ref_template=f"{_REFERS}{{model}}"
    )
    schemas: _Json = made["$defs"]
    return schemas


def _named(made: _Json) -> _Json:
    """Return a document, or its schemas, with each schema under its title: names are ours alone."""
    schemas = made["components"]["schemas"] if "components" in made else made
    titles = {name: each["title"] for name, each in schemas.items() if "title" in each}

    def renamed(part: Any) -> Any:  # Any: any JSON
        if isinstance(part, list):
            return [renamed(each) for each in part]
        if not isinstance(part, dict):
            return part
        if (name := str(part.get("$ref", "")).removeprefix(_REFERS)) in titles:
            return {**part, "$ref": _REFERS + titles[name]}
        is_schemas = part is schemas
        return {
            titles.get(key, key) if is_schemas else key: renamed(each) for key, each in part.items()
        }

    whole: _Json = renamed(made)
    return whole


def _describe(made: _Json, operation: Operation, *, is_chat: bool) -> None:
    made["summary"] = operation.summary
    made["tags"] = [operation.tag]
    for each in made.get("parameters", ()):
        each["description"], each["example"] = PARAMETERS[each["name"]]
    if operation.body:
        made["requestBody"] = operation.body
    if operation.example:
        [content] = made["requestBody"]["content"].values()
        content["example"] = operation.example
    failed = "ChatErrorReply" if is_chat else "ErrorReply"
    made["responses"] = {
        "200": {"description": "Done.", "content": _contents(operation)},
        **{
            str(status): {"description": _REASONS[status], "content": _json(failed)}
            for status in sorted({*operation.errors, *_EVERYWHERE})
        },
        **{str(status): _reply(status, each) for status, each in operation.more.items()},
    }
    if 200 in operation.more:
        made["responses"]["200"]["content"] |= {each: {} for each in operation.media}


def _contents(operation: Operation) -> _Json:
    contents = _json(operation.reply.__name__) if operation.reply else {}
    return contents | {
        each: {"schema": {"type": "string"}} if each.startswith("text/markdown") else {}
        for each in operation.media
    }


def _reply(status: int, form: type[BaseModel] | tuple[str, type[BaseModel]]) -> _Json:
    if not isinstance(form, tuple):
        return {"description": _REASONS[status], "content": _json(form.__name__)}
    description, item = form
    listed = {"type": "array", "items": {"$ref": _REFERS + item.__name__}}
    return {"description": description, "content": {"application/json": {"schema": listed}}}


def _json(name: str) -> _Json:
    return {"application/json": {"schema": {"$ref": _REFERS + name}}}
