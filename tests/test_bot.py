"""The bot over the bundled sample reports: real store, real answers."""

from pathlib import Path

import pytest

from bot.assembly import assemble
from bot.settings import Settings
from bot.types import Answer, Delta, FigureStatus, Outcome, Status, Turn
from ingest.errors import InputError, NotFoundError

SAMPLE = Path(__file__).parent.parent / "evals" / "sample"


@pytest.fixture(scope="module")
def wence(tmp_path_factory):
    with assemble(Settings(data=tmp_path_factory.mktemp("data"))) as product:
        for path in sorted(SAMPLE.glob("*.txt")):
            product.ingest_path(path)
        yield product


@pytest.fixture(scope="module")
def bot(wence):
    return wence.bot


def test_the_asked_figure_is_answered_with_its_passage(wence):
    answer = wence.bot.ask("2023年新建了多少个5G基站？")
    assert (answer.outcome, answer.answer) == (Outcome.ANSWERED, "新建5G基站1120个[1]。")
    quote = answer.citations[0]
    text = wence.index.document(quote.document_id).text
    assert text[quote.start : quote.end] == quote.quote
    assert "新建5G基站1120个" in quote.quote


def test_every_figure_of_an_answer_is_checked(bot):
    answer = bot.ask("2022年农村居民人均可支配收入是多少元？")
    figures = [(figure.text, figure.status, figure.marker) for figure in answer.figures]
    assert figures == [("17350元", FigureStatus.VERIFIED, 1)]


def test_an_english_question_gets_an_english_answer(bot):
    answer = bot.ask("What was the total value of imports and exports in 2022?")
    assert answer.language == "en"
    assert "came to 3.46 billion yuan" in answer.answer
    assert "34.6亿元" in answer.answer
    assert {figure.status for figure in answer.figures} == {FigureStatus.VERIFIED}


def test_an_english_refusal_names_in_english_what_is_missing(bot):
    answer = bot.ask("What was the GDP of Chengdu in 2015?")
    assert answer.outcome is Outcome.NOT_FOUND
    assert all(name in answer.answer for name in ("Chengdu", "2015", "GDP"))


def test_the_language_can_be_chosen(bot):
    assert bot.ask("2022年进出口总额是多少", language="en").language == "en"


def test_what_no_report_states_is_not_found(bot):
    answer = bot.ask("2023年全市地铁运营里程是多少公里？")
    assert (answer.outcome, answer.citations, answer.figures) == (Outcome.NOT_FOUND, (), ())
    assert answer.missing.indicator


def test_a_target_is_not_passed_off_as_a_result(bot):
    assert bot.ask("2023年云岭市城镇调查失业率实际是多少？").outcome is Outcome.NOT_FOUND


def test_another_place_is_named_as_missing(bot):
    answer = bot.ask("成都市2023年地区生产总值是多少？")
    assert (answer.outcome, answer.missing.place) == (Outcome.NOT_FOUND, "成都市")


def test_another_year_is_named_as_missing(bot):
    answer = bot.ask("2015年云岭市地区生产总值是多少？")
    assert (answer.outcome, answer.missing.period) == (Outcome.NOT_FOUND, "2015年")


def test_a_difference_is_computed_of_figures_that_are_shown(bot):
    answer = bot.ask("2023年一般公共预算收入比2022年多了多少亿元？")
    assert answer.outcome is Outcome.ANSWERED
    assert "92.7亿元[1]" in answer.answer
    assert "86.2亿元[2]" in answer.answer
    computed = [each for each in answer.figures if each.status is FigureStatus.COMPUTED]
    assert [(each.text, each.expression) for each in computed] == [
        ("6.5亿元", "92.7亿元 − 86.2亿元")
    ]


def test_a_part_is_not_passed_off_as_a_sum(bot):
    answer = bot.ask("一般公共预算收入和进出口总额加起来一共多少亿元？")
    computed = [each for each in answer.figures if each.status is FigureStatus.COMPUTED]
    assert [(each.text, each.expression) for each in computed] == [
        ("135亿元", "92.7亿元 + 42.3亿元")
    ]


def test_a_follow_up_is_completed_and_shown(bot):
    history = [Turn(question="2023年全市接待游客多少人次？", answer="2268万人次")]
    answer = bot.ask("旅游综合收入呢？", history)
    assert answer.standalone_question == "2023年全市旅游综合收入多少？"
    assert "181.6亿元" in answer.answer


def test_the_stream_is_statuses_text_and_the_answer(bot):
    events = list(bot.stream("2023年新建了多少个5G基站？"))
    stages = [event.stage for event in events if isinstance(event, Status)]
    text = "".join(event.text for event in events if isinstance(event, Delta))
    assert stages == ["understand", "retrieve", "answer", "check"]
    assert isinstance(events[-1], Answer)
    assert text == events[-1].answer


def test_only_the_chosen_documents_are_used(wence):
    old = next(each for each in wence.index.documents() if "2023" in each.description.title)
    answer = wence.bot.ask("新建了多少个5G基站？", documents=[old.document_id])
    assert "860个" in answer.answer
    assert {citation.document_id for citation in answer.citations} == {old.document_id}


def test_the_wire_form_round_trips(bot):
    answer = bot.ask("2023年新建了多少个5G基站？")
    assert Answer.from_dict(answer.to_dict()) == answer


def test_search_finds_the_passage(bot):
    hit = bot.search("鹤坪抽水蓄能电站 总投资", k=1)[0]
    assert "78.5亿元" in hit.text


@pytest.mark.parametrize("question", ["", "  \n\u3000"], ids=["empty", "white space"])
def test_an_empty_question_is_refused(bot, question):
    with pytest.raises(InputError, match="empty"):
        bot.ask(question)


def test_a_very_long_question_is_refused(bot):
    with pytest.raises(InputError, match="100000 characters"):
        bot.ask("问" * 100_000)


def test_errors_are_raised_before_the_stream_starts(bot):
    with pytest.raises(NotFoundError, match="0123"):
        bot.stream("粮食产量", documents=["0123"])


@pytest.mark.parametrize(
    "arguments", [{"language": "fr"}, {"answerer": "oracle"}], ids=["language", "answerer"]
)
def test_choices_are_checked_and_listed(bot, arguments):
    with pytest.raises(InputError) as raised:
        bot.ask("粮食产量", **arguments)
    assert raised.value.hint


@pytest.mark.parametrize(
    "question",
    [
        "？", "3521", "[1]", "()", "%", "多少", "是否", "a" * 2000, "的" * 500, "'; DROP TABLE",
        "5G" * 300, "\u202e反向", "😀😀", "NOT AND OR *:?^~",
    ],
)  # fmt: skip
def test_odd_questions_get_an_answer_of_some_kind(bot, question):
    assert isinstance(bot.ask(question), Answer)


def test_nothing_is_found_where_nothing_was_added(tmp_path):
    with assemble(Settings(data=tmp_path)) as empty:
        assert empty.bot.ask("粮食产量是多少").outcome is Outcome.NOT_FOUND


def test_each_asked_year_gets_its_figure_and_passage(bot):
    answer = bot.ask("2022年和2023年空气质量优良天数比率各是多少？")
    figures = [(each.text, each.marker, each.status.value) for each in answer.figures]
    assert figures == [("92.3%", 1, "verified"), ("93.4%", 2, "verified")]


def test_a_year_without_figure_is_said(bot):
    answer = bot.ask("2021年和2023年粮食总产量分别是多少")
    assert (answer.outcome, answer.missing.period) == (Outcome.PARTIAL, "2021年")


def test_a_clause_that_announces_brings_what_it_announces(bot):
    answer = bot.ask("2024年的目标是什么")
    assert "5.5%-6%" in answer.answer
    assert {each.status for each in answer.figures} == {FigureStatus.VERIFIED}


def test_a_question_that_names_its_subject_is_no_follow_up(bot):
    question = "鹤坪抽水蓄能电站总投资多少？"
    answer = bot.ask(question, [Turn(question="2031年地铁运营里程是多少公里？")])
    assert answer.standalone_question == question


def test_a_look_alike_indicator_does_not_answer_for_the_asked(bot):
    assert bot.ask("2023年教育支出占比是多少").outcome is Outcome.NOT_FOUND


def test_a_compound_word_is_found_in_its_parts(bot):
    assert "513名" in bot.ask("2023年引进人才多少名").answer


def test_a_target_in_place_of_a_result_is_called_one(bot):
    answer = bot.ask("城镇调查失业率是多少")
    assert answer.answer.startswith("报告提出的目标：")
    assert answer.outcome is Outcome.PARTIAL
