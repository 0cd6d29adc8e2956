"""What a person would understand by a turn: themes, corrections, those it is asked of."""

import pytest

from bot.followup import complete
from bot.types import Turn


def completed(*turns):
    return complete(turns[-1], [Turn(question=each) for each in turns[:-1]])


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (
            (
                "青禾市公租房分配通告，推出多少套房",
                "月租金多少",
                "什么时候摇号",
                "选了房又不要了会怎么样",
            ),
            "青禾市公租房分配通告，选了房又不要了会怎么样？",
        ),
        (
            ("青禾市公租房分配通告推出多少套房", "什么时候摇号", "有多少户家庭申请了"),
            "青禾市公租房分配通告有多少户家庭申请了？",
        ),
        (
            ("青禾县2024年化工厂爆炸一共死了多少人", "谁受到处分了", "赔偿了多少钱"),
            "青禾县2024年化工厂爆炸赔偿了多少钱？",
        ),
        (
            ("2025年青禾市运动会，报名费多少", "在哪里报名", "有几个项目"),
            "2025年青禾市运动会，有几个项目？",
        ),
        (
            ("个税专项附加扣除里，子女教育每月能扣多少？", "赡养老人呢？"),
            "个税专项附加扣除里，赡养老人每月能扣多少？",
        ),
        (
            ("个税专项附加扣除里，子女教育每月能扣多少？", "大病医疗最高扣多少，起付线是多少"),
            "个税专项附加扣除里，大病医疗最高扣多少，起付线是多少？",
        ),
        (
            ("农业机械化指导意见 总动力目标", "机械化率呢", "2020年的目标呢"),
            "农业机械化指导意见 2020年机械化率目标是多少？",
        ),
        (
            ("青禾市老人家去社区食堂吃饭，政府给补多少钱", "那要是送上门的呢"),
            "青禾市老人家送上门吃饭，政府给补多少钱",
        ),
    ],
)
def test_a_turn_with_a_verb_of_its_own_keeps_but_the_theme(turns, expected):
    assert completed(*turns) == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("青禾市公租房分配通告，推出多少套房", "GDP增速是多少"), "青禾市GDP增速是多少？"),
        (("个税专项附加扣除里，子女教育每月扣多少", "低保标准是多少"), "低保标准是多少"),
        (
            (
                "江苏2025年GDP是多少",
                "中直工业和地方工业，哪个拖了后腿？",
                "装备制造业为什么增长这么快",
            ),
            "江苏2025年装备制造业为什么增长这么快？",
        ),
        (("青禾县2024年出生人口多少", "快递业务量增了多少"), "青禾县2024年快递业务量增了多少？"),
        (
            ("青禾市机关遴选，财政局招几个人", "世卫组织提出的“关切的变异株”有哪几种"),
            "世卫组织提出的“关切的变异株”有哪几种",
        ),
        (
            ("青禾县2024年粮食产量多少", "修订后的专利条例从哪一天起施行"),
            "修订后的专利条例从哪一天起施行",
        ),
    ],
)
def test_another_topic_keeps_but_place_and_year(turns, expected):
    assert completed(*turns) == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (
            ("青禾县2024年旅游收入目标多少", "不是目标，我要实际完成数"),
            "青禾县2024年旅游收入实际完成多少？",
        ),
        (
            ("青禾县2024年旅游收入目标多少", "我要的是实际完成数", "比2023年多了多少"),
            "青禾县2024年旅游收入实际比2023年多了多少？",
        ),
        (
            ("青禾县2024年开工了多少个项目", "我要完工的，不是开工的"),
            "青禾县2024年完工了多少个项目",
        ),
        (("青禾县2024年GDP是多少", "说错了，是2023年"), "青禾县2023年GDP是多少"),
        (("浙江2025年GDP是多少", "不好意思，我说的是江苏"), "江苏2025年GDP是多少"),
        (("浙江2025年GDP增速是多少", "不是增速，我要总量"), "浙江2025年GDP是多少"),
        (
            ("青禾县2024年城镇居民人均可支配收入是多少", "不对，我问的是农村的"),
            "青禾县2024年农村人均可支配收入是多少",
        ),
        (
            ("What was the GDP target of Jiangsu in 2025?", "Not the target, the actual figure"),
            "What was the actual GDP of Jiangsu in 2025?",
        ),
        (
            (
                "How many new urban jobs in China in 2016?",
                "No, I mean how many were actually created in 2015, not the target",
            ),
            "How many new urban jobs in China in 2015?",
        ),
        (("青禾县2024年进口增长多少", "我问的是总额，不是增速"), "青禾县2024年进口多少"),
    ],
)
def test_what_is_denied_is_not_asked_again(turns, expected):
    assert completed(*turns) == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (
            ("个税专项附加扣除里，赡养老人每月扣多少", "我不是独生子女，有两个弟弟"),
            "个税专项附加扣除里，赡养老人（非独生子女，有两个弟弟）每月扣多少",
        ),
        (
            ("个税专项附加扣除里子女教育每月扣多少", "赡养老人呢，我是独生子女"),
            "个税专项附加扣除里赡养老人（独生子女）每月扣多少",
        ),
        (
            ("青禾市老年人助餐补贴多少钱", "我妈今年58，能享受不"),
            "青禾市老年人助餐补贴，58岁，能享受吗？",
        ),
        (
            ("青禾市成年流浪人员饮食标准每月多少", "未成年人呢"),
            "青禾市未成年流浪人员饮食标准每月多少",
        ),
        (
            ("青禾市积分入学，公办小学要多少分", "民办呢，能补多少钱", "我孩子今年7岁，能报吗"),
            "青禾市积分入学，民办小学，7岁，能报吗？",
        ),
    ],
)
def test_of_whom_is_asked_stays_beside_what_is_asked(turns, expected):
    assert completed(*turns) == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("青禾县2024年GDP是多少", "增长多少", "二产呢"), "青禾县2024年二产增加值增长多少？"),
        (("江苏2025年GDP增长多少", "目标呢", "完成了没有"), "江苏2025年GDP增长目标完成了没有？"),
        (
            ("北京2025年PM2.5是多少", "目标是多少", "完成了没"),
            "北京2025年PM2.5目标完成了没有？",
        ),
        (("青禾县今年开工了多少个项目", "开工率呢"), "青禾县今年项目开工率是多少？"),
        (("青禾县四起火灾一共死了多少人", "是哪四起"), "青禾县四起火灾是哪四起？"),
        (("青禾县签约多少个项目", "其中工业项目占多少"), "青禾县签约项目中工业项目占多少？"),
        (
            ("青禾市第三医院招聘，护士招几个人", "学历要求呢", "年龄呢", "医生呢"),
            "青禾市第三医院招聘，医生年龄要求是什么？",
        ),
        (
            ("青禾县2024年粮食产量多少", "柳川县呢", "一共多少"),
            "青禾县和柳川县2024年粮食产量多少，加起来多少？",
        ),
        (("江苏2025年三产占比多少", "跟浙江比呢"), "江苏2025年三产占比比浙江高多少？"),
        (
            ("江苏2025年不良率比浙江高多少", "为什么"),
            "江苏2025年不良率比浙江高，为什么？",
        ),
        (("安徽2025年粮食产量多少", "排全国第几"), "安徽2025年粮食产量排全国第几？"),
        (
            ("How fast did China's GDP grow in 2015?", "And the target for 2016?"),
            "What was the target for China's GDP growth in 2016?",
        ),
        (
            ("How fast did China's GDP grow in 2015?", "What about exports?"),
            "How fast did China's exports grow in 2015?",
        ),
        (
            ("What was the rural income growth in Anhui in 2025?", "And urban?"),
            "What was the urban income growth in Anhui in 2025?",
        ),
        (
            ("How many projects were started in Jiangsu in 2025?", "How many were rejected?"),
            "How many projects were rejected in Jiangsu in 2025?",
        ),
        (("青禾县签约了多少个项目", "投资额呢", "开工率呢"), "青禾县签约项目开工率是多少？"),
        (
            (
                "青禾县2026年政府工作报告里GDP目标是多少",
                "跟2025年定的目标比，社零增速目标是高了还是低了",
            ),
            "青禾县2026年跟2025年定的目标比，社零增速目标是高了还是低了？",
        ),
    ],
)
def test_a_part_or_another_side_of_what_was_asked_keeps_the_rest(turns, expected):
    assert completed(*turns) == expected
