"""Real footnotes for python-docx, which has none: the part, its relationship and its styles."""

from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from lxml import etree

__all__ = ["Footnotes"]

# Ids that Word reserves for the lines between the text and the notes.
_SEPARATORS = ((-1, "separator"), (0, "continuationSeparator"))
_SIZE = Pt(9)
_TEXT, _REFERENCE = "Footnote Text", "Footnote Reference"
_Element = Any  # Any: an element of lxml, which publishes no types


class Footnotes:
    """The footnotes of one document; `finish` puts them into it."""

    def __init__(self, document: Document) -> None:
        """Add the styles of footnotes to a document."""
        self._document = document
        self._root = etree.fromstring(f"<w:footnotes {nsdecls('w')}/>")
        for id, kind in _SEPARATORS:
            note = _made("w:footnote", {"w:type": kind, "w:id": str(id)})
            _within(note, "w:p", "w:r").append(_made(f"w:{kind}"))
            self._root.append(note)
        text = document.styles.add_style(_TEXT, WD_STYLE_TYPE.PARAGRAPH)
        text.base_style = document.styles["Normal"]
        text.font.size = _SIZE
        text.paragraph_format.space_after = Pt(0)
        mark = document.styles.add_style(_REFERENCE, WD_STYLE_TYPE.CHARACTER)
        mark.font.superscript = True

    @property
    def count(self) -> int:
        """How many notes there are."""
        return len(self._root) - len(_SEPARATORS)

    def add(self, paragraph: Paragraph, texts: Sequence[str]) -> int:
        """Put a mark behind a paragraph's text and a note of these paragraphs below the page.

        Returns:
            The number that Word shows.
        """
        number = self.count + 1
        run = paragraph.add_run()
        run.style = _REFERENCE
        run._r.append(_made("w:footnoteReference", {"w:id": str(number)}))
        note = _made("w:footnote", {"w:id": str(number)})
        for position, text in enumerate(texts):
            note.append(_note_paragraph(text, is_first=position == 0))
        self._root.append(note)
        return number

    def finish(self) -> None:
        """Put the notes into the document, once."""
        package = self._document.part.package
        blob = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)
        name = PackURI("/word/footnotes.xml")
        part = Part(name, CONTENT_TYPE.WML_FOOTNOTES, blob, package)
        self._document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        known = _made("w:footnotePr")
        for id, _ in _SEPARATORS:
            known.append(_made("w:footnote", {"w:id": str(id)}))
        settings = self._document.settings.element
        # The schema wants it before what follows in the settings that python-docx brings.
        compat = settings.find(qn("w:compat"))
        settings.insert(len(settings) if compat is None else settings.index(compat), known)


def _note_paragraph(text: str, *, is_first: bool) -> _Element:
    paragraph = _made("w:p")
    _within(paragraph, "w:pPr").append(_made("w:pStyle", {"w:val": _TEXT.replace(" ", "")}))
    if is_first:
        mark = _within(paragraph, "w:r")
        style = _made("w:rStyle", {"w:val": _REFERENCE.replace(" ", "")})
        _within(mark, "w:rPr").append(style)
        mark.append(_made("w:footnoteRef"))
    written = _made("w:t", {"xml:space": "preserve"})
    written.text = f" {text}" if is_first else text
    _within(paragraph, "w:r").append(written)
    return paragraph


def _made(name: str, attributes: dict[str, str] | None = None) -> _Element:
    element: _Element = OxmlElement(name)
    for key, value in (attributes or {}).items():
        element.set(qn(key), value)
    return element


def _within(parent: _Element, *names: str) -> _Element:
    """Append elements, each in the one before; return the innermost."""
    for name in names:
        child = _made(name)
        parent.append(child)
        parent = child
    return parent
