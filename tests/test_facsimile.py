"""Pages of files as they are printed, and the place of a quote on them."""

import io
from dataclasses import replace

import pytest
from PIL import Image
from printing import LINES, picture
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import UnreadableError, UnsupportedError
from ingest.facsimile import draw_page, mark_page
from ingest.load.ocr import can_recognise
from ingest.opening import Opening
from ingest.workers import Workers

PLAIN = Opening()
_FONT = "STSong-Light"
_SIZE = (400, 600)
_SENTENCE = "粮食总产量达到12.5万吨"


def pdf(*, turn: int = 0, image: Image.Image | None = None) -> bytes:
    """Return two pages; the sentence stands on the second, 300 of 600 points from below."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=_SIZE)
    canvas.setPageRotation(turn)
    canvas.showPage()
    canvas.setPageRotation(turn)
    if image:
        canvas.drawImage(ImageReader(image), 0, 300, 400, 400 * image.height / image.width)
    else:
        canvas.setFont(_FONT, 20)
        canvas.drawString(40, 300, _SENTENCE)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def test_a_page_of_a_pdf_is_drawn_in_its_proportions() -> None:
    drawn = draw_page("a.pdf", pdf(), PLAIN, number=2)
    opened = Image.open(io.BytesIO(drawn.jpeg))
    assert opened.format == "JPEG"
    assert opened.size == (drawn.width, drawn.height) == (1240, 1860)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_words_under_the_marks_are_dark_however_the_page_is_turned(turn: int) -> None:
    content = pdf(turn=turn)
    [(left, top, right, bottom)] = mark_page(
        "a.pdf", content, PLAIN, number=2, quote=_SENTENCE
    ).boxes
    image = Image.open(io.BytesIO(draw_page("a.pdf", content, PLAIN, number=2).jpeg)).convert("L")
    box = (left * image.width, top * image.height, right * image.width, bottom * image.height)
    # The sentence is all that stands on the page: inside the box there is ink, outside none.
    assert image.crop(tuple(map(round, box))).getextrema()[0] < 100
    ink = image.point(lambda level: 255 * (level < 128)).getbbox()
    assert ink is not None
    slack = 8
    assert box[0] - slack <= ink[0] <= ink[2] <= box[2] + slack
    assert box[1] - slack <= ink[1] <= ink[3] <= box[3] + slack


def test_a_quote_that_is_not_on_the_page_has_no_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.facsimile.can_recognise", lambda: False)
    assert mark_page("a.pdf", pdf(), PLAIN, number=1, quote=_SENTENCE).boxes == ()


@pytest.mark.parametrize("number", [0, 3])
def test_a_page_that_is_not_there_is_refused(number: int) -> None:
    with pytest.raises(UnreadableError, match="no page"):
        draw_page("a.pdf", pdf(), PLAIN, number=number)
    with pytest.raises(UnreadableError, match="no page"):
        mark_page("a.pdf", pdf(), PLAIN, number=number, quote="粮食")


def test_a_picture_is_its_own_page() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(buffer, "PNG")
    drawn = draw_page("a.png", buffer.getvalue(), PLAIN, number=1)
    assert (drawn.width, drawn.height) == (300, 200)
    with pytest.raises(UnreadableError, match="no page 2"):
        draw_page("a.png", buffer.getvalue(), PLAIN, number=2)


def test_a_file_without_pages_says_so() -> None:
    with pytest.raises(UnsupportedError, match="no pages of its own"):
        draw_page("a.txt", "粮食".encode(), PLAIN, number=1)


@pytest.mark.slow
@pytest.mark.skipif(not can_recognise(), reason="text recognition is not installed")
def test_a_line_of_a_scan_on_its_side_is_marked_where_it_stands() -> None:
    buffer = io.BytesIO()
    upright = picture()
    upright.rotate(90, expand=True).save(buffer, "PNG")  # counter-clockwise
    begun: list[None] = []
    opening = replace(PLAIN, begin_page=lambda: begun.append(None))
    [(left, top, right, bottom)] = mark_page(
        "a.png", buffer.getvalue(), opening, number=1, quote=LINES[1]
    ).boxes
    # The second of the lines, from 73 pixels of the upright page's height on, about 26 high.
    assert left * upright.height == pytest.approx(73, abs=14)
    assert right * upright.height == pytest.approx(73 + 34, abs=14)
    assert bottom * upright.width == pytest.approx(upright.width - 30, abs=14)
    assert top < bottom
    assert len(begun) == 1


def test_pages_are_drawn_and_marked_in_a_process_of_their_own() -> None:
    with Workers(count=1) as workers:
        drawn = workers.draw("a.pdf", pdf(), PLAIN, page=2)
        marks = workers.mark("a.pdf", pdf(), PLAIN, page=2, quote=_SENTENCE)
        with pytest.raises(UnreadableError, match="no page 9"):
            workers.draw("a.pdf", pdf(), PLAIN, page=9)
        with pytest.raises(UnsupportedError):
            workers.draw("a.txt", b"text", PLAIN, page=1)
    assert (drawn.width, len(marks.boxes)) == (1240, 1)
