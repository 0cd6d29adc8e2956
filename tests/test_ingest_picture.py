"""Pictures of pages: formats, frames, orientation, size and damage."""

import io
import struct
import sys
import zlib

import pytest
from PIL import Image
from printing import LINES, picture

from ingest.errors import UnreadableError
from ingest.load import load
from ingest.load.ocr import can_recognise

_engine = pytest.mark.skipif(
    not can_recognise(), reason="text recognition is not installed (pip install 'wence[ocr]')"
)
_TITLE = LINES[0]


def _saved(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def _text(loaded):
    return "".join("".join(block.text for block in loaded.blocks).split())


@_engine
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["png", "jpeg", "bmp", "gif", "webp"])
def test_picture_of_a_page_is_read(kind):
    loaded = load(f"a.{kind}", _saved(picture([_TITLE]), kind))
    assert (_text(loaded), loaded.format, loaded.ocr_pages) == (_TITLE, kind, (1,))


@_engine
@pytest.mark.slow
def test_each_page_of_a_tiff_is_a_page():
    second = picture(["全县粮食产量35.2万吨。"])
    content = _saved(picture([_TITLE]), "tiff", save_all=True, append_images=[second])
    loaded = load("a.tif", content)
    assert (loaded.pages, loaded.ocr_pages, [block.page for block in loaded.blocks]) == (
        2,
        (1, 2),
        [1, 2],
    )


def _with_huge_second_page(tiff):
    """Let the second page of a TIFF claim 60,000 pixels a side (TIFF 6.0, section 2)."""
    content = bytearray(tiff)
    (first,) = struct.unpack_from("<I", content, 4)
    (entries,) = struct.unpack_from("<H", content, first)
    (second,) = struct.unpack_from("<I", content, first + 2 + 12 * entries)
    (entries,) = struct.unpack_from("<H", content, second)
    for at in range(second + 2, second + 2 + 12 * entries, 12):
        if struct.unpack_from("<H", content, at)[0] in (256, 257):  # width and height
            struct.pack_into("<HII", content, at + 2, 4, 1, 60_000)
    return bytes(content)


@_engine
@pytest.mark.slow
def test_pages_before_one_that_claims_an_excessive_size_are_read():
    content = _saved(picture([_TITLE]), "tiff", save_all=True, append_images=[picture(["后页"])])
    loaded = load("a.tif", _with_huge_second_page(content))
    assert (_text(loaded), loaded.pages, loaded.is_partial) == (_TITLE, 2, True)


@_engine
@pytest.mark.slow
def test_picture_that_its_camera_calls_turned_is_read_upright():
    image = picture([_TITLE]).rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: to be turned by 90 degrees to the right
    assert _text(load("a.jpg", _saved(image, "jpeg", exif=exif))) == _TITLE


@_engine
@pytest.mark.slow
def test_print_on_a_transparent_ground_is_read():
    ink = picture([_TITLE]).convert("L").point(lambda level: 255 - level)
    image = Image.new("RGBA", ink.size, (0, 0, 0, 0))
    image.putalpha(ink)
    assert _text(load("a.png", _saved(image, "png"))) == _TITLE


@_engine
@pytest.mark.slow
def test_long_strip_is_read_in_parts():
    lines = [f"第{number}项任务完成投资{number}.5亿元。" for number in range(1, 58)]
    loaded = load("a.png", _saved(picture(lines, width=520), "png"))
    assert all(f"投资{number}.5亿元" in _text(loaded) for number in range(1, 58))


@_engine
def test_empty_picture_is_refused():
    with pytest.raises(UnreadableError) as caught:
        load("a.png", _saved(Image.new("RGB", (400, 300), "white"), "png"))
    assert caught.value.hint


def _claiming(width, height):
    """Return a PNG that claims a size and holds next to nothing."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\x00")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


@_engine
@pytest.mark.parametrize("side", [9_200, 10_000, 60_000])
def test_picture_of_excessive_size_is_refused_unopened(side):
    with pytest.raises(UnreadableError, match="too large"):
        load("a.png", _claiming(side, side))


@_engine
@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n and nothing else", _saved(Image.new("RGB", (400, 300)), "png")[:200]],
    ids=["header only", "cut off"],
)
def test_damaged_picture_is_refused_with_a_hint(content):
    with pytest.raises(UnreadableError) as caught:
        load("a.png", content)
    assert caught.value.hint


def test_picture_is_refused_with_the_advice_to_install_text_recognition(monkeypatch):
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(UnreadableError) as caught:
        load("a.png", _saved(Image.new("RGB", (400, 300), "white"), "png"))
    assert "wence[ocr]" in caught.value.hint
