"""Writes a conversation as a Word file with its citations as footnotes."""

import io
import re
from collections.abc import Sequence

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from bot.types import Citation
from bot.web.footnotes import Footnotes
from bot.web.strings import Language, words
from bot.web.transcript import Block, source_of

__all__ = ["to_word"]

# Characters that XML bars, which text recognition and old files bring.
_BARRED = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LATIN, _CHINESE = "Times New Roman", "宋体"
_A4 = Mm(210), Mm(297)
_SIZE, _SOFT = Pt(12), RGBColor(0x5B, 0x66, 0x70)


def to_word(title: str, intro: str, blocks: Sequence[Block], language: Language) -> bytes:
    """Return the bytes of the file."""
    document = docx.Document()
    _set_fonts(document)
    page = document.sections[0]
    page.page_width, page.page_height = _A4
    document.core_properties.title = _clean(title)[:255]
    document.core_properties.author = "问策 Wence"
    document.core_properties.comments = ""
    notes = _Notes(document, language)
    document.add_heading(_clean(title), level=1)
    _add_remark(document, intro)
    for block in blocks:
        _add(document, block, notes)
    notes.footnotes.finish()
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


class _Notes:
    """Footnotes by what they cite; a citation that comes again refers to its first note."""

    def __init__(self, document: Document, language: Language) -> None:
        self.footnotes = Footnotes(document)
        self._language = language
        self._numbers: dict[Citation, int] = {}

    def add(self, paragraph: Paragraph, citation: Citation) -> None:
        if number := self._numbers.get(citation):
            self.footnotes.add(paragraph, [words(self._language, "export.see", number=number)])
            return
        quote = " ".join(_clean(citation.quote).split())
        source = _clean(source_of(citation, self._language))
        self._numbers[citation] = self.footnotes.add(paragraph, [f"{source}：“{quote}”"])


def _add(document: Document, block: Block, notes: _Notes) -> None:
    if block.kind == "question":
        document.add_heading(_clean(str(block.parts[0])), level=2)
        return
    if block.kind == "remark":
        _add_remark(document, str(block.parts[0]))
        return
    paragraph = document.add_paragraph()
    for part in block.parts:
        if isinstance(part, str):
            paragraph.add_run(_clean(part))
        else:
            notes.add(paragraph, part)


def _add_remark(document: Document, text: str) -> None:
    run = document.add_paragraph().add_run(_clean(text))
    run.font.size, run.font.color.rgb = Pt(10), _SOFT


def _set_fonts(document: Document) -> None:
    for name in ("Normal", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name = _LATIN
        # python-docx knows no fonts for Chinese; without one, Word takes its own choice.
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), _CHINESE)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
    normal = document.styles["Normal"]
    normal.font.size = _SIZE
    # Without it, punctuation is set as in Japan or Taiwan.
    language = OxmlElement("w:lang")
    language.set(qn("w:eastAsia"), "zh-CN")
    normal.element.rPr.append(language)


def _clean(text: str) -> str:
    return _BARRED.sub("", text)
