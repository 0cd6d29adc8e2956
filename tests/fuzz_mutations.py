"""Damages files at random: their bytes, the texts in them, and the parts of their archives."""

import io
import re
import zipfile

from fuzz_seeds import zipped
from lxml import etree

__all__ = ["mutated"]

_TEXTS = ("csv", "html", "md", "mht", "rtf", "srt", "tsv", "txt", "xml")
_ARCHIVES = ("docx", "epub", "pptx", "xlsx")
_RAW_SHARE = 0.08
"""Of the archives, so many are damaged as a whole; the others in what they hold."""
_BROKEN_SHARE = 0.15
_MOST_BYTES = 150_000
_NUMBERS = (
    "0", "-1", "1", "2", "255", "65536", "999999", "1048577", "2147483648", "9" * 25, "1e308",
    "NaN", "inf", "", "x", "１２", "²", "٣", "0x10", "1.5", "-0.0", " 7 ", "1,5", "%",
    "XFD1048576", "A1:XFD1048576", "B3:A1", "A0", "../../../x", "#REF!",
)  # fmt: skip
_PIECES = (
    "\x00", "\x01", "\x0b", "\x0c", "\x1a", "\x1c", "\x1d", "\x85", "\u2028", "\u2029", "\r",
    "\r\n", "\u202e", "\u200f", "\ufeff", "\ufffe", "\u3000", "\xa0", "\U0001f600", "\U00020bb7",
    "a\u0301", "\u0301", "ﬁ", "㎡", "①", "Ⅳ", "〇", "٣٥", "²", "½", "一、", "（一）", "1.",
    "1.2.3.4 ", "第一章 ", "表1", "单位：", "单位：亿元、%", "其中：", "注：", "合计", "2024年",
    "35.2万亩", "5%-6%", "百分之三十", "三千五百二十一", "1,234,567.89", "1" * 400, "1," * 200,
    "零" * 300, "万" * 50, "亿万千百十", "。" * 40, "“" * 60, "（" * 60, "\"" * 9, "..." * 30,
    " " * 300, "\n" * 30, "\t" * 40, "," * 300, "|" * 60, ";" * 40, "&amp;", "&#0;", "&#xD800;",
    "&#x110000;", "&nbsp;", "&x;", "<", ">", "</", "<!--", "-->", "<![CDATA[", "]]>",
    "<?xml version='1.0' encoding='utf-16'?>", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "<table>",
    "</table>", "<tr>", "<td>", "<td rowspan=0>", "<td colspan=999999 rowspan=999999>", "<sup>",
    "<sup>2</sup>", "<br/>", "<div>" * 300, "<table><tr><td>" * 40, "<svg>", "<h1>", "</body>",
    "<base href='//['>", "<a href='//['>", "# ", "> " * 200, "* " * 100, "[" * 200, "![](" * 40,
    "```", "`" * 30, "---\n", "+---+\n", "|-|-|\n", "{\\" * 60, "\\u-99999?", "charset=gb2312",
    "charset=utf-7", "charset=undefined ", "charset=unicode_escape ", "charset=a\x00b", "+2AA-",
    "\\ud800", "charset=base64", "charset=\"", "!!python/object:x ", "&a [*a]", "%PDF-1.4",
    "PK\x03\x04",
)  # fmt: skip
_ATTRIBUTE = re.compile(rb"""=\s*(["'])([^"'<>]{0,80})\1""")
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_TAG = re.compile(rb"<[^<>]{1,300}>")
_LINE = re.compile(rb"[^\n]*\n?")


def mutated(content, ending, rng):
    """Return a file of a format with one to eight damages; `rng` decides on all of them."""
    if (
        ending in _ARCHIVES
        and zipfile.is_zipfile(io.BytesIO(content))
        and rng.random() > _RAW_SHARE
    ):
        return _archive(content, rng)
    if ending not in (*_TEXTS, "pdf"):
        return _damaged(content, rng, _BYTE_WAYS)
    damaged = _damaged(content, rng, _TEXT_WAYS)
    # A file that is no text is refused at once: most are to get further.
    if _is_utf8(content) and not _is_utf8(damaged) and rng.random() > _BROKEN_SHARE:
        return damaged.decode("utf-8", errors="ignore").encode()
    return damaged


def _is_utf8(content):
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _damaged(content, rng, ways):
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 5, 8))):
        content = rng.choice(ways)(content, rng)[:_MOST_BYTES]
    return content


def _archive(content, rng):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    names = [name for name in members if not name.endswith(("/", ".jpeg", ".png", ".bin"))]
    telling = [name for name in names if _tells(name)] or names
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        name = rng.choice(telling if rng.random() < 0.75 else names)
        if rng.random() < 0.04:
            members.pop(name, None)
        elif rng.random() < 0.05:
            members[name] = members.get(rng.choice(names), b"")
        else:
            damaged = _damaged(members.get(name, b""), rng, _MARKUP_WAYS)
            members[name] = _mended(damaged) if rng.random() > _BROKEN_SHARE else damaged
    return zipped(members)


def _mended(markup):
    """Return what is still XML of it: most readers refuse what is not, and see no more of it."""
    try:
        root = etree.fromstring(markup, etree.XMLParser(recover=True, resolve_entities=False))
        return etree.tostring(root, encoding="utf-8") if root is not None else markup
    except etree.LxmlError:
        return markup


def _tells(name):
    """Tell the parts that hold text from those that hold looks."""
    return bool(
        re.search(
            r"document|footnotes|sheet\d|sharedStrings|styles|workbook|slide\d|chart|notesSlide"
            r"|\.opf|\.xhtml|container|rels",
            name,
        )
    ) and not re.search(r"theme|slideLayout|slideMaster|printer", name)


def _flip(content, rng):
    out = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 4, 16)) if out else 0):
        out[rng.randrange(len(out))] = rng.choice((0, 0xFF, 0x80, 0x7F, rng.randrange(256)))
    return bytes(out)


def _span(content, rng):
    start = rng.randrange(len(content) + 1)
    most = rng.choice((1, 4, 16, 64, 512, 4096))
    return start, min(len(content), start + rng.randrange(most) + 1)


def _cut(content, rng):
    start, end = _span(content, rng)
    return content[:start] + content[end:]


def _cut_end(content, rng):
    return content[: rng.randrange(len(content) + 1)]


def _repeat(content, rng):
    start, end = _span(content, rng)
    return content[:end] + content[start:end] * rng.choice((1, 2, 9, 60)) + content[end:]


def _move(content, rng):
    start, end = _span(content, rng)
    rest = content[:start] + content[end:]
    at = rng.randrange(len(rest) + 1)
    return rest[:at] + content[start:end] + rest[at:]


def _insert(content, rng):
    at = rng.randrange(len(content) + 1)
    piece = rng.choice(_PIECES).encode(rng.choice(("utf-8", "utf-8", "utf-8", "gb18030")))
    return content[:at] + piece + content[at:]


def _insert_surrogate(content, rng):
    at = rng.randrange(len(content) + 1)
    return content[:at] + rng.choice((b"\xed\xa0\x80", b"\xc0\x80", b"\xf8")) + content[at:]


def _replace_match(pattern, value):
    def way(content, rng):
        found = list(pattern.finditer(content))
        if not found:
            return content
        chosen = rng.choice(found)
        return content[: chosen.start()] + value(chosen, rng) + content[chosen.end() :]

    return way


def _number(found, rng):
    return rng.choice(_NUMBERS).encode()


def _attribute(found, rng):
    return b'="' + rng.choice(_NUMBERS).encode() + b'"'


def _tag(found, rng):
    return rng.choice((b"", found[0] * 2, found[0] * 300, b"<" + found[0][1:-1] + b"/>"))


def _line(found, rng):
    return rng.choice((b"", found[0] * 2, found[0] * 50, found[0].strip()))


_BYTE_WAYS = (_flip, _flip, _flip, _cut, _cut_end, _repeat, _move, _replace_match(_NUMBER, _number))
_TEXT_WAYS = (
    *_BYTE_WAYS[1:],
    _insert,
    _insert,
    _insert,
    _insert_surrogate,
    _replace_match(_NUMBER, _number),
    _replace_match(_ATTRIBUTE, _attribute),
    _replace_match(_TAG, _tag),
    _replace_match(_LINE, _line),
)
_MARKUP_WAYS = (
    _flip,
    _cut,
    _repeat,
    _insert,
    _replace_match(_NUMBER, _number),
    _replace_match(_ATTRIBUTE, _attribute),
    _replace_match(_ATTRIBUTE, _attribute),
    _replace_match(_ATTRIBUTE, _attribute),
    _replace_match(_TAG, _tag),
    _replace_match(_TAG, _tag),
)
