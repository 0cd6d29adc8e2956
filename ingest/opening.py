"""How a file may be opened: what reading it may cost, and its password; knows no format."""

from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["Limits", "Opening"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What reading one file may cost. The defaults hold on a machine with 4 GB of memory.

    Each is a setting: `WENCE_MAX_` and its name in capitals, but `WENCE_MAX_UPLOAD_MB` for
    `file_mb`. Over the last three, the process that reads the file is ended.
    """

    file_mb: int = 200
    """Bytes of the file, in millions."""
    unpacked_mb: int = 400
    """Bytes that an archive (.docx, .xlsx, .pptx, .epub) unpacks to, in millions."""
    pages: int = 3000
    ocr_pages: int = 200
    """Pages read by text recognition; those after them are named as unread."""
    cells: int = 2_000_000
    """Cells of all sheets and tables of a file, with those that a merged range fills."""
    depth: int = 100
    """Nesting of elements, tables or archives."""
    seconds: int = 120
    """Wall time. A loader is told three quarters of it, so that it can stop in time by itself."""
    ocr_page_seconds: int = 30
    """Wall time that each page read by text recognition may take beside that: five times what one
    takes, as several files are read at a time and a page on its side is read thrice.
    """
    memory_mb: int = 1500
    """What a reading process may grow by, in millions of bytes of private memory.

    Text recognition of a page takes 600 of them with its engine (measured with rapidocr 3.10).
    """


def _unheard() -> None:
    """Take notice of a page where nobody waits for the reading."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """What a loader is told beside the bytes."""

    limits: Limits = field(default_factory=Limits)
    password: str = field(default="", repr=False)
    begin_page: Callable[[], None] = field(default=_unheard, repr=False, compare=False)
    """To be called before each page that is read by text recognition."""
