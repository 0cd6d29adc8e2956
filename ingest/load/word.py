"""Takes a Word document apart into paragraphs and tables; decides nothing about them.

The elements are those of ECMA-376 Part 1, 17. python-docx leaves out what stands in content
controls, text boxes and accepted changes, so the text is read from the elements themselves.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from ingest.load.marks import is_mark, raised

__all__ = ["Word", "WordCell", "WordTable", "WordText", "read_word"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# What was taken back by its author, and what belongs to fields and formulas of the program.
_LEFT_OUT = {f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr")}
_LEFT_OUT.add(_ALTERNATIVE)
_BREAKS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t", f"{_W}noBreakHyphen": "-"}
_SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")
_NOTES = re.compile(r"/(?:footnotes|endnotes)$")

Element = Any  # Any: lxml has no types for elements of a package


@dataclass(frozen=True, kw_only=True, slots=True)
class WordText:
    """A paragraph."""

    text: str
    style: str = ""
    """Name of its style."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WordCell:
    """A cell, placed by what it is merged over."""

    items: tuple["WordText | WordTable", ...]
    across: int = 1
    down: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class WordTable:
    """A table, each merged cell once."""

    rows: tuple[tuple[WordCell, ...], ...]
    heads: int = 0
    """Rows from the top that are repeated on each page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """A document."""

    body: tuple[WordText | WordTable, ...]
    notes: tuple[WordText | WordTable, ...]
    """Footnotes, then endnotes."""
    title: str
    source: str
    """All its text, marks of notes included."""
    marks: tuple[str, ...]
    """Marks of notes that were left out."""


def read_word(file: IO[bytes], *, depth: int) -> Word:
    """Read a Word package.

    Raises:
        docx.opc.exceptions.PackageNotFoundError: It is no package.
        KeyError: A part is missing.
        ValueError: It is a package of another application, or nested deeper than `depth`.
        SyntaxError: A part is no XML.
    """
    import docx

    document = docx.Document(file)
    reader = _Reader(depth=depth, styles=_styles(document))
    body = tuple(reader.items(document.element.body, 0))
    notes = [root for each in document.part.rels.values() if (root := _note_root(each)) is not None]
    found = tuple(note for root in notes for note in reader.notes(root))
    return Word(
        body=body,
        notes=found,
        title=document.core_properties.title or "",
        source="\n".join(reader.source),
        marks=tuple(reader.marks),
    )


def _styles(document: Any) -> dict[str, str]:  # Any: a python-docx document
    styles = document.styles.element.iterchildren(f"{_W}style")
    names = ((style.get(f"{_W}styleId"), style.find(f"{_W}name")) for style in styles)
    return {key: name.get(f"{_W}val", "") for key, name in names if key and name is not None}


def _note_root(relation: Any) -> Element | None:  # Any: a python-docx relation
    from lxml import etree

    if relation.is_external or not _NOTES.search(relation.reltype):
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(relation.target_part.blob, parser)


@dataclass
class _Reader:
    depth: int
    styles: dict[str, str]
    source: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    _boxes: list[WordText | WordTable] = field(default_factory=list)

    def items(self, parent: Element, level: int) -> Iterator[WordText | WordTable]:
        """Yield what stands in a body, cell, text box or content control, in order."""
        if level > self.depth:
            raise ValueError(f"elements are nested more than {self.depth} deep")
        for child in parent.iterchildren():
            if child.tag == f"{_W}p":
                yield self._paragraph(child, level)
                yield from self._boxes
                self._boxes = []
            elif child.tag == f"{_W}tbl":
                yield self._table(child, level + 1)
            elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
                yield from self.items(child, level + 1)

    def notes(self, root: Element) -> Iterator[WordText | WordTable]:
        """Yield the footnotes or endnotes of a part, the tables of each behind its text."""
        for note in root.iterchildren():
            if isinstance(note.tag, str) and note.get(f"{_W}type") not in _SEPARATORS:
                items = [*self.items(note, 0)]
                texts = [each.text.strip() for each in items if isinstance(each, WordText)]
                text = " ".join(filter(None, texts))
                if text:
                    yield WordText(text=f"注：{text}")
                yield from (each for each in items if isinstance(each, WordTable))

    def _paragraph(self, paragraph: Element, level: int) -> WordText:
        parts: list[str] = []
        self._runs(paragraph, parts, level)
        text = "".join(parts)
        self.source.append(text)
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        name = "" if style is None else self.styles.get(style.get(f"{_W}val", ""), "")
        return WordText(text=text, style=name)

    def _runs(self, parent: Element, parts: list[str], level: int) -> None:
        """Add the text of runs, also of those in links, changes and content controls."""
        if level > self.depth:
            raise ValueError(f"elements are nested more than {self.depth} deep")
        for child in parent.iterchildren():
            if child.tag == f"{_W}r":
                self._run(child, parts, level)
            elif child.tag == f"{_W}txbxContent":
                self._box(child, level)
            elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
                self._runs(child, parts, level + 1)

    def _run(self, run: Element, parts: list[str], level: int) -> None:
        own: list[str] = []
        for child in run.iterchildren():
            if child.tag == f"{_W}t":
                own.append(child.text or "")
            elif child.tag in _BREAKS:
                own.append(_BREAKS[child.tag])
            elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
                self._runs(child, own, level + 1)
        text = "".join(own)
        align = run.find(f"{_W}rPr/{_W}vertAlign")
        if text and align is not None and align.get(f"{_W}val") == "superscript":
            before = "".join(parts)
            if is_mark(text, before):
                self.marks.append(text)
                self.source.append(text)
                return
            text = raised(text, before)
        parts.append(text)

    def _box(self, box: Element, level: int) -> None:
        held, self._boxes = self._boxes, []
        found = [*self.items(box, level + 1)]
        self._boxes = [*held, *(each for each in found if _is_filled(each))]

    def _table(self, table: Element, level: int) -> WordTable:
        rows = [row for row in _descend(table, f"{_W}tr")]
        placed = [self._row(row, level) for row in rows]
        heads = 0
        while heads < len(rows) and rows[heads].find(f"{_W}trPr/{_W}tblHeader") is not None:
            heads += 1
        merged = [_merged(placed, y) for y in range(len(placed))]
        return WordTable(rows=tuple(merged), heads=heads)

    def _row(self, row: Element, level: int) -> list["_Placed"]:
        before = row.find(f"{_W}trPr/{_W}gridBefore")
        x = int(before.get(f"{_W}val", "0")) if before is not None else 0
        cells = [_Placed(x=0, across=x, cell=None, goes_on=False)] if x else []
        for cell in _descend(row, f"{_W}tc"):
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            across = max(1, int(span.get(f"{_W}val", "1"))) if span is not None else 1
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
            items = tuple(self.items(cell, level + 1))
            cells.append(_Placed(x=x, across=across, cell=items, goes_on=goes_on))
            x += across
        return cells


@dataclass(frozen=True, kw_only=True, slots=True)
class _Placed:
    x: int
    across: int
    cell: tuple[WordText | WordTable, ...] | None
    goes_on: bool
    """It is the rest of the cell above."""


def _is_filled(item: WordText | WordTable) -> bool:
    return isinstance(item, WordTable) or bool(item.text.strip())


def _descend(parent: Element, tag: str) -> Iterator[Element]:
    """Yield the nearest elements of a tag, also those in content controls."""
    for child in parent.iterchildren():
        if child.tag == tag:
            yield child
        elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
            yield from _descend(child, tag)


def _merged(rows: list[list[_Placed]], y: int) -> tuple[WordCell, ...]:
    """Return the cells that begin in a row, with how many rows each is merged over."""
    cells = []
    for placed in rows[y]:
        if placed.goes_on and y and any(each.x == placed.x for each in rows[y - 1]):
            continue
        down = 1
        while y + down < len(rows) and any(
            each.x == placed.x and each.goes_on for each in rows[y + down]
        ):
            down += 1
        cells.append(WordCell(items=placed.cell or (), across=placed.across, down=down))
    return tuple(cells)
