"""The count of figures that stand in no passage: by its own reading, a sentence at a time."""

import ast
from decimal import Decimal
from pathlib import Path

import pytest

from bot.types import Answer, AnswerFigure, Citation, FigureStatus, Outcome
from evals.unsupported import sentences_of, unmarked

QUOTES = (
    "2023年全县新建5G基站312个，累计建成1045个。",
    "全市常住人口120万人，其中城镇人口72万人。",
    "出口额由3.2亿美元增至4亿美元，人口自然增长率为2.5%，上年为2.1%。",
)


def answer(text, *, figures=(), note=""):
    citations = tuple(
        Citation(
            marker=n, document_id="d", title="青禾县2024年政府工作报告", section=(), page=None,
            start=0, end=len(quote), quote=quote, url=None,
        )
        for n, quote in enumerate(QUOTES, 1)
    )  # fmt: skip
    return Answer(
        answer_id="a", question="问", standalone_question="问", language="zh",
        outcome=Outcome.ANSWERED, answer=text, citations=citations, figures=figures, note=note,
    )  # fmt: skip


def figure(text, value, *, unit="", status=FigureStatus.COMPUTED, expression=None):
    return AnswerFigure(
        text=text, value=Decimal(value), unit=unit, marker=None, status=status,
        expression=expression,
    )  # fmt: skip


STANDS = {
    "copied": "2023年新建5G基站312个[1]。",
    "year before the report's": "2023年全市常住人口120万人[2]。",
    "other notation": "常住人口1200000人[2]。",
    "in English": "The population is 1.2 million[2].",
    "mark behind the stop": "新建5G基站312个。[1]",
    "two passages": "新建5G基站312个[1]，常住人口120万人[2]。",
    "difference": "相差48万人（120万人[2] − 72万人[2]）。",
    "sum": "合计192万人（120万人 + 72万人）[2]。",
    "growth": "出口额增长25%（4亿美元 ÷ 3.2亿美元 − 1）[3]。",
    "rounded ratio": "是其1.67倍（120万人 ÷ 72万人）[2]。",
    "points": "提高0.4个百分点（2.5% − 2.1%）[3]。",
    "item of a list": "1. 新建5G基站312个[1]。",
    "words": "全县上下统一思想，进一步建设5G基站[1]。",
}


@pytest.mark.parametrize("text", STANDS.values(), ids=STANDS.keys())
def test_what_a_sentence_s_own_passages_state_or_give_is_not_loose(text):
    assert unmarked(answer(text), "问") == []


LOOSE = {
    "digit": ("新建5G基站313个[1]。", ["313 amount"]),
    "decimal at the beginning": ("1.5万个基站[1]。", ["15000.0 amount"]),
    "ten thousand": ("新建5G基站312万个[1]。", ["3120000 amount"]),
    "another sentence's passage": ("新建5G基站312个[2]。常住人口120万人[1]。",
                                   ["312 amount", "1200000 amount"]),
    "no passage": ("新建5G基站312个。", ["312 amount"]),
    "percent": ("人口增长率为2.5个百分点[3]。", ["2.5 percentage points"]),
    "wrong difference": ("相差49万人（120万人 − 72万人）[2]。", ["490000 amount"]),
    "wrong growth": ("出口额增长20%（4亿美元 ÷ 3.2亿美元 − 1）[3]。", ["20 percent"]),
    "growth by the other base": ("出口额增长26%（4亿美元 ÷ 3.2亿美元 − 1）[3]。", ["26 percent"]),
    "formula over what is nowhere": ("相差20万人（120万人 − 100万人）[2]。",
                                     ["200000 amount", "1000000 amount"]),
    "rounded too far": ("是其2.1倍（120万人 ÷ 72万人）[2]。", ["2.1 amount"]),
    "difference called a ratio": ("是其48倍（120万人 − 72万人）[2]。", ["48 amount"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "loose"), LOOSE.values(), ids=LOOSE.keys())
def test_what_they_do_not_state_is_loose(text, loose):
    assert unmarked(answer(text), "问") == loose


def test_a_figure_s_own_formula_is_worked_out_again():
    right = figure("48万人", "480000", unit="人", expression="120万人 − 72万人")
    wrong = figure("49万人", "490000", unit="人", expression="120万人 − 72万人")
    assert unmarked(answer("相差48万人[2]。", figures=(right,)), "问") == []
    assert unmarked(answer("相差49万人[2]。", figures=(wrong,)), "问") == ["490000 amount"]


def test_a_count_of_what_was_asked_needs_no_passage_and_must_be_right():
    counted = figure("5个", "5", unit="个", expression="9 − 4")
    assert unmarked(answer("另有5个地区没有数字。", figures=(counted,)), "问") == []
    miscounted = figure("6个", "6", unit="个", expression="9 − 4")
    assert unmarked(answer("另有6个地区没有数字。", figures=(miscounted,)), "问") == ["6 amount"]


def test_a_figure_marked_as_unsupported_is_not_counted():
    marked = figure("777个", "777", unit="个", status=FigureStatus.UNSUPPORTED)
    assert unmarked(answer("另有777个[1]。"), "问") == ["777 amount"]
    assert unmarked(answer("另有777个[1]。", figures=(marked,)), "问") == []


def test_the_note_and_the_question_state_figures_of_their_own():
    noted = answer("新建5G基站312个[1]。\n（第8次）", note="（第8次）")
    assert unmarked(noted, "问") == []
    assert unmarked(answer("60岁以上的有120万人[2]。"), "60岁以上的有多少人？") == []


def test_a_question_asked_back_names_the_years_of_reports():
    back = answer("另有2014年、2015年，写明后再问即可。")
    reports = ["青禾县2014年政府工作报告", "青禾县2015年政府工作报告"]
    assert unmarked(back, "问") == ["2014 amount", "2015 amount"]
    assert unmarked(back, "问", reports=reports) == []
    cited = answer("2014年新建5G基站312个[1]。")
    assert unmarked(cited, "问", reports=reports) == ["2014 amount"]


def test_sentences_keep_the_marks_behind_them():
    text = "甲1.5个。[1]乙2个[2]。It is 3.5 percent.[3] Next."
    assert sentences_of(text) == ["甲1.5个。[1]", "乙2个[2]。", "It is 3.5 percent.[3]", " Next."]


def test_it_shares_no_reading_with_the_product_s_check():
    own = Path(__file__).parent.parent / "evals"
    allowed = {"bot.types", "bot.assembly", "bot.settings"}
    for name in ("unsupported", "formula", "quantities", "matching"):
        tree = ast.parse((own / f"{name}.py").read_text(encoding="utf-8"))
        imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        product = {each for each in imported if each and each.split(".")[0] in ("bot", "ingest")}
        assert product <= allowed, name
