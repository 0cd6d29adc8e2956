"""Reads files of every supported format into blocks; knows nothing of what is done with them."""

from collections.abc import Callable

from ingest.errors import UnreadableError, UnsupportedError
from ingest.load.blocks import Block, Loaded
from ingest.load.csvfile import load_csv
from ingest.load.docx import load_docx
from ingest.load.epub import load_epub
from ingest.load.html import load_html
from ingest.load.kind import kind
from ingest.load.markdown import load_markdown
from ingest.load.mhtml import load_mhtml
from ingest.load.office import load_old_sheets, load_old_slides, load_old_words
from ingest.load.pdf import load_pdf
from ingest.load.picture import load_picture
from ingest.load.pptx import load_pptx
from ingest.load.spreadsheet import load_xls, load_xlsx
from ingest.load.text import load_text, load_xml
from ingest.opening import Opening

__all__ = ["FORMATS", "Block", "Loaded", "load"]

FORMATS: dict[str, Callable[[bytes, Opening], Loaded]] = {
    ".bmp": load_picture,
    ".csv": load_csv,
    ".doc": load_old_words,
    ".docx": load_docx,
    ".dot": load_old_words,
    ".epub": load_epub,
    ".gif": load_picture,
    ".htm": load_html,
    ".html": load_html,
    ".jpeg": load_picture,
    ".jpg": load_picture,
    ".md": load_markdown,
    ".markdown": load_markdown,
    ".mht": load_mhtml,
    ".mhtml": load_mhtml,
    ".odp": load_old_slides,
    ".ods": load_old_sheets,
    ".odt": load_old_words,
    ".pdf": load_pdf,
    ".png": load_picture,
    ".ppt": load_old_slides,
    ".pptm": load_pptx,
    ".pptx": load_pptx,
    ".rtf": load_old_words,
    ".srt": load_text,
    ".tif": load_picture,
    ".tiff": load_picture,
    ".tsv": load_csv,
    ".txt": load_text,
    ".webp": load_picture,
    ".wps": load_old_words,
    ".xls": load_xls,
    ".xlsm": load_xlsx,
    ".xlsx": load_xlsx,
    ".xml": load_xml,
}
"""Loader by file name ending."""

_HINTS = {
    ".dps": "Open it in WPS and save it as .pptx or PDF.",
    ".eml": "Save the letter's text as .txt, and its attachments as files, and give those.",
    ".et": "Open it in WPS and save it as .xlsx.",
    ".msg": "Open it in Outlook, save its text as .txt, and its attachments as files.",
    ".ofd": "Open it in its reader and print it to PDF.",
    ".xlsb": "Open it in Excel or WPS and save it as .xlsx.",
}
_HINTS |= dict.fromkeys(
    (".7z", ".gz", ".rar", ".tar", ".zip"), "Unpack it first, and give the files in it."
)
_PLAIN = Opening()


def load(name: str, content: bytes, opening: Opening = _PLAIN) -> Loaded:
    """Read a file by the ending of its name, corrected by its first bytes.

    Raises:
        UnsupportedError: No loader reads this format.
        UnreadableError: The file is empty, damaged or locked.
    """
    if not content.strip():
        raise UnreadableError("the file is empty", hint="Check that it was saved and copied whole.")
    ending = kind(name, content)
    if ending not in FORMATS:
        known = " ".join(sorted(FORMATS))
        hint = _HINTS.get(ending, "")
        raise UnsupportedError(
            f"files of the kind {ending or 'without an ending'} are not read",
            hint=hint or f"Save it as one of: {known}",
        )
    try:
        return FORMATS[ending](content, opening)
    except RecursionError as error:  # also of a library that follows what a damaged file says
        raise UnreadableError(
            "the file is nested too deeply",
            hint="Save its text as .docx or .txt and give that file.",
        ) from error
