"""What an article lacks of its page: lines between its own, not menus and tools around it."""

import pytest

from ingest.load.alignment import Alignment, align

_FIRST = "上半年，全县地区生产总值完成86.4亿元，同比增长6.5%，主要指标好于预期。"
_NEXT = "全县落实粮食播种面积35.2万亩，建成高标准农田3.6万亩。"


@pytest.mark.parametrize(
    ("shown", "kept", "missing", "around"),
    [
        ([_FIRST, "乙", _NEXT], [_FIRST, _NEXT], ((1, ("乙",)),), ()),
        ([_FIRST, "甲 乙", _NEXT], [_FIRST, "甲乙", _NEXT], (), ()),
        ([_FIRST, "甲", "乙", _NEXT], [_FIRST, "甲乙", _NEXT], (), ()),
        (["首页", _FIRST, _NEXT, "备案号12"], [_FIRST, _NEXT], (), ("首页", "备案号12")),
        (["标题", "打印 12", _FIRST], ["标题", _FIRST], (), ("打印 12",)),
        ([_FIRST, *"天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋", _NEXT], [_FIRST, _NEXT], (),
         tuple("天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋")),
        ([_FIRST, _NEXT, "新建3座桥。"], [_FIRST, _NEXT], (), ()),
        ([_FIRST], [], (), ()),
    ],
    ids=["between", "spaces", "breaks", "edges", "tools", "many", "sentence", "nothing"],
)  # fmt: skip
def test_lines_are_compared(shown, kept, missing, around):
    assert align(shown, kept) == Alignment(missing=missing, around=around)
