"""Reads Markdown, with YAML front matter."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.load.blocks import Block, Loaded
from ingest.load.encoding import decode
from ingest.load.grid import Grid
from ingest.load.html import html_blocks
from ingest.load.table import TableText, grid_text, is_caption
from ingest.load.wrapping import join, unwrap
from ingest.opening import Opening

__all__ = ["load_markdown"]

# Text taken from PDFs is indented by four spaces, which Markdown would call code.
_PARSER = MarkdownIt("commonmark").enable("table").disable("code")
_GRID = re.compile(r"(^[ \t]*\+(?:[-=:]+\+)+[ \t]*\n(?:[ \t]*[|+].*\n?)+)", re.MULTILINE)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*\n", re.DOTALL)
# What is not seen: the addresses of links, pictures, definitions of addresses.
_UNSEEN = re.compile(
    r"!\[[^\]\n]*\]\([^)\n]*\)|(?<=\])\((?:[^()\n]|\([^()\n]*\))*\)|(?<=\])\[[^\]\n]*\]"
    r"|^ {0,3}\[(?!\^)[^\]\n]+\]:[ \t]+\S+.*$",
    re.MULTILINE,
)
# A note in Chinese, [^1]: 不含农户。, holds no spaces and would be taken for an address.
_NOTE = re.compile(r"^( {0,3})(\[\^[^\]\n]+\]:)", re.MULTILINE)
_FIELDS = {
    "title": "title", "标题": "title", "issuer": "issuer", "author": "issuer", "来源": "issuer",
    "发布机构": "issuer", "place": "place", "地区": "place", "period": "period",
    "date": "published", "日期": "published", "发布日期": "published", "number": "number",
    "文号": "number",
}  # fmt: skip


def load_markdown(content: bytes, opening: Opening) -> Loaded:
    """Return headings with their level, paragraphs, list items and table rows, without the marks.

    Raises:
        UnreadableError: The bytes are not text.
    """
    decoded = decode(content)
    text = decoded.text.replace("\r\n", "\n")
    front = _FRONT_MATTER.match(text)
    body = text[front.end() :] if front else text
    read = _Reader().read(_NOTE.sub(r"\1\\\2", body))
    return Loaded(
        format="md",
        blocks=read.blocks,
        metadata=_metadata(front[1]) if front else {},
        encoding=decoded.encoding,
        encoding_confidence=decoded.confidence,
        tables=read.tables,
        source=_UNSEEN.sub(" ", body),
        furniture=read.furniture,
        warnings=decoded.warnings,
    )


def _metadata(front_matter: str) -> dict[str, str]:
    try:
        # All as written: the 45th of July is for others to judge, and yes is a title.
        values = yaml.load(front_matter, yaml.BaseLoader)  # nosec B506 - makes texts only
    except (yaml.YAMLError, RecursionError):
        return {}  # dashes around prose, not front matter
    if not isinstance(values, dict):
        return {}
    stated = {_FIELDS[key]: value for key, value in values.items() if key in _FIELDS}
    return {name: value for name, value in stated.items() if value and isinstance(value, str)}


@dataclass
class _Reader:
    """Reads the parts of a text one after the other."""

    tables: int = 0
    furniture: list[str] = field(default_factory=list)
    _title: str = ""
    """The line right before, when it titles a table."""

    def read(self, body: str) -> TableText:
        """Return the blocks of a text."""
        blocks: list[Block] = []
        for part in _GRID.split(body):
            found = self._drawn(part) if _GRID.fullmatch(part) else self._written(part)
            blocks += found
        dropped = "\n".join(filter(None, self.furniture))
        return TableText(blocks=tuple(blocks), furniture=dropped, tables=self.tables)

    def _written(self, text: str) -> Iterator[Block]:
        tokens = _PARSER.parse(text)
        number = ""
        for i, token in enumerate(tokens):
            if token.type == "list_item_open" and token.info:
                number += f"{token.info}{token.markup} "  # as written, also where a viewer counts
            elif token.type == "table_open":
                yield from self._table(Grid(rows=_table(tokens[i:]), heads=1))
            elif token.type in ("fence", "html_block", "inline"):
                before = tokens[i - 1]
                for block in _blocks(token, before):
                    block = replace(block, text=number + block.text)
                    number = ""
                    # A heading is above each of the rows already.
                    is_title = not block.level and is_caption(block.text)
                    self._title = block.text if is_title else ""
                    yield block

    def _drawn(self, text: str) -> Iterator[Block]:
        """Yield the rows of a table that is drawn with +---+ and |, as pandoc writes them."""
        rows: list[list[list[str]]] = [[]]
        heads = 0
        for line in text.splitlines():
            if line.lstrip().startswith("+"):
                heads = len(rows) if "=" in line else heads
                rows.append([])
            else:
                rows[-1].append(line.strip().strip("|").split("|"))
        cells = tuple(_drawn_row(lines) for lines in rows if lines)
        heads = min(heads - 1, len(cells)) if heads else 0
        yield from self._table(Grid(rows=cells, heads=heads))

    def _table(self, grid: Grid) -> Iterator[Block]:
        text = grid_text(grid, caption=self._title)
        self._title = ""
        self.tables += text.tables
        self.furniture.append(text.furniture)
        yield from text.blocks


def _drawn_row(lines: list[list[str]]) -> tuple[str, ...]:
    """Return the cells of a row, each written over several lines."""
    width = max(map(len, lines))
    columns = ([line[x].strip() for line in lines if x < len(line)] for x in range(width))
    texts = ("\n".join(part for part in column if part) for column in columns)
    return tuple(join(_plain(_PARSER.parseInline(text)[0])) for text in texts)


def _blocks(token: Token, before: Token) -> Iterator[Block]:
    if token.type == "html_block":
        yield from html_blocks(token.content)
    elif token.type == "fence":
        yield from (Block(text=text) for _, text in unwrap(token.content.splitlines()))
    elif before.type == "heading_open":
        yield Block(text=join(_plain(token)), level=int(before.tag[1:]))
    elif before.type not in ("th_open", "td_open"):
        yield from (Block(text=text) for _, text in unwrap(_plain(token)))


def _table(tokens: list[Token]) -> tuple[tuple[str, ...], ...]:
    """Return the cells of the table that the tokens begin with."""
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(join(_plain(token)))
        elif token.type == "table_close":
            break
    return tuple(map(tuple, rows))


def _plain(inline: Token) -> list[str]:
    """Return the lines of an inline token without their marks."""
    lines = [""]
    for child in inline.children or ():
        if child.type in ("softbreak", "hardbreak"):
            lines.append("")
        elif child.type in ("text", "code_inline"):
            lines[-1] += child.content
    return lines
