"""Reads files of every supported format into blocks; knows nothing of what is done with them."""

from collections.abc import Callable

from ingest.errors import UnreadableError, UnsupportedError
from ingest.load.blocks import Block, Loaded
from ingest.load.csvfile import load_csv
from ingest.load.docx import load_docx
from ingest.load.html import load_html
from ingest.load.markdown import load_markdown
from ingest.load.pdf import load_pdf
from ingest.load.text import load_text
from ingest.opening import Opening

__all__ = ["FORMATS", "Block", "Loaded", "load"]

FORMATS: dict[str, Callable[[bytes, Opening], Loaded]] = {
    ".csv": load_csv,
    ".docx": load_docx,
    ".htm": load_html,
    ".html": load_html,
    ".md": load_markdown,
    ".markdown": load_markdown,
    ".pdf": load_pdf,
    ".tsv": load_csv,
    ".txt": load_text,
}
"""Loader by file name ending."""

_HINTS = {
    ".doc": "Open it in Word or WPS and save it as .docx.",
    ".wps": "Open it in WPS and save it as .docx or PDF.",
    ".ofd": "Open it in its reader and print it to PDF.",
    ".xls": "Open it in Excel or WPS and save the sheet as .csv.",
    ".xlsx": "Save the sheet as .csv.",
    ".ppt": "Save it as PDF.",
    ".pptx": "Save it as PDF.",
}
_PICTURES = (".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".gif", ".webp")
_PICTURE_HINT = "This is a picture: run it through text recognition (OCR) and give the text."
_PLAIN = Opening()
_SIGNATURES = ((b"%PDF-", ".pdf"), (b"\xd0\xcf\x11\xe0", ".doc"))


def load(name: str, content: bytes, opening: Opening = _PLAIN) -> Loaded:
    """Read a file by the ending of its name, corrected by its first bytes.

    Raises:
        UnsupportedError: No loader reads this format.
        UnreadableError: The file is empty, damaged or locked.
    """
    if not content.strip():
        raise UnreadableError("the file is empty", hint="Check that it was saved and copied whole.")
    ending = _ending(name, content)
    if ending not in FORMATS:
        known = " ".join(sorted(FORMATS))
        hint = _PICTURE_HINT if ending in _PICTURES else _HINTS.get(ending, "")
        raise UnsupportedError(
            f"files of the kind {ending or 'without an ending'} are not read",
            hint=hint or f"Save it as one of: {known}",
        )
    return FORMATS[ending](content, opening)


def _ending(name: str, content: bytes) -> str:
    """Return the ending in lower case; a PDF named .docx is still a PDF."""
    for signature, ending in _SIGNATURES:
        if content.startswith(signature):
            named = _named_ending(name)
            return named if ending == ".doc" and named in _HINTS else ending
    return _named_ending(name)


def _named_ending(name: str) -> str:
    _, dot, ending = name.strip().rpartition(".")
    return f".{ending.lower()}" if dot else ""
