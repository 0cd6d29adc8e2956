"""What is remembered of the API's sessions."""

from bot.types import Answer, Outcome, Turn
from bot.web.sessions import Sessions


def answered(question: str) -> Answer:
    return Answer(
        answer_id="a",
        question=question,
        standalone_question=question,
        language="zh",
        outcome=Outcome.ANSWERED,
        answer=f"{question}的答案",
    )


def test_a_session_that_was_idle_for_an_hour_begins_anew() -> None:
    now = [0.0]
    sessions = Sessions(lambda: now[0])
    sessions.note("s", (), answered("甲"))
    now[0] = 3599.0
    assert sessions.turns("s") == (Turn(question="甲", answer="甲的答案"),)
    now[0] = 3601.0
    assert sessions.turns("s") == ()


def test_only_the_latest_sessions_and_turns_are_kept() -> None:
    sessions = Sessions()
    for i in range(1002):
        sessions.note(f"s{i}", (), answered("甲"))
    for i in range(25):
        sessions.note("s1001", sessions.turns("s1001"), answered(f"乙{i}"))
    assert [bool(sessions.turns(f"s{i}")) for i in (0, 1, 2, 1001)] == [False, False, True, True]
    assert [turn.question for turn in sessions.turns("s1001")] == [f"乙{i}" for i in range(5, 25)]


def test_without_a_session_nothing_is_remembered() -> None:
    sessions = Sessions()
    for nothing in (None, ""):
        sessions.note(nothing, (), answered("甲"))
        assert sessions.turns(nothing) == ()
