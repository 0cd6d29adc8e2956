"""Reads pictures of pages by text recognition."""

import io
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ingest.errors import UnreadableError
from ingest.load.blocks import Loaded
from ingest.load.damage import DAMAGES
from ingest.load.ocr import OCR_HINT, can_recognise
from ingest.load.pdf_document import combined
from ingest.load.pdf_page import Page, Picture, read_picture
from ingest.opening import Opening
from ingest.timing import Allowance

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["load_picture", "page_picture"]

# A camera of 2026 takes 50 million; three bytes each are taken while a picture is read.
_MAX_PIXELS = 80_000_000
_MAX_SIDE_PX = 2600
_MAX_WIDTH_PX = 1600
"""Of a long strip, such as a web page saved as a picture."""
_STRIP = 2.5
# What text recognition takes a picture for: only proportions count.
_DPI = 150
_TIME_SHARE = 0.85


def load_picture(content: bytes, opening: Opening) -> Loaded:
    """Return the paragraphs and table rows of a picture; the pages of a TIFF are pages.

    Raises:
        UnreadableError: It is damaged or too large, shows no text, or text recognition is not
            installed.
    """
    if not can_recognise():
        raise UnreadableError("this is a picture, and text recognition is missing", hint=OCR_HINT)
    limits = opening.limits
    allowance = Allowance(
        seconds=_TIME_SHARE * limits.seconds, page_seconds=limits.ocr_page_seconds
    )
    image = _opened(content)
    count = _frames(image)
    most = min(count, limits.pages, limits.ocr_pages)
    pages: list[Page] = []
    slowest = 0.0
    for picture in _pictures(image, most):
        if slowest > allowance.left_for_page_s:
            break
        opening.begin_page()
        allowance.begin_page()
        started = time.monotonic()
        pages.append(read_picture(picture))
        slowest = max(slowest, time.monotonic() - started)
    return combined((image.format or "picture").lower(), pages, count=count)


def page_picture(content: bytes, number: int) -> Picture:
    """Return a page, counted from 1, as `load_picture` reads it.

    Raises:
        UnreadableError: The picture is damaged or too large, or has no such page.
    """
    image = _opened(content)
    if not 0 < number <= _frames(image):
        raise UnreadableError(
            f"the file has no page {number}", hint="Its metadata says how many pages there are."
        )
    try:
        with _quietly():
            image.seek(number - 1)
            return _picture(image)
    except DAMAGES as error:
        raise _damaged() from error


def _opened(content: bytes) -> "Image.Image":
    from PIL import Image, UnidentifiedImageError

    try:
        with _quietly():
            image = Image.open(io.BytesIO(content))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(str(error)) from error
    except (UnidentifiedImageError, *DAMAGES) as error:
        raise _damaged() from error
    if image.width * image.height > _MAX_PIXELS:
        raise _too_large(f"{image.width} x {image.height} pixels")
    return image


def _frames(image: "Image.Image") -> int:
    if image.format != "TIFF":
        return 1
    try:
        with _quietly():
            return int(getattr(image, "n_frames", 1))
    except DAMAGES as error:
        raise _damaged() from error


@contextmanager
def _quietly() -> Iterator[None]:
    """Let Pillow not warn of what else a camera wrote wrongly into a file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield


def _too_large(size: str) -> UnreadableError:
    return UnreadableError(
        f"the picture is too large: {size}",
        hint="Save it smaller: 2500 pixels along a page's longer side are enough.",
    )


def _damaged() -> UnreadableError:
    return UnreadableError(
        "the picture cannot be opened", hint="Open it in a viewer and save it as .png or .jpg."
    )


def _pictures(image: "Image.Image", count: int) -> Iterator[Picture]:
    for frame in range(count):
        try:
            with _quietly():
                image.seek(frame)
                picture = _picture(image)
        except DAMAGES as error:
            if frame == 0:
                raise _damaged() from error
            return
        yield picture


def _picture(image: "Image.Image") -> Picture:
    import numpy as np

    return Picture(image=np.asarray(_upright(image)), dpi=_DPI)


def _upright(image: "Image.Image") -> "Image.Image":
    """Return a frame as its camera says it stands, on white, in RGB, of a bounded size."""
    from PIL import Image, ImageOps

    if image.width * image.height > _MAX_PIXELS:
        raise ValueError("too large")
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail(_bounds(*upright.size))
    if upright.mode.startswith("I"):  # 16 bits of grey
        upright = upright.point(lambda level: level / 256).convert("L")
    if upright.has_transparency_data:
        ground = Image.new("RGBA", upright.size, "white")
        ground.alpha_composite(upright.convert("RGBA"))
        upright = ground
    return upright.convert("RGB")


def _bounds(width: int, height: int) -> tuple[int, int]:
    if height > _STRIP * width:
        return min(width, _MAX_WIDTH_PX), height
    return _MAX_SIDE_PX, _MAX_SIDE_PX
