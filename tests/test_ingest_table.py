"""Tables: names, units, groups, captions and pieces, whatever the file format."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.load.grid import Grid, Span, fill
from ingest.load.table import grid_text, is_caption, rows_to_blocks


def _rows(drawing):
    return [[cell.strip() for cell in line.split("|")] for line in drawing.strip().splitlines()]


def _texts(drawing, **known):
    return [block.text for block in rows_to_blocks(_rows(drawing), **known)]


def _cells(*texts):
    return [Span(text=text) for text in texts]


def _grid_texts(rows, **known):
    return [block.text for block in grid_text(fill(rows), **known).blocks]


@pytest.mark.parametrize(
    ("header", "cell", "expected"),
    [
        ("产量（万吨）", "35.2", "产量：35.2万吨"),
        ("产量(万吨)", "35.2", "产量：35.2万吨"),
        ("产量（单位：万吨）", "1,352.0", "产量：1,352.0万吨"),
        ("产量，万吨", "35.2", "产量：35.2万吨"),
        ("比上年增长（%）", "7.0", "比上年增长：7.0%"),
        ("比上年增长（±%）", "-0.4", "比上年增长：-0.4%"),
        ("比上年±%", "3", "比上年：3%"),
        ("单价（元/吨）", "3200", "单价：3200元/吨"),
        ("出生率（‰）", "7.19", "出生率：7.19‰"),
        ("投资（万元）", "20-30", "投资：20-30万元"),
        ("产量（万吨）", "12万吨", "产量（万吨）：12万吨"),
        ("产量（万吨）", "—", "产量（万吨）：—"),
        ("县（市）", "36", "县（市）：36"),
        ("名次", "3", "名次：3"),
        ("常住人数", "36", "常住人数：36人"),
        ("2023", "36", "2023年：36"),
        ("Output (million yuan)", "36", "Output：36 million yuan"),
    ],
)
def test_unit_of_a_header_stands_behind_the_number(header, cell, expected):
    rows = [["地区", header], ["青禾县", cell], ["白河县", "1"]]
    assert next(iter(rows_to_blocks(rows))).text == f"地区：青禾县；{expected}。"


def test_header_of_two_rows_is_joined():
    rows = [
        [Span(text="指标", down=2), Span(text="2022年", across=2), Span(text="2021年", across=2)],
        _cells("总量（亿元）", "比上年增长（%）", "总量（亿元）", "比上年增长（%）"),
        _cells("地区生产总值", "86.4", "4.7", "80.1", "5.0"),
    ]
    assert _grid_texts(rows) == [
        "指标：地区生产总值；2022年 总量：86.4亿元；2022年 比上年增长：4.7%；"
        "2021年 总量：80.1亿元；2021年 比上年增长：5.0%。"
    ]


def test_header_of_two_rows_is_joined_without_marks_of_merging():
    assert _texts("""
        指标|2022年||2021年|
        |总量（亿元）|增速（%）|总量（亿元）|增速（%）
        地区生产总值|86.4|4.7|80.1|5.0""") == [
        "指标：地区生产总值；2022年 总量：86.4亿元；2022年 增速：4.7%；"
        "2021年 总量：80.1亿元；2021年 增速：5.0%。"
    ]


def test_name_above_the_last_of_its_columns_holds_for_those_before():
    assert _texts("""
        指标||2022年||2021年
        |总量|增速|总量|增速
        财政收入|7.3|9.1|6.7|2.2""") == [
        "指标：财政收入；2022年 总量：7.3；2022年 增速：9.1；2021年 总量：6.7；2021年 增速：2.2。"
    ]


def test_unit_in_the_upper_row_holds_for_all_below():
    rows = [
        [Span(text="地区", down=2), Span(text="产值（亿元）", across=2)],
        _cells("2021年", "2022年"),
        _cells("青禾县", "3.5", "4.1"),
    ]
    assert _grid_texts(rows) == ["地区：青禾县；产值 2021年：3.5亿元；产值 2022年：4.1亿元。"]


def test_row_of_units_below_the_names_is_read():
    assert _texts("""
        地区|产量|增速
        |（万吨）|（%）
        青禾县|35.2|7.0""") == ["地区：青禾县；产量：35.2万吨；增速：7.0%。"]


def test_row_that_numbers_the_columns_is_dropped():
    assert _texts("""
        地区|面积（万亩）|产量（万吨）
        甲|1|2
        青禾县|6.1|35.2""") == ["地区：青禾县；面积：6.1万亩；产量：35.2万吨。"]


def test_column_of_units_is_written_behind_the_numbers():
    assert _texts("""
        指标|计量单位|2023年|比上年增长（%）
        粮食产量|万吨|35.2|3.1
        常住人口|万人|12.5|-0.4
        城镇化率|%|53.4|""") == [
        "指标：粮食产量；2023年：35.2万吨；比上年增长：3.1%。",
        "指标：常住人口；2023年：12.5万人；比上年增长：-0.4%。",
        "指标：城镇化率；2023年：53.4%。",
    ]


def test_column_of_offices_called_unit_is_kept():
    assert _texts("任务|单位|期限（天）\n修渠|水利局|30\n修路|交通局|60") == [
        "任务：修渠；单位：水利局；期限：30天。",
        "任务：修路；单位：交通局；期限：60天。",
    ]


def test_unit_in_the_label_of_a_row_is_written_behind_its_numbers():
    assert _texts("指标|2023年|2024年\n粮食产量（万吨）|34.1|35.2\n工程名称|水库|水渠") == [
        "指标：粮食产量；2023年：34.1万吨；2024年：35.2万吨。",
        "指标：工程名称；2023年：水库；2024年：水渠。",
    ]


@pytest.mark.parametrize(
    ("caption", "lead", "output", "growth"),
    [
        ("表1 各县粮食（单位：万吨）", "表1 各县粮食；", "35万吨", "7"),
        ("表1 各县粮食（万吨）", "表1 各县粮食（万吨）；", "35万吨", "7"),
        ("表1 各县粮食 单位：万吨、%", "表1 各县粮食；", "35万吨", "7%"),
        ("单位：万吨", "", "35万吨", "7"),
        ("单位：万吨、万亩", "", "35", "7"),
    ],
)
def test_unit_of_the_caption_holds_for_what_it_can_measure(caption, lead, output, growth):
    assert _texts("县名|产量|增速|名次\n青禾县|35|7|1", caption=caption) == [
        f"{lead}县名：青禾县；产量：{output}；增速：{growth}；名次：1。"
    ]


def test_count_and_share_take_no_unit_of_money():
    assert _texts("县名|产值|项目数\n青禾县|35|12", caption="（单位：万元）") == [
        "县名：青禾县；产值：35万元；项目数：12。"
    ]
    assert _texts(
        """
        指标|2023年|2024年
        产值|34|35
        从业人数|120|130
        企业个数|7|8
        增速|3.1|2.9""",
        caption="单位：万元",
    ) == [
        "指标：产值；2023年：34万元；2024年：35万元。",
        "指标：从业人数；2023年：120；2024年：130。",
        "指标：企业个数；2023年：7；2024年：8。",
        "指标：增速；2023年：3.1；2024年：2.9。",
    ]


def test_title_and_unit_in_the_first_rows_are_caption_and_lines():
    rows = [
        [Span(text="表2 青禾县主要指标", across=3)],
        [Span(text="单位：亿元", across=3)],
        _cells("指标", "2022年", "2023年"),
        _cells("财政收入", "7.3", "8.1"),
    ]
    assert _grid_texts(rows) == [
        "表2 青禾县主要指标",
        "单位：亿元",
        "表2 青禾县主要指标；指标：财政收入；2022年：7.3亿元；2023年：8.1亿元。",
    ]


def test_part_keeps_the_whole_it_is_part_of():
    assert _texts("指标|产量（万吨）\n粮食|35\n其中：小麦|12\n#玉米|20\n合计|35\n其中：甲镇|7") == [
        "指标：粮食；产量：35万吨。",
        "指标：粮食其中小麦；产量：12万吨。",
        "指标：粮食其中玉米；产量：20万吨。",
        "指标：合计；产量：35万吨。",
        "指标：合计其中甲镇；产量：7万吨。",
    ]


def test_row_set_in_keeps_the_row_it_is_below():
    labels = ["粮食", "\u3000小麦", "\u3000玉米", "油料"]
    rows = [["指标", "产量"], *zip(labels, ["35", "12", "20", "4"], strict=True)]
    assert [block.text for block in rows_to_blocks(rows)] == [
        "指标：粮食；产量：35。",
        "指标：粮食 小麦；产量：12。",
        "指标：粮食 玉米；产量：20。",
        "指标：油料；产量：4。",
    ]


def test_row_of_one_text_over_all_columns_heads_those_below():
    rows = [
        _cells("指标", "2022年", "2023年"),
        [Span(text="一、农业", across=3)],
        _cells("粮食（万吨）", "34", "35"),
        [Span(text="二、工业", across=3)],
        _cells("发电量（亿度）", "7", "8"),
    ]
    assert _grid_texts(rows) == [
        "一、农业；指标：粮食；2022年：34万吨；2023年：35万吨。",
        "二、工业；指标：发电量；2022年：7亿度；2023年：8亿度。",
    ]


def test_heading_row_without_rows_below_is_a_line():
    rows = [
        _cells("指标", "2022年", "2023年"),
        [Span(text="一、农业（共6项）", across=3)],
        [Span(text="二、工业", across=3)],
        _cells("发电量", "7", "8"),
        [Span(text="三、其他", across=3)],
    ]
    assert _grid_texts(rows) == [
        "一、农业（共6项）",
        "二、工业；指标：发电量；2022年：7；2023年：8。",
        "三、其他",
    ]


def test_blank_first_label_is_that_of_the_row_above():
    assert _texts("地区|作物|产量（万吨）\n青禾县|小麦|12\n|玉米|20\n白河县|小麦|3") == [
        "地区：青禾县；作物：小麦；产量：12万吨。",
        "地区：青禾县；作物：玉米；产量：20万吨。",
        "地区：白河县；作物：小麦；产量：3万吨。",
    ]


@pytest.mark.parametrize(
    "note", ["注：部分数据因四舍五入不等。", "资料来源：县统计局", "备注：初步核算数", "*为快报数"]
)
def test_note_below_a_table_is_a_line(note):
    rows = [_cells("指标", "产量"), _cells("粮食", "35"), [Span(text=note, across=2)]]
    blocks = grid_text(fill(rows)).blocks
    assert [(block.text, block.is_row) for block in blocks] == [
        ("指标：粮食；产量：35。", True),
        (note, False),
    ]


def test_header_repeated_inside_a_table_is_dropped():
    text = grid_text(
        Grid(rows=tuple(map(tuple, _rows("镇|面积（亩）\n甲镇|10\n镇|面积（亩）\n乙镇|20"))))
    )
    assert [block.text for block in text.blocks] == [
        "镇：甲镇；面积：10亩。",
        "镇：乙镇；面积：20亩。",
    ]
    assert text.furniture == "镇 面积（亩）"


def test_tables_below_each_other_have_their_own_names():
    farming = "表1 农业||\n作物|产量（万吨）|\n小麦|12|"
    industry = "表2 工业||\n产品|数量（台）|增速（%）\n水泵|300|5"
    assert _texts(f"{farming}\n||\n{industry}") == [
        "表1 农业",
        "表1 农业；作物：小麦；产量：12万吨。",
        "表2 工业",
        "表2 工业；产品：水泵；数量：300台；增速：5%。",
    ]


def test_tables_side_by_side_have_their_own_names():
    assert _texts("作物|产量||产品|数量\n小麦|12||水泵|300\n玉米|20||电机|40") == [
        "作物：小麦；产量：12。",
        "作物：玉米；产量：20。",
        "产品：水泵；数量：300。",
        "产品：电机；数量：40。",
    ]


def test_blank_column_inside_a_table_parts_nothing():
    assert _texts("作物|2022年||2023年\n小麦|12||13\n玉米|20||21") == [
        "作物：小麦；2022年：12；2023年：13。",
        "作物：玉米；2022年：20；2023年：21。",
    ]


def test_blank_row_below_the_header_parts_nothing():
    assert _texts("作物|面积（亩）|产量（吨）\n||\n小麦|1|2\n||\n玉米|3|4") == [
        "作物：小麦；面积：1亩；产量：2吨。",
        "作物：玉米；面积：3亩；产量：4吨。",
    ]


@pytest.mark.parametrize(
    ("drawing", "expected"),
    [
        ("索 引 号：|0001|主题分类：|财政\n发文机关：|国务院|成文日期：|2018年", [
            "索引号：0001；主题分类：财政。", "发文机关：国务院；成文日期：2018年。"]),
        ("项目名称|云岭水库\n建设单位|水利局\n总投资|3亿元", [
            "项目名称：云岭水库。", "建设单位：水利局。", "总投资：3亿元。"]),
        ("人口|12万人\n面积|35亩", ["人口：12万人。", "面积：35亩。"]),
    ],
    ids=["colons", "words and figures", "figures"],
)  # fmt: skip
def test_form_pairs_each_name_with_its_value(drawing, expected):
    assert _texts(drawing) == expected


def test_years_down_and_indicators_across_read_right():
    assert _texts("年份|人口（万人）|城镇化率（%）\n2021|41.3|52.1\n2022|40.9|53.4") == [
        "年份：2021年；人口：41.3万人；城镇化率：52.1%。",
        "年份：2022年；人口：40.9万人；城镇化率：53.4%。",
    ]


def test_month_of_six_digits_is_written_out():
    assert _texts("日期|用户（万人）\n202403|18.0\n202404|47.8") == [
        "日期：202403（2024年3月）；用户：18.0万人。",
        "日期：202404（2024年4月）；用户：47.8万人。",
    ]


def test_wide_row_is_cut_and_each_piece_repeats_caption_and_labels():
    header = ["地区", *(f"指标{k}（亿元）" for k in range(15))]
    row = ["青禾县", *(f"{k}.5" for k in range(15))]
    texts = [block.text for block in rows_to_blocks([header, row], caption="表1")]
    assert [text.partition("；指标")[0] for text in texts] == ["表1；地区：青禾县"] * 2
    assert [text.count("亿元") for text in texts] == [11, 4]


def test_long_cell_is_cut_between_sentences():
    prose = "".join(f"第{k}条要求各单位按时完成整改并报送情况说明材料。" for k in range(12))
    texts = _texts(f"序号|事项|要求\n1|整改|{prose}")
    assert all(text.startswith("序号：1；事项：整改；要求：第") for text in texts)
    assert "".join(text.removeprefix("序号：1；事项：整改；要求：") for text in texts) == prose
    assert max(map(len, texts)) < 260


def test_name_broken_over_lines_or_set_wide_is_one_word():
    rows = [["联系\n电话", "备  注", "主 要 内 容"], ["3222", "加试", "修渠"]]
    assert [block.text for block in rows_to_blocks(rows)] == [
        "联系电话：3222；备注：加试；主要内容：修渠。"
    ]


def test_blocks_carry_their_page():
    assert [block.page for block in rows_to_blocks(_rows("甲|乙\n丙|1"), page=4)] == [4]


@pytest.mark.parametrize("rows", [[], [[]], [["", ""], ["", ""]], [["—"]]])
def test_table_without_words_yields_nothing(rows):
    assert list(rows_to_blocks(rows)) == []


def test_merge_that_claims_a_million_cells_is_bounded():
    grid = fill([[Span(text="甲", across=10**6, down=10**6)], _cells("乙")])
    assert (len(grid.rows), grid.width) == (2, 1001)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("表1 2022年主要指标", True),
        ("续表3", True),
        ("各县粮食生产情况", True),
        ("（单位：万元）", True),
        ("全年粮食产量35万吨，情况良好。", False),
        ("", False),
    ],
)
def test_line_that_titles_a_table_is_told(line, expected):
    assert is_caption(line) is expected


_WORDS = st.text(alphabet="甲乙丙丁戊", min_size=1, max_size=4)
_VALUES = st.one_of(_WORDS, st.integers(1, 10**6).map(str), st.just(""))


@given(st.lists(st.lists(_VALUES, min_size=3, max_size=3), min_size=1, max_size=6))
def test_every_cell_below_the_names_is_in_some_block(body):
    header = ["地区名称", "产量（万吨）", "增速（%）"]
    blocks = grid_text(Grid(rows=(tuple(header), *map(tuple, body)))).blocks
    said = " ".join(block.text for block in blocks)
    assert [cell for row in body for cell in row if cell not in said] == []


@given(st.lists(st.lists(st.text(max_size=6), max_size=5), max_size=6))
def test_any_grid_is_read(rows):
    for block in rows_to_blocks(rows):
        assert block.text.strip()


def test_rows_that_count_up_are_values_unless_one_numbers_the_columns():
    names = ("甲村", "乙村", "丙村")
    counted = [names, ("1", "2", "3"), ("4", "5", "6")]
    numbered = [names, ("1", "2", "3"), ("8", "5", "9")]
    assert [block.text for block in rows_to_blocks(counted)] == [
        "甲村：1；乙村：2；丙村：3。",
        "甲村：4；乙村：5；丙村：6。",
    ]
    read = grid_text(Grid(rows=tuple(numbered)))
    assert ([block.text for block in read.blocks], read.furniture) == (
        ["甲村：8；乙村：5；丙村：9。"],
        "1 2 3",
    )
