"""Draws invented pages as pictures, for the tests of text recognition."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

__all__ = ["LINES", "picture", "table_picture"]

_FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
LINES = [
    "青禾县2024年上半年工作报告",
    "全县实施重点项目126项，完成投资21.5亿元，",
    "新建农村公路85公里，带动就业3.6万人。",
]


def _font():
    if not _FONT.exists():
        pytest.skip("the font Noto Sans CJK is not installed (fonts-noto-cjk)")
    return ImageFont.truetype(str(_FONT), 26)


def picture(lines=LINES, *, width=640):
    """Return a page of lines, black on white, as of 150 dpi."""
    image = Image.new("RGB", (width, 60 + 48 * len(lines)), "white")
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        draw.text((30, 25 + 48 * number), line, fill="black", font=_font())
    return image


def table_picture(rows, *, column=200, row=60):
    """Return a ruled table."""
    size = (column * len(rows[0]) + 60, row * len(rows) + 60)
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    for y in range(len(rows) + 1):
        draw.line((30, 30 + row * y, size[0] - 30, 30 + row * y), fill="black", width=2)
    for x in range(len(rows[0]) + 1):
        draw.line((30 + column * x, 30, 30 + column * x, size[1] - 30), fill="black", width=2)
    for y, cells in enumerate(rows):
        for x, cell in enumerate(cells):
            draw.text((45 + column * x, 40 + row * y), cell, fill="black", font=_font())
    return image
