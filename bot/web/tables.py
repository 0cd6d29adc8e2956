"""The endpoint that gives a table of the page back as a workbook; knows no answer."""

from typing import Annotated

from fastapi import FastAPI
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from bot.web.workbook import workbook

__all__ = ["add_tables"]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_ROWS, _MOST_COLUMNS, _MOST_CHARS = 1000, 20, 2000

_Text = Annotated[str, Field(max_length=_MOST_CHARS)]
_Row = Annotated[list[float | _Text | None], Field(max_length=_MOST_COLUMNS)]


class _Table(BaseModel):
    model_config = ConfigDict(title="Table")

    title: str = Field(max_length=_MOST_CHARS, description="Names the sheet.", examples=["基站"])
    rows: list[_Row] = Field(
        max_length=_MOST_ROWS,
        description="The first holds the heads of the columns.",
        examples=[[["年份", "基站"], ["2023年", 312]]],
    )


def add_tables(app: FastAPI) -> None:
    """Add POST /tables/xlsx: a title and rows in, an Excel file out."""

    @app.post("/tables/xlsx", response_class=Response)
    def xlsx(body: _Table) -> Response:
        return Response(workbook(body.title, body.rows), media_type=_XLSX)
