import pytest

from bot.remarks import without_remarks
from bot.understand import understand


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("gdp是多少?(单位:亿元)", "gdp是多少亿元"),
        ("江苏gdp,单位亿元", "江苏gdp多少亿元?"),
        ("建成多少,以万亩为单位?", "建成多少万亩?"),
        ("how much farmland was improved, in units of 10,000 mu?",
         "how much farmland was improved in mu?"),
        ("gdp of jiangsu (unit: 100 million yuan)", "gdp of jiangsu in yuan"),
        ("请帮我查一下江苏2025年gdp", "江苏2025年gdp"),
        ("单位gdp能耗下降多少", "单位gdp能耗下降多少"),
        ("事业单位多少家", "事业单位多少家"),
    ],
)  # fmt: skip
def test_remarks_on_the_form_are_taken_out(question, expected):
    assert without_remarks(question) == expected


def test_unit_of_a_remark_is_the_unit_that_is_asked_for():
    asked = understand("高标准农田建成多少？（单位：万亩）").asked
    assert (asked.unit, asked.unit_class) == ("亩", "area")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("请帮我查一下咱市粮食产量大概是多少呗", {"粮食产量"}),
        ("粮食产量  是  多少", {"粮食产量"}),
        ("粮食产量", {"粮食产量"}),
        ("2025 粮食产量 （单位：万吨）", {"粮食产量"}),
        ("能不能告诉我粮食产量有多少万吨", {"粮食产量"}),
    ],
)
def test_spoken_and_bare_questions_have_the_same_terms(question, words):
    assert {term.text for term in understand(question).terms if term.weight == 1.0} == words
