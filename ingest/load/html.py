"""Reads web pages; trafilatura tells the article from the page around it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import trafilatura
from lxml import etree
from lxml import html as lxml_html

from ingest.load.alignment import Alignment, align
from ingest.load.blocks import Block, Loaded
from ingest.load.encoding import Decoded, decode
from ingest.load.page import (
    PageTable,
    drop_marks,
    page_lines,
    page_tables,
    page_text,
    parse,
    shown_text,
)
from ingest.load.table import TableText, grid_text, is_caption, rows_to_blocks
from ingest.opening import Opening

__all__ = ["html_blocks", "load_html"]

_DECLARED_BYTES = 2048
_TAG = re.compile(r"<[a-zA-Z!/]")
# Of a table that the article holds, this share of the text stands in the page's own one.
_SAME_SHARE = 0.6
_TAIL_CHARS = 15
# The article stands in the smallest element that holds this share of its text.
_ARTICLE_SHARE = 0.9


def load_html(content: bytes, opening: Opening) -> Loaded:
    """Return the article's headings, paragraphs, list items and table rows.

    Raises:
        UnreadableError: The bytes are not text.
    """
    decoded = decode(content, declared=_declared_encoding(content))
    root = parse(decoded.text) if _TAG.search(decoded.text) else None
    if root is None:
        lines = tuple(Block(text=line) for line in decoded.text.splitlines())
        return _loaded(TableText(blocks=lines), decoded)
    before = shown_text(root) if root.xpath(".//sup") else ""
    marks = drop_marks(root)
    article = _article(lxml_html.tostring(root, encoding="unicode") if before else decoded.text)
    reader = _Article(tables=page_tables(root))
    text = reader.read(article) if article is not None else TableText(blocks=())
    if article is None or not text.blocks:
        # Too short or too odd to have an article, such as a table alone: all that a reader sees.
        return _loaded(page_text(root), decoded, source=before, marks=marks)
    region = _region(root, text.blocks)
    said = [block.text for block in text.blocks if not block.is_row]
    found = align(page_lines(region), said)
    return _loaded(
        _completed(text, found),
        decoded,
        metadata=_metadata(article),
        source="\n".join((shown_text(region), *marks)),
        marks=[*marks, *found.around],
    )


def _loaded(
    text: TableText,
    decoded: Decoded,
    *,
    metadata: dict[str, str] | None = None,
    source: str = "",
    marks: list[str] | None = None,
) -> Loaded:
    dropped = [*(marks or ()), text.furniture]
    return Loaded(
        format="html",
        blocks=text.blocks,
        metadata=metadata or {},
        encoding=decoded.encoding,
        encoding_confidence=decoded.confidence,
        tables=text.tables,
        source=source,
        furniture="\n".join(filter(None, dropped)),
        warnings=decoded.warnings,
    )


def html_blocks(markup: str) -> tuple[Block, ...]:
    """Return all that a reader would see of a page or a piece of one: lines and table rows."""
    return page_text(parse(markup)).blocks


def _article(markup: str) -> etree._Element | None:
    try:
        article = trafilatura.extract(
            markup,
            output_format="xml",
            include_tables=True,
            include_comments=False,
            favor_recall=True,
            deduplicate=False,
            with_metadata=True,
            # Its guesses from running text (2015-01-01 for a report of 2017) are worse than none.
            date_extraction_params={"extensive_search": False},
        )
        return etree.fromstring(article.encode()) if article else None
    except etree.XMLSyntaxError:
        # It writes down attributes of cells that HTML allows and XML does not: <td "colspan=2>.
        return None


def _declared_encoding(content: bytes) -> str:
    head = content[:_DECLARED_BYTES].lower()
    _, found, rest = head.partition(b"charset=")
    name = rest.lstrip(b"\"' ").split(b'"')[0].split(b"'")[0].split(b">")[0].split(b";")[0]
    declared = name.decode("ascii", errors="ignore").strip() if found else ""
    return "gb18030" if declared in ("gb2312", "gbk") else declared


def _metadata(root: etree._Element) -> dict[str, str]:
    fields = {"title": "title", "date": "published", "sitename": "issuer"}
    return {field: root.get(name) for name, field in fields.items() if root.get(name)}


@dataclass
class _Article:
    """Makes blocks of an article, with its tables as the page itself has them.

    trafilatura keeps the cells of a table but not what they are merged over, and sometimes leaves a
    table out; where it stood is then told by the text before it.
    """

    tables: list[PageTable]
    _parts: list[tuple[str, TableText]] = field(default_factory=list)
    """What each part ends with, white space dropped, and its blocks."""
    _used: set[int] = field(default_factory=set)

    def read(self, root: etree._Element) -> TableText:
        """Return the blocks of an article."""
        for element in root.iter("head", "p", "item", "table", "quote", "code"):
            if element.tag == "table":
                self._add_table(element)
            elif not any(True for _ in element.iterancestors("table", "item", "quote", "p")):
                level = int(element.get("rend", "h2")[1:] or 2) if element.tag == "head" else 0
                lines = _lines(element)
                blocks = tuple(Block(text=line, level=level) for line in lines)
                self._add("".join(lines), TableText(blocks=blocks))
        self._add_left_out()
        texts = [text for _, text in self._parts]
        return TableText(
            blocks=tuple(block for text in texts for block in text.blocks),
            furniture="\n".join(text.furniture for text in texts if text.furniture),
            tables=sum(text.tables for text in texts),
        )

    def _add(self, said: str, text: TableText) -> None:
        self._parts.append(("".join(said.split())[-_TAIL_CHARS:], text))

    def _add_table(self, element: etree._Element) -> None:
        # A table within a cell is a table of its own. With its rows in each table around it too,
        # the text outgrows the page: 33,000 characters at depth 10 become 1,974,000 at depth 30.
        rows = [
            ["\n".join(_lines(cell)) for cell in row.iterchildren("cell")]
            for row in element.iterchildren("row")
        ]
        cells = {"".join(cell.split()): None for row in rows for cell in row}
        own = self._own(set(cells) - {""})
        title = self._title()
        last = next((cell for cell in reversed(cells) if cell), "")
        if own is not None:
            self._used.add(own)
            self._add(last, _text(self.tables[own], title))
            return
        blocks = tuple(rows_to_blocks(rows, caption=title))
        self._add(last, TableText(blocks=blocks, tables=int(any(each.is_row for each in blocks))))

    def _own(self, cells: set[str]) -> int | None:
        """Return which of the page's tables holds the same cells."""
        size = sum(map(len, cells))
        shares = {
            k: sum(map(len, cells & table.words)) / size
            for k, table in enumerate(self.tables)
            if k not in self._used and size
        }
        best = max(shares, key=lambda k: (shares[k], -k), default=None)
        return best if best is not None and shares[best] >= _SAME_SHARE else None

    def _title(self) -> str:
        """Return the lines right before that title a table."""
        titles: list[str] = []
        for _, text in reversed(self._parts[-2:]):
            lines = [block.text for block in text.blocks if not block.is_row]
            is_heading = any(block.level for block in text.blocks)
            if not lines or is_heading or not is_caption(lines[-1]):
                break
            titles.insert(0, lines[-1])
        return " ".join(titles)

    def _add_left_out(self) -> None:
        """Put in the tables that the article lacks though it has the text before them."""
        after: dict[int, int] = {}
        for k, table in enumerate(self.tables):
            if k in self._used or not table.before:
                continue
            ending = table.before[-_TAIL_CHARS:]
            places = [at for at, (said, _) in enumerate(self._parts) if said.endswith(ending)]
            if places and len(ending) > 1:
                place = places[-1] + 1
                lines = [block.text for block in self._parts[place - 1][1].blocks]
                title = lines[-1] if lines and is_caption(lines[-1]) else ""
                said = next((cell for cell in reversed(table.grid.rows[-1]) if cell.strip()), "")
                text = _text(table, title)
                self._parts.insert(place, ("".join(said.split())[-_TAIL_CHARS:], text))
                after[k] = place


def _text(table: PageTable, title: str) -> TableText:
    return grid_text(table.grid, caption=table.caption or title)


def _lines(element: etree._Element) -> list[str]:
    """Return the lines of an element: `lb` stands for a line break."""
    parts = [element.text or ""]
    for child in _within(element):
        parts.append(("\n" if child.tag in ("lb", "p", "item") else "") + (child.text or ""))
        parts.append(child.tail or "")
    return [line for line in "".join(parts).splitlines() if line.strip()]


def _within(element: etree._Element) -> Iterator[etree._Element]:
    """Yield what an element holds, in order, but nothing of a table in it."""
    for child in element:
        yield child
        if child.tag != "table":
            yield from _within(child)


def _completed(text: TableText, found: Alignment) -> TableText:
    """Put in the lines that the article lacks."""
    missing = dict(found.missing)
    blocks: list[Block] = []
    number = 0
    for block in text.blocks:
        if not block.is_row:
            blocks += (Block(text=line) for line in missing.get(number, ()))
            number += 1
        blocks.append(block)
    return replace(text, blocks=tuple(blocks))


def _region(root: lxml_html.HtmlElement, blocks: tuple[Block, ...]) -> etree._Element:
    """Return the smallest element that holds the article."""
    wanted = ["".join(block.text.split()) for block in blocks if not block.is_row]

    def held(element: etree._Element) -> int:
        text = "".join("".join(element.itertext()).split())
        return sum(len(each) for each in wanted if each in text)

    element, whole = root, held(root)
    inner: etree._Element | None = root
    while whole and inner is not None:
        element = inner
        inner = next(
            (each for each in _elements(element) if held(each) >= _ARTICLE_SHARE * whole), None
        )
    return element


def _elements(parent: etree._Element) -> Iterator[etree._Element]:
    return (each for each in parent.iterchildren() if isinstance(each.tag, str))
