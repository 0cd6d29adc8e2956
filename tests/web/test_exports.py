"""A conversation as a Word or Markdown file."""

import io
import zipfile
from dataclasses import replace

import docx
from docx.oxml.ns import qn
from lxml import etree
from test_kept import ANSWER, CITATION, EXCHANGES

from bot.types import FigureStatus, Outcome
from bot.web.conversation import Exchange
from bot.web.markdown import to_markdown
from bot.web.transcript import Block, blocks, source_of
from bot.web.word import to_word

HOSTILE = "<script>x</script> ![a](http://h/p.png)\n# 标题 **粗** =1+1"
SOURCE = "青禾县2024年政府工作报告 · 一、2023年工作回顾 · 第 3 页"


def test_blocks_are_the_questions_remarks_and_answers_with_their_citations() -> None:
    assert [*blocks(EXCHANGES, "zh")] == [
        Block(kind="question", parts=("新建5G基站多少个？",)),
        Block(kind="remark", parts=("按此理解：2023年新建5G基站多少个？",)),
        Block(kind="answer", parts=("新建5G基站312个", CITATION, "。")),
        Block(kind="question", parts=("又一问",)),
        Block(kind="answer", parts=("写到一半",)),
        Block(kind="remark", parts=("（回答被中止，不完整）",)),
        Block(kind="question", parts=("再一问",)),
        Block(kind="remark", parts=("（没有得到回答）",)),
    ]
    assert source_of(CITATION, "zh") == SOURCE


def test_figures_that_are_not_from_a_report_are_told_in_the_file() -> None:
    [verified] = ANSWER.figures
    unsupported = replace(verified, text="99个", status=FigureStatus.UNSUPPORTED)
    answer = replace(
        ANSWER,
        standalone_question=ANSWER.question,
        outcome=Outcome.PARTIAL,
        figures=(verified, unsupported),
    )
    remarks = [
        each.parts[0]
        for each in blocks((Exchange(question="?", answer=answer),), "zh")
        if each.kind == "remark"
    ]
    assert remarks == ["只找到一部分，请留意", "1 个数字未能在原文中核实：99个"]


def test_markdown_cites_in_footnotes_each_source_once() -> None:
    twice = [*blocks((EXCHANGES[0], EXCHANGES[0]), "zh")]
    written = to_markdown("题", "说明", twice, "zh")
    assert written.startswith("# 题\n\n说明\n\n## 新建5G基站多少个？\n\n")
    assert written.count("新建5G基站312个[^1]。") == 2
    assert written.endswith(f"\n\n[^1]: {SOURCE}：“新建5G基站312个”\n")
    assert written.count("[^1]:") == 1


def test_nothing_of_a_report_becomes_markup_in_markdown() -> None:
    block = Block(kind="answer", parts=(HOSTILE,))
    written = to_markdown("题", "", [block], "zh")
    assert r"\<script\>x\</script\> !\[a\](http://h/p.png)" in written
    assert "\n\\# 标题 \\*\\*粗\\*\\* =1+1" in written


def test_word_has_real_footnotes_and_refers_to_one_that_comes_again() -> None:
    twice = [*blocks((EXCHANGES[0], EXCHANGES[0]), "zh")]
    content = to_word("题\x0b", "说明", twice, "zh")
    paragraphs = [each.text for each in docx.Document(io.BytesIO(content)).paragraphs]
    remark = "按此理解：2023年新建5G基站多少个？"
    exchange = ["新建5G基站多少个？", remark, "新建5G基站312个。"]
    assert paragraphs == ["题", "说明", *exchange, *exchange]
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        notes = etree.fromstring(file.read("word/footnotes.xml"))
        body = etree.fromstring(file.read("word/document.xml"))
    shown = {
        note.get(qn("w:id")): "".join(note.itertext()).strip()
        for note in notes
        if note.get(qn("w:type")) is None
    }
    assert shown == {"1": f"{SOURCE}：“新建5G基站312个”", "2": "见脚注 1。"}
    marks = [each.get(qn("w:id")) for each in body.iter(qn("w:footnoteReference"))]
    assert marks == ["1", "2"]


def test_word_takes_any_text() -> None:
    citation = replace(CITATION, title=HOSTILE, quote="a\x00b\ufffe\ud800c")
    parts = ("\x01甲<b>", citation)
    content = to_word(HOSTILE, "", [Block(kind="answer", parts=parts)], "en")
    assert docx.Document(io.BytesIO(content)).paragraphs[-1].text == "甲<b>"
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert "“abc”" in file.read("word/footnotes.xml").decode()
