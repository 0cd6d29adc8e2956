"""Shows pages of PDFs and pictures as they are printed, and where a quote stands on them.

To be called in a process that reads files: what it opens may be hostile.
"""

import io
import math
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ingest.errors import UnreadableError, UnsupportedError
from ingest.load import FORMATS
from ingest.load.kind import kind
from ingest.load.ocr import Reading, can_recognise, recognise
from ingest.load.pdf import load_pdf
from ingest.load.pdf_file import open_pdf
from ingest.load.pdf_page import render
from ingest.load.picture import load_picture, page_picture
from ingest.locate import Box, Spot, locate
from ingest.opening import Opening
from ingest.types import PageImage, PageMarks

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

__all__ = ["draw_page", "mark_page"]

# Twice the width at which a page is shown beside an answer, for dense screens.
_WIDTH_PX = 1240
_MOST_HEIGHT_PX = 6000
_QUALITY = 82
# Device units in which PDFium gives positions, as whole numbers.
_FINE = 100_000


def draw_page(name: str, content: bytes, opening: Opening, *, number: int) -> PageImage:
    """Return a page, counted from 1, 1240 pixels wide.

    Raises:
        UnreadableError: The file is damaged or locked, or has no such page.
        UnsupportedError: Its format has no pages of its own.
    """
    if _is_pdf(name, content):
        with _page(content, opening, number) as page:
            width, height = page.get_size()
            scale = min(_WIDTH_PX / width, _MOST_HEIGHT_PX / height)
            image = page.render(scale=scale).to_pil().convert("RGB")
    else:
        image = _pillow(page_picture(content, number).image)
        image.thumbnail((_WIDTH_PX, _MOST_HEIGHT_PX))
    written = io.BytesIO()
    image.save(written, "JPEG", quality=_QUALITY, subsampling=0)
    return PageImage(jpeg=written.getvalue(), width=image.width, height=image.height)


def mark_page(name: str, content: bytes, opening: Opening, *, number: int, quote: str) -> PageMarks:
    """Return where a quote stands on a page: by its text layer, else by text recognition.

    Empty where it is not found, or text recognition is not installed.

    Raises:
        UnreadableError: As `draw_page` does.
        UnsupportedError: As `draw_page` does.
    """
    if not _is_pdf(name, content):
        picture = page_picture(content, number)
        return PageMarks(boxes=_recognised(quote, picture.image, picture.dpi, opening))
    with _page(content, opening, number) as page:
        if boxes := locate(quote, [*_printed(page)]):
            return PageMarks(boxes=boxes)
    file = open_pdf(content, opening.password)
    try:
        picture = render(file.pages, number - 1)
    finally:
        file.pages.close()
    return PageMarks(boxes=_recognised(quote, picture.image, picture.dpi, opening))


def _is_pdf(name: str, content: bytes) -> bool:
    loader = FORMATS.get(kind(name, content))
    if loader not in (load_pdf, load_picture):
        raise UnsupportedError(
            "this file has no pages of its own",
            hint="Pages are shown of PDFs and pictures; download the original instead.",
        )
    return loader is load_pdf


@contextmanager
def _page(content: bytes, opening: Opening, number: int) -> Iterator[Any]:
    """Yield PDFium's page, and close what was opened for it."""
    import pypdfium2

    file = open_pdf(content, opening.password)
    try:
        if not 0 < number <= len(file.pages):
            raise _no_page(number)
        page = file.pages[number - 1]
        try:
            yield page
        finally:
            page.close()
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(
            f"page {number} cannot be drawn", hint="Open the original in a viewer instead."
        ) from error
    finally:
        file.pages.close()


def _no_page(number: int) -> UnreadableError:
    return UnreadableError(
        f"the file has no page {number}", hint="Its metadata says how many pages there are."
    )


def _printed(page: Any) -> Iterator[Spot]:
    """Yield the characters of a page's text layer, in shares of the page as it is drawn."""
    import ctypes

    import pypdfium2.raw as pdfium

    words = page.get_textpage()
    x, y = ctypes.c_int(), ctypes.c_int()

    def drawn(across: float, up: float) -> tuple[float, float]:
        pdfium.FPDF_PageToDevice(page.raw, 0, 0, _FINE, _FINE, 0, across, up, x, y)
        return x.value / _FINE, y.value / _FINE

    try:
        for index in range(words.count_chars()):
            code = pdfium.FPDFText_GetUnicode(words.raw, index)
            left, bottom, right, top = words.get_charbox(index, loose=True)
            yield Spot(
                chr(code) if code else " ", _around([drawn(left, bottom), drawn(right, top)])
            )
    finally:
        words.close()


def _around(points: Sequence[tuple[float, float]]) -> Box:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _recognised(
    quote: str, image: "np.ndarray[Any, Any]", dpi: float, opening: Opening
) -> tuple[Box, ...]:
    if not can_recognise():
        return ()
    opening.begin_page()
    reading = recognise(image, dpi=dpi)
    height, width = image.shape[:2]
    return locate(quote, [*_read(reading, width=width * 72 / dpi, height=height * 72 / dpi)])


def _read(reading: Reading, *, width: float, height: float) -> Iterator[Spot]:
    """Yield the characters that were recognised, in shares of the picture as it was given."""
    turned_height = width if reading.turns % 2 else height
    cos, sin = math.cos(reading.skew), math.sin(reading.skew)

    def given(x: float, up: float) -> tuple[float, float]:
        level_x, level_y = x, turned_height - up
        across, down = level_x * cos - level_y * sin, level_y * cos + level_x * sin
        match reading.turns:
            case 1:
                across, down = width - down, across
            case 2:
                across, down = width - across, height - down
            case 3:
                across, down = down, height - across
        return across / width, down / height

    for run in reading.runs:
        sizes = [2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in run.text]
        unit, x = (run.x1 - run.x0) / (sum(sizes) or 1), run.x0
        for char, size in zip(run.text, sizes, strict=True):
            yield Spot(char, _around([given(x, run.y0), given(x + size * unit, run.y1)]))
            x += size * unit


def _pillow(image: "np.ndarray[Any, Any]") -> "Image.Image":
    from PIL import Image

    return Image.fromarray(image)
