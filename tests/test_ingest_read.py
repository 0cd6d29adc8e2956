"""From bytes to a report: ids, sections, audit."""

import hashlib

import pytest

from ingest.errors import UnreadableError
from ingest.read import document_id, read
from ingest.types import Audit

_TEXT = """青禾县2024年上半年工作报告
一、农业农村
（一）粮食生产。落实播种面积35.2万亩，增长3%。
（二）农田建设。建成高标准农田3.6万亩。
二、项目建设
实施重点项目126项，完成投资21.5亿元。
"""
_CONTENT = _TEXT.encode()


def test_document_id_is_the_beginning_of_the_hash():
    assert document_id(_CONTENT) == hashlib.sha256(_CONTENT).hexdigest()[:16]


def test_document_keeps_its_name_and_id():
    document = read("青禾.txt", _CONTENT).document
    assert (document.id, document.name) == (document_id(_CONTENT), "青禾.txt")


def test_passages_are_numbered_in_reading_order():
    report = read("a.txt", _CONTENT)
    document = report.document
    assert [(each.id, each.document_id) for each in report.passages] == [
        (f"{document.id}:{i}", document.id) for i in range(len(report.passages))
    ]


def test_passage_knows_its_section():
    report = read("a.txt", _CONTENT)
    text = report.document.text
    assert {text[each.start : each.end]: each.section for each in report.passages} == {
        "青禾县2024年上半年工作报告": (),
        "一、农业农村": ("一、农业农村",),
        "落实播种面积35.2万亩，增长3%。": ("一、农业农村", "（一）粮食生产"),
        "建成高标准农田3.6万亩。": ("一、农业农村", "（二）农田建设"),
        "实施重点项目126项，完成投资21.5亿元。": ("二、项目建设",),
    }


def test_figures_are_those_of_the_text():
    report = read("a.txt", _CONTENT)
    assert [each.text for each in report.figures] == [
        "35.2万亩",
        "3%",
        "3.6万亩",
        "126项",
        "21.5亿元",
    ]


def test_audit_counts_what_was_kept():
    report = read("a.txt", _CONTENT)
    assert report.document.audit == Audit(
        format="txt",
        encoding="utf-8",
        encoding_confidence=1.0,
        characters=len(report.document.text),
        passages=len(report.passages),
        figures=len(report.figures),
        source_numbers=6,
    )


def test_audit_survives_its_wire_form():
    audit = read("a.txt", _CONTENT * 3 + b"\xff" * 2).document.audit
    assert audit.warnings
    assert Audit.from_dict(audit.to_dict()) == audit


@pytest.mark.parametrize("text", ["————\n", "。。。\n……", "□□ □□\n"], ids=["rule", "dots", "boxes"])
def test_file_without_letters_or_digits_is_refused(text):
    with pytest.raises(UnreadableError) as caught:
        read("a.txt", text.encode())
    assert caught.value.hint


def test_text_format_has_no_pages():
    report = read("a.txt", _CONTENT)
    assert (report.document.page_starts, {each.page for each in report.passages}) == ((), {None})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", _CONTENT),
        ("a.md", _CONTENT),
        ("a.html", f"<html><body><p>{_TEXT}</p></body></html>".encode()),
        ("a.csv", _CONTENT),
    ],
    ids=["txt", "md", "html", "csv"],
)
def test_same_bytes_give_an_equal_report(name, content):
    assert read(name, content) == read(name, content)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_text_and_passages_do_not_depend_on_the_encoding(encoding):
    one, other = read("a.txt", _CONTENT), read("a.txt", _TEXT.encode(encoding))
    assert one.document.text == other.document.text
    assert [(each.start, each.end, each.section) for each in one.passages] == [
        (each.start, each.end, each.section) for each in other.passages
    ]


def test_line_endings_do_not_change_the_text():
    windows = read("a.txt", _TEXT.replace("\n", "\r\n").encode())
    assert windows.document.text == read("a.txt", _CONTENT).document.text
