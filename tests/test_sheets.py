"""Questions about whole tables: the largest row, ranks, sums, counts, lists, rows, yes and no."""

import pytest

from bot.assembly import assemble
from bot.settings import Settings
from bot.sheet import Number, read_number

_COUNTIES = """<html><head><title>松江州2024年分县市经济指标表</title></head><body>
<p>松江州2024年分县市经济指标表</p><table>
<tr><th>县市</th><th>粮食产量（万吨）</th><th>财政收入（亿元）</th><th>游客接待量（万人次）</th></tr>
<tr><td>全州合计</td><td>96.5</td><td>31.0</td><td>770</td></tr>
<tr><td>北桥市</td><td>21.5</td><td>15.2</td><td>420</td></tr>
<tr><td>柳溪县</td><td>40.0</td><td>9.3</td><td>260</td></tr>
<tr><td>石湾县</td><td>35.0</td><td>6.5</td><td>90</td></tr>
</table></body></html>"""
_POSTS = """<html><head><title>青禾市2023年公开遴选职位表</title></head><body>
<p>青禾市2023年公开遴选职位表</p><table>
<tr><th>序号</th><th>遴选单位</th><th>职位名称</th><th>招考人数</th><th>专业要求</th>
<th>其他条件</th></tr>
<tr><td>1</td><td>青禾市水利局</td><td>工程科科员</td><td>2人</td><td>水利类</td>
<td>需学士学位</td></tr>
<tr><td>2</td><td>青禾市审计局</td><td>审计科科员</td><td>1人</td><td>会计类</td><td>35周岁以下</td></tr>
<tr><td>3</td><td>青禾市审计局</td><td>法规科科员</td><td>3人</td><td>法律类</td><td>35周岁以下</td></tr>
</table></body></html>"""
_LIMITS = """<html><head><title>白河市门诊慢性病支付限额标准</title></head><body>
<p>白河市门诊慢性病支付限额标准</p><table>
<tr><th>类别</th><th>病种名称</th><th>支付限额</th><th>有效期</th></tr>
<tr><td>甲类</td><td>高血压</td><td>200元/月</td><td>长期</td></tr>
<tr><td>甲类</td><td>糖尿病</td><td>260元/月</td><td>长期</td></tr>
<tr><td>乙类</td><td>慢性肝炎</td><td>350元/月</td><td>两年</td></tr>
<tr><td>乙类</td><td>黄斑变性</td><td>1800元/年</td><td>一年</td></tr>
</table></body></html>"""
_STOCK = """<html><head><title>STOCK REPORT</title></head><body><p>STOCK REPORT</p><table>
<tr><th>Product Code</th><th>Category</th><th>Unit Cost</th><th>Total Value</th></tr>
<tr><td>ITM-101</td><td>Tools</td><td>$4.50</td><td>$900.00</td></tr>
<tr><td>ITM-102</td><td>Paint</td><td>$12.00</td><td>$600.00</td></tr>
<tr><td>ITM-103</td><td>Tools</td><td>$7.25</td><td>$1,450.00</td></tr>
</table></body></html>"""
_SEGMENTS = """<html><head><title>Segment results</title></head><body><p>Segment results</p><table>
<tr><th>In millions of EUR</th><th>2023 Sales</th><th>2022 Sales</th></tr>
<tr><td>Region North</td><td>410</td><td>395</td></tr>
<tr><td>Region South</td><td>380</td><td>402</td></tr>
</table></body></html>"""


@pytest.fixture(scope="module")
def bot(tmp_path_factory):
    pages = {
        "县市.html": _COUNTIES, "职位.html": _POSTS, "限额.html": _LIMITS, "stock.html": _STOCK,
        "segments.html": _SEGMENTS,
    }  # fmt: skip
    with assemble(Settings(data=tmp_path_factory.mktemp("data"))) as product:
        for name, text in pages.items():
            product.ingest(name, text.encode())
        yield product.bot


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        pytest.param(
            "松江州2024年哪个县的粮食产量最高？",
            "柳溪县，粮食产量：40.0万吨[1]。比较了表中3行，这是最大的。",
            id="largest",
        ),
        pytest.param(
            "松江州2024年财政收入最少的是哪个县？",
            "石湾县，财政收入：6.5亿元[1]。比较了表中3行，这是最小的。",
            id="smallest",
        ),
        pytest.param(
            "2024年石湾县的游客接待量在松江州各县市中排第几？",
            "石湾县，游客接待量：90万人次[1]。在表中3行里由高到低排第3。",
            id="rank",
        ),
        pytest.param(
            "松江州2024年各县市财政收入总计多少？",
            "全州合计，财政收入：31.0亿元[1]。",
            id="total row",
        ),
        pytest.param(
            "青禾市2023年遴选，审计局一共招几个人？",
            "青禾市审计局 法规科科员，招考人数：3人[1]；青禾市审计局 审计科科员，招考人数：1人[2]。"
            "合计4人（3人[1] + 1人[2]）。",
            id="sum of the rows of a body",
        ),
        pytest.param(
            "白河市门诊慢性病的甲类病种有几种？",
            "表中列出2种：高血压[1]、糖尿病[2]。",
            id="count",
        ),
        pytest.param(
            "青禾市2023年遴选，审计局要求哪些专业？",
            "专业要求：会计类[1]；法律类[2]。",
            id="values of a column",
        ),
        pytest.param(
            "白河市门诊慢性病糖尿病和高血压的支付限额相差多少？",
            "相差60元（260元[2] − 200元[1]），糖尿病 支付限额较高。",
            id="difference of two rows",
        ),
        pytest.param(
            "白河市门诊慢性病按月的支付限额哪个病种最高？",
            "慢性肝炎，支付限额：350元/月[1]。比较了表中3行，这是最大的。",
            id="rows of another unit are not compared",
        ),
        pytest.param(
            "白河市门诊慢性肝炎的有效期是长期吗？", "否，慢性肝炎，有效期：两年[1]。", id="no"
        ),
        pytest.param(
            "青禾市2023年水利局遴选需要学士学位吗？",
            "是，青禾市水利局，其他条件：需学士学位[1]。",
            id="yes",
        ),
        pytest.param(
            "Which product has the highest total value in the stock report?",
            "ITM-103, Total Value: $1,450.00 [1]. This is the largest of the 3 rows compared.",
            id="largest in English",
        ),
        pytest.param(
            "What was the sales figure of Region South in the segment results in 2022?",
            "Region South, 2022 Sales: 402 (In millions of EUR) [1]",
            id="unit of the table",
        ),
        pytest.param(
            "By how much did Region North sales in 2023 exceed those in 2022 in the segment "
            "results?",
            "The difference is 15（410[1] − 395[2]）; Region North 2023 Sales is higher.",
            id="difference of two years",
        ),
    ],
)
def test_whole_table_is_asked(bot, question, answer):
    assert bot.ask(question).answer == answer


@pytest.mark.parametrize(
    "question",
    [
        "松江州2025年哪个县的粮食产量最高？",
        "青禾市2023年遴选，教育局一共招几个人？",
        "What is the unit cost of ITM-999 in the stock report?",
    ],
    ids=["another year", "a body the table lacks", "an unknown code"],
)
def test_what_the_table_lacks_is_not_answered(bot, question):
    assert bot.ask(question).outcome != "answered"


def test_computed_figures_are_checked(bot):
    figures = bot.ask("青禾市2023年遴选，审计局一共招几个人？").figures
    assert {each.status for each in figures} == {"verified", "computed"}


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("1.5亿元", Number(value=150_000_000, unit="元")),
        ("-1,164", Number(value=-1164, unit="")),
        ("120（扩招）", Number(value=120, unit="")),
        ("$8.50", Number(value=8.5, unit="$")),
        ("20万元至40万元", None),
        ("长期", None),
    ],
)
def test_cell_is_a_number_only_as_a_whole(value, number):
    assert read_number(value) == number
