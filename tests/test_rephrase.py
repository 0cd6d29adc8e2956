"""Other questions in place of one that is not answered."""

from bot.rephrase import rephrasings
from bot.types import Answer, AnswerScope, Citation, Missing, Outcome
from ingest.types import Description

REPORTS = (
    Description(title="青禾县2024年政府工作报告", place="青禾县", period="2024年"),
    Description(title="白河县2022年政府工作报告", place="白河县", period="2022年"),
)
CITATION = Citation(
    marker=1, document_id="00ff", title="", section=(), page=None, start=0, end=1, quote="", url=""
)


def unanswered(question: str, **changes: object) -> Answer:
    fields: dict[str, object] = {
        "answer_id": "a",
        "question": question,
        "standalone_question": question,
        "language": "zh",
        "outcome": Outcome.NOT_FOUND,
        "answer": "没有。",
    }
    return Answer(**fields | changes)  # type: ignore[arg-type]  # fields of many types


def test_the_years_that_reports_of_the_place_tell_of_come_first() -> None:
    answer = unanswered(
        "青禾县2031年粮食产量是多少？", scope=AnswerScope(places=("青禾县",), years=(2031,))
    )
    assert rephrasings(answer, REPORTS)[0] == "青禾县2024年粮食产量是多少？"
    assert "青禾县2023年粮食产量是多少？" in rephrasings(answer, REPORTS)
    assert not any("2022" in each or "2021" in each for each in rephrasings(answer, REPORTS))


def test_what_comes_nearest_is_asked_for_by_its_name_where_no_year_is_there() -> None:
    answer = unanswered(
        "青禾县2031年新增就业是多少？",
        scope=AnswerScope(places=("青禾县",), years=(2031,)),
        missing=Missing(period="2031年"),
        suggestions=("粮食播种面积35万亩",),
        nearest=(CITATION,),
    )
    assert "青禾县粮食播种面积是多少？" in rephrasings(answer, REPORTS)


def test_the_question_itself_and_questions_twice_are_left_out() -> None:
    answer = unanswered(
        "青禾县2024年粮食产量是多少？", scope=AnswerScope(places=("青禾县",), years=(2024,))
    )
    found = rephrasings(answer, REPORTS)
    assert answer.question not in found
    assert len(found) == len(set(found))


def test_an_english_question_is_rephrased_in_english() -> None:
    question = "What was the grain output in 2031?"
    answer = unanswered(
        question,
        language="en",
        scope=AnswerScope(years=(2031,)),
        suggestions=("粮食产量5万吨",),
        nearest=(CITATION,),
    )
    found = rephrasings(answer, REPORTS)
    assert "What was the grain output in 2024?" in found
    assert all(each.isascii() for each in found)
