"""The endpoints that show a report's outline and the pages of its own file."""

from typing import Annotated, Any

from fastapi import FastAPI, Path, Query
from fastapi.responses import JSONResponse, Response

from bot.web.seen import SeenBy

__all__ = ["add_pages"]

_Json = dict[str, Any]  # Any: a JSON object
_Page = Annotated[int, Path(ge=1)]
_Position = Annotated[int, Query(ge=0)]
# An id is of the file's bytes, so what it shows never changes; who may see it may.
_KEPT = {"Cache-Control": "private, max-age=86400", "X-Content-Type-Options": "nosniff"}


def add_pages(app: FastAPI) -> None:
    """Add what is below /documents/{id}/: outline, pages/{page}/image and pages/{page}/marks."""

    @app.get("/documents/{document_id}/outline")
    def outline(document_id: str, seen: SeenBy) -> _Json:
        """Return every heading with its place and page, in reading order."""
        found = seen.index.document(document_id)
        return {
            "document_id": document_id,
            "length": len(found.text),
            "headings": [
                {
                    "start": each.start,
                    "end": each.end,
                    "level": each.level,
                    "text": each.text,
                    "page": found.page(each.start),
                }
                for each in found.headings
            ],
        }

    @app.get("/documents/{document_id}/pages/{page}/image", response_class=Response)
    def image(document_id: str, page: _Page, seen: SeenBy) -> Response:
        drawn = seen.page_image(document_id, page=page)
        return Response(drawn.jpeg, media_type="image/jpeg", headers=_KEPT)

    @app.get("/documents/{document_id}/pages/{page}/marks", response_class=JSONResponse)
    def marks(
        document_id: str, page: _Page, start: _Position, end: _Position, seen: SeenBy
    ) -> JSONResponse:
        """Return the boxes of `text[start:end]` on a page, in shares of it."""
        found = seen.page_marks(document_id, page=page, start=start, end=end)
        return JSONResponse({"boxes": [list(box) for box in found.boxes]}, headers=_KEPT)
