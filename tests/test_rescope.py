"""A question about another place or year, or about none."""

import pytest

from bot.rescope import with_place, with_year


@pytest.mark.parametrize(
    ("question", "old", "new", "expected"),
    [
        ("2024年江西省宜春市粮食产量是多少？", "宜春市", "江苏省", "2024年江苏省粮食产量是多少？"),
        ("2024年江西省宜春市粮食产量是多少？", "宜春市", "", "2024年粮食产量是多少？"),
        ("浙江和江苏2024年粮食产量", "浙江省", "", "江苏2024年粮食产量"),
        ("浙江和江苏2024年粮食产量", "江苏省", "", "浙江2024年粮食产量"),
        ("粮食产量是多少？", "", "浙江省", "浙江省粮食产量是多少？"),
        ("粮食产量是多少？", "", "", "粮食产量是多少？"),
        ("青禾县2024年新增就业", "青禾县", "白河县", "白河县2024年新增就业"),
        ("Jiangsu's grain output?", "江苏省", "浙江省", "Zhejiang's grain output?"),
        ("What was Zhejiang's GDP in 2024?", "浙江省", "", "What was GDP in 2024?"),
        ("What was the GDP in Zhejiang in 2024?", "浙江省", "", "What was the GDP in 2024?"),
        ("What was the GDP in 2024?", "", "浙江省", "What was the GDP in 2024 in Zhejiang?"),
    ],
)
def test_place(question: str, old: str, new: str, expected: str) -> None:
    assert with_place(question, old, new, known={"青禾县", "白河县"}) == expected


@pytest.mark.parametrize(
    ("question", "old", "new", "expected"),
    [
        ("2024年江西粮食产量", 2024, 2023, "2023年江西粮食产量"),
        ("浙江省2024年度的粮食产量是多少？", 2024, None, "浙江省的粮食产量是多少？"),
        ("浙江省2023年和2024年粮食产量", 2023, None, "浙江省2024年粮食产量"),
        ("浙江省2023年和2024年粮食产量", 2024, None, "浙江省2023年粮食产量"),
        ("投资12024亿元的项目", 2024, 2023, "2023年投资12024亿元的项目"),
        ("粮食产量", None, 2024, "2024年粮食产量"),
        ("粮食产量", None, None, "粮食产量"),
        ("What was the GDP in Zhejiang in 2024?", 2024, None, "What was the GDP in Zhejiang?"),
        ("What was the GDP?", None, 2020, "What was the GDP in 2020?"),
    ],
)
def test_year(question: str, old: int | None, new: int | None, expected: str) -> None:
    assert with_year(question, old, new) == expected
