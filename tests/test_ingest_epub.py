"""Electronic books: chapters in reading order, what the book states of itself, locks and bombs."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import InputError, UnreadableError
from ingest.load import load
from ingest.opening import Limits, Opening

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/a.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)
METADATA = (
    '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>青禾县 统计年鉴</dc:title>'
    "<dc:creator>青禾县统计局</dc:creator><dc:date>2024-03-05T00:00:00Z</dc:date></metadata>"
)


def package(spine, *, items, metadata=METADATA):
    manifest = "".join(
        f'<item id="{key}" href="{href}" media-type="application/xhtml+xml" {more}/>'
        for key, (href, more) in items.items()
    )
    references = "".join(f'<itemref idref="{key}"/>' for key in spine)
    return (
        f'<package xmlns="http://www.idpf.org/2007/opf" version="3.0">{metadata}'
        f"<manifest>{manifest}</manifest><spine>{references}</spine></package>"
    )


def chapter(body, *, head="<title/>"):
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">'
        f"<head>{head}</head><body>{body}</body></html>"
    )


def book(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip")
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def two_chapters(**more):
    items = {"one": ("text/1.xhtml", ""), "two": ("text/%E4%BA%8C.xhtml#top", "")}
    return {
        "META-INF/container.xml": CONTAINER,
        "OEBPS/a.opf": package(("two", "one"), items=items),
        "OEBPS/text/1.xhtml": chapter("<p>粮食总产量35万吨。</p>"),
        "OEBPS/text/二.xhtml": chapter("<h1>农业</h1><p>小麦丰收。</p>"),
        **more,
    }


def texts(loaded):
    return [block.text.strip() for block in loaded.blocks if block.text.strip()]


def test_chapters_are_read_in_the_order_of_the_spine():
    loaded = load("a.epub", book(two_chapters()))
    assert loaded.format == "epub"
    assert texts(loaded) == ["农业", "小麦丰收。", "粮食总产量35万吨。"]


def test_book_states_title_author_and_date():
    assert load("a.epub", book(two_chapters())).metadata == {
        "title": "青禾县 统计年鉴",
        "issuer": "青禾县统计局",
        "published": "2024-03-05",
    }


def test_book_is_known_by_its_bytes():
    assert load("a.docx", book(two_chapters())).format == "epub"


def test_table_rows_carry_their_column_names():
    rows = "<tr><th>地区</th><th>产量</th></tr><tr><td>青禾县</td><td>35万吨</td></tr>"
    members = two_chapters(**{"OEBPS/text/1.xhtml": chapter(f"<table>{rows}</table>")})
    rows = [block.text for block in load("a.epub", book(members)).blocks if block.is_row]
    assert len(rows) == 1
    assert all(word in rows[0] for word in ("青禾县", "产量", "35万吨"))


def test_headings_have_their_level_and_tables_stand_in_their_place():
    body = (
        "<h2>农业</h2><p>表前。</p><table><tr><th>地区</th><th>产量</th></tr>"
        "<tr><td>青禾县</td><td>35万吨</td></tr></table><p>表后。</p>"
    )
    loaded = load("a.epub", book(two_chapters(**{"OEBPS/text/1.xhtml": chapter(body)})))
    shown = [(block.level, block.is_row) for block in loaded.blocks if block.text.strip()]
    assert shown == [(1, False), (0, False), (2, False), (0, False), (0, True), (0, False)]
    assert loaded.tables == 1


def test_marks_of_notes_are_not_glued_to_figures():
    body = "<p>产量35万吨<sup>[1]</sup>，增长3%<sup>①</sup>。</p>"
    loaded = load("a.epub", book(two_chapters(**{"OEBPS/text/1.xhtml": chapter(body)})))
    assert (texts(loaded)[2:], loaded.furniture) == (["产量35万吨，增长3%。"], "[1]\n①")
    assert "产量35万吨" in loaded.source


def test_empty_elements_swallow_nothing_and_names_of_html_are_letters():
    body = '<p><a id="x"/>增加值&nbsp;35&mdash;36亿元&amp;更多</p><script/><p>丰收。</p>'
    members = two_chapters(**{"OEBPS/text/1.xhtml": chapter(body)})
    assert texts(load("a.epub", book(members)))[2:] == ["增加值\xa035—36亿元&更多", "丰收。"]


def test_chapter_in_another_encoding_is_read():
    page = chapter("<p>粮食总产量35万吨，比上年增长百分之三。</p>").replace("utf-8", "gb18030")
    members = two_chapters(**{"OEBPS/text/1.xhtml": page.encode("gb18030")})
    assert texts(load("a.epub", book(members)))[2:] == ["粮食总产量35万吨，比上年增长百分之三。"]


def test_chapter_that_is_no_xml_is_read():
    page = "<HTML><BODY><P>粮食总产量35万吨。<BR>增长3%。</BODY></HTML>"
    members = two_chapters(**{"OEBPS/text/1.xhtml": page})
    assert texts(load("a.epub", book(members)))[2:] == ["粮食总产量35万吨。", "增长3%。"]


def test_empty_chapter_holds_nothing():
    members = two_chapters(**{"OEBPS/text/1.xhtml": ""})
    assert texts(load("a.epub", book(members))) == ["农业", "小麦丰收。"]


def test_contents_page_is_no_chapter():
    items = {"nav": ("nav.xhtml", 'properties="nav"'), "one": ("1.xhtml", "")}
    members = {
        "META-INF/container.xml": CONTAINER,
        "OEBPS/a.opf": package(("nav", "one"), items=items, metadata=""),
        "OEBPS/nav.xhtml": chapter("<p>目录</p>"),
        "OEBPS/1.xhtml": chapter("<p>丰收。</p>"),
    }
    loaded = load("a.epub", book(members))
    assert (texts(loaded), loaded.metadata) == (["丰收。"], {})


def test_missing_chapter_is_told():
    members = two_chapters()
    del members["OEBPS/text/1.xhtml"]
    loaded = load("a.epub", book(members))
    assert (texts(loaded), loaded.is_partial) == (["农业", "小麦丰收。"], True)
    assert "1 chapters are missing" in loaded.warnings[0]


def locks(target, algorithm):
    return (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
        '<EncryptedData xmlns="http://www.w3.org/2001/04/xmlenc#">'
        f'<EncryptionMethod Algorithm="{algorithm}"/>'
        f'<CipherData><CipherReference URI="{target}"/></CipherData></EncryptedData></encryption>'
    )


def test_protected_book_is_refused():
    lock = locks("OEBPS/text/1.xhtml", "http://www.w3.org/2001/04/xmlenc#aes128-cbc")
    content = book(two_chapters(**{"META-INF/encryption.xml": lock}))
    with pytest.raises(UnreadableError, match="protected") as caught:
        load("a.epub", content)
    assert caught.value.hint


def test_book_with_veiled_fonts_is_read():
    lock = locks("OEBPS/a.otf", "http://www.idpf.org/2008/embedding")
    content = book(two_chapters(**{"META-INF/encryption.xml": lock}))
    assert texts(load("a.epub", content))[0] == "农业"


def test_book_that_unpacks_to_too_much_is_refused():
    content = book(two_chapters(**{"OEBPS/big": bytes(3_000_000)}))
    with pytest.raises(UnreadableError, match="unpacks to 3 MB"):
        load("a.epub", content, Opening(limits=Limits(unpacked_mb=2)))


def test_entities_do_not_grow():
    bomb = '<!DOCTYPE a [<!ENTITY a "青禾"><!ENTITY b "&a;&a;&a;">]>' + package(
        ("one",), items={"one": ("1.xhtml", "")}, metadata=METADATA.replace("统计年鉴", "&b;")
    )
    members = {
        "META-INF/container.xml": CONTAINER,
        "OEBPS/a.opf": bomb,
        "OEBPS/1.xhtml": chapter("<p>丰收。</p>"),
    }
    assert "青禾青禾" not in load("a.epub", book(members)).metadata["title"]


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"META-INF/container.xml": "<a/>"},
        {"META-INF/container.xml": "<a"},
        {"META-INF/container.xml": CONTAINER},
        {"META-INF/container.xml": CONTAINER, "OEBPS/a.opf": package((), items={})},
    ],
    ids=["empty", "no package", "no XML", "package missing", "no chapters"],
)
def test_damaged_book_is_refused_with_a_hint(members):
    with pytest.raises(UnreadableError) as caught:
        load("a.epub", book(members))
    assert caught.value.hint


def test_book_that_was_cut_off_is_refused_with_a_hint():
    content = book(two_chapters())
    with pytest.raises(UnreadableError) as caught:
        load("a.epub", content[: len(content) // 2])
    assert caught.value.hint


def test_damaged_chapter_is_refused_with_a_hint():
    content = bytearray(book(two_chapters()))
    content[content.index(b"1.xhtml") + 30] ^= 0xFF
    with pytest.raises(UnreadableError) as caught:
        load("a.epub", bytes(content))
    assert caught.value.hint


@given(changes=st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 255)), max_size=30))
def test_damage_is_told_as_such(changes):
    content = bytearray(book(two_chapters()))
    for place, byte in changes:
        content[4 + place % (len(content) - 4)] = byte
    try:
        loaded = load("a.epub", bytes(content))
    except InputError as error:
        assert error.hint  # noqa: PT017
    else:
        assert loaded.format == "epub"
