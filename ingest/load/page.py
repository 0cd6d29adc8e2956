"""Reads what a browser shows of a page's own markup: lines, headings and whole tables."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree
from lxml import html as lxml_html

from ingest.load.blocks import Block
from ingest.load.grid import Grid, Span, fill
from ingest.load.marks import is_mark, raised
from ingest.load.table import TableText, grid_text, is_caption

__all__ = [
    "PageTable",
    "drop_marks",
    "page_lines",
    "page_tables",
    "page_text",
    "parse",
    "shown_text",
]

_HIDDEN = ".//script | .//style | .//template | .//noscript | .//comment()"
_BLOCKS = frozenset(
    "address article aside blockquote caption center dd div dl dt fieldset figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr"
    " ul".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LAYOUT = re.compile(r"[ \t\r\n\f]+")
_MAX_LINK_SHARE = 0.5
# A page may hold what lxml reads from it but does not let be written into it.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(frozen=True, kw_only=True, slots=True)
class PageTable:
    """A table of a page that holds no other table."""

    grid: Grid
    caption: str
    before: str
    """The text right before it, white space dropped."""
    words: frozenset[str]
    """Its cells, white space dropped."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Line:
    """A line, or a table that stands between lines."""

    text: str = ""
    level: int = 0
    """Of the heading that it is, 0 for other lines."""
    table: etree._Element | None = None


def parse(markup: str) -> lxml_html.HtmlElement:
    """Return the elements of a page or a piece of one, without what no reader sees."""
    root = lxml_html.fromstring(f"<div>{_DECLARATION.sub('', markup)}</div>")
    for hidden in root.xpath(_HIDDEN):
        _drop(hidden)
    return root


def drop_marks(root: lxml_html.HtmlElement) -> list[str]:
    """Drop the raised marks of notes, raise the powers of units, and return the marks."""
    marks = []
    for element in root.xpath(".//sup"):
        text = str(element.text_content())
        before = _before(element)
        if is_mark(text, before):
            marks.append(text)
            _drop(element)
        elif (written := raised(text, before)) != text:
            element.tail = _NO_XML.sub(" ", written + (element.tail or ""))
            _drop(element)
    return marks


def page_tables(root: lxml_html.HtmlElement) -> list[PageTable]:
    """Return the tables of a page that hold rows and columns of cells, in order."""
    found = []
    for table, grid in _data_tables(root):
        before = "".join(_before(table).split())
        words = frozenset("".join(cell.split()) for row in grid.rows for cell in row) - {""}
        found.append(PageTable(grid=grid, caption=_caption(table), before=before, words=words))
    return found


def _data_tables(root: etree._Element) -> Iterator[tuple[lxml_html.HtmlElement, Grid]]:
    """Yield the tables of rows and columns that hold no other table."""
    for table in root.xpath(".//table[not(.//table)]"):
        grid = _grid(table)
        if len(grid.rows) > 1 and grid.width > 1 and not _is_of_links(table):
            yield table, grid


def page_text(root: lxml_html.HtmlElement) -> TableText:
    """Return all of a page: headings, lines and tables in reading order."""
    blocks: list[Block] = []
    furniture: list[str] = []
    count = 0
    title = ""
    for line in _lines(root, apart=_is_table):
        if line.table is None:
            blocks.append(Block(text=line.text, level=line.level))
            title = line.text if not line.level and is_caption(line.text) else ""
            continue
        text = grid_text(_grid(line.table), caption=_caption(line.table) or title)
        blocks += text.blocks
        furniture.append(text.furniture)
        count += text.tables
        title = ""
    dropped = "\n".join(filter(None, furniture))
    return TableText(blocks=tuple(blocks), furniture=dropped, tables=count)


def shown_text(element: etree._Element) -> str:
    """Return the text of an element with a line for each block in it."""
    return "\n".join(line.text for line in _lines(element, apart=lambda each: False))


def page_lines(element: etree._Element) -> list[str]:
    """Return the lines of an element, without those of the tables that `page_tables` returns."""
    tables = {id(table): table for table, _ in _data_tables(element)}
    lines = _lines(element, apart=lambda each: id(each) in tables)
    return [line.text for line in lines if line.table is None]


def _is_table(element: etree._Element) -> bool:
    return bool(element.tag == "table")


def _lines(element: etree._Element, *, apart: Callable[[etree._Element], bool]) -> Iterator[_Line]:
    """Yield the lines of an element, the tables of which `apart` is true in one piece each."""
    parts: list[str] = []
    level = 0
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        tag = each.tag if isinstance(each.tag, str) else ""
        if tag in _BLOCKS or tag == "br":
            if text := _line(parts):
                yield _Line(text=text, level=level)
            parts = []
            level = _HEADINGS.get(tag, level) if event == "start" else level
            level = 0 if event == "end" and tag in _HEADINGS else level
        if event == "end":
            parts.append(each.tail or "" if each is not element else "")
        elif apart(each):
            yield _Line(table=each)
            walk.skip_subtree()
        elif tag:
            parts.append(each.text or "")
    if text := _line(parts):
        yield _Line(text=text, level=level)


def _line(parts: list[str]) -> str:
    """Return a line without the white space of the markup; indents by other spaces are kept."""
    text = _LAYOUT.sub(" ", "".join(parts)).strip(" ")
    return text if text.strip() else ""


def _grid(table: lxml_html.HtmlElement) -> Grid:
    rows = [row for row in table.iter("tr") if _nearest_table(row) is table]
    cells = [row.xpath("./td | ./th") for row in rows]
    spans = [
        [
            Span(
                text=shown_text(cell), across=_count(cell, "colspan"), down=_count(cell, "rowspan")
            )
            for cell in row
        ]
        for row in cells
    ]
    heads = 0
    while heads < len(rows) and _is_head(rows[heads], cells[heads]):
        heads += 1
    return fill(spans, heads=heads if heads < len(rows) else 0)


def _is_head(row: lxml_html.HtmlElement, cells: list[lxml_html.HtmlElement]) -> bool:
    is_in_head = row.getparent() is not None and row.getparent().tag == "thead"
    return is_in_head or (len(cells) > 1 and all(cell.tag == "th" for cell in cells))


def _nearest_table(row: lxml_html.HtmlElement) -> lxml_html.HtmlElement | None:
    return next(iter(row.iterancestors("table")), None)


def _count(cell: lxml_html.HtmlElement, name: str) -> int:
    stated = re.match(r"\s*(\d{1,6})", cell.get(name, ""))
    # rowspan=0 means all rows that follow: HTML Standard, 4.9.11.
    number = int(stated[1]) if stated else 1
    return number or (1_000_000 if name == "rowspan" else 1)


def _caption(table: lxml_html.HtmlElement) -> str:
    captions = table.xpath("./caption")
    return " ".join(shown_text(captions[0]).split()) if captions else ""


def _is_of_links(table: lxml_html.HtmlElement) -> bool:
    size = len("".join(table.text_content().split()))
    linked = sum(len("".join(link.text_content().split())) for link in table.iter("a"))
    return size == 0 or linked > _MAX_LINK_SHARE * size


def _before(element: etree._Element) -> str:
    """Return the nearest text before an element."""
    at = element
    while (parent := at.getparent()) is not None:
        previous = at.getprevious()
        while previous is not None:
            for text in (previous.tail, _last_text(previous)):
                if text and text.strip():
                    return str(text)
            previous = previous.getprevious()
        if parent.text and parent.text.strip():
            return str(parent.text)
        at = parent
    return ""


def _last_text(element: etree._Element) -> str:
    if not isinstance(element.tag, str):
        return ""
    return next((text for text in reversed(list(element.itertext())) if text.strip()), "")


def _drop(element: etree._Element) -> None:
    """Take an element out and leave the text behind it in its place."""
    parent, tail = element.getparent(), element.tail or ""
    if parent is None:
        return
    previous = element.getprevious()
    if previous is not None:
        previous.tail = _NO_XML.sub(" ", (previous.tail or "") + tail)
    else:
        parent.text = _NO_XML.sub(" ", (parent.text or "") + tail)
    parent.remove(element)
