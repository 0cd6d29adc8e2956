"""Bytes to text: finds the encoding of Chinese text files; knows no format."""

import codecs
import unicodedata
from dataclasses import dataclass, replace

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
_WESTERN = "cp1252"
# What a page that declares one of these really is in is the encoding that holds it.
_HOLDERS = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": _WESTERN, "latin-1": _WESTERN}
# Python's own, which take any bytes and may make single surrogates of them.
_NO_CHARSETS = ("raw_unicode_escape", "unicode_escape")
# Measured on 19 files in Chinese encodings, read as each candidate: right readings are at 0.98 and
# above, wrong ones at 0.56 and below.
_MIN_PLAUSIBLE = 0.6
_SURE = 0.9
_MOST_SURE = 0.98  # of what is only detected
# Where the frequent Han characters end: the first level of GB 2312 (3755 characters) and
# of Big5 (5401).
_LEVELS = (("gb2312", b"\xd7\xff"), ("big5", b"\xc6\x7e"))
# A right reading has hardly any character without a meaning; EUC-TW read as GB 18030 has 3 %.
_PRIVATE_WEIGHT = 4
_SAMPLE_CHARS = 20_000
_WESTERN_MARKS = frozenset("‘’“”–—…•·°£€©®§×±½¼²³«»")
_MAX_CONTROL_SHARE = 0.02
_MAX_DAMAGED_SHARE = 0.01
_MAX_DAMAGED = 3
_TEXT_CONTROLS = frozenset("\t\n\r\f\v\x1a\x85")


@dataclass(frozen=True, kw_only=True, slots=True)
class Decoded:
    """Text and the encoding it was in."""

    text: str
    encoding: str
    confidence: float = 1.0
    """How sure the encoding is, in [0, 1]: 1 when the bytes prove it, else how much of the text
    beyond ASCII is made of characters that such texts are written in."""
    damaged: int = 0
    """Places where the bytes were not valid; each is U+FFFD in the text."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the reader of the text should know."""
        if self.damaged:
            return (f"{self.damaged} damaged places in the file",)
        if self.confidence < _SURE:
            return (
                f"the encoding is uncertain and was taken for {self.encoding}: if the text is "
                "garbled, open the file, save it as UTF-8 and give that",
            )
        return ()


def decode(content: bytes, *, declared: str = "") -> Decoded:
    """Decode a text file, trying its byte order mark, UTF-8, what it declares, then detection.

    Raises:
        UnreadableError: The bytes are not text in any encoding known here.
    """
    decoded = _marked(content) or _strict(content, "utf-8")
    decoded = decoded or _declared(content, declared)
    decoded = decoded or _detected(content) or _damaged(content) or _western(content)
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
            damaged = text.count("\ufffd")
            confidence = 1 - damaged / max(len(text), 1)
            return Decoded(
                text=text, encoding=encoding, confidence=round(confidence, 2), damaged=damaged
            )
    return None


def _strict(content: bytes, encoding: str) -> Decoded | None:
    try:
        text = content.decode(encoding or "ascii")
    except (ValueError, LookupError):  # a name may hold a null byte
        return None
    return None if "\x00" in text else Decoded(text=text, encoding=encoding or "ascii")


def _declared(content: bytes, declared: str) -> Decoded | None:
    """Trust what a file declares unless that makes no text of it: such words are often copied."""
    name = declared.lower()
    if name.replace("-", "_") in _NO_CHARSETS:
        return None
    decoded = _strict(content, _HOLDERS.get(name, name)) if name else None
    share = 0.0 if decoded is None else _plausibility(decoded)
    if decoded is None or share < _MIN_PLAUSIBLE:
        return None
    return replace(decoded, confidence=round((1 + share) / 2, 2))


def _detected(content: bytes) -> Decoded | None:
    # A page may begin with much ASCII: the sample starts where that ends.
    start = next((i for i, byte in enumerate(content) if byte > 0x7F), 0)
    start -= start % 4
    sample = content[start : start + _SAMPLE_BYTES]
    found = from_bytes(sample, cp_isolation=_CANDIDATES).best()
    # Short texts of one encoding are often valid in another; the others speak only when what was
    # found is no writing.
    for encoding in (found.encoding if found else "", *_CANDIDATES):
        decoded = _strict(content, encoding) if encoding else None
        share = 0.0 if decoded is None else _plausibility(decoded)
        if decoded is not None and share >= _MIN_PLAUSIBLE:
            return replace(decoded, confidence=_rounded(share))
    return None


def _damaged(content: bytes) -> Decoded | None:
    """Decode a file in which a few bytes are wrong: one lost byte must not lose a report."""
    decodings = [
        Decoded(text=text, encoding=encoding, damaged=text.count("\ufffd"))
        for encoding in ("utf-8", "gb18030", "big5")
        for text in [content.decode(encoding, errors="replace")]
    ]
    best = max(decodings, key=_plausibility)
    written = sum(not char.isascii() for char in best.text)
    is_slight = best.damaged <= max(_MAX_DAMAGED, _MAX_DAMAGED_SHARE * written)
    share = _plausibility(best)
    if not is_slight or 2 * best.damaged >= written or share < _MIN_PLAUSIBLE:
        return None
    return replace(best, confidence=_rounded(share * (1 - best.damaged / written)))


def _western(content: bytes) -> Decoded | None:
    """Decode English with curly quotes or accents as Windows writes it."""
    decoded = _strict(content, _WESTERN)
    share = 0.0 if decoded is None else _plausibility(decoded)
    if decoded is None or share < _MIN_PLAUSIBLE:
        return None
    return replace(decoded, confidence=_rounded(share))


def _rounded(share: float) -> float:
    return round(min(share, _MOST_SURE), 2)


def _plausibility(decoded: Decoded) -> float:
    """Return the share of the characters beyond ASCII that texts in this encoding are made of."""
    text = decoded.text
    start = next((i for i, char in enumerate(text) if not char.isascii()), len(text))
    sample = text[max(start - 1, 0) :][:_SAMPLE_CHARS]
    beyond = [i for i, char in enumerate(sample) if not char.isascii()]
    if not beyond:
        return 1.0
    if decoded.encoding == _WESTERN:
        return sum(_is_western(sample, i) for i in beyond) / len(beyond)
    chars = [sample[i] for i in beyond]
    everyday = max(sum(_is_everyday(each, *level) for each in chars) for level in _LEVELS)
    private = sum(unicodedata.category(each) in ("Co", "Cn") for each in chars)
    return max(everyday - _PRIVATE_WEIGHT * private, 0) / len(chars)


def _is_western(text: str, position: int) -> bool:
    """Tell whether a character is a mark, or a letter beside one of English: café, Müller."""
    char, around = text[position], text[max(position - 1, 0) : position + 2].replace(" ", "")
    beside = any(each.isascii() and each.isalpha() for each in around)
    return char in _WESTERN_MARKS or (char.isalpha() and beside)


def _is_everyday(char: str, encoding: str, last: bytes) -> bool:
    """Tell whether a character is in the rows that one encoding gives to frequent ones and marks.

    GB 2312 gives rows A4 to A9 to kana, Greek, Cyrillic and frames, which reports do without.
    """
    try:
        code = char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return code <= last and not (encoding == "gb2312" and 0xA4 <= code[0] <= 0xA9)


def _is_junk(text: str) -> bool:
    controls = sum(1 for char in text if char < " " and char not in _TEXT_CONTROLS)
    return controls > _MAX_CONTROL_SHARE * max(len(text), 1)
