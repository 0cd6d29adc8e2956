"""Questions whose answer is one cell of a table: real store, real answers."""

import pytest

from bot.assembly import assemble
from bot.settings import Settings
from bot.types import Outcome

_POSTS = """<html><head><title>青禾市2023年公开遴选职位表</title></head><body>
<p>青禾市2023年公开遴选职位表</p><table>
<tr><th>序号</th><th>遴选单位</th><th>职位名称</th><th>职位代码</th><th>人数</th><th>最低学历</th>
<th>专业要求</th><th>联系人</th><th>联系电话</th></tr>
<tr><td>1</td><td>青禾市水利局</td><td>工程科科员</td><td>300120230001</td><td>2</td><td>大专</td>
<td>水利类</td><td>周平</td><td>0999-1234567</td></tr>
<tr><td>2</td><td>青禾市审计局</td><td>审计科科员</td><td>300120230002</td><td>1</td><td>本科</td>
<td>审计类、会计类</td><td>吴越</td><td>0999-7654321</td></tr>
<tr><td>3</td><td>青禾市审计局</td><td>法规科科员</td><td>300120230003</td><td>3</td>
<td>硕士研究生</td><td>法律类</td><td>吴越</td><td>0999-7654321</td></tr>
</table></body></html>"""
_FINES = """<html><head><title>青禾市行政罚款裁量基准</title></head><body>
<p>青禾市行政罚款裁量基准</p><table>
<tr><th>违法行为</th><th>法定罚款幅度</th><th>适用条件</th><th>罚款金额</th></tr>
<tr><td>未按规定公示价格</td><td>1万元至10万元</td><td>情节较轻</td><td>1万元至3万元</td></tr>
<tr><td>未按规定公示价格</td><td>1万元至10万元</td><td>情节较重</td><td>3万元至6万元</td></tr>
<tr><td>未按规定公示价格</td><td>1万元至10万元</td><td>情节严重</td><td>6万元至10万元</td></tr>
</table></body></html>"""
_CLASSES = """<html><head><title>关于扩大内地西藏班招生规模的通知</title></head><body>
<p>内地西藏班扩大招生计划表</p><table>
<tr><th>省（市）</th><th>扩招人数</th><th>1997年招生任务</th><th>1998年招生任务</th></tr>
<tr><td>江苏</td><td>100</td><td>140</td><td>200</td></tr>
<tr><td>山东</td><td>40</td><td>110</td><td>150</td></tr>
</table></body></html>"""
_USERS = """<html><head><title>云付通2024年用户数据变动表</title></head><body>
<p>云付通2024年用户数据变动表</p><table>
<tr><th>月份</th><th>绑卡用户数（万人）</th><th>交易金额（亿元）</th></tr>
<tr><td>2024年3月</td><td>18.0</td><td>0.4</td></tr>
<tr><td>2024年5月</td><td>111.5</td><td>1.3</td></tr>
</table></body></html>"""


_TOWNS = "乡镇,负责人,总投资（万元）\n东山镇,张三,120\n西山镇,李四,95\n".encode()


@pytest.fixture(scope="module")
def bot(tmp_path_factory):
    pages = {
        "遴选职位表.html": _POSTS, "裁量基准.html": _FINES, "西藏班.html": _CLASSES,
        "用户数据.html": _USERS,
    }  # fmt: skip
    with assemble(Settings(data=tmp_path_factory.mktemp("data"))) as product:
        for name, text in pages.items():
            product.ingest(name, text.encode())
        product.ingest("乡镇项目.csv", _TOWNS)
        yield product.bot


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("青禾市2023年遴选，水利局工程科科员的最低学历要求是什么？", "最低学历：大专"),
        ("2023年青禾市审计局法规科科员 专业要求", "专业要求：法律类"),
        ("青禾市审计局审计科科员的联系人是谁？", "联系人：吴越"),
        ("青禾市水利局工程科科员联系电话是多少", "联系电话：0999-1234567"),
        ("职位代码300120230003要求什么学历？", "最低学历：硕士研究生"),
        ("青禾市行政罚款裁量基准里，未按规定公示价格、情节较重的罚款金额是多少？", "3万元至6万元"),
        ("内地西藏班招生计划表，山东1998年招生任务是多少", "150"),
        ("云付通2024年5月绑卡用户数是多少？", "111.5万人"),
    ],
    ids=["degree", "subject", "person", "phone", "code", "near rows", "place in the row", "month"],
)
def test_the_cell_of_the_told_row_and_column_answers(bot, question, cell):
    answer = bot.ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert cell in answer.answer
    assert cell.rpartition("：")[2].rstrip("万人") in answer.citations[0].quote


def test_a_month_that_the_table_lacks_gets_no_other_month(bot):
    answer = bot.ask("云付通2024年4月绑卡用户数是多少？")
    assert "18.0" not in answer.answer
    assert "111.5" not in answer.answer


def test_rows_that_all_may_be_meant_are_told_apart(bot):
    answer = bot.ask("青禾市审计局遴选科员的最低学历是什么？")
    assert answer.outcome is Outcome.ANSWERED
    stated = {part.partition("[")[0] for part in answer.answer.rstrip("。").split("；")}
    assert stated == {"审计科科员，最低学历：本科", "法规科科员，最低学历：硕士研究生"}


def test_a_unit_that_the_table_lacks_gets_no_other_row(bot):
    answer = bot.ask("青禾市教育局2023年遴选的最低学历要求是什么？")
    assert answer.outcome is not Outcome.ANSWERED


def test_a_row_of_another_place_does_not_stand_for_the_asked_one(bot):
    answer = bot.ask("内地西藏班招生计划表，浙江1998年招生任务是多少")
    assert "150" not in answer.answer
    assert "200" not in answer.answer


@pytest.mark.parametrize("question", ["南山镇的负责人是谁？", "南山镇的总投资是多少？"])
def test_a_name_that_ends_alike_is_another_row(bot, question):
    answer = bot.ask(question)
    assert not any(name in answer.answer for name in ("张三", "李四", "120", "95"))


def test_the_row_of_a_town_answers_for_it(bot):
    answer = bot.ask("西山镇的负责人是谁？")
    assert (answer.outcome, answer.answer) == (Outcome.ANSWERED, "西山镇，负责人：李四[1]。")
