"""Which numbers of a text are figures, and what each is worth."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ingest.figures import find_figures
from ingest.units import ENGLISH_UNITS, UNITS

# Without a multiplier these make a date or a name: 15日, 2024年, 3号线.
_DATE_UNITS = frozenset("年 日 号线 期 层 路".split())

# Text, then value, unit and (for ranges) upper end of each figure, by what is printed.
QUANTITIES = [
    # Percentages and parts
    ("工业增加值增长6.5%", {"6.5%": ("6.5", "%")}),
    ("增长6.5％", {"6.5％": ("6.5", "%")}),
    ("增长 6.5 %", {"6.5 %": ("6.5", "%")}),
    ("人口自然增长率为4.2‰", {"4.2‰": ("4.2", "‰")}),
    ("提高1.2个百分点", {"1.2个百分点": ("1.2", "个百分点")}),
    ("回落0.8百分点", {"0.8百分点": ("0.8", "百分点")}),
    ("占百分之六点五", {"百分之六点五": ("6.5", "%")}),
    ("百分之三十的县", {"百分之三十": ("30", "%")}),
    ("农田占七成", {"七成": ("70", "%")}),
    ("贡献超过六成半", {"六成半": ("65", "%")}),
    ("占全省的四分之三", {"四分之三": ("75", "%")}),
    ("约五分之一", {"五分之一": ("20", "%")}),
    ("出口翻番", {"翻番": ("2", "倍")}),
    ("产值翻一番", {"翻一番": ("2", "倍")}),
    ("收入翻两番", {"翻两番": ("4", "倍")}),
    ("增长2.3倍", {"2.3倍": ("2.3", "倍")}),
    # Money
    ("总投资2150.8亿元", {"2150.8亿元": ("215080000000", "元")}),
    ("生产总值突破1.5万亿元", {"1.5万亿元": ("1500000000000", "元")}),
    ("补助1,234.5万元", {"1,234.5万元": ("12345000", "元")}),
    ("补助１，２３４万元", {"１，２３４万元": ("12340000", "元")}),
    ("补助８００元", {"８００元": ("800", "元")}),
    ("进出口20亿美元", {"20亿美元": ("2000000000", "美元")}),
    ("融资300万欧元", {"300万欧元": ("3000000", "欧元")}),
    ("规模三千二百亿元", {"三千二百亿元": ("320000000000", "元")}),
    ("税收达到5千万元", {"5千万元": ("50000000", "元")}),
    ("奖励2000元", {"2000元": ("2000", "元")}),
    # Area, length, mass, volume
    ("建成高标准农田3.5万亩", {"3.5万亩": ("35000", "亩")}),
    ("造林2.4万公顷", {"2.4万公顷": ("24000", "公顷")}),
    ("面积4.2万平方公里", {"4.2万平方公里": ("42000", "平方公里")}),
    ("建筑面积3600平方米", {"3600平方米": ("3600", "平方米")}),
    ("新改建公路1200公里", {"1200公里": ("1200", "公里")}),
    ("铺设管道3千米", {"3千米": ("3", "千米")}),
    ("打捞500千克", {"500千克": ("500", "千克")}),
    ("粮食产量145.2万吨", {"145.2万吨": ("1452000", "吨")}),
    ("节能15万吨标准煤", {"15万吨标准煤": ("150000", "吨标准煤")}),
    ("供水1.2亿立方米", {"1.2亿立方米": ("120000000", "立方米")}),
    ("PM2.5平均浓度29微克/立方米", {"29微克/立方米": ("29", "微克/立方米")}),
    # Power, energy, computing, transport, temperature, time
    ("新能源装机350万千瓦", {"350万千瓦": ("3500000", "千瓦")}),
    ("建成100兆瓦光伏", {"100兆瓦": ("100", "兆瓦")}),
    ("储能规模200MW", {"200MW": ("200", "MW")}),
    ("发电12.5亿千瓦时", {"12.5亿千瓦时": ("1250000000", "千瓦时")}),
    ("新建110千伏线路", {"110千伏": ("110", "千伏")}),
    ("算力规模达到5000P", {"5000P": ("5000", "P")}),
    ("算力达3000PFLOPS", {"3000PFLOPS": ("3000", "PFLOPS")}),
    ("吞吐量120万标箱", {"120万标箱": ("1200000", "标箱")}),
    ("平均气温9.5℃", {"9.5℃": ("9.5", "℃")}),
    ("压缩至3个工作日", {"3个工作日": ("3", "个工作日")}),
    ("通行时间缩短到2小时", {"2小时": ("2", "小时")}),
    ("工期18个月", {"18个月": ("18", "个月")}),
    ("年满60周岁的老人", {"60周岁": ("60", "周岁")}),
    ("优良天数320天", {"320天": ("320", "天")}),
    ("平均预期寿命78.3岁", {"78.3岁": ("78.3", "岁")}),
    # Counters
    ("5G基站3521个", {"3521个": ("3521", "个")}),
    ("接待游客12.3万人次", {"12.3万人次": ("123000", "人次")}),
    ("新增企业438家", {"438家": ("438", "家")}),
    ("惠及3万多户", {"3万多户": ("30000", "户")}),
    ("惠及30余万人", {"30余万人": ("300000", "人")}),
    ("搬迁300多家", {"300多家": ("300", "家")}),
    ("开行班列56列", {"56列": ("56", "列")}),
    ("实施项目267项", {"267项": ("267", "项")}),
    ("新建学校15所", {"15所": ("15", "所")}),
    ("床位400张", {"400张": ("400", "张")}),
    ("出栏生猪20万头", {"20万头": ("200000", "头")}),
    ("授权专利1500件", {"1500件": ("1500", "件")}),
    ("落实2批专项债券", {"2批": ("2", "批")}),
    ("共2025人", {"2025人": ("2025", "人")}),
    # Chinese numerals
    ("两千三百人", {"两千三百人": ("2300", "人")}),
    ("三十二个乡镇", {"三十二个": ("32", "个")}),
    ("一百二十家企业", {"一百二十家": ("120", "家")}),
    ("十多个项目", {"十多个": ("10", "个")}),
    ("游客近百万人次", {"百万人次": ("1000000", "人次")}),
    ("产业规模超千亿元", {"千亿元": ("100000000000", "元")}),
    ("一亿两千万人", {"一亿两千万人": ("120000000", "人")}),
    # Several in one clause, and without a unit
    (
        "495个重点项目累计开工420项",
        {"495个": ("495", "个"), "420项": ("420", "项")},
    ),
    ("项目14个2.58亿元", {"14个": ("14", "个"), "2.58亿元": ("258000000", "元")}),
    ("分别增长7%和8%", {"7%": ("7", "%"), "8%": ("8", "%")}),
    ("基站数：3521", {"3521": ("3521", "")}),
    ("居民消费价格指数为100.2", {"100.2": ("100.2", "")}),
    ("工业品出厂价格增长-2.3%", {"-2.3%": ("-2.3", "%")}),
    # Ranges
    ("增长5%-6%", {"5%-6%": ("5", "%", "6")}),
    ("增长5%—6%", {"5%—6%": ("5", "%", "6")}),
    ("增长5.5%～6%", {"5.5%～6%": ("5.5", "%", "6")}),
    ("提高3至5个百分点", {"3至5个百分点": ("3", "个百分点", "5")}),
    ("补助10~15万元", {"10~15万元": ("100000", "元", "150000")}),
    ("补助20万至30万元", {"20万至30万元": ("200000", "元", "300000")}),
    ("补助20万元至30万元", {"20万元至30万元": ("200000", "元", "300000")}),
    ("用三至五年时间", {"三至五年": ("3", "年", "5")}),
    # English
    ("GDP grew by 6.5 percent.", {"6.5 percent": ("6.5", "%")}),
    ("GDP grew by 6.5%.", {"6.5%": ("6.5", "%")}),
    ("up 3.5 percentage points", {"3.5 percentage points": ("3.5", "个百分点")}),
    ("1.2 billion yuan was spent", {"1.2 billion yuan": ("1200000000", "元")}),
    ("1.5 trillion yuan", {"1.5 trillion yuan": ("1500000000000", "元")}),
    ("grain output was 650 million tons", {"650 million tons": ("650000000", "吨")}),
    ("lifted 300,000 people", {"300,000 people": ("300000", "人")}),
    ("12 million hectares", {"12 million hectares": ("12000000", "公顷")}),
    ("growth of 5.5-6 percent", {"5.5-6 percent": ("5.5", "%", "6")}),
    ("opened 4,500 kilometers of road", {"4,500 kilometers": ("4500", "公里")}),
]


def _found(text):
    return {
        each.text: (each.value, each.unit, *([] if each.upper is None else [each.upper]))
        for each in find_figures(text)
    }


def _expected(figures):
    return {
        text: tuple(Decimal(part) if index != 1 else part for index, part in enumerate(parts))
        for text, parts in figures.items()
    }


@pytest.mark.parametrize(("text", "figures"), QUANTITIES, ids=[text for text, _ in QUANTITIES])
def test_quantity_is_read(text, figures):
    assert _found(text) == _expected(figures)


@pytest.mark.parametrize("scale", ["", "万"])
def test_every_unit_is_read(scale):
    units = [unit for unit in UNITS if scale or unit not in _DATE_UNITS]
    units = [unit for unit in units if not unit.startswith(("万", "亿"))]
    read = {unit: [each.unit for each in find_figures(f"共有35{scale}{unit}。")] for unit in units}
    assert read == {unit: [unit] for unit in units}


@pytest.mark.parametrize(("words", "unit"), ENGLISH_UNITS.items(), ids=ENGLISH_UNITS)
def test_every_english_unit_is_read(words, unit):
    assert _found(f"It reached 35.5 million {words}.") == {
        f"35.5 million {words}": (Decimal(35_500_000), unit)
    }


@pytest.mark.parametrize(
    "text",
    [
        "2024年",
        "2024年上半年",
        "2024 年 7 月",
        "2024年7月15日",
        "截至2024年6月底",
        "2024-07-15",
        "2024/7/15",
        "2021—2025年",
        "2021年至2025年",
        "2023-2025年行动方案",
        "1840年以后",
        "二〇二四年",
        "二○二四年七月十五日",
        "7月15日",
        "1—6月",
        "9月份",
        "上午10:30",
        "国办发〔2024〕5号",
        "银发(2021)259号",
        "第4626号提案",
        "第5号令",
        "第十四届人民代表大会第三次会议",
        "第3届博览会",
        "党的二十大",
        "二十届三中全会",
        "“十四五”规划",
        "第三产业",
        "第一季度",
        "第2季度",
        "5G基站",
        "PM2.5",
        "PM10",
        "G30高速",
        "S10高速公路",
        "G7611线",
        "C919客机",
        "COVID-19",
        "ISO9001认证",
        "5A级景区",
        "“1+6”政策",
        "“三个代表”重要思想",
        "“四项机制”",
        "“两个维护”",
        "一批项目",
        "一带一路",
        "12345热线",
        "12315平台",
        "110报警",
        "985高校",
        "1. 粮食",
        "1．粮食",
        "1、粮食",
        "（1）粮食",
        "(12)粮食",
        "一、粮食",
        "第一章 总则",
        "第十二条",
        "联系电话：0936-8212345",
        "https://example.org/2024/125",
        "in 2024",
        "July 15, 2024",
        "2023 Report on the Work of the Government",
    ],
)
def test_name_or_date_is_no_figure(text):
    assert find_figures(text) == []


_SCALES = {"": 1, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}
_WIDE_DIGITS = str.maketrans("0123456789.", "０１２３４５６７８９．")
_NUMBERS = st.integers(1, 999_999).map(Decimal) | st.decimals("0.1", "999999", places=2)


@given(
    number=_NUMBERS,
    scale=st.sampled_from(sorted(_SCALES)),
    unit=st.sampled_from([unit for unit in UNITS if not unit.startswith(("万", "亿"))]),
    written=st.sampled_from(["plain", "commas", "wide"]),
)
def test_number_multiplier_and_unit_are_read_back(number, scale, unit, written):
    assume(scale or unit not in _DATE_UNITS)
    numeral = f"{number:,}" if written == "commas" else str(number)
    numeral = numeral.translate(_WIDE_DIGITS) if written == "wide" else numeral
    printed = f"{numeral}{scale}{unit}"
    [figure] = find_figures(f"全市共有{printed}。")
    assert (figure.text, figure.value, figure.unit) == (printed, number * _SCALES[scale], unit)
