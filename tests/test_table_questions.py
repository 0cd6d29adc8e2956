"""Questions whose answer stands in a cell: of sheets, web pages and Word files, end to end."""

import io

import docx
import openpyxl
import pytest

from bot.assembly import assemble
from bot.settings import Settings

_UNIT_IN_HEADER = [
    ["2022年青禾县主要农产品产量"],
    ["指标", "产量（万吨）", "比上年增长（%）"],
    ["粮食", 35.2, 3.1],
    ["其中：小麦", 12.4, 2.5],
    ["油料", 4.1, -1.2],
    ["蔬菜", 58.6, 4.8],
]
_YEARS_OVER = [
    ["白河县国民经济主要指标", "", "", "", ""],
    ["指标", "2023年", "", "2022年", ""],
    ["", "总量（亿元）", "比上年增长（%）", "总量（亿元）", "比上年增长（%）"],
    ["地区生产总值", 86.4, 6.5, 80.1, 5.2],
    ["社会消费品零售总额", 31.7, 8.4, 29.2, 1.9],
    ["一般公共预算收入", 7.3, 9.1, 6.7, 2.2],
]

_PLACES_DOWN = [
    ["2024年松江州分县市主要经济指标", "", "", "", ""],
    ["", "", "", "", "单位：亿元、%"],
    ["县市", "地区生产总值", "地区生产总值增速", "固定资产投资", "固定资产投资增速"],
    ["全州", 512.6, 5.8, 203.4, 7.1],
    ["北桥市", 210.3, 6.1, 90.2, 8.3],
    ["柳溪县", 121.9, 5.5, 47.6, 4.4],
    ["石湾县", 98.7, 4.9, 35.1, -2.6],
]
_UNIT_COLUMN = [
    ["东湖区2023年经济社会发展主要目标完成情况", "", "", "", ""],
    ["指标名称", "计量单位", "2023年目标", "2023年完成", "同比增长（%）"],
    ["一、经济发展", "", "", "", ""],
    ["规模以上工业增加值", "亿元", 45, 46.8, 7.2],
    ["新增市场主体", "户", 3000, 3412, 11.5],
    ["二、民生保障", "", "", "", ""],
    ["城镇新增就业", "人", 5200, 5466, 2.1],
    ["城镇登记失业率", "%", 3.5, 3.1, ""],
    ["注：数据由各部门提供。", "", "", "", ""],
]


def _sheet(rows, merges=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for merge in merges:
        book.active.merge_cells(merge)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _page():
    rows = [
        '<tr><th rowspan="2">年份</th><th colspan="2">常住人口</th>'
        '<th rowspan="2">城镇化率（%）</th></tr>',
        "<tr><th>年末人数（万人）</th><th>出生率（‰）</th></tr>",
        "<tr><td>2021年</td><td>41.3</td><td>7.9</td><td>52.1</td></tr>",
        "<tr><td>2022年</td><td>40.9</td><td>7.2</td><td>53.4</td></tr>",
        "<tr><td>2023年</td><td>40.6</td><td>6.8</td><td>54.6</td></tr>",
    ]
    prose = "红石县统筹推进人口和城镇工作，公共服务水平稳步提高，群众生活持续改善。" * 3
    return (
        "<html><head><title>红石县人口发展情况统计公报</title></head><body>"
        f"<h1>红石县人口发展情况统计公报</h1><p>{prose}</p><p>表1 红石县人口主要指标</p>"
        f"<table>{''.join(rows)}</table><p>{prose}</p></body></html>"
    ).encode()


def _word():
    word = docx.Document()
    word.add_paragraph("云岭县2024年重点项目情况通报")
    word.add_paragraph("2024年，云岭县坚持项目为王，重点项目建设有序推进。")
    word.add_paragraph("表2 云岭县重点项目投资情况")
    word.add_paragraph("单位：万元")
    rows = [
        ["项目名称", "建设单位", "总投资", "本年完成投资", "完成率（%）"],
        ["云岭水库", "水利局", "36500", "12800", "35.1"],
        ["城北供水厂", "住房和城乡建设局", "8200", "6150", "75.0"],
    ]
    table = word.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def bot(tmp_path_factory):
    settings = Settings.from_env({}, data=tmp_path_factory.mktemp("data"))
    with assemble(settings) as wence:
        wence.ingest("青禾县主要农产品产量.xlsx", _sheet(_UNIT_IN_HEADER, ["A1:C1"]))
        merges = ["A1:E1", "A2:A3", "B2:C2", "D2:E2"]
        wence.ingest("白河县国民经济主要指标.xlsx", _sheet(_YEARS_OVER, merges))
        wence.ingest("松江州分县市.xlsx", _sheet(_PLACES_DOWN, ["A1:E1"]))
        wence.ingest("东湖区目标.xlsx", _sheet(_UNIT_COLUMN, ["A1:E1", "A3:E3", "A6:E6", "A9:E9"]))
        wence.ingest("红石县人口.html", _page())
        wence.ingest("云岭县项目.docx", _word())
        yield wence.bot


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("2022年青禾县粮食产量是多少万吨？", "35.2万吨"),
        ("2022年青禾县粮食产量比上年增长多少？", "3.1%"),
        ("2022年青禾县小麦产量是多少？", "12.4万吨"),
        ("青禾县2022年油料产量比上年增长多少", "-1.2%"),
        ("青禾县2022年蔬菜产量多少万吨", "58.6万吨"),
        ("2023年白河县地区生产总值是多少亿元？", "86.4亿元"),
        ("2022年白河县地区生产总值是多少亿元？", "80.1亿元"),
        ("2023年白河县社会消费品零售总额增长多少？", "8.4%"),
        ("2022年白河县一般公共预算收入比上年增长百分之几？", "2.2%"),
        ("红石县2022年末常住人口是多少万人？", "40.9万人"),
        ("红石县2023年城镇化率是多少？", "54.6%"),
        ("红石县2021年人口出生率是多少", "7.9‰"),
        ("云岭水库的总投资是多少？", "36500万元"),
        ("云岭县城北供水厂的总投资是多少万元？", "8200万元"),
        ("城北供水厂完成率是多少？", "75.0%"),
        ("2024年北桥市地区生产总值是多少亿元？", "210.3亿元"),
        ("2024年柳溪县地区生产总值增速是多少？", "5.5%"),
        ("2024年石湾县固定资产投资增长多少？", "-2.6%"),
        ("2023年东湖区规模以上工业增加值完成多少亿元？", "46.8亿元"),
        ("2023年东湖区新增市场主体多少户？", "3412户"),
        ("东湖区2023年城镇新增就业同比增长多少？", "2.1%"),
        ("东湖区2023年城镇登记失业率完成多少？", "3.1%"),
    ],
)
def test_cell_is_answered_with_the_unit_of_its_column(bot, question, figure):
    answer = bot.ask(question)
    assert (answer.outcome, [each.text for each in answer.figures]) == ("answered", [figure])
