"""Reads PowerPoint files: slides as pages, with their titles, texts, tables, charts and notes."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.errors import UnreadableError
from ingest.load.blocks import Block, Loaded
from ingest.load.damage import DAMAGES
from ingest.load.grid import Grid, Span, fill
from ingest.load.package import open_package
from ingest.load.table import grid_text
from ingest.opening import Opening

if TYPE_CHECKING:
    from pptx.chart.chart import Chart
    from pptx.shapes.autoshape import Shape
    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide
    from pptx.table import Table

__all__ = ["load_pptx"]

# Shapes whose tops differ by less stand in one line, read from left to right: a third of an inch.
_LINE_EMU = 300_000
_FURNITURE = ("SLIDE_NUMBER", "DATE", "FOOTER", "HEADER")


def load_pptx(content: bytes, opening: Opening) -> Loaded:
    """Return each slide's title as a heading, then its texts, tables, charts and notes.

    Raises:
        UnreadableError: The file is damaged, locked, or unpacks to too much.
    """
    import pptx
    from pptx.exc import PythonPptxError

    content = open_package(content, opening)
    try:
        deck = pptx.Presentation(io.BytesIO(content))
        reader = _Reader(depth=opening.limits.depth)
        slides = list(deck.slides)[: opening.limits.pages]
        blocks = [block for at, slide in enumerate(slides, 1) for block in reader.slide(slide, at)]
        total = len(deck.slides)
        title = deck.core_properties.title
    except (PythonPptxError, *DAMAGES) as error:
        raise UnreadableError(
            f"the PowerPoint file cannot be opened: {error}",
            hint="Open it in PowerPoint or WPS, save it again as .pptx, and give that file.",
        ) from error
    cut = total - len(slides)
    return Loaded(
        format="pptx",
        blocks=tuple(blocks),
        metadata={"title": title} if title and title != "PowerPoint Presentation" else {},
        pages=len(slides),
        tables=reader.tables,
        source="\n".join((*(block.text for block in blocks if not block.is_row), *reader.source)),
        furniture="\n".join(reader.furniture),
        is_partial=cut > 0,
        warnings=(f"the last {cut} slides were not read",) if cut else (),
    )


@dataclass
class _Reader:
    """Reads slides one after the other."""

    depth: int
    tables: int = 0
    source: list[str] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)

    def slide(self, slide: "Slide", page: int) -> Iterator[Block]:
        """Yield the blocks of a slide."""
        title = slide.shapes.title
        heading = " ".join(title.text_frame.text.split()) if title is not None else ""
        if heading:
            yield Block(text=heading, level=1, page=page)
        title_id = title.shape_id if title is not None else None
        others = [shape for shape in slide.shapes if shape.shape_id != title_id]
        for shape in _in_order(others):
            yield from self._shape(shape, page, depth=0)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            yield from _lines(slide.notes_slide.notes_text_frame.text, page)

    def _shape(self, shape: "BaseShape", page: int, *, depth: int) -> Iterator[Block]:
        from pptx.shapes.autoshape import Shape
        from pptx.shapes.graphfrm import GraphicFrame
        from pptx.shapes.group import GroupShape

        if isinstance(shape, GroupShape) and depth < self.depth:
            for member in _in_order(shape.shapes):
                yield from self._shape(member, page, depth=depth + 1)
        elif isinstance(shape, GraphicFrame) and shape.has_table:
            yield from self._table(_table_grid(shape.table), page)
        elif isinstance(shape, GraphicFrame) and shape.has_chart:
            chart = shape.chart
            yield from self._table(_chart_grid(chart), page, caption=_chart_title(chart))
        elif isinstance(shape, Shape):
            yield from self._text(shape, page)

    def _text(self, shape: "Shape", page: int) -> Iterator[Block]:
        text = shape.text_frame.text
        kind = shape.placeholder_format.type if shape.is_placeholder else None
        if kind is not None and kind.name in _FURNITURE:
            self.source.append(text)
            self.furniture.append(text)
            return
        yield from _lines(text, page)

    def _table(self, grid: Grid, page: int, *, caption: str = "") -> Iterator[Block]:
        text = grid_text(grid, caption=caption, page=page)
        self.tables += text.tables
        self.source += [" ".join(grid.once(y)) for y in range(len(grid.rows))]
        if text.furniture:
            self.furniture.append(text.furniture)
        yield from text.blocks


def _in_order(shapes: Iterable["BaseShape"]) -> list["BaseShape"]:
    """Return shapes from the top down, those on one line from left to right."""
    return sorted(shapes, key=lambda shape: ((shape.top or 0) // _LINE_EMU, shape.left or 0))


def _lines(text: str, page: int) -> Iterator[Block]:
    lines = text.replace("\v", "\n").splitlines()
    return (Block(text=line, page=page) for line in lines if line.strip())


def _table_grid(table: "Table") -> Grid:
    rows = [
        [
            Span(
                text=cell.text_frame.text,
                across=cell.span_width if cell.is_merge_origin else 1,
                down=cell.span_height if cell.is_merge_origin else 1,
            )
            for cell in row.cells
            if not cell.is_spanned
        ]
        for row in table.rows
    ]
    return fill(rows, heads=int(bool(table.first_row)))


def _chart_title(chart: "Chart") -> str:
    if not chart.has_title or not chart.chart_title.has_text_frame:
        return ""
    return " ".join(chart.chart_title.text_frame.text.split())


def _chart_grid(chart: "Chart") -> Grid:
    """Return the values that a chart was drawn from, a row a category."""
    plots = list(chart.plots)
    if not plots:
        return Grid(rows=())
    categories = [str(category) for category in plots[0].categories]
    series = [each for plot in plots for each in plot.series]
    header = ("", *(str(each.name or "") for each in series))
    rows = [
        (category, *(_value(list(each.values), at) for each in series))
        for at, category in enumerate(categories)
    ]
    return Grid(rows=(header, *rows), heads=1)


def _value(values: list[float | None], at: int) -> str:
    value = values[at] if at < len(values) else None
    return "" if value is None else f"{value:.15g}"
