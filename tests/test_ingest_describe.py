"""What a report says of itself."""

import pytest

from ingest.describe import describe

_WORK_REPORT = """政府工作报告
——2025年1月15日在青禾省第十四届人民代表大会第三次会议上
省长 李明
各位代表：
现在，我代表省人民政府，向大会报告工作。
一、2024年工作回顾
全省地区生产总值增长6.5%。
"""
_NOTICE = """青禾县人民政府办公室关于印发《青禾县稳就业若干措施》的通知
青政办发〔2024〕12号
各乡镇人民政府，县政府各部门：
现将《青禾县稳就业若干措施》印发给你们，请认真贯彻执行。
青禾县人民政府办公室
2024年5月8日
"""
_NATIONAL = """政府工作报告
——2024年3月5日在第十四届全国人民代表大会第二次会议上
国务院总理 李某
各位代表：
"""
_ENGLISH = """REPORT ON THE WORK OF THE GOVERNMENT
Delivered at the Second Session of the 14th National People's Congress of the People's Republic \
of China on March 5, 2024
Fellow Deputies,
On behalf of the State Council, I will now report to you on the work of the government.
"""


def _describe(text, name="report.txt", **metadata):
    return describe(text, name=name, metadata=metadata)


def test_provincial_work_report_is_described():
    assert _describe(_WORK_REPORT.replace("青禾省", "江苏省")).to_dict() == {
        "title": "2025年江苏省政府工作报告",
        "issuer": "江苏省人民政府",
        "place": "江苏省",
        "period": "2025年",
        "published": "2025-01-15",
        "number": "",
        "language": "zh",
    }


def test_notice_is_described():
    assert _describe(_NOTICE).to_dict() == {
        "title": "青禾县人民政府办公室关于印发《青禾县稳就业若干措施》的通知",
        "issuer": "青禾县人民政府办公室",
        "place": "青禾县",
        "period": "2024年",
        "published": "2024-05-08",
        "number": "青政办发〔2024〕12号",
        "language": "zh",
    }


def test_national_work_report_is_described():
    description = _describe(_NATIONAL)
    assert (description.title, description.place, description.issuer) == (
        "2024年国务院政府工作报告",
        "全国",
        "国务院",
    )


def test_english_work_report_is_described():
    description = _describe(_ENGLISH, name="2024_en.txt")
    assert (description.language, description.published, description.place) == (
        "en",
        "2024-03-05",
        "全国",
    )


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("青禾县2024年国民经济和社会发展统计公报\n一、综合\n", "a.txt", None),
        ("《青禾县养老服务条例》\n第一章 总则\n", "a.txt", "青禾县养老服务条例"),
        ("青禾县养老服务管理办法（试行）\n第一条 为了规范。\n", "a.txt", None),
        (
            "上半年，我县各项工作有序推进，成效明显。\n",
            "青禾县上半年工作总结.txt",
            "青禾县上半年工作总结",
        ),
        ("正文没有标题。\n", "青禾县工作报告.最终版.docx", "青禾县工作报告.最终版"),
        ("2024年青禾市国民经济和社会发展计划执行情况的报告\n", "a.txt", None),
        ("Plan for Rural Revitalization\nChapter 1 Overview\n", "a.txt", None),
    ],
    ids=["bulletin", "book marks", "trial", "file name", "dotted name", "plan", "english"],
)
def test_title_is_found(text, name, title):
    assert _describe(text, name=name).title == (title or text.split("\n")[0])


def test_stated_title_is_taken_before_the_first_line():
    assert _describe(_NOTICE, title="稳就业措施").title == "稳就业措施"


@pytest.mark.parametrize("stated", ["Microsoft Word - 文档1", "文档1", "Untitled", "无标题"])
def test_working_title_of_a_program_is_no_title(stated):
    assert _describe(_NOTICE, title=stated).title.startswith("青禾县人民政府办公室关于印发")


def test_file_without_title_or_name_is_called_untitled():
    assert _describe("正文。\n", name=".txt").title == "未命名"


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("青禾县2024年工作报告\n", "a.txt", "青禾县"),
        ("张掖市2024年工作报告\n", "a.txt", "张掖市"),
        ("关于张掖市甘州区发展的报告\n", "a.txt", "张掖市"),
        ("工作报告\n上半年，全市生产总值增长。\n", "张掖市2024年上半年.txt", "张掖市"),
        ("国务院办公厅关于加快发展的指导意见\n", "a.txt", "全国"),
        ("关于做好工作的通知\n各部门：\n", "a.txt", ""),
        (
            "工作总结\n张掖落实国家部署。张掖新建基站。张掖机场改扩建。兰州客商来访。\n",
            "a.txt",
            "张掖市",
        ),
        ("2024 Report on the Work of the Jiangsu Provincial Government\n", "a.txt", "江苏省"),
    ],
    ids=[
        *("unlisted county", "city", "first of two", "file name", "nation", "none"),
        *("most mentioned", "english"),
    ],
)
def test_place_is_found(text, name, place):
    assert _describe(text, name=name).place == place


@pytest.mark.parametrize(
    ("text", "name", "period"),
    [
        ("青禾县2024年上半年工作报告\n", "a.txt", "2024年上半年"),
        ("青禾县2024年前三季度经济运行情况的报告\n", "a.txt", "2024年前三季度"),
        ("青禾县2024年第一季度工作报告\n", "a.txt", "2024年第一季度"),
        ("青禾县2023年统计公报\n2024年4月1日\n", "a.txt", "2023年"),
        ("青禾县行动方案（2021—2025年）\n", "a.txt", "2021-2025年"),
        ("工作总结\n上半年，全县增长7%。\n", "qinghe_2024h1.txt", "2024年上半年"),
        ("来源：县政府 日期：2024-07-15\n上半年，全县增长7%。\n", "a.txt", "2024年上半年"),
        ("关于做好工作的通知\n", "a.txt", ""),
    ],
    ids=["half", "quarters", "quarter", "year", "range", "file name", "dateline", "none"],
)
def test_period_is_found(text, name, period):
    assert _describe(text, name=name).period == period


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("在2021年为37万人，在2022年为38万人。\n", "2022年"),
        ("在2022年为38万人，在2021年为37万人。\n", "2022年"),
        ("在2021年为37万人，到2030年达到40万人。\n", "2021年"),
        ("在2021年为37万人，2026年底前达到40万人。\n", "2021年"),
        ("在2021年为37万人，2035年目标为40万人。\n", "2021年"),
        ("到2030年达到40万人。\n", ""),
        ("为37万人，经费2035元。\n", ""),
    ],
    ids=["last", "first", "until", "deadline", "target", "only ahead", "amount"],
)
def test_report_without_a_date_is_of_the_newest_year_it_speaks_of(text, period):
    assert _describe(f"人口状况\n全县人口{text}", name="人口.txt").period == period


def test_date_of_publication_goes_before_the_years_of_the_text():
    text = "人口状况\n全县人口在2021年为37万人。\n"
    assert _describe(text, published="2023-04-01").period == "2023年"


_MANY_2023 = "2023年，贷款增长5%。\n" * 3


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("青禾省金融运行报告（2024）", "2023年"),
        ("青禾县关于做好2024年工作的通知", "2024年"),
        ("青禾县2024年促进就业行动方案", "2024年"),
        ("青禾县2024年政府工作报告", "2024年"),
    ],
    ids=["looks back", "notice", "plan", "work report"],
)
def test_only_a_title_that_looks_back_names_the_year_after_its_own(title, period):
    assert _describe(f"{title}\n{_MANY_2023}").period == period


def test_title_that_looks_back_keeps_a_year_its_text_speaks_of():
    text = f"青禾省金融运行报告（2024）\n{_MANY_2023}2024年，存款增长5%。2024年，保费增长3%。\n"
    assert _describe(text).period == "2024年"


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("通知\n2024年5月8日\n", "2024-05-08"),
        ("通知\n2024 年 12 月 18 日\n", "2024-12-18"),
        ("来源:日期:2024-07-15\n正文\n", "2024-07-15"),
        ("通知\n" + "正文。" * 600 + "\n2024年5月8日\n", "2024-05-08"),
        ("Report on Rural Work\nMarch 5, 2024\n", "2024-03-05"),
        ("通知\n二〇二四年五月八日\n", "2024-05-08"),
        ("通知\n", ""),
    ],
    ids=["signature", "spaced", "iso", "at the end", "english", "chinese numerals", "none"],
)
def test_date_is_found(text, published):
    assert _describe(text).published == published


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("青政办发〔2024〕12号", "青政办发〔2024〕12号"),
        ("国办发〔2019〕3号", "国办发〔2019〕3号"),
        ("银发（2021）259号", "银发（2021）259号"),
        ("穗府办规〔2025〕8号", "穗府办规〔2025〕8号"),
        ("国函[2018]159号", "国函[2018]159号"),
        ("第12号议题", ""),
    ],
)
def test_document_number_is_found(line, number):
    assert _describe(f"关于做好工作的通知\n{line}\n各部门：\n").number == number


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        ("国务院办公厅关于加快发展的指导意见", "国务院办公厅"),
        ("国务院关于印发规划的通知", "国务院"),
        ("青禾县教育局关于招生工作的通知", "青禾县教育局"),
        ("中国人民银行关于规范代收业务的通知", "中国人民银行"),
        ("国务院、中央军委关于迁址的批复", "国务院、中央军委"),
        ("江苏省2025年政府工作报告", "江苏省人民政府"),
        ("关于做好工作的通知", ""),
    ],
)
def test_issuer_is_found(title, issuer):
    assert _describe(f"{title}\n").issuer == issuer


def test_stated_values_are_taken_as_they_are():
    description = _describe(
        _NOTICE,
        issuer="青禾县就业局",
        place="白河县",
        published="2024-06-01",
        number="青就〔2024〕1号",
    )
    assert (description.issuer, description.place, description.published, description.number) == (
        "青禾县就业局",
        "白河县",
        "2024-06-01",
        "青就〔2024〕1号",
    )


def test_chinese_report_with_english_terms_is_chinese():
    assert (
        _describe("青禾县发展5G、AI、ETC，GDP增长6.5%，PM2.5下降，R&D投入增加。\n").language == "zh"
    )
