"""What a text lists: names between commas, numbered items, lines."""

import pytest

from bot.lists import announces, count_names, find_items, names


def _heads(text, start=0):
    return [text[each.start : each.head_end].strip() for each in find_items(text, start)]


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("方式：\n（一）自主供给。指自办。\n（二）邻里互助。指邻居。", ["自主供给", "邻里互助"]),
        ("要点：一是稳增长；二是促改革；三是惠民生。", ["稳增长", "促改革", "惠民生"]),
        ("材料：\n1.身份证。\n2.申报表。", ["身份证", "申报表"]),
        ("一、春节：放假七天。\n二、清明节：放假一天。", ["春节", "清明节"]),
        ("以下人员：\n个体户；\n从业人员；\n其他人。", ["个体户", "从业人员", "其他人"]),
        ("①甲②乙③丙", ["甲", "乙", "丙"]),
    ],
    ids=["brackets", "spoken", "digits", "headings", "lines", "circles"],
)
def test_items_follow_what_announces_them(text, heads):
    start = text.find("：") + 1 if not text.startswith(("一", "①")) else 0
    assert _heads(text, start) == heads


def test_a_list_ends_where_its_numbers_do_not_go_on():
    text = "（一）甲；（二）乙。\n其他规定。\n（一）丙；（二）丁。"
    assert _heads(text) == ["甲", "乙"]


def test_a_decimal_numbers_nothing():
    assert find_items("增长1.5%。\n2.3%的企业", 0) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("黄山、池州、安庆、宣城四市", 4),
        ("《大河之洲》《黄河》《泰山》", 3),
        ("推进改革和发展", 1),
        ("新增甲、乙2个集群、总数达3个", 2),
        ("西藏（拉萨、日喀则）、青海", 2),
    ],
)
def test_names_are_counted(text, count):
    assert count_names(text) == count


def test_names_are_where_they_stand():
    text = "杭州、温州和宁波"
    assert [text[a:b] for a, b in names(text)] == ["杭州", "温州", "宁波"]


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("主要预期目标是：", True),
        ("服务采取以下方式提供", True),
        ("“四区一高地”是指", True),
        ("全省粮食产量创历史新高", False),
    ],
)
def test_a_lead_in_is_told_from_a_statement(text, leads):
    assert announces(text) is leads
