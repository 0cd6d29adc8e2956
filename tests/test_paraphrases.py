"""True paraphrases of invented passages stand; sentences wrong in one thing do not."""

import re
from dataclasses import replace

import pytest
from test_support import shown

from bot.shown import Frame
from bot.support import check_sentence
from ingest.types import Description

PASSAGES = {
    1: (
        "全市地区生产总值突破1260亿元，增长6.2%；一般公共预算收入84.3亿元，增长4.7%，其中"
        "税收收入58.9亿元。社会消费品零售总额412亿元，同比下降0.8%。",
        Description(
            title="白湖市2025年政府工作报告", place="白湖市", period="2025年",
        ),
        ("一、2024年工作回顾",),
    ),
    2: (
        "城镇新增就业3.6万人，登记失业率控制在3.5%以内。城乡居民人均可支配收入分别达到412"
        "80元、20950元，分别增长5.1%和7.3%。新建改扩建学校24所，新增学位1.8万个，累计建成"
        "社区食堂136家。",
        Description(
            title="白湖市2025年政府工作报告", place="白湖市", period="2025年",
        ),
        ("一、2024年工作回顾",),
    ),
    3: (
        "地区生产总值增长6%左右，固定资产投资增长8%以上，粮食总产量稳定在95万吨以上，单位"
        "生产总值能耗下降3.5%。计划新开工保障性住房5200套，改造老旧小区86个。",
        Description(
            title="白湖市2025年政府工作报告", place="白湖市", period="2025年",
        ),
        ("二、2025年工作安排",),
    ),
    4: (
        "年末全市常住人口318.5万人，比上年末减少1.2万人。其中柳川县42.6万人，石岭区76.3万"
        "人。城镇化率66.8%，比上年提高0.9个百分点。出生率6.1‰，死亡率7.4‰。",
        Description(
            title="白湖市2024年国民经济和社会发展统计公报", place="白湖市", period="2024年",
        ),
        ("一、人口",),
    ),
    5: (
        "全年完成货运量1.47亿吨，增长3.9%，其中铁路2300万吨，增长12.6%；水路4100万吨，下"
        "降2.3%。机场旅客吞吐量527.8万人次，居全省第2位。快递业务量首次突破3亿件。",
        Description(
            title="白湖市2024年国民经济和社会发展统计公报", place="白湖市", period="2024年",
        ),
        ("六、交通和邮政",),
    ),
    6: (
        "对符合条件的高校毕业生，每人每月给予生活补贴1500元，补贴期限不超过36个月。企业吸"
        "纳就业的，按每人2000元一次性补助，同一企业年度补助总额最高50万元。申请材料应在15"
        "个工作日内办结。",
        Description(
            title="柳川县促进高校毕业生就业若干措施", place="柳川县", period="2025年",
        ),
        (),
    ),
    7: (
        "Total revenue reached 3.42 billion dollars in fiscal year 2024, an increase of 5"
        ".8 percent over 2023. Spending on schools rose from 870 million dollars to 945 m"
        "illion dollars. The county resurfaced 214 miles of road and planted 16,500 trees"
        ". The unemployment rate fell to 3.9 percent.",
        Description(
            title="Norvale County Budget Report 2024", place="", period="2024年",
            language="en",
        ),
        ("Summary",),
    ),
    8: (
        "In 2024, 12.6 million urban jobs were added, and the surveyed urban unemployment"
        " rate averaged 5.1 percent. Grain output surpassed 700 million tonnes for the fi"
        "rst time. More than 280,000 kilometers of rural roads were built or upgraded ove"
        "r the past five years. The government plans to issue 1.3 trillion yuan of ultra-"
        "long special treasury bonds in 2025.",
        Description(
            title="2025 Report on the Work of the Government", place="全国", period="2025年",
            language="en",
        ),
        (),
    ),
    9: (
        "五年来，全区累计引进项目427个，到位资金365亿元，年均增长11.4%。高新技术企业由202"
        "0年的38家增加到2024年的121家。森林覆盖率由31.2%提高到34.5%。空气质量优良天数比例"
        "达91.3%，PM2.5平均浓度26微克/立方米，比上年下降8%。",
        Description(
            title="石岭区2025年政府工作报告", place="石岭区", period="2025年",
        ),
        ("一、过去五年工作回顾",),
    ),
    10: (
        "全年接待游客1865万人次，实现旅游收入143亿元，分别增长18.2%和22.4%，人均消费767元"
        "。茶叶种植面积28.4万亩，产量1.95万吨，亩均收入6200元。建成高标准农田63万亩，约占"
        "耕地面积的三分之二。",
        Description(
            title="白湖市2025年政府工作报告", place="白湖市", period="2025年",
        ),
        ("一、2024年工作回顾",),
    ),
    11: (
        "全省进出口总额达4835亿元，其中出口3120亿元、增长9.4%，进口1715亿元、下降3.7%。对"
        "共建“一带一路”国家进出口占比提升至48.6%。新设外资企业612家，实际使用外资21.8亿"
        "美元。",
        Description(
            title="云梦省2024年政府工作报告", place="云梦省", period="2024年",
        ),
        ("二、2023年工作回顾",),
    ),
    12: (
        "全省拥有高速公路里程突破7200公里，居全国第5位。全年新改建农村公路8600公里，完成"
        "水利投资530亿元，是上年的1.3倍。数字经济核心产业增加值占地区生产总值比重达8.9%。",
        Description(
            title="云梦省2024年政府工作报告", place="云梦省", period="2024年",
        ),
        ("二、2023年工作回顾",),
    ),
    13: (
        "实现城镇新增就业52万人以上，城镇调查失业率5.5%左右，居民消费价格涨幅3%左右。新增"
        "养老床位1.2万张，改造城市危旧管网3500公里。力争全年引进省外资金超9000亿元。",
        Description(
            title="云梦省2024年政府工作报告", place="云梦省", period="2024年",
        ),
        ("三、2024年重点任务",),
    ),
    14: (
        "全市空气优良天数为312天，优良率85.5%，同比上升2.2个百分点。细颗粒物年均浓度为31"
        "微克/立方米，同比下降6.1%；臭氧浓度为152微克/立方米，同比上升1.3%。地表水国控断"
        "面水质优良比例为93.3%。",
        Description(
            title="青屏市2023年生态环境状况公报", place="青屏市", period="2023年",
        ),
        (),
    ),
    15: (
        "到2025年，普惠性幼儿园覆盖率达到90%以上，九年义务教育巩固率达到98%，高中阶段毛入"
        "学率达到95%。2020年，全市共有各级各类学校1436所，在校生71.2万人，专任教师4.9万人"
        "。",
        Description(
            title="青屏市教育事业发展“十四五”规划", place="青屏市", period="2021-2025年",
        ),
        ("一、规划背景与目标",),
    ),
    16: (
        "上半年，全县地区生产总值96.7亿元，同比增长5.6%。其中，第一产业增加值11.2亿元，增"
        "长3.8%；第二产业增加值40.3亿元，增长7.1%；第三产业增加值45.2亿元，增长4.9%。居民"
        "消费价格上涨0.4%。",
        Description(
            title="麦岭县2024年上半年经济运行情况", place="麦岭县", period="2024年",
        ),
        (),
    ),
    17: (
        "2023年全县一般公共预算收入8.46亿元，为年初预算的103.2%；一般公共预算支出36.9亿元"
        "，增长4.5%。2024年一般公共预算收入预算安排8.9亿元，比上年增长5.2%。临溪县、北塘"
        "区分别补助1200万元和860万元。",
        Description(
            title="麦岭县2023年财政预算执行情况的报告", place="麦岭县", period="2023年",
        ),
        (),
    ),
    18: (
        "The Authority supplied 48.2 billion liters of water in 2023, 1.9 percent less th"
        "an in 2022. Leakage was cut from 17 percent to 14.5 percent. It laid 86 kilomete"
        "rs of new mains and replaced 5,300 meters. The average household bill was 412 eu"
        "ros a year.",
        Description(
            title="Tarrow Water Authority Annual Report 2023", place="", period="2023年",
            language="en",
        ),
        ("Key figures",),
    ),
    19: (
        "By 2028, the city will build 45 kilometers of protected bike lanes and buy 120 e"
        "lectric buses. Public transport carried 63 million passengers in 2023, or 172,00"
        "0 a day. Bus fares will stay below 2 dollars.",
        Description(
            title="Harlen City Transport Plan 2024-2028", place="", period="2024-2028年",
            language="en",
        ),
        (),
    ),
    20: (
        "居家养老每人每天补贴标准提高到30元，每月最多补贴22天。60周岁及以上老年人口达14.6"
        "万人，占总人口的23.7%，其中80周岁以上2.1万人。全县每千名老人拥有护理型床位28.5张"
        "。",
        Description(
            title="麦岭县养老服务实施方案", place="麦岭县", period="2024年",
        ),
        ("一、工作基础",),
    ),
    21: (
        "预计全年地区生产总值增长5.8%左右，规上工业增加值增长7.4%，高技术制造业增加值增长"
        "13.1%，占规上工业比重提高到18.2%。民间投资占比过半，达54.3%。新增经营主体6.7万户"
        "，净增规上工业企业118家。",
        Description(
            title="澜江市2025年政府工作报告", place="澜江市", period="2025年",
        ),
        ("2024年工作回顾",),
    ),
    22: (
        "全市专利授权2.35万件，其中发明专利4120件，同比增长16.8%。每万人口高价值发明专利"
        "拥有量达到9.6件，较上年增加1.7件。商标有效注册量21.4万件。办理专利纠纷案件207件"
        "，办结率98.5%。",
        Description(
            title="澜江市2024年知识产权发展状况", place="澜江市", period="2024年",
        ),
        (),
    ),
    23: (
        "全县现有水库43座，总库容1.86亿立方米，有效灌溉面积35.2万亩。2023年完成水利投资6."
        "4亿元，同比减少11%。农村自来水普及率由2018年的88.7%提升到2023年的96.5%。西峡镇新"
        "建泵站5座，南坪镇新建泵站3座。",
        Description(
            title="东陵县水利发展报告2023", place="东陵县", period="2023年",
        ),
        ("一、概况",),
    ),
    24: (
        "Hospitals admitted 318,000 patients in 2023, up 4.2 percent. The average wait fo"
        "r surgery fell from 96 days to 78 days. The Board employed 21,400 staff, includi"
        "ng 3,150 doctors and 9,800 nurses. Spending per resident was 3,260 dollars.",
        Description(
            title="Merrow Health Board Annual Review 2023", place="", period="2023年",
            language="en",
        ),
        (),
    ),
    25: (
        "对购买新能源汽车的个人消费者，按车价分档给予3000元至8000元补贴。家电以旧换新补贴"
        "比例为15%，每件不超过2000元，每人最多享受3次。活动自2024年6月1日起，至12月31日止"
        "，安排资金1500万元。",
        Description(
            title="东陵县关于促进消费的通知", place="东陵县", period="2024年",
        ),
        (),
    ),
    26: (
        "粮食总产量达到1078亿斤，再创新高。新增高标准农田320万亩，累计建成6210万亩。农产"
        "品加工业营业收入增长6.7%，突破8000亿元。培育省级龙头企业57家，总数达到1124家。",
        Description(
            title="清浦省2025年政府工作报告", place="清浦省", period="2025年",
        ),
        ("一、2024年工作回顾", "（三）乡村振兴",),
    ),
    27: (
        "全年一般公共预算支出412.7亿元，比上年增长3.8%，其中教育支出86.5亿元，增长5.2%；"
        "社会保障和就业支出71.3亿元，下降1.4%。年末金融机构人民币存款余额2896亿元，贷款余"
        "额2215亿元。",
        Description(
            title="沙河市2024年国民经济和社会发展统计公报", place="沙河市", period="2024年",
        ),
        ("八、财政金融",),
    ),
    28: (
        "全年发放创业担保贷款4.3亿元，带动就业6800人。开展补贴性培训2.6万人次，完成年度目"
        "标的130%。城乡居民养老保险参保48.9万人，人均养老金每月提高12元。古塘县、东桥县零"
        "工市场分别服务1.1万人次和0.9万人次。",
        Description(
            title="沙河市人力资源和社会保障局2023年工作总结", place="沙河市", period="2023年",
        ),
        (),
    ),
    29: (
        "The council owns 12,400 homes, of which 1,860 need major repairs. In 2024 it com"
        "pleted 310 new homes, against a target of 450. Average rent rose 3.5 percent to "
        "640 pounds a month. Waiting times fell by a third.",
        Description(
            title="Eastmoor Council Housing Report 2024", place="", period="2024年",
            language="en",
        ),
        (),
    ),
}  # fmt: skip
TRUE = (
    "2024年白湖市地区生产总值超过1260亿元，同比增长6.2%[1]。",
    "白湖市一般公共预算收入为84.3亿元，其中税收收入58.9亿元[1]。",
    "社会消费品零售总额为412亿元，比上年下降0.8%[1]。",
    "全年城镇新增就业3.6万人[2]。",
    "城镇居民人均可支配收入41280元，增长5.1%；农村居民人均可支配收入20950元，增长7.3%[2]。",
    "目前累计建成社区食堂136家[2]。",
    "2025年的经济增长目标是6%左右[3]。",
    "2025年白湖市计划改造86个老旧小区[3]。",
    "2024年末白湖市常住人口为318.5万人，较上年末减少1.2万人[4]。",
    "石岭区常住人口76.3万人，柳川县42.6万人，石岭区比柳川县多33.7万人[4]。",
    "铁路货运量2300万吨，同比增长12.6%[5]。",
    "机场旅客吞吐量达527.8万人次，位列全省第二[5]。",
    "高校毕业生每月可领取1500元生活补贴，最长36个月[6]。",
    "同一家企业一年最多可获50万元补助[6]。",
    "石岭区高新技术企业从2020年的38家增至2024年的121家，净增83家[9]。",
    "五年来石岭区到位资金年均增长11.4%[9]。",
    "游客人均消费767元[10]。",
    "高标准农田已建成63万亩，约占耕地的三分之二[10]。",
    "Baihu's GDP exceeded 126 billion yuan in 2024, up 6.2 percent [1].",
    "The city added 36,000 urban jobs in 2024 [2].",
    "The city plans to start building 5,200 affordable housing units in 2025 [3].",
    "The permanent population was 3.185 million at the end of 2024 [4].",
    "Freight by rail grew 12.6% to 23 million tonnes, while waterborne freight fell 2.3% "
    "to 41 million tonnes [5].",
    "University graduates who qualify receive a living allowance of 1,500 yuan per month "
    "for up to 36 months [6].",
    "Forest coverage rose from 31.2% to 34.5% [9].",
    "Tourist visits reached 18.65 million and tourism revenue 14.3 billion yuan [10].",
    "Norvale's total revenue was $3.42 billion in fiscal 2024, up 5.8% from 2023 [7].",
    "School spending increased from $870 million to $945 million, a rise of $75 million ["
    "7].",
    "2024年全国城镇新增就业1260万人，城镇调查失业率平均为5.1%[8]。",
    "过去五年新建和改造农村公路超过28万公里[8]。",
    "2023年云梦省进出口总额4835亿元，其中出口3120亿元，进口1715亿元[11]。",
    "全省出口同比增长9.4%，进口同比下降3.7%[11]。",
    "出口比进口多1405亿元[11]。",
    "云梦省2023年实际利用外资21.8亿美元，新设立外资企业612家[11]。",
    "Exports rose 9.4% to 312 billion yuan, while imports declined 3.7% [11].",
    "高速公路通车里程超过7200公里，位居全国第五[12]。",
    "水利投资完成530亿元，是前一年的1.3倍[12]。",
    "Core digital industries accounted for 8.9 percent of the province's GDP [12].",
    "2024年云梦省的目标是新增城镇就业52万人以上[13]。",
    "The province aims to add 12,000 elderly care beds in 2024 [13].",
    "今年计划改造城市老旧管网3500公里[13]。",
    "2023年青屏市空气优良天数312天，优良天数比例为85.5%[14]。",
    "PM2.5年均浓度31微克/立方米，比上年下降6.1%[14]。",
    "The share of days with good air quality was 85.5 percent, up 2.2 percentage points ["
    "14].",
    "到2025年，青屏市高中阶段毛入学率要达到95%[15]。",
    "2020年青屏市有学校1436所，在校学生71.2万人[15]。",
    "By 2025, the coverage of affordable kindergartens should exceed 90 percent [15].",
    "2024年上半年麦岭县GDP为96.7亿元，同比增长5.6%[16]。",
    "三次产业中，第二产业增速最快，为7.1%[16]。",
    "In the first half of 2024, the tertiary sector's value added was 4.52 billion yuan, "
    "up 4.9 percent [16].",
    "2023年麦岭县一般公共预算收入8.46亿元，完成年初预算的103.2%[17]。",
    "2024年一般公共预算收入预算为8.9亿元，增长5.2%[17]。",
    "临溪县获得补助1200万元，北塘区860万元[17]。",
    "In 2023 the Authority supplied 48.2 billion liters of water, down 1.9% from the prev"
    "ious year [18].",
    "Leakage fell to 14.5 percent, 2.5 percentage points lower than before [18].",
    "2023年供水量为482亿升，漏损率由17%降至14.5%[18]。",
    "Harlen plans to purchase 120 electric buses by 2028 [19].",
    "2023年公共交通客运量6300万人次，日均17.2万人次[19]。",
    "居家养老补贴为每人每天30元，每月最多22天[20]。",
    "麦岭县60岁及以上老年人14.6万人，占总人口23.7%[20]。",
    "2024年澜江市规上工业增加值增长7.4%，高技术制造业增加值增长13.1%[21]。",
    "高技术制造业占规上工业的比重升至18.2%[21]。",
    "民间投资占全部投资的54.3%[21]。",
    "去年澜江市净增规上工业企业118家[21]。",
    "The city gained 67,000 new business entities in 2024 [21].",
    "High-tech manufacturing accounted for 18.2 percent of industrial output above design"
    "ated size [21].",
    "2024年澜江市授权专利2.35万件，发明专利为4120件[22]。",
    "发明专利占全部专利授权的17.5%（4120件 ÷ 2.35万件）[22]。",
    "每万人拥有高价值发明专利9.6件[22]。",
    "The city handled 207 patent dispute cases with a completion rate of 98.5% [22].",
    "东陵县共有43座水库，总库容1.86亿立方米[23]。",
    "2023年水利投资为6.4亿元，比上年下降11%[23]。",
    "农村自来水普及率五年提高7.8个百分点，达到96.5%[23]。",
    "西峡镇和南坪镇分别新建泵站5座和3座，合计8座[23]。",
    "The county has 43 reservoirs [23].",
    "In 2023, hospitals admitted 318,000 patients, a 4.2 percent increase [24].",
    "平均手术等待时间从96天缩短到78天[24]。",
    "The Board had 21,400 employees, of whom 3,150 were doctors [24].",
    "购买新能源汽车的个人可获得3000元至8000元补贴[25]。",
    "家电以旧换新按15%补贴，每件最高2000元[25]。",
    "2024年清浦省粮食总产量为1078亿斤[26]。",
    "全省去年新增高标准农田320万亩，累计达6210万亩[26]。",
    "农产品加工业营收超过8000亿元，增长6.7%[26]。",
    "清浦省省级龙头企业总数达1124家，其中当年新培育57家[26]。",
    "The province's grain output reached 53.9 million tonnes in 2024 [26].",
    "2024年沙河市教育支出86.5亿元，同比增长5.2%[27]。",
    "教育支出占一般公共预算支出的21.0%（86.5亿元 ÷ 412.7亿元）[27]。",
    "截至2024年末，沙河市人民币贷款余额为2215亿元[27]。",
    "存款余额比贷款余额多681亿元[27]。",
    "Spending on social security and employment fell 1.4% to 7.13 billion yuan [27].",
    "2023年沙河市发放创业担保贷款4.3亿元，带动6800人就业[28]。",
    "补贴性培训2.6万人次，完成目标的130%[28]。",
    "养老金人均每月增加12元[28]。",
    "古塘县零工市场服务1.1万人次[28]。",
    "The council has 12,400 homes and 1,860 of them need major repairs [29].",
    "2024年完成新建住房310套，低于450套的目标[29]。",
    "The average rent increased by 3.5% to 640 pounds per month [29].",
)  # fmt: skip
WRONG = {
    "digit": (
        "2024年白湖市地区生产总值突破1280亿元[1]。",
        "Norvale resurfaced 241 miles of road [7].",
        "The permanent population was 3.158 million at the end of 2024 [4].",
        "2023年云梦省进出口总额4853亿元[11]。",
        "Leakage fell to 15.4 percent [18].",
        "麦岭县80周岁以上老人2.7万人[20]。",
        "The county has 34 reservoirs [23].",
        "粮食总产量1087亿斤[26]。",
    ),
    "unit": (
        "一般公共预算收入84.3万元[1]。",
        "The city's fiscal revenue was 84.3 billion yuan [1].",
        "人口出生率为6.1%[4]。",
        "云梦省实际使用外资21.8亿元[11]。",
        "In the first half of 2024, GDP was 96.7 billion yuan [16].",
        "优良率同比上升2.2%[14]。",
        "2023年供水量为482万升[18]。",
        "商标有效注册量21.4亿件[22]。",
        "安排资金1500亿元[25]。",
        "一般公共预算支出412.7万元[27]。",
        "开展补贴性培训2.6万场[28]。",
    ),
    "place": (
        "柳川县常住人口76.3万人[4]。",
        "柳川县2024年地区生产总值突破1260亿元[1]。",
        "全国空气质量优良天数比例达91.3%[9]。",
        "石岭区年末常住人口318.5万人[4]。",
        "麦岭县获得补助860万元[17]。",
        "临溪县获得补助860万元[17]。",
        "青屏市2023年进出口总额4835亿元[11]。",
        "全国居民消费价格上涨0.4%[16]。",
        "西峡镇新建泵站3座[23]。",
        "东陵县新建泵站5座[23]。",
        "东桥县零工市场服务1.1万人次[28]。",
    ),
    "year": (
        "2023年白湖市城镇新增就业3.6万人[2]。",
        "石岭区2020年有高新技术企业121家[9]。",
        "In 2023, 12.6 million urban jobs were added [8].",
        "石岭区2024年引进项目427个[9]。",
        "2022年云梦省新设外资企业612家[11]。",
        "2024年麦岭县一般公共预算收入为8.46亿元[17]。",
        "2024年全年麦岭县地区生产总值96.7亿元[16]。",
        "2025年青屏市共有学校1436所[15]。",
        "In 2022 the Authority supplied 48.2 billion liters of water [18].",
        "2023年澜江市净增规上工业企业118家[21]。",
        "2018年农村自来水普及率为96.5%[23]。",
        "2023年清浦省粮食总产量1078亿斤[26]。",
    ),
    "kind": (
        "2024年白湖市新开工保障性住房5200套[3]。",
        "2024年新建社区食堂136家[2]。",
        "白湖市税收收入增长58.9亿元[1]。",
        "中国2025年已发行1.3万亿元超长期特别国债[8]。",
        "2023年云梦省新增养老床位1.2万张[13]。",
        "青屏市高中阶段毛入学率已达到95%[15]。",
        "进口增长1715亿元[11]。",
        "The city has bought 120 electric buses [19].",
        "2023年新增高速公路7200公里[12]。",
        "高技术制造业增加值占比13.1%[21]。",
        "2023年新建水库43座[23]。",
        "清浦省新增高标准农田6210万亩[26]。",
        "清浦省2024年新培育省级龙头企业1124家[26]。",
        "创业担保贷款增长4.3亿元[28]。",
        "In 2024 the council completed 450 new homes [29].",
    ),
    "subject": (
        "一般公共预算支出84.3亿元[1]。",
        "农村居民人均可支配收入增长5.1%[2]。",
        "死亡率为6.1‰[4]。",
        "Air freight grew by 12.6 percent [5].",
        "The county spent 3.42 billion dollars on schools [7].",
        "茶叶种植面积63万亩[10]。",
        "第一产业增加值增长7.1%[16]。",
        "一般公共预算支出8.46亿元[17]。",
        "臭氧浓度为31微克/立方米[14]。",
        "Imports reached 312 billion yuan [11].",
        "专任教师71.2万人[15]。",
        "The city will build 45 kilometers of subway lines [19].",
        "规上工业增加值增长13.1%[21]。",
        "新增经营主体118家[21]。",
        "发明专利授权2.35万件[22]。",
        "The Board employed 9,800 doctors [24].",
        "农产品加工业利润突破8000亿元[26]。",
        "教育支出71.3亿元[27]。",
        "贷款余额2896亿元[27]。",
        "The council owns 1,860 homes [29].",
    ),
    "direction": (
        "社会消费品零售总额同比增长0.8%[1]。",
        "Waterborne freight rose by 2.3 percent [5].",
        "常住人口比上年末增加1.2万人[4]。",
        "进口同比增长3.7%[11]。",
        "臭氧浓度同比下降1.3%[14]。",
        "Water supply rose by 1.9 percent in 2023 [18].",
        "2023年水利投资同比增长11%[23]。",
        "The average wait for surgery rose from 78 days to 96 days [24].",
        "社会保障和就业支出增长1.4%[27]。",
        "贷款余额比存款余额多681亿元[27]。",
    ),
    "rank": (
        "机场旅客吞吐量居全省首位[5]。",
        "高速公路里程居全国第一[12]。",
    ),
    "rate": (
        "高校毕业生每年可领取1500元生活补贴[6]。",
        "全市旅游收入767元[10]。",
        "五年来年均引进项目427个[9]。",
        "居家养老补贴为每人每月30元[20]。",
        "Public transport carried 172,000 passengers in 2023 [19].",
        "The average household bill was 412 euros a month [18].",
        "全市高价值发明专利拥有量9.6件[22]。",
        "Spending was 3,260 dollars in 2023 [24].",
        "养老金每年提高12元[28]。",
        "Average rent was 640 pounds a year [29].",
    ),
    "qualifier": (
        "补贴期限至少36个月[6]。",
        "固定资产投资增长不到8%[3]。",
        "快递业务量不足3亿件[5]。",
        "高速公路里程不足7200公里[12]。",
        "每月至少补贴22天[20]。",
        "Bus fares will stay above 2 dollars [19].",
        "城镇新增就业不超过52万人[13]。",
        "家电补贴每件不低于2000元[25]。",
    ),
    "ratio": (
        "水利投资是上年的3.1倍[12]。",
    ),
    "calculation": (
        "出口比进口多1505亿元[11]。",
        "发明专利占全部专利授权的27.5%（4120件 ÷ 2.35万件）[22]。",
        "农村自来水普及率五年提高8.7个百分点，达到96.5%[23]。",
    ),
}  # fmt: skip
KNOWN = (
    "白湖市",
    "柳川县",
    "石岭区",
    "云梦省",
    "青屏市",
    "麦岭县",
    "临溪县",
    "北塘区",
    "澜江市",
    "东陵县",
    "西峡镇",
    "南坪镇",
    "沙河市",
    "清浦省",
    "古塘县",
)
SHOWN = {
    key: replace(shown(text, key=key, section=section, told=told), known=KNOWN)
    for key, (text, told, section) in PASSAGES.items()
}


def faults(sentence):
    language = "zh" if re.search(r"[\u4e00-\u9fff]", sentence) else "en"
    frame = Frame(language=language, asked="", known=KNOWN)
    return [each.kind for each in check_sentence(sentence, SHOWN, frame).faults]


# What the rules cannot tell yet: a superlative that no passage states, what a target is compared
# with, and words that the embedding model takes for each other.
WITHHELD_YET = {
    each for each in TRUE if any(words in each for words in ("增速最快", "36 months", "低于450套"))
}
PASSED_YET = {"Air freight grew by 12.6 percent [5].", "农产品加工业利润突破8000亿元[26]。"}


@pytest.mark.parametrize("sentence", [each for each in TRUE if each not in WITHHELD_YET])
def test_what_a_model_would_say_of_a_passage_stands(sentence):
    assert faults(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param(each, id=f"{kind}-{each}")
        for kind, sentences in WRONG.items()
        for each in sentences
        if each not in PASSED_YET
    ],
)
def test_what_is_wrong_in_one_thing_does_not(sentence):
    assert faults(sentence) != []
