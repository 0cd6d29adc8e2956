"""Small PDF files to be damaged by fuzzing, their streams as they are."""

import io

from fuzz_words import PROSE, ROWS

__all__ = ["pdfs"]

_FONT = "STSong-Light"


def _canvas(out, encrypt=None):
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    # Streams as they are, so that what is damaged is what is drawn.
    canvas = Canvas(out, encrypt=encrypt, pageCompression=0, invariant=True)
    canvas.setFont(_FONT, 11)
    return canvas


def pdfs():
    """Return files of text, of a table, of two columns, and with a lock."""
    return [_pdf_text(), _pdf_table(), _pdf_columns(), _pdf_locked()]


def _pdf_text():
    out = io.BytesIO()
    canvas = _canvas(out)
    for number, line in enumerate((*PROSE, *PROSE)):
        canvas.drawString(60, 770 - 20 * number, line)
    canvas.showPage()
    canvas.setFont(_FONT, 11)
    canvas.rotate(90)
    canvas.drawString(60, -90, PROSE[1])
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _pdf_table():
    out = io.BytesIO()
    canvas = _canvas(out)
    edges_x, edges_y = [60, 200, 280, 360, 480], [700, 675, 650, 625, 600]
    canvas.drawString(200, 720, "表1 产量（单位：万吨）")
    canvas.grid(edges_x, edges_y)
    for y, row in enumerate(ROWS):
        for x, text in enumerate(row):
            canvas.drawString(edges_x[x] + 4, edges_y[y] - 17, text)
    canvas.save()
    return out.getvalue()


def _pdf_columns():
    out = io.BytesIO()
    canvas = _canvas(out)
    canvas.drawString(200, 800, PROSE[0])
    for number in range(8):
        canvas.drawString(50, 760 - 16 * number, "全县实施重点项目十二项并完成投资二十")
        canvas.drawString(310, 760 - 16 * number, "人数持续增加3521人有力支持了农村基础")
    canvas.setFont(_FONT, 6)
    canvas.drawString(255, 765, "[1]")
    canvas.save()
    return out.getvalue()


def _pdf_locked():
    from reportlab.lib.pdfencrypt import StandardEncryption

    out = io.BytesIO()
    canvas = _canvas(out, encrypt=StandardEncryption("", ownerPassword="x", strength=128))
    canvas.drawString(60, 770, PROSE[1])
    canvas.save()
    return out.getvalue()
