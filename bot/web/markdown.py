"""Writes a conversation as Markdown with its citations as footnotes."""

import re
from collections.abc import Iterator, Sequence

from bot.types import Citation
from bot.web.strings import Language
from bot.web.transcript import Block, source_of

__all__ = ["to_markdown"]

# Text of reports must stay text: no link, picture, heading or tag may come of it.
_ACTIVE = re.compile(r"[\\`*_{}\[\]<>|~&$]|^[ \t]*[#+=-]|(?<=\d)[.)](?=\s)", re.MULTILINE)


def to_markdown(title: str, intro: str, blocks: Sequence[Block], language: Language) -> str:
    """Return the conversation; a citation that stands several times is one footnote."""
    notes: dict[Citation, int] = {}
    paragraphs = [f"# {_plain(title)}", _plain(intro)]
    for block in blocks:
        paragraphs.append(_paragraph(block, notes))
    return "\n\n".join([*paragraphs, *_footnotes(notes, language)]) + "\n"


def _paragraph(block: Block, notes: dict[Citation, int]) -> str:
    if block.kind == "question":
        return f"## {' '.join(_plain(str(block.parts[0])).split())}"
    text = "".join(
        _lines(each) if isinstance(each, str) else f"[^{notes.setdefault(each, len(notes) + 1)}]"
        for each in block.parts
    )
    return f"*{text}*" if block.kind == "remark" else text


def _footnotes(notes: dict[Citation, int], language: Language) -> Iterator[str]:
    for citation, number in notes.items():
        quote = " ".join(citation.quote.split())
        yield f"[^{number}]: {_plain(source_of(citation, language))}：“{_plain(quote)}”"


def _lines(text: str) -> str:
    return "  \n".join(_plain(text).splitlines()) if text.strip() else text


def _plain(text: str) -> str:
    return _ACTIVE.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", text)
