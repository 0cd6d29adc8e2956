"""Questions that are offered: made from the reports, and each one answered by them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.assembly import Wence, assemble
from bot.settings import Settings
from bot.types import Outcome
from bot.web.follow_ups import follow_ups
from bot.web.samples import SampleQuestions

REPORTS = {
    "青禾县.txt": """青禾县2024年政府工作报告
一、2023年工作回顾
全年地区生产总值182.6亿元，增长5.9%。粮食产量25.3万吨，城镇新增就业4200人。
新建5G基站312个，累计建成1045个。三件实事分别达到5件、7件。
""",
    "白河县.txt": """白河县2024年政府工作报告
一、2023年工作回顾
全年地区生产总值97.4亿元，增长6.1%。粮食产量31.8万吨，城镇新增就业3100人。
""",
}


@pytest.fixture(scope="module")
def wence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wence]:
    with assemble(Settings(data=tmp_path_factory.mktemp("data"))) as assembled:
        for name, text in REPORTS.items():
            assembled.ingest(name, text.encode())
        yield assembled


def outcomes(wence: Wence, questions: tuple[str, ...]) -> set[Outcome]:
    return {wence.bot.ask(each).outcome for each in questions}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sample_question_is_answered(wence: Wence, language: str) -> None:
    samples = SampleQuestions(wence)
    assert samples.ready(language) == ()
    found = samples.find(language)
    assert len(found) == 4
    assert outcomes(wence, found) == {Outcome.ANSWERED}
    assert samples.ready(language) == found
    assert all((" in " in each) == (language == "en") for each in found)


def test_sample_questions_are_of_several_reports(wence: Wence) -> None:
    found = SampleQuestions(wence).find("zh")
    assert {question[:3] for question in found} == {"青禾县", "白河县"}
    assert not any("分别" in question for question in found)


def test_sample_questions_follow_the_reports(tmp_path: Path) -> None:
    with assemble(Settings(data=tmp_path)) as wence:
        samples = SampleQuestions(wence)
        assert samples.find("zh") == ()
        [stored] = [wence.ingest("青禾县.txt", REPORTS["青禾县.txt"].encode())]
        assert samples.ready("zh") == ()
        assert samples.find("zh") != ()
        wence.index.remove(stored.document_id)
        assert samples.ready("zh") == ()


def test_follow_ups_are_answered_and_lead_on(wence: Wence) -> None:
    question = "青禾县2023年粮食产量是多少？"
    found = follow_ups(wence, wence.bot.ask(question), asked=[question], documents=())
    assert "白河县2023年粮食产量是多少？" in found
    assert len(found) == 3
    assert question not in found
    assert outcomes(wence, found) == {Outcome.ANSWERED}


def test_follow_ups_leave_out_what_was_asked_and_what_is_out_of_scope(wence: Wence) -> None:
    question, other = "青禾县2023年粮食产量是多少？", "白河县2023年粮食产量是多少？"
    answer = wence.bot.ask(question)
    assert other not in follow_ups(wence, answer, asked=[question, other], documents=())
    only = [answer.citations[0].document_id]
    assert other not in follow_ups(wence, answer, asked=[question], documents=only)


def test_nothing_follows_a_refusal(wence: Wence) -> None:
    refused = wence.bot.ask("青禾县2031年粮食产量是多少？")
    assert follow_ups(wence, refused, asked=(), documents=()) == ()
