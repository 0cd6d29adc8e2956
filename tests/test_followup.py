import itertools

import pytest

from bot.followup import complete
from bot.types import Turn


def asked(*questions):
    return [Turn(question=question) for question in questions]


def completed(*turns):
    return complete(turns[-1], asked(*turns[:-1]))


def test_without_history_the_question_stays():
    assert complete("粮食产量是多少", []) == "粮食产量是多少"


@pytest.mark.parametrize(
    "question",
    [
        "2024年全市城镇居民人均可支配收入是多少元？",
        "2024年全国粮食产量是多少？",
        "哪些省2025年GDP增速超过5.5%？",
        "谢谢",
        "江苏省2025年有多少人脱贫？",
        "江苏省2025年经济形势",
    ],
)
def test_a_complete_question_stays(question):
    assert completed("2024年粮食产量是多少", question) == question


@pytest.mark.parametrize(
    ("earlier", "question", "expected"),
    [
        ("2025年江苏省GDP增长目标是多少？", "那浙江呢？", "2025年浙江GDP增长目标是多少？"),
        ("2023年接待游客多少人次？", "2024年呢", "2024年接待游客多少人次？"),
        ("接待游客多少人次？", "那2022年呢？", "2022年接待游客多少人次？"),
        ("宜春市2022年的GDP是多少？", "万载县呢？", "万载县2022年的GDP是多少？"),
        ("全市5G基站建了多少个？", "其中山丹县有几个？", "山丹县5G基站建了多少个？"),
        ("万载县2022年的GDP是多少？", "那江西全省呢？", "江西2022年的GDP是多少？"),
        ("2017年一季度GDP多少？", "2016年呢", "2016年一季度GDP多少？"),
        ("2017年一季度GDP多少？", "上半年呢", "2017年上半年GDP多少？"),
        ("今年的GDP目标是多少？", "去年呢？", "去年的GDP目标是多少？"),
        ("2025年江苏和浙江的GDP增速是多少？", "安徽呢？", "2025年安徽的GDP增速是多少？"),
        ("江蘇2025年GDP是多少？", "廣東呢？", "广东2025年GDP是多少？"),
        ("江苏２０２５年ＧＤＰ多少？", "浙江", "浙江2025年GDP多少？"),
    ],
)
def test_another_place_or_time_takes_the_place_of_the_earlier(earlier, question, expected):
    assert completed(earlier, question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("2026年的呢？", "2026年江苏省政府工作报告的GDP增长目标是多少？"),
        ("那浙江呢？", "2025年浙江政府工作报告的GDP增长目标是多少？"),
        ("城镇新增就业目标呢？", "2025年江苏省政府工作报告的城镇新增就业目标是多少？"),
        ("城镇新增就业目标是多少？", "2025年江苏省政府工作报告的城镇新增就业目标是多少？"),
        ("实际完成了多少？", "2025年江苏省GDP增长实际完成了多少？"),
    ],
)
def test_report_that_was_named_is_carried_over(question, expected):
    assert completed("2025年江苏省政府工作报告的GDP增长目标是多少？", question) == expected


def test_report_moves_with_the_year_of_its_figures():
    earlier = "海拉尔区2012年城镇新增就业多少人（2013年政府工作报告）？"
    expected = "海拉尔区2013年城镇新增就业多少人（2014年政府工作报告）？"
    assert completed(earlier, "那2013年呢？") == expected


@pytest.mark.parametrize(
    ("earlier", "question", "expected"),
    [
        ("福建2025年游客旅游总花费涨了多少？", "游客总人数呢？", "福建2025年游客总人数涨了多少？"),
        (
            "海拉尔2012年城镇居民人均可支配收入多少",
            "农民的呢？",
            "海拉尔2012年农民人均可支配收入多少",
        ),
        ("农村居民人均可支配收入增长多少？", "城镇居民呢", "城镇居民人均可支配收入增长多少？"),
        (
            "2017年一季度固定资产投资增长多少？",
            "其中地方投资呢？",
            "2017年一季度地方投资增长多少？",
        ),
        ("上海机场2025年航空旅客吞吐量多少？", "货邮呢？", "上海机场2025年货邮吞吐量多少？"),
        ("上海机场2025年货邮吞吐量多少？", "那上海港集装箱呢？", "上海港集装箱2025年吞吐量多少？"),
        ("2019年春节放假几天？", "国庆节呢？", "2019年国庆节放假几天？"),
        ("2024年末大型商业银行的不良率是多少？", "城商行呢？", "2024年末城商行的不良率是多少？"),
        ("县级寄递物流供配中心有几个", "镇级的呢", "镇级寄递物流供配中心有几个"),
        ("江西2022年出生人口多少？", "死亡的呢？", "江西2022年死亡人口多少？"),
        ("1-5月PM10均值是多少？", "PM2.5呢？", "1-5月PM2.5均值是多少？"),
        ("全市新签约入库项目有多少项？", "投资额呢？", "全市新签约入库项目投资额有多少？"),
        ("江苏2025年粮食产量是多少？", "播种面积呢", "江苏2025年粮食播种面积是多少？"),
        ("江苏2025年高速公路通车里程多少公里", "铁路呢", "江苏2025年铁路通车里程多少公里"),
        ("2023年生猪出栏多少头", "羊呢", "2023年羊出栏多少头"),
        ("第一产业增加值是多少", "第二产业的呢", "第二产业增加值是多少"),
        ("2025年出口总额多少亿元", "进口呢", "2025年进口总额多少亿元"),
        ("小学在校生多少人", "初中呢？", "初中在校生多少人"),
        ("研发投入占比目标是多少？", "那失业率目标呢？", "失业率目标是多少？"),
        (
            "天津2025年PM2.5年均浓度是多少？",
            "浙江设区城市呢？",
            "浙江2025年设区城市PM2.5年均浓度是多少？",
        ),
    ],
)
def test_another_subject_takes_the_place_of_the_old_and_keeps_what_was_asked(
    earlier, question, expected
):
    assert completed(earlier, question) == expected


@pytest.mark.parametrize(
    ("earlier", "question", "expected"),
    [
        ("省外到位资金落实了多少？", "增长了多少？", "省外到位资金增长了多少？"),
        (
            "黑龙江2025年粮食产量是多少？",
            "比上一年增加了多少？",
            "黑龙江2025年粮食产量比上一年增加了多少？",
        ),
        ("粮食播种面积完成了多少？", "占下达任务的多少？", "粮食播种面积占下达任务的多少？"),
        ("江苏2025年GDP是多少？", "增速呢？", "江苏2025年GDP增速是多少？"),
        ("江西2022年粮食产量多少", "和上年比呢", "江西2022年粮食产量同比增长多少？"),
        ("江西2022年粮食产量多少", "跟去年相比怎么样？", "江西2022年粮食产量同比增长多少？"),
        ("江西2022年粮食产量多少", "比去年呢", "江西2022年粮食产量同比增长多少？"),
        ("江西2022年粮食产量多少", "去年呢", "江西2021年粮食产量多少"),
        (
            "江苏2025年城镇新增就业多少？",
            "那2026年的目标呢？",
            "江苏2026年城镇新增就业目标是多少？",
        ),
        (
            "山东2025年城镇新增就业多少？",
            "年初定的目标是多少？",
            "山东2025年城镇新增就业年初定的目标是多少？",
        ),
        ("江苏2025年粮食产量多少？", "完成目标了吗？", "江苏2025年粮食产量完成目标了吗？"),
        ("新建高标准农田多少亩？", "总投资多少？", "新建高标准农田总投资多少？"),
        ("跨江大桥总长多少米？", "什么时候通车？", "跨江大桥总长什么时候通车？"),
        (
            "全市龙头企业有多少个？",
            "它们一共实现营业收入多少？",
            "全市龙头企业一共实现营业收入多少？",
        ),
        ("固定资产投资增长多少？", "其中工业投资增长多少", "工业投资增长多少？"),
        ("全市有多少家上市公司？", "其中科创板有多少家？", "全市有多少家科创板上市公司？"),
        ("江苏2025年投资增长多少", "原因是什么", "江苏2025年投资增长原因是什么？"),
        ("税收收入完成多少亿元？", "占全年计划的百分之几？", "税收收入占全年计划的百分之几？"),
    ],
)
def test_another_ask_keeps_the_subject(earlier, question, expected):
    assert completed(earlier, question) == expected


@pytest.mark.parametrize(
    ("earlier", "question", "expected"),
    [
        ("今年开工了多少个项目？", "不是开工，是完工", "今年完工了多少个项目？"),
        ("江苏2025年GDP是多少？", "我问的是2024年", "江苏2024年GDP是多少？"),
        ("江苏2025年GDP是多少？", "不对，我说的是浙江", "浙江2025年GDP是多少？"),
        ("江苏2025年GDP是多少？", "不是GDP，是粮食产量", "江苏2025年粮食产量是多少？"),
        ("江苏2025年GDP是多少？", "换成2023年", "江苏2023年GDP是多少？"),
    ],
)
def test_a_correction_replaces_what_was_wrong(earlier, question, expected):
    assert completed(earlier, question) == expected


@pytest.mark.parametrize(
    ("earlier", "question", "expected"),
    [
        ("江苏2025年GDP是多少？", "城镇新增就业多少人？", "江苏2025年城镇新增就业多少人？"),
        ("江苏2025年GDP是多少？", "2024年粮食产量是多少？", "江苏2024年粮食产量是多少？"),
        ("江苏2025年GDP是多少？", "浙江粮食产量是多少？", "浙江粮食产量是多少？"),
    ],
)
def test_a_new_indicator_stays_in_the_place_and_year_of_the_talk(earlier, question, expected):
    assert completed(earlier, question) == expected


@pytest.mark.parametrize(
    ("earlier", "question", "expected"),
    [
        ("2016年全市城镇新增就业多少人？", "前一年呢？", "2015年全市城镇新增就业多少人？"),
        ("2016年全市城镇新增就业多少人？", "那再往前一年呢", "2015年全市城镇新增就业多少人？"),
        ("2016年全市城镇新增就业多少人？", "下一年的呢？", "2017年全市城镇新增就业多少人？"),
        ("How much was GDP in 2015?", "And the year before?", "How much was GDP in 2014?"),
    ],
)
def test_the_year_before_or_after_is_counted_from_the_earlier_question(earlier, question, expected):
    assert completed(earlier, question) == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (
            ("2025年广东省城镇新增就业目标是多少？", "那江苏呢？", "河北呢？"),
            "2025年河北城镇新增就业目标是多少？",
        ),
        (
            ("江苏2025年粮食产量多少？", "增长了多少？", "那浙江呢？", "2024年呢？"),
            "浙江2024年粮食产量增长了多少？",
        ),
        (
            ("农村居民人均可支配收入是多少？", "城镇居民呢？", "增长多少？"),
            "城镇居民人均可支配收入增长多少？",
        ),
        (
            ("安徽2025年GDP增速是多少？", "城镇新增就业呢？", "2024年呢", "浙江的呢"),
            "浙江2024年城镇新增就业增速是多少？",
        ),
    ],
)
def test_a_chain_of_follow_ups_is_followed(turns, expected):
    assert completed(*turns) == expected


@pytest.mark.parametrize(
    ("earlier", "question", "expected"),
    [
        (
            "How many cabinets does the park have?",
            "And how many servers?",
            "How many servers does the park have?",
        ),
        (
            "What was the GDP of Jiangsu in 2025?",
            "And Zhejiang?",
            "What was the GDP of Zhejiang in 2025?",
        ),
        (
            "What was the GDP of Jiangsu in 2025?",
            "what about 2021?",
            "What was the GDP of Jiangsu in 2021?",
        ),
        (
            "What was the GDP of Jiangsu in 2025?",
            "How much did it grow?",
            "How much did the GDP of Jiangsu in 2025 grow?",
        ),
        (
            "What was the grain output of Heilongjiang in 2025?",
            "And the soybean output?",
            "What was the soybean output of Heilongjiang in 2025?",
        ),
        (
            "How many kilometres of highways were built in Jiangsu in 2025?",
            "And rural roads?",
            "How many kilometres of rural roads were built in Jiangsu in 2025?",
        ),
        (
            "According to China's 2015 government work report, how many jobs were created in 2014?",
            "And in 2015, according to the following year's report?",
            "According to China's 2016 government work report, how many jobs were created in 2015?",
        ),
        (
            "What was the GDP of Jiangsu in 2025?",
            "What was the population of Shanghai in 2024?",
            "What was the population of Shanghai in 2024?",
        ),
    ],
)
def test_an_english_follow_up_reads_like_a_question(earlier, question, expected):
    assert completed(earlier, question) == expected


PLACES = ("江苏", "黑龙江省", "大庆市", "海拉尔区")
INDICATORS = ("粮食产量", "一般公共预算收入", "社会消费品零售总额", "城镇新增就业")


@pytest.mark.parametrize(
    ("place", "indicator"), [*itertools.product(PLACES, INDICATORS)], ids="-".join
)
@pytest.mark.parametrize(
    "question", ["增长了多少？", "比上年增加多少？", "目标是多少？", "占全省的多少？", "完成了吗？"]
)
def test_place_year_and_indicator_are_kept_by_a_turn_that_names_none(place, indicator, question):
    text = completed(f"{place}2024年{indicator}是多少？", question)
    assert all(part in text for part in (place, "2024年", indicator))


@pytest.mark.parametrize(
    ("place", "indicator"), [*itertools.product(PLACES, INDICATORS)], ids="-".join
)
def test_place_and_indicator_are_kept_by_another_year(place, indicator):
    text = completed(f"{place}2024年{indicator}是多少？", "2023年的呢？")
    assert text == f"{place}2023年{indicator}是多少？"


@pytest.mark.parametrize(("old", "new"), [*itertools.permutations(INDICATORS, 2)], ids="-".join)
def test_old_indicator_is_dropped_for_another(old, new):
    text = completed(f"江苏2024年{old}增长了多少？", f"{new}呢？")
    assert text == f"江苏2024年{new}增长了多少？"


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("江苏2025年GDP增长多少？", "谢谢", "那浙江呢？"), "浙江2025年GDP增长多少？"),
        (("江苏2025年GDP增长多少？", "好的，再看看浙江"), "浙江2025年GDP增长多少？"),
        (("上海2025年GDP增长多少？", "它的进出口总额是多少？"), "上海2025年进出口总额是多少？"),
        (
            ("上海2025年研发投入强度是多少？", "比北京高多少？"),
            "上海2025年研发投入强度比北京高多少？",
        ),
        (
            ("上海2025年研发投入强度是多少？", "北京和天津呢？"),
            "北京和天津2025年研发投入强度是多少？",
        ),
        (("海拉尔2013年财政收入多少？", "支出呢？"), "海拉尔2013年财政支出多少？"),
        (
            ("海拉尔2013年财政收入多少？", "这个数比2012年多多少？"),
            "海拉尔2013年财政收入比2012年多多少？",
        ),
        (
            ("海拉尔2013年财政收入多少？", "2012年和2014年呢？"),
            "海拉尔2012年和2014年财政收入多少？",
        ),
        (
            ("海拉尔2013年财政收入多少？", "哪个行业贡献最大？"),
            "海拉尔2013年财政收入哪个行业贡献最大？",
        ),
        (
            ("长护险一级待遇每月多少？", "二级和三级呢？"),
            "长护险二级和三级待遇每月多少？",
        ),
        (
            ("2024年末银行业总资产多少？", "保险业呢", "证券业？"),
            "2024年末证券业总资产多少？",
        ),
        (
            ("安徽2025年新能源汽车产量多少？", "全国排第几？"),
            "安徽2025年新能源汽车产量全国排第几？",
        ),
        (("2016年去产能退出多少煤炭？", "钢铁呢？"), "2016年去产能退出多少钢铁？"),
        (
            ("What was Shanghai's GDP growth in 2025?", "What was the target?"),
            "What was the target for Shanghai's GDP growth in 2025?",
        ),
        (
            ("By how much did retail sales grow in Jiangsu in 2025?", "And exports?"),
            "By how much did exports grow in Jiangsu in 2025?",
        ),
        (
            ("How many people were lifted out of poverty in 2016?", "2017年呢？"),
            "How many people were lifted out of poverty in 2017?",
        ),
    ],
)
def test_talk_as_people_talk_is_followed(turns, expected):
    assert completed(*turns) == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (
            ("浙江2025年GDP涨了多少？", "江苏呢？", "两个比一下 哪个高？"),
            "浙江和江苏2025年GDP涨了多少，哪个高？",
        ),
        (
            ("安徽2025年粮食产量多少", "山东", "哪个多？"),
            "安徽和山东2025年粮食产量多少，哪个多？",
        ),
        (
            ("广西2023年不良贷款率多少", "贵州呢？", "那社融增量呢", "广西的", "两个差多少？"),
            "贵州和广西2023年社融增量多少，差多少？",
        ),
        (
            ("海拉尔2013年粮食产量多少", "2014年呢", "哪年高？"),
            "海拉尔2013年和2014年粮食产量多少，哪年高？",
        ),
        (
            ("海拉尔2014年粮食产量多少", "前一年呢", "差多少"),
            "海拉尔2013年和2014年粮食产量多少，差多少？",
        ),
        (
            ("海拉尔2013年粮食产量多少", "2014年呢", "哪年高？", "差多少"),
            "海拉尔2013年和2014年粮食产量多少，差多少？",
        ),
        (
            ("浙江2025年GDP是多少？", "江苏呢？", "广东呢", "三个省比一下"),
            "浙江、江苏和广东2025年GDP是多少，哪个高？",
        ),
        (
            ("浙江2025年GDP是多少？", "江苏呢？", "广东呢", "哪个高"),
            "江苏和广东2025年GDP是多少，哪个高？",
        ),
        (
            ("北京和上海2025年GDP增速多少", "谢谢", "谁高"),
            "北京和上海2025年GDP增速多少，谁高？",
        ),
        (
            ("浙江2025年GDP增速是多少？", "江苏呢？", "它们差多少", "2024年呢"),
            "浙江和江苏2024年GDP增速是多少？",
        ),
        (
            ("浙江2025年进出口总额多少", "那山东呢", "加起来多少"),
            "浙江和山东2025年进出口总额多少，加起来多少？",
        ),
        (
            ("浙江2025年GDP涨了多少？", "江苏呢？", "哪个高？", "今年目标定的是多少"),
            "浙江和江苏今年GDP增长目标定的是多少？",
        ),
        (
            ("浙江2025年GDP是多少？", "江苏呢？", "两省的粮食产量哪个高？"),
            "浙江和江苏2025年粮食产量哪个高？",
        ),
        (
            ("What was China's GDP growth in 2016?", "And the year before?", "Which was higher?"),
            "What was China's GDP growth in 2015 and 2016? Which was higher?",
        ),
        (
            ("What was the GDP of Jiangsu in 2025?", "And Zhejiang?", "What is the difference?"),
            "What was the GDP of Jiangsu and Zhejiang in 2025? What is the difference?",
        ),
    ],
)
def test_a_bare_comparison_is_of_the_places_or_years_just_spoken_of(turns, expected):
    assert completed(*turns) == expected


@pytest.mark.parametrize("question", ["差多少？", "两个比一下", "Which one was higher?"])
def test_a_bare_comparison_of_nothing_stays(question):
    assert completed(question) == question


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("江西2022年铁路货运量是多少？", "那出口呢"), "江西2022年出口是多少？"),
        (("江西2022年底表4里铁路货运量是多少？", "那出口呢"), "江西2022年底出口是多少？"),
        (
            ("江西2022年铁路货运量是多少？", "那出口呢", "旅客周转量呢"),
            "江西2022年旅客周转量是多少？",
        ),
        (("上海轨道交通总里程多少", "今年养老服务呢"), "上海今年养老服务多少"),
        (("上海2025年PM2.5浓度多少", "二手房均价呢"), "上海2025年二手房均价多少"),
        (("江苏2025年铁路通车里程多少", "机场旅客吞吐量呢"), "江苏2025年机场旅客吞吐量多少"),
        (("江苏2025年机场旅客吞吐量多少", "失业率呢"), "江苏2025年失业率多少"),
        (
            ("山东2025年城镇新增就业目标是多少？完成了没", "粮食产量呢"),
            "山东2025年粮食产量是多少？",
        ),
        (
            ("山东2025年城镇新增就业目标是多少？完成了没", "安徽呢"),
            "安徽2025年城镇新增就业目标是多少？完成了没",
        ),
        (
            ("广州低保一个月多少钱", "边缘家庭呢？", "从什么时候开始执行的"),
            "广州低保边缘家庭从什么时候开始执行？",
        ),
        (
            ("广州积分入户要多少分？有居住证一年算几分", "多久能批下来？"),
            "广州积分入户多久能批下来？",
        ),
        (("上海今年养老方面要干哪些事", "医疗方面呢"), "上海今年医疗方面要干哪些事"),
        (("上海今年养老方面要干哪些事", "还有哪些？"), "上海今年养老方面要干哪些事"),
        (
            (
                "How many new urban jobs in Anhui in 2017? Did they hit the target?",
                "what about youth unemployment rate?",
            ),
            "What was the youth unemployment rate in Anhui in 2017?",
        ),
        (
            ("What was GDP in 2016?", "How many new jobs in 2017? Did they hit the target?"),
            "How many new jobs in 2017? Did they hit the target?",
        ),
    ],
)
def test_words_of_earlier_questions_do_not_stay_beside_another_subject(turns, expected):
    assert completed(*turns) == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("上海2025年新增多少公园", "今年养老方面要干哪些事"), "上海今年养老方面要干哪些事？"),
        (("上海2025年新增多少公园", "二手房均价多少"), "上海2025年二手房均价多少？"),
        (("浙江2025年研发投入强度是多少", "科技创新有哪些成绩"), "浙江2025年科技创新有哪些成绩？"),
        (
            ("2026年上海市政府工作报告的GDP目标是多少", "养老方面有什么安排"),
            "2026年上海市政府工作报告的养老方面有什么安排？",
        ),
        (
            ("广州长护险职工个人要交多少", "居民的报销比例是多少"),
            "广州长护险居民的报销比例是多少？",
        ),
        (
            ("广州长护险职工个人要交多少", "居民的报销比例是多少", "申请要交哪些材料？"),
            "广州长护险申请要交哪些材料？",
        ),
        (("广州长护险职工个人要交多少", "待遇标准呢"), "广州长护险待遇标准是多少？"),
        (("广州长护险职工个人要交多少", "GDP增速是多少"), "广州GDP增速是多少？"),
        (("广州积分入户要多少分", "需要什么条件"), "广州积分入户需要什么条件？"),
        (("广州积分入户要多少分", "需要什么条件", "广州低保标准多少"), "广州低保标准多少"),
        (("失业保险金每月多少", "领取期限呢"), "失业保险金领取期限是多少？"),
        (("长护险怎么缴费", "谁可以享受"), "长护险谁可以享受？"),
        (("公积金贷款最高多少", "提取条件有哪些"), "公积金提取条件有哪些？"),
        (("浙江2025年GDP是多少", "你能做什么"), "你能做什么"),
        (("浙江2025年GDP是多少", "哪些省GDP增速超过5.5%？"), "哪些省GDP增速超过5.5%？"),
        (
            ("How much grain did Anhui produce in 2025?", "What was the urbanization rate?"),
            "What was the urbanization rate in Anhui in 2025?",
        ),
        (
            ("How much grain did Shanghai produce?", "What is Zhejiang's target for this year?"),
            "What is Zhejiang's grain target for this year?",
        ),
        (
            ("How much grain did Zhejiang produce?", "did Zhejiang beat last year's target?"),
            "Did Zhejiang beat last year's grain target?",
        ),
    ],
)
def test_place_and_scheme_are_kept_by_a_new_topic_that_names_none(turns, expected):
    assert completed(*turns) == expected


@pytest.mark.parametrize(
    ("earlier", "question"),
    [
        ("How many new urban jobs did Guizhou create in 2023?", "上海2025年出生人口有多少？"),
        ("上海2025年出生人口有多少？", "What was Hailar District's unemployment rate in 2014?"),
    ],
)
def test_a_complete_question_in_the_other_language_stays(earlier, question):
    assert completed(earlier, question) == question


@pytest.mark.parametrize(
    "question",
    [
        "汶川大地震那年，从瓦砾堆里救出来多少活着的人？",
        "2012年国家安排的中央财政赤字是多少",
        "2019年国庆节放假几天？",
    ],
)
def test_a_place_is_not_put_into_what_is_of_no_place(question):
    assert completed("北京2024年开通了哪几条轨道新线", question) == question


@pytest.mark.parametrize(
    "turn", ["哪些产业是四大主导产业？", "哪几个县是百强县", "有哪些企业是链主企业？"]
)
def test_a_question_that_says_which_are_what_stands_alone(turn):
    earlier = [Turn(question="2022年和2023年社会消费品零售总额各是多少？差多少？")]
    assert complete(turn, earlier) == turn


def test_which_is_the_highest_needs_what_was_asked_before():
    earlier = [Turn(question="2025年江苏和浙江的GDP增长了多少？")]
    assert complete("哪个是最高的？", earlier) != "哪个是最高的？"


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (
            ("上海港2025年集装箱吞吐量是多少", "前一年呢", "增长了多少万标箱"),
            "上海港2024年和2025年集装箱吞吐量是多少，相差多少？",
        ),
        (
            ("青禾市2016年城镇新增就业多少", "2017年呢", "多了多少万人"),
            "青禾市2016年和2017年城镇新增就业多少，多了多少万人？",
        ),
        (
            ("浙江2025年GDP多少", "江苏呢", "差多少亿元"),
            "浙江和江苏2025年GDP多少，差多少亿元？",
        ),
        (
            ("2024年山东城镇新增就业多少人", "2025年呢", "比上一年多了多少？"),
            "2024年和2025年山东城镇新增就业多少人，多了多少？",
        ),
        (
            ("江西2024年工业增加值增长多少", "2025年呢", "是加快了还是放慢了，差几个点"),
            "江西2024年和2025年工业增加值增长多少，差几个点？",
        ),
        (
            ("青禾市2024年粮食产量多少", "2025年呢", "和上年比呢"),
            "青禾市2025年粮食产量同比增长多少？",
        ),
        (("青禾市2025年GDP多少", "前一年呢", "增长了多少"), "青禾市2024年GDP增长了多少？"),
    ],
    ids=["change", "more", "gap", "than the year before", "which way", "growth", "rate of growth"],
)
def test_a_difference_in_a_unit_is_between_what_the_last_questions_named(turns, expected):
    assert completed(*turns) == expected
