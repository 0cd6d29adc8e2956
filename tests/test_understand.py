import pytest

from bot.comparison import Operation
from bot.query import Form
from bot.understand import detect_language, understand


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("全市建成了多少个5G基站？", "zh"),
        ("How many 5G base stations are there?", "en"),
        ("How long is the expressway (云鹤高速公路), in km?", "en"),
        ("GDP增速", "zh"),
        ("大数据园里上了多少台server？", "zh"),
        ("3521", "en"),
    ],
)
def test_the_language_is_the_questions(question, language):
    assert detect_language(question) == language


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("建了多少公里农村公路？", Form.NUMBER),
        ("粮食总产量", Form.NUMBER),
        ("哪些项目开工了？", Form.LIST),
        ("哪几家企业上市？", Form.LIST),
        ("大桥什么时候通车？", Form.DATE),
        ("大桥是哪一年通车的？", Form.DATE),
        ("污水治理率超过50%了吗", Form.YES_NO),
        ("规划批了没有", Form.YES_NO),
        ("老人坐公交收不收钱", Form.YES_NO),
        ("投诉电话少了多少成", Form.NUMBER),
        ("哪个县建了交易中心", Form.TEXT),
        ("一共有几个县建了交易中心？", Form.NUMBER),
        ("When did the bridge open?", Form.DATE),
        ("How many projects were started?", Form.NUMBER),
        ("Was the plan approved?", Form.YES_NO),
        ("Which county built the centre?", Form.TEXT),
    ],
)
def test_the_form_of_the_answer_is_told(question, form):
    assert understand(question).asked.form is form


@pytest.mark.parametrize(
    ("question", "unit", "unit_class"),
    [
        ("种了多少亩", "亩", "area"),
        ("种了多少万亩", "亩", "area"),
        ("占百分之几", "", "percent"),
        ("花了多少钱", "元", "money"),
        ("增长了多少", "", "percent"),
        ("接待多少人次", "人次", "count"),
        ("涨了几个点", "", "percent"),
        ("How many kilometres of road, in km?", "公里", "length"),
        ("What is the concentration of PM2.5?", "", ""),
    ],
)
def test_the_asked_unit_is_told(question, unit, unit_class):
    asked = understand(question).asked
    assert (asked.unit, asked.unit_class) == (unit, unit_class)


def test_the_first_of_two_figures_is_the_one_looked_for():
    asked = understand("生产总值是多少，增长多少？").asked
    assert (asked.growth, asked.quantities) == (False, 2)


@pytest.mark.parametrize(
    ("question", "years", "report_years"),
    [
        ("2024年粮食产量是多少", (2024,), ()),
        ("2025年江苏省政府工作报告提出了什么目标", (), (2025,)),
        ("2025年江苏省政府工作报告中，2024年粮食产量是多少", (2024,), (2025,)),
        ("城镇新增就业多少人（2013年政府工作报告）", (), (2013,)),
        ("According to the 2015 government work report, what was it in 2014?", (2014,), (2015,)),
        ("GDP of 12345 units", (), ()),
    ],
)
def test_the_years_of_figures_and_of_reports_are_told_apart(question, years, report_years):
    scope = understand(question).scope
    assert (scope.years, scope.report_years) == (years, report_years)


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("江苏和浙江谁的粮食多", ("江苏省", "浙江省")),
        ("GDP of Heilongjiang in 2024", ("黑龙江省",)),
        ("全国粮食产量", ("全国",)),
        ("咱市里有几座桥", ()),
    ],
)
def test_places_are_resolved_to_their_full_names(question, places):
    assert understand(question).scope.places == places


def test_places_of_reports_are_known_beside_the_gazetteer():
    scope = understand("云岭2023年粮食产量", places=("云岭市",)).scope
    assert scope.places == ("云岭市",)


def test_a_place_no_list_knows_is_guessed():
    assert understand("望川县2023年地区生产总值是多少？").scope.guessed == ("望川县",)


@pytest.mark.parametrize(
    "question", ["给老小区翻新花了多少钱", "上半年咱市经济增速", "各开发区产值"]
)
def test_words_that_end_like_places_are_not_guessed(question):
    assert understand(question).scope.guessed == ()


def test_traditional_characters_and_full_width_are_folded():
    assert understand("公園綠地面積").terms[0].text == understand("公园绿地面积").terms[0].text


def test_scope_is_not_among_the_terms():
    terms = [term.text for term in understand("2024年江苏省粮食产量是多少").terms]
    assert terms == ["粮食产量"] or terms == ["粮食", "产量"]


def test_a_lay_word_brings_the_reports_word():
    term = next(each for each in understand("5G信号塔有几座").terms if "信号塔" in each.text)
    assert "5g基站" in term.alternatives


def test_english_words_bring_the_reports_words():
    alternatives = [
        word for term in understand("5G base stations").terms for word in term.alternatives
    ]
    assert "5g基站" in alternatives


@pytest.mark.parametrize(
    "question",
    [
        "A、B、C三类站点合计多少个",
        "2023年收入比2022年多了多少",
        "江苏和浙江相差多少",
        "how much more than in 2022",
        "By how much did grain output differ between 2022 and 2023?",
    ],
)
def test_calculations_are_told(question):
    assert understand(question).asked.calculation


def test_what_differs_need_not_have_grown():
    assert understand("By how much did grain output grow?").asked.growth
    assert not understand("By how much did grain output differ?").asked.growth


@pytest.mark.parametrize("question", ["比重是多少", "优良天数比率是多少", "一共建了多少座桥"])
def test_figures_that_are_stated_are_no_calculations(question):
    assert not understand(question).asked.calculation


@pytest.mark.parametrize(
    ("question", "unit_class"),
    [
        ("How much did a villager earn?", ""),
        ("How many mu of farmland were improved?", "area"),
        ("What share of homes, in percent, have gas?", "percent"),
    ],
)
def test_english_unit_is_a_word_of_its_own(question, unit_class):
    assert understand(question).asked.unit_class == unit_class


@pytest.mark.parametrize(
    "question",
    ["What was the budget revenue of the city?", "How often was the air clean?"],
)
def test_english_question_for_an_amount_wants_a_number(question):
    assert understand(question).asked.form is Form.NUMBER


@pytest.mark.parametrize(
    "question",
    [
        "东北三省GDP", "珠三角九市GDP", "中心城区绿色出行比例", "国有林区改造", "自贸试验区进出口",
        "百强县有几个", "少数民族自治县有几个", "农业大省有哪些", "哪几个市增长快", "老旧社区改造",
    ],
)  # fmt: skip
def test_groups_and_kinds_of_places_are_no_places(question):
    assert understand(question).scope.guessed == ()


@pytest.mark.parametrize(
    ("question", "unit", "unit_class"),
    [
        ("药品便宜了多少", "", ""),
        ("药品便宜了多少元", "元", "money"),
        ("药品便宜了百分之几", "", "percent"),
        ("油价贵了多少", "", ""),
        ("油价涨幅是多少", "", "percent"),
        ("How much cheaper did medicine get?", "", ""),
        ("How much cheaper did medicine get, in percent?", "%", "percent"),
        ("How fast did income grow?", "", "percent"),
    ],
)
def test_change_is_asked_as_a_rate_only_where_the_words_say_so(question, unit, unit_class):
    asked = understand(question).asked
    assert (asked.growth, asked.unit, asked.unit_class) == (True, unit, unit_class)


@pytest.mark.parametrize(
    ("question", "target"),
    [
        ("粮食产量目标是多少", True),
        ("计划建多少座桥", True),
        ("实际利用外资目标是多少", True),
        ("粮食产量实际是多少，不要目标值", False),
        ("不是目标，粮食产量是多少", False),
        ("计划投资3亿元，实际完成多少", False),
        ("投资最后完成了多少，比计划多吗", False),
        ("人均预期寿命是多少", False),
        ("达到6.5%的目标了吗", False),
        ("What is the growth target?", True),
        ("How much coal capacity was to be shut down?", True),
        ("To what level will the deficit ratio rise?", True),
        ("今年要退出多少煤炭产能？", True),
        ("明年将新建多少所学校？", True),
        ("办理需要多少天？", False),
        ("主要污染物下降了多少？", False),
        ("What was the actual growth, not the target?", False),
        ("How many homes were in fact planned?", False),
    ],
)
def test_targets_are_asked_for_unless_the_result_is(question, target):
    assert understand(question).asked.target is target


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("How many kilometers of road were built?", "公里"),
        ("How many more people found work?", "人"),
        ("What was the revenue in billion yuan?", "元"),
        ("How much land, in mu, was improved?", "亩"),
        ("What was the output in millions of tons?", "吨"),
        ("What share of people live in cities?", ""),
        ("How many homes had water for 30 days?", ""),
        ("What was spent on projects?", ""),
        ("How many projects worth 100 million yuan were started?", "项"),
    ],
)
def test_english_unit_is_asked_only_after_how_many_or_in(question, unit):
    assert understand(question).asked.unit == unit


@pytest.mark.parametrize(
    ("question", "growth", "added"),
    [
        ("今年多了多少个工作岗位", False, True),
        ("一年多了几家医院", False, True),
        ("产量比上年多了多少", True, False),
        ("游客多了百分之几", True, False),
    ],
)
def test_more_of_what_is_counted_was_added(question, growth, added):
    asked = understand(question).asked
    assert (asked.growth, asked.added) == (growth, added)


def test_years_in_the_name_of_a_plan_are_not_asked_about():
    assert understand("青禾新区总体规划（2018—2035年）的文号是什么？").scope.years == ()
    assert understand("青禾新区2018年到2020年的粮食产量").scope.years != ()


@pytest.mark.parametrize(
    ("question", "operation"),
    [
        ("甲县2014年地区生产总值比2011年增加了多少亿元", Operation.DIFFERENCE),
        ("甲县2024年高校比2020年减少几所", Operation.DIFFERENCE),
        ("甲县2024年机械化率比2020年提高了多少个百分点", Operation.DIFFERENCE),
        ("甲县2023年和2024年新增就业分别增加多少人", Operation.NONE),
        ("甲县2024年地区生产总值比上年增加多少亿元", Operation.NONE),
        ("甲县2023、2024两年的产值各是多少，增加了多少", Operation.DIFFERENCE),
    ],
)
def test_what_one_year_has_over_another_is_computed(question, operation):
    assert understand(question, places=["甲县"]).comparison.operation is operation


def test_clause_before_a_report_gives_it_no_year():
    scope = understand("甲县2025年产值增速，报告定的数和做到的数", places=["甲县"]).scope
    assert (scope.years, scope.report_years) == ((2025,), ())
