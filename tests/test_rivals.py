"""Questions that do not say which place or year they mean, over reports of several."""

import pytest

from bot.assembly import assemble
from bot.settings import Settings
from bot.types import Outcome, Turn

_REPORT = """{place}{year}年政府工作报告

一、{last}年工作回顾
{last}年，全县地区生产总值增长{growth}%。粮食产量{grain}万吨。新建公园{parks}座。{extra}

二、{year}年工作安排
地区生产总值预期增长{target}%左右。
"""


def _report(place, year, *, grain, growth="5.1", target="6", parks=3, extra=""):
    return _REPORT.format(
        place=place, year=year, last=year - 1, grain=grain, growth=growth, target=target,
        parks=parks, extra=extra,
    )  # fmt: skip


@pytest.fixture(scope="module")
def wence(tmp_path_factory):
    reports = {
        "临洮县2024年政府工作报告.txt": _report(
            "临洮县", 2024, grain="35.2", extra="建成风电场2座。旅游收入5.6亿元。"
        ),
        "渭源县2024年政府工作报告.txt": _report("渭源县", 2024, grain="21.7", growth="4.8"),
        "渭源县2025年政府工作报告.txt": _report("渭源县", 2025, grain="22.9", growth="4.8"),
        "陇西县2024年政府工作报告.txt": _report("陇西县", 2024, grain="40.8", growth="7.3"),
        "漳县2024年政府工作报告.txt": _report(
            "漳县", 2024, grain="12.3", growth="6.4", extra="旅游收入增长12%。"
        ),
    }
    with assemble(Settings(data=tmp_path_factory.mktemp("data"))) as product:
        for name, text in reports.items():
            product.ingest(name, text.encode())
        yield product


def _documents(wence, *names):
    return [
        each.document_id
        for each in wence.index.documents()
        if any(each.name.startswith(name) for name in names)
    ]


def test_each_place_is_stated_with_its_own_citation(wence):
    documents = _documents(wence, "临洮县", "漳县")
    answer = wence.bot.ask("2023年粮食产量是多少万吨？", documents=documents)
    assert answer.outcome is Outcome.ANSWERED
    stated = {part.split("[")[0] for part in answer.answer.rstrip("。").split("；")}
    assert stated == {"临洮县：粮食产量35.2万吨", "漳县：粮食产量12.3万吨"}
    # Each figure with what it is of: side by side as a table, never as bare numbers.
    assert {(each.name, each.text) for each in answer.points} == {
        ("临洮县", "35.2万吨"), ("漳县", "12.3万吨"),
    }  # fmt: skip
    assert [citation.quote for citation in answer.citations] == [
        f"粮食产量{figure.text}。" for figure in answer.figures
    ]


def test_of_more_than_three_places_the_others_are_named_and_offered(wence):
    answer = wence.bot.ask("2023年粮食产量是多少万吨？")
    assert answer.outcome is Outcome.PARTIAL
    assert len(answer.citations) == 3
    places = ("临洮县", "渭源县", "陇西县", "漳县")
    assert all(place in answer.answer for place in places)
    (suggestion,) = answer.suggestions
    clear = wence.bot.ask(suggestion)
    assert clear.outcome is Outcome.ANSWERED
    assert len(clear.citations) == 1


def test_an_english_question_asks_back_in_english(wence):
    answer = wence.bot.ask("What was the grain output in 2023?")
    assert (answer.outcome, answer.language) == (Outcome.PARTIAL, "en")
    assert "does not say which" in answer.answer


def test_the_place_that_was_asked_back_for_can_be_given_alone(wence):
    question = "2023年粮食产量是多少万吨？"
    first = wence.bot.ask(question)
    answer = wence.bot.ask("陇西县", [Turn(question=question, answer=first.answer)])
    assert (answer.outcome, answer.answer) == (Outcome.ANSWERED, "粮食产量40.8万吨[1]。")


def test_what_one_place_alone_states_names_that_place(wence):
    answer = wence.bot.ask("2023年建成风电场多少座？")
    assert (answer.outcome, answer.answer) == (Outcome.ANSWERED, "临洮县：建成风电场2座[1]。")


def test_reports_that_agree_are_no_rivals(wence):
    answer = wence.bot.ask("2023年新建公园多少座？")
    assert (answer.outcome, len(answer.citations)) == (Outcome.ANSWERED, 1)
    assert "新建公园3座" in answer.answer


def test_a_growth_is_no_rival_of_a_level(wence):
    answer = wence.bot.ask("2023年旅游收入是多少亿元？")
    assert (answer.outcome, answer.answer) == (Outcome.ANSWERED, "临洮县：旅游收入5.6亿元[1]。")


def test_years_are_told_apart_newest_first(wence):
    answer = wence.bot.ask("渭源县粮食产量是多少万吨？")
    assert answer.outcome is Outcome.ANSWERED
    assert answer.answer == "2024年：粮食产量22.9万吨[1]；2023年：粮食产量21.7万吨[2]。"


def test_a_question_that_names_its_year_gets_that_year(wence):
    answer = wence.bot.ask("渭源县2023年粮食产量是多少万吨？")
    assert answer.answer == "粮食产量21.7万吨[1]。"
