"""Bytes to text: finds the encoding of Chinese text files; knows no format."""

import codecs
from dataclasses import dataclass

from charset_normalizer import from_bytes

from ingest.errors import UnreadableError

__all__ = ["Decoded", "decode"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# GB18030 holds all of GB2312 and GBK. Left to itself, charset-normalizer takes short GBK texts for
# Korean.
_CANDIDATES = ["gb18030", "big5", "utf_16_le", "utf_16_be", "utf_32_le", "utf_32_be"]
_SAMPLE_BYTES = 100_000
_MAX_CONTROL_SHARE = 0.02
_MAX_DAMAGED_SHARE = 0.01
_MAX_DAMAGED = 3
_TEXT_CONTROLS = frozenset("\t\n\r\f\v\x1a\x85")


@dataclass(frozen=True, kw_only=True, slots=True)
class Decoded:
    """Text and the encoding it was in."""

    text: str
    encoding: str
    damaged: int = 0
    """Places where the bytes were not valid; each is U+FFFD in the text."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the reader of the text should know."""
        return (f"{self.damaged} damaged places in the file",) if self.damaged else ()


def decode(content: bytes, *, declared: str = "") -> Decoded:
    """Decode a text file, trying its byte order mark, UTF-8, what it declares, then detection.

    Raises:
        UnreadableError: The bytes are not text in any encoding known here.
    """
    decoded = _marked(content) or _strict(content, "utf-8") or _strict(content, declared)
    decoded = decoded or _detected(content) or _damaged(content)
    if decoded is None or _is_junk(decoded.text):
        raise UnreadableError(
            "the file is not text in any known encoding",
            hint="It may be a program, an archive or a picture under another name. "
            "Open it, save it as .docx, .pdf or UTF-8 text, and give that file.",
        )
    return decoded


def _marked(content: bytes) -> Decoded | None:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            text = content.decode(encoding, errors="replace")
            return Decoded(text=text, encoding=encoding, damaged=text.count("\ufffd"))
    return None


def _strict(content: bytes, encoding: str) -> Decoded | None:
    try:
        text = content.decode(encoding or "ascii")
    except (UnicodeDecodeError, LookupError):
        return None
    return None if "\x00" in text else Decoded(text=text, encoding=encoding or "ascii")


def _detected(content: bytes) -> Decoded | None:
    # A page may begin with much ASCII: the sample starts where that ends.
    start = next((i for i, byte in enumerate(content) if byte > 0x7F), 0)
    start -= start % 4
    sample = content[start : start + _SAMPLE_BYTES]
    best = from_bytes(sample, cp_isolation=_CANDIDATES).best()
    return _strict(content, best.encoding) if best else None


def _damaged(content: bytes) -> Decoded | None:
    """Decode a file in which a few bytes are wrong: one lost byte must not lose a report."""
    decodings = [
        Decoded(text=text, encoding=encoding, damaged=text.count("\ufffd"))
        for encoding in ("utf-8", "gb18030", "big5")
        for text in [content.decode(encoding, errors="replace")]
    ]
    best = min(decodings, key=lambda each: each.damaged)
    written = sum(not char.isascii() for char in best.text)
    is_slight = best.damaged <= max(_MAX_DAMAGED, _MAX_DAMAGED_SHARE * written)
    return best if is_slight and 2 * best.damaged < written else None


def _is_junk(text: str) -> bool:
    controls = sum(1 for char in text if char < " " and char not in _TEXT_CONTROLS)
    return controls > _MAX_CONTROL_SHARE * max(len(text), 1)
