"""Reads Markdown, with YAML front matter."""

import re
from collections.abc import Iterator

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.load.blocks import Block, Loaded
from ingest.load.encoding import decode
from ingest.load.html import html_blocks
from ingest.load.table import rows_to_blocks
from ingest.load.wrapping import join, unwrap
from ingest.opening import Opening

__all__ = ["load_markdown"]

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*\n", re.DOTALL)
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
    # Text taken from PDFs is indented by four spaces, which Markdown would call code.
    parser = MarkdownIt("commonmark").enable("table").disable("code")
    return Loaded(
        format="md",
        blocks=tuple(_blocks(parser.parse(body))),
        metadata=_metadata(front[1]) if front else {},
        encoding=decoded.encoding,
        warnings=decoded.warnings,
    )


def _metadata(front_matter: str) -> dict[str, str]:
    try:
        values = yaml.safe_load(front_matter)
    except yaml.YAMLError:
        return {}  # dashes around prose, not front matter
    if not isinstance(values, dict):
        return {}
    return {_FIELDS[key]: str(value) for key, value in values.items() if key in _FIELDS and value}


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    for i, token in enumerate(tokens):
        if token.type == "table_open":
            yield from rows_to_blocks(_table(tokens[i:]))
        elif token.type == "fence":
            yield from (Block(text=text) for _, text in unwrap(token.content.splitlines()))
        elif token.type == "html_block":
            yield from html_blocks(token.content)
        elif token.type == "inline" and tokens[i - 1].type == "heading_open":
            yield Block(text=join(_plain(token)), level=int(tokens[i - 1].tag[1:]))
        elif token.type == "inline" and tokens[i - 1].type not in ("th_open", "td_open"):
            yield from (Block(text=text) for _, text in unwrap(_plain(token)))


def _table(tokens: list[Token]) -> list[list[str]]:
    """Return the cells of the table that the tokens begin with."""
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(join(_plain(token)))
        elif token.type == "table_close":
            break
    return rows


def _plain(inline: Token) -> list[str]:
    """Return the lines of an inline token without their marks."""
    lines = [""]
    for child in inline.children or ():
        if child.type in ("softbreak", "hardbreak"):
            lines.append("")
        elif child.type in ("text", "code_inline"):
            lines[-1] += child.content
    return lines
