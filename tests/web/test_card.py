"""The parts of an answer's card, and the table and plot of figures side by side."""

import base64
import io
import re
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree

import openpyxl
import pytest

from bot.types import (
    Answer,
    AnswerFigure,
    AnswerPoint,
    AnswerScope,
    Citation,
    FigureStatus,
    Outcome,
)
from bot.web.again import Again, read_again
from bot.web.card import headline_html, nearest_html, scope_html, series_html
from bot.web.plot import WIDTH, plot, plot_height
from bot.web.series import series_of
from bot.web.workbook import workbook
from ingest.errors import InputError

HOSTILE = "<img src=x onerror=alert(1)>"


def citation(marker: int) -> Citation:
    return Citation(
        marker=marker,
        document_id="00ff",
        title=f"{HOSTILE}报告",
        section=(f"一、{HOSTILE}",),
        page=None,
        start=5,
        end=9,
        quote="粮食12.5万吨",
        url="/",
    )


def figure(
    text: str, status: FigureStatus = FigureStatus.VERIFIED, expression: str | None = None
) -> AnswerFigure:
    return AnswerFigure(
        text=text, value=Decimal(1), unit="", marker=1, status=status, expression=expression
    )


def answered(text: str, *figures: AnswerFigure, **changes: object) -> Answer:
    fields: dict[str, object] = {
        "answer_id": "a",
        "question": "粮食？",
        "standalone_question": "青禾县2024年粮食产量是多少？",
        "language": "zh",
        "outcome": Outcome.ANSWERED,
        "answer": text,
        "citations": (citation(1), citation(2), citation(3)),
        "figures": figures,
    }
    return Answer(**fields | changes)  # type: ignore[arg-type]  # fields of many types


def point(name: str, text: str, value: str, *, marker: int = 1, **changes: object) -> AnswerPoint:
    fields: dict[str, object] = {
        "name": name,
        "place": name,
        "year": None,
        "is_target": False,
        "text": text,
        "value": Decimal(value),
        "unit": "斤",
        "marker": marker,
    }
    return AnswerPoint(**fields | changes)  # type: ignore[arg-type]  # fields of many types


COUNTIES = (
    point("青禾县", "12.5亿斤", "1250000000"),
    point("白河县", "3亿斤", "300000000", marker=2),
)
YEARS = (
    point("2024年", "98万亩", "980000", place="", year=2024, unit="亩"),
    point("2022年", "1.02亿亩", "102000000", place="", year=2022, unit="亩", marker=2),
    point("2023年", "99万亩", "990000", place="", year=2023, unit="亩", marker=3),
)


def shown(html: str) -> list[str]:
    return re.findall(r'class="value">([^<]*)<', html)


# ---- Headline --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "large"),
    [
        (answered("产量12.5万吨[1]。", figure("12.5万吨")), ["12.5万吨"]),
        (answered("12.5万吨，增长3%[1]。", figure("12.5万吨"), figure("3%")), ["12.5万吨", "3%"]),
        (
            answered(
                "合计5个（2个[1] + 3个[2]）。",
                figure("5个", FigureStatus.COMPUTED, "2个 + 3个"),
                figure("2个"),
                figure("3个"),
            ),
            ["5个"],
        ),
        (
            answered("城乡分别下降3%和增长约5%以上[1]。", figure("3%"), figure("5%")),
            ["下降3%", "约5%以上"],
        ),
        (answered("节约5亿元，降至3个[1]。", figure("5亿元"), figure("3个")), ["5亿元", "3个"]),
        (answered("是，产量12.5万吨[1]。", figure("12.5万吨")), ["是", "12.5万吨"]),
        (
            answered(
                "76.2 billion jin [1] — 总产762亿斤 [1]",
                figure("76.2 billion"),
                figure("762亿斤"),
                language="en",
            ),
            ["76.2 billion jin"],
        ),
        (
            answered(
                "GDP in Jiangsu came to 13.7 trillion yuan in 2024 [1] — 生产总值达13.7万亿元 [1]",
                figure("13.7 trillion yuan"),
                figure("13.7万亿元"),
                language="en",
            ),
            ["13.7 trillion yuan"],
        ),
        (
            answered("Yes: 预计增长5.2%左右 [1]", figure("5.2%"), language="en"),
            ["Yes", "about 5.2%"],
        ),
        (answered("产量下降3% [1]", figure("3%"), language="en"), ["下降3%"]),
        (
            answered(
                f"产量12.5万吨[1]。\n{'（模型说的没有通过核对。）' * 10}",
                figure("12.5万吨"),
                note="（模型说的没有通过核对。）" * 10,
            ),
            ["12.5万吨"],
        ),
        (answered("一1、二2、三3[1]。", figure("1"), figure("2"), figure("3")), []),
        (answered("长" * 130 + "1个[1]。", figure("1个")), []),
        (answered("1个[1]，2个。", figure("1个"), figure("2个", FigureStatus.UNSUPPORTED)), []),
        (answered("最接近的是5%[1]。", figure("5%"), outcome=Outcome.PARTIAL), []),
        (answered("甲：1个[1]；乙：2个[2]。", figure("1个"), figure("2个"), points=COUNTIES), []),
    ],
    ids=[
        "one",
        "two",
        "qualified",
        "not qualified",
        "computed",
        "yes",
        "English",
        "English sentence",
        "qualified in English",
        "a fall in English",
        "with a note of the model",
        "many",
        "long",
        "doubtful",
        "near",
        "several",
    ],
)
def test_only_what_an_answer_comes_to_is_shown_large(answer: Answer, large: list[str]) -> None:
    assert shown(headline_html(answer, "zh")) == large


def test_a_computed_figure_shows_its_calculation() -> None:
    computed = figure("5个", FigureStatus.COMPUTED, "2个 + 3个")
    html = headline_html(answered("合计5个（2个[1] + 3个[2]）。", computed), "zh")
    assert '<span class="badge">由原文数字算出：2个 + 3个</span>' in html


def test_a_computed_figure_is_large_in_the_words_of_the_answer() -> None:
    computed = figure("38亿元", FigureStatus.COMPUTED, "450.5亿元 − 412.5亿元")
    answer = answered(
        "The difference is 38亿元（450.5亿元[1] − 412.5亿元[2]）.", computed, language="en"
    )
    assert shown(headline_html(answer, "en")) == ["3.8 billion yuan"]


# ---- Scope -----------------------------------------------------------------------------------


def test_each_part_of_the_scope_can_be_changed_and_taken_out() -> None:
    answer = answered("", scope=AnswerScope(places=("江苏省",), years=(2024,)))
    html = scope_html(answer, ("00ff", "11"), "zh")
    assert re.findall(r'class="(\S+)" name="(\w+)" value="([^"]*)"', html) == [
        ("change", "place", "江苏省"),
        ("drop-chip", "place", "江苏省"),
        ("change", "year", "2024"),
        ("drop-chip", "year", "2024"),
        ("change", "report", "00ff 11"),
        ("drop-chip", "report", ""),
    ]
    assert "青禾县2024年粮食产量是多少？</span>" in html
    assert ">Jiangsu<" in scope_html(answer, (), "en")


def test_a_scope_that_is_not_limited_can_be() -> None:
    html = scope_html(answered(""), (), "zh")
    assert re.findall(r'name="(\w+)" value="([^"]*)"', html) == [
        ("place", ""),
        ("year", ""),
        ("report", ""),
    ]


@pytest.mark.parametrize(
    ("sent", "asked"),
    [
        (
            {"question": "青禾县2024年产量", "kind": "place", "old": "青禾县", "new": ""},
            "2024年产量",
        ),
        ({"question": "2024年产量", "kind": "year", "old": "2024", "new": "2023"}, "2023年产量"),
        ({"question": "2024年产量", "kind": "year", "old": "2024", "new": ""}, "产量"),
        ({"question": "产量"}, "产量"),
        ({}, ""),
    ],
)
def test_what_the_page_sends_makes_a_question(sent: dict[str, str], asked: str) -> None:
    assert read_again(sent).question({"青禾县"}) == asked


@pytest.mark.parametrize("sent", [{"question": 5}, {"documents": "00ff"}, {"documents": [7]}])
def test_what_has_another_form_is_refused(sent: object) -> None:
    with pytest.raises(InputError):
        read_again(sent)


def test_reports_are_asked_as_they_were_chosen() -> None:
    again = read_again({"question": "产量", "documents": ["00ff"]})
    assert again == Again(text="产量", documents=("00ff",))


# ---- Nearest ---------------------------------------------------------------------------------


def test_a_refusal_leads_to_the_nearest_passages() -> None:
    answer = answered(
        "没有。",
        outcome=Outcome.NOT_FOUND,
        suggestions=("粮食12.5万吨<b>",),
        nearest=(citation(1),),
    )
    html = nearest_html(answer, "zh")
    assert (
        '<a class="near" href="?document=00ff&amp;start=5&amp;end=9">粮食12.5万吨&lt;b&gt;' in html
    )
    assert 'class="rephrasings"' in html
    assert "<img" not in html


def test_where_the_question_is_asked_back_nothing_is_called_nearest() -> None:
    answer = answered("甲县：1个[1]。", outcome=Outcome.PARTIAL, suggestions=("甲县有多少个？",))
    assert nearest_html(answer, "zh") == ""


def test_an_answer_has_no_nearest_passages() -> None:
    assert nearest_html(answered("1个[1]。"), "zh") == ""


# ---- Table and plot --------------------------------------------------------------------------


def test_figures_are_put_into_the_unit_they_share_and_keep_their_decimals() -> None:
    series = series_of(answered("", points=COUNTIES), "zh")
    assert series is not None
    assert (series.unit, series.is_in_time, series.is_whole) == ("亿斤", False, True)
    assert [(row.name, str(row.number)) for row in series.rows] == [
        ("青禾县", "12.5"),
        ("白河县", "3"),
    ]


def test_years_stand_in_their_order_in_the_scale_of_the_middle_one() -> None:
    series = series_of(answered("", points=YEARS), "zh")
    assert series is not None
    assert (series.unit, series.is_in_time) == ("万亩", True)
    assert [(row.name, str(row.number)) for row in series.rows] == [
        ("2022年", "10200"),
        ("2023年", "99"),
        ("2024年", "98"),
    ]


def test_units_of_one_kind_are_converted() -> None:
    points = (COUNTIES[0], point("白河县", "5万吨", "50000", unit="吨"))
    series = series_of(answered("", points=points), "zh")
    assert series is not None
    assert series.unit == "亿斤"
    assert [str(row.number) for row in series.rows] == ["12.5", "1"]


def test_unlike_units_stay_as_they_are_printed_and_are_not_drawn() -> None:
    points = (COUNTIES[0], point("白河县", "3.5%", "3.5", unit="%"))
    html = series_html(answered("", points=points), "zh")
    assert ">12.5亿斤</td>" in html
    assert ">3.5%</td>" in html
    assert "<img" not in html


def test_what_no_report_can_have_stated_is_neither_reckoned_nor_linked() -> None:
    points = (COUNTIES[0], point("白河县", "1个", "1E+1000000", marker=77))
    html = series_html(answered("", points=points), "zh")
    assert '>1个</td><td class="of"></td>' in html
    assert "<img" not in html


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("2022年和2023年粮食产量分别是多少？", "2022年和2023年粮食产量"),
        ("青禾县和白河县粮食产量相差多少？", "青禾县和白河县粮食产量"),
        ("青禾县和白河县新建5G基站各多少个？", "青禾县和白河县新建5G基站"),
        ("青禾县和白河县地区生产总值增长了多少？", "青禾县和白河县地区生产总值增长"),
        ("哪个县粮食产量最高？", "哪个县粮食产量最高"),
        ("多少？", "多少"),
        ("What was the GDP of Qinghe and Baihe?", "GDP of Qinghe and Baihe"),
        ("How much grain did Qinghe produce?", "How much grain did Qinghe produce"),
    ],
)
def test_the_table_is_named_by_what_was_asked_for(question: str, title: str) -> None:
    given = replace(answered("", points=COUNTIES), standalone_question=question)
    series = series_of(given, "zh")
    assert series is not None
    assert series.title == title


def test_english_names_its_own_scale_and_unit() -> None:
    series = series_of(answered("", points=COUNTIES, language="en"), "en")
    assert series is not None
    assert series.unit == "million jin"
    assert [str(row.number) for row in series.rows] == ["1250", "300"]


def test_one_figure_makes_no_table() -> None:
    assert series_html(answered("", points=COUNTIES[:1]), "zh") == ""


def test_the_table_holds_bare_numbers_and_leads_to_its_sources() -> None:
    html = series_html(answered("", points=COUNTIES), "zh")
    assert 'abbr="12.5">12.5</td>' in html
    assert '<a class="marker" href="?document=00ff&amp;start=5&amp;end=9">[2]</a>' in html
    assert HOSTILE not in html


def pictured(html: str) -> ElementTree.Element:
    encoded = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', html)
    assert encoded
    return ElementTree.fromstring(base64.b64decode(encoded[1]))


def texts(svg: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in svg.iter("{http://www.w3.org/2000/svg}text")]


def test_places_are_drawn_as_bars_in_proportion() -> None:
    hostile = replace(COUNTIES[0], name=HOSTILE)
    svg = pictured(series_html(answered("", points=(hostile, COUNTIES[1])), "zh"))
    bars = [each for each in svg.iter("{http://www.w3.org/2000/svg}rect") if each.get("rx")]
    one, other = (float(each.get("width") or 0) for each in bars)
    assert one / other == pytest.approx(12.5 / 3, rel=0.01)
    assert {"12.5", "3", "亿斤"} <= set(texts(svg))
    assert [each.tag.partition("}")[2] for each in svg.iter() if "img" in each.tag] == []


def test_what_fell_is_drawn_to_the_left_of_zero() -> None:
    points = (
        point("甲", "2%", "-2", unit="%"),
        point("乙", "4%", "4", unit="%"),
    )
    svg = pictured(series_html(answered("", points=points), "zh"))
    fallen, risen = (
        each for each in svg.iter("{http://www.w3.org/2000/svg}rect") if each.get("rx")
    )
    left, right = float(fallen.get("x") or 0), float(risen.get("x") or 0)
    assert left + float(fallen.get("width") or 0) == pytest.approx(right, abs=0.2)
    assert "-2" in texts(svg)


@pytest.mark.parametrize("values", [("98", "99", "102"), ("5", "5", "5"), ("0", "0.1", "-0.3")])
def test_years_are_drawn_as_a_line_within_the_picture(values: tuple[str, ...]) -> None:
    points = tuple(
        point(f"{year}年", f"{value}%", value, place="", year=year, unit="%")
        for year, value in zip((2022, 2023, 2024), values, strict=True)
    )
    series = series_of(answered("", points=points), "zh")
    assert series is not None
    svg = ElementTree.fromstring(plot(series))
    [line] = svg.iter("{http://www.w3.org/2000/svg}polyline")
    places = [tuple(map(float, each.split(","))) for each in (line.get("points") or "").split()]
    heights = [-y for _, y in places]
    expected = [float(each) for each in values]
    assert [each > heights[0] for each in heights] == [each > expected[0] for each in expected]
    assert all(0 < x < WIDTH and 0 < y < plot_height(series) for x, y in places)
    assert set(values) <= set(texts(svg))


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("粮食产量", ["粮食产量"]),
        ("GDP of " + "Qinghe " * 10, ["GDP of" + " Qinghe" * 6, "Qinghe" + " Qinghe" * 3]),
        ("县" * 40, ["县" * 29, "县" * 11]),
        ("县" * 90, ["县" * 29, "县" * 28 + "…"]),
    ],
    ids=["short", "English", "Chinese", "too long"],
)
def test_a_long_title_of_a_plot_takes_a_second_line(title: str, lines: list[str]) -> None:
    given = replace(answered("", points=COUNTIES), standalone_question=title)
    series = series_of(given, "zh")
    assert series is not None
    svg = ElementTree.fromstring(plot(series))
    assert texts(svg)[: len(lines) + 1] == [*lines, series.unit]
    bare = replace(series, title="")
    assert plot_height(series) - plot_height(bare) == 20 * (len(lines) - 1)


def test_no_text_of_a_report_becomes_a_formula() -> None:
    content = workbook("=1+1: a", [["=cmd|' /C calc'!A0", "数值"], ["@x\x07", 12.5], ["+1", None]])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()] == [
        [("=1+1: a", "s"), (None, "n")],
        [(None, "n"), (None, "n")],
        [("=cmd|' /C calc'!A0", "s"), ("数值", "s")],
        [("@x", "s"), (12.5, "n")],
        [("+1", "s"), (None, "n")],
    ]
    assert sheet["A3"].quotePrefix
    assert sheet["A3"].font.bold
