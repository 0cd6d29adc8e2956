"""What a question wants compared, read from its words."""

from decimal import Decimal

import pytest

from bot.compared import read_comparison, without_comparison
from bot.comparison import Bound, Comparison, Operation, Order, Over
from bot.modes import planned_beside_results
from bot.spans import write_out


def _read(text):
    return read_comparison(text)[0]


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("哪些省gdp增速达到5.5%及以上", Bound(low=Decimal("5.5"), unit="%")),
        ("增速超过5.5%的省区有哪些", Bound(low=Decimal("5.5"), is_strict=True, unit="%")),
        ("增速低于4.5%的省有哪几个", Bound(high=Decimal("4.5"), is_strict=True, unit="%")),
        ("新增就业不超过50万人的省有哪些", Bound(high=Decimal(500000), unit="人")),
        ("哪些省把目标定为5%到6%", Bound(low=Decimal(5), high=Decimal(6), is_span=True, unit="%")),
        ("定在4%左右的是哪两个省", Bound(low=Decimal(4), high=Decimal(4), is_span=True, unit="%")),
        ("增速在5%到6%之间的省份有哪些", Bound(low=Decimal(5), high=Decimal(6), unit="%")),
        ("哪些年份比重超过一半", Bound(low=Decimal(50), is_strict=True, unit="%")),
        ("哪些年份比重不到一半", Bound(high=Decimal(50), is_strict=True, unit="%")),
        ("哪个省的进出口是下降的", Bound(high=Decimal(0), is_strict=True, unit="%")),
        ("which provinces grew by at least 5.5%", Bound(low=Decimal("5.5"), unit="%")),
        ("失业率比5.5%还高的是哪几个省", Bound(low=Decimal("5.5"), is_strict=True, unit="%")),
        ("哪些省的增速比5%低", Bound(high=Decimal(5), is_strict=True, unit="%")),
        ("哪些省目标的下限低于5%", Bound(high=Decimal(5), is_strict=True, unit="%", side="low")),
        ("哪几年增速还是两位数", Bound(low=Decimal(10), unit="%")),
        ("哪些省达到或超过5.5%", Bound(low=Decimal("5.5"), unit="%")),
        ("浓度在30微克以上(不含30)的省", Bound(low=Decimal(30), is_strict=True, unit="微克")),
        ("哪些省定在2%或2%左右", Bound(low=Decimal(2), high=Decimal(2), is_span=True, unit="%")),
        (
            "哪些省定在“5%以内”?“5%左右”的不算",
            Bound(high=Decimal(5), unit="%", barred="左右"),
        ),
        (
            "哪些地方低于5%、或者区间下限只有4.5%",
            Bound(
                high=Decimal(5), is_strict=True, unit="%",
                other=Bound(
                    low=Decimal("4.5"), high=Decimal("4.5"), is_span=True, unit="%", side="low"
                ),
            ),
        ),
    ],
)  # fmt: skip
def test_bound(text, bound):
    assert _read(text).bound == bound


@pytest.mark.parametrize(
    ("side", "holds"), [("", False), ("low", True), ("high", False)], ids=["all", "low", "high"]
)
def test_a_bound_may_be_of_one_end_of_a_range(side, holds):
    below = Bound(high=Decimal(5), is_strict=True, unit="%", side=side)
    assert below.holds(Decimal("4.5"), Decimal(5)) is holds


@pytest.mark.parametrize(
    ("text", "over", "order", "count"),
    [
        ("哪个省gdp最高", Over.PLACES, Order.MOST, 1),
        ("gdp增速最低的三个省是哪几个", Over.PLACES, Order.LEAST, 3),
        ("哪些省排在前五名", Over.PLACES, Order.MOST, 5),
        ("哪一年最多,哪一年最少", Over.YEARS, Order.BOTH, 1),
        ("which three provinces had the highest growth", Over.PLACES, Order.MOST, 1),
        ("前三季度gdp是多少", Over.NOTHING, Order.NONE, 1),
        ("最低生活保障标准是多少", Over.NOTHING, Order.NONE, 1),
        ("哪四个市是示范区", Over.NOTHING, Order.NONE, 1),
        ("哪一年建成", Over.NOTHING, Order.NONE, 1),
        ("历年gdp", Over.YEARS, Order.NONE, 1),
        ("哪些省给研发投入定了具体数", Over.PLACES, Order.NONE, 1),
        ("哪几个城市入选", Over.NOTHING, Order.NONE, 1),
    ],
)
def test_what_is_left_open_and_ordered(text, over, order, count):
    found = _read(text)
    assert (found.over, found.order, found.count) == (over, order, count)


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        ("两地相差多少", Operation.DIFFERENCE),
        ("谁更高", Operation.DIFFERENCE),
        ("一共多少", Operation.SUM),
        ("是后者的几倍", Operation.RATIO),
        ("占后者的百分之几", Operation.SHARE),
        ("增长了百分之几", Operation.GROWTH),
        ("by how much did they differ between the two years", Operation.DIFFERENCE),
        ("每年减少多少", Operation.NONE),
        ("分别是多少", Operation.NONE),
    ],
)
def test_operation(text, operation):
    assert _read(text).operation is operation


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("目标和实际完成分别是多少", True),
        ("目标完成了吗", True),
        ("what was the target and what was the actual figure", True),
        ("实际完成多少(不是目标)", False),
        ("目标是多少", False),
        ("完成了增长20%的目标没有", False),
        ("定的数和最后做到的数分别是", True),
        ("目标5.5%以上,实际增长多少,差多少", True),
    ],
)
def test_target_and_result(text, both):
    assert _read(text).both_modes is both


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("不良率比上一年升了还是降了", True),
        ("how did growth compare with the year before", True),
        ("产量比上年增长多少", False),
    ],
)
def test_year_before(text, before):
    assert _read(text).before is before


@pytest.mark.parametrize(
    ("names_places", "over"), [(False, Over.PLACES), (True, Over.NOTHING)], ids=["none", "some"]
)
def test_who_leads_is_asked_of_all_places_unless_some_are_named(names_places, over):
    assert read_comparison("增速垫底的是谁", names_places=names_places)[0].over is over


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("从2024年到2025年变化，2026年打算到多少", [(2024, False), (2025, False), (2026, True)]),
        ("2025年完成多少，计划2026年达到多少", [(2025, False), (2026, True)]),
        ("2025年和2026年的目标分别多少", []),
        ("2025年目标完成了吗", []),
    ],
)  # fmt: skip
def test_plan_beside_results(text, years):
    assert planned_beside_results(text) == years


def test_plain_question_compares_nothing():
    assert _read("城镇新增就业多少人") == Comparison()


def test_words_of_comparison_are_no_content():
    text = read_comparison("哪些省的粮食产量超过800亿斤")[1]
    assert without_comparison(text).strip() == "的粮食产量"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2011—2013年gdp", "2011年、2012年、2013年gdp"),
        ("2011到2013年各是多少", "2011年、2012年、2013年各是多少"),
        ("from 2013 to 2015", "2013, 2014, 2015"),
        ("in 2012 and 2014", "in 2012 and 2014"),
        ("2011年至2014年累计新增", "2011年至2014年累计新增"),
        ("2021—2025年发展规划", "2021—2025年发展规划"),
        ("十三五期间每年新增", "2016年、2017年、2018年、2019年、2020年每年新增"),
        ("十三五期间新增", "十三五期间新增"),
        ("东北三省2025年gdp", "辽宁省、吉林省、黑龙江省2025年gdp"),
        ("长三角三省一市gdp", "上海市、江苏省、浙江省、安徽省gdp"),
        ("京津冀协同发展", "京津冀协同发展"),
        ("四个直辖市gdp", "北京市、天津市、上海市、重庆市gdp"),
        ("2011年以来怎么变的,到2014年", "2011年、2012年、2013年、2014年,怎么变的"),
        ("辽吉黑三省2025年gdp", "辽宁省、吉林省、黑龙江省2025年gdp"),
        ("晋冀两地", "山西省、河北省"),
        ("2015年和2016年报告里", "2015年报告、2016年报告里"),
        ("2025年和2026年政府工作报告", "2025年政府工作报告、2026年政府工作报告"),
    ],
)
def test_short_names_are_written_out(text, written):
    assert write_out(text) == written
