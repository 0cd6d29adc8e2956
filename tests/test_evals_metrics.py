"""What each score makes of an answer."""

from decimal import Decimal
from pathlib import Path

import pytest

from bot.types import Answer, Citation, Outcome
from evals.evidence import Source
from evals.judged import Reply, Score
from evals.metrics import SCORES, failed, score
from evals.questions import Evidence, GoldValue, Item, load

TEXT = (
    "一、经济\n地区生产总值增长 6.5 ％，一般公共预算收入增长9％。\n二、通信\n累计建成5G基站3521个。"
)
SAMPLE = Path(__file__).parents[1] / "evals" / "sample" / "questions.jsonl"
SHARED = Path(__file__).parents[2] / "shared" / "qa"
QUESTION_FILES = [
    SAMPLE,
    pytest.param(
        SHARED / "zhangye.jsonl",
        marks=pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/qa is not here"),
    ),
    pytest.param(
        SHARED / "reports.jsonl",
        marks=pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/qa is not here"),
    ),
]


def _item(**changes):
    fields = {
        "id": "q-1",
        "lang": "zh",
        "type": "single",
        "turns": ("基站数？",),
        "answerable": True,
        "values": (GoldValue(text="3521个", value=Decimal(3521), unit="个"),),
        "must_contain": ("3521",),
        "evidence": (Evidence(document="reports/a.txt", quote="5G 基站3521个"),),
    }
    return Item(**(fields | changes))


UNANSWERABLE = _item(answerable=False, values=(), must_contain=(), evidence=())


def _reply(text="3521个[1]", *citations, outcome=Outcome.ANSWERED, name="a.txt"):
    answer = Answer(
        answer_id="a-1",
        question="",
        standalone_question="",
        language="zh",
        outcome=outcome,
        answer=text,
        citations=citations,
    )
    return Reply(answer=answer, sources={"d1": Source(name=name, text=TEXT)})


def _cite(quote, *, marker=1, document_id="d1", start=None):
    start = TEXT.index(quote) if start is None else start
    return Citation(
        marker=marker,
        document_id=document_id,
        title="",
        section=(),
        page=None,
        start=start,
        end=start + len(quote),
        quote=quote,
        url="",
    )


RIGHT = _cite("累计建成5G基站3521个。")
OTHER = _cite("一般公共预算收入增长9％", marker=2)


@pytest.mark.parametrize(
    ("item", "text", "outcome", "value", "reason"),
    [
        pytest.param(_item(), "共3521个[1]", "answered", 1.0, "all that is needed", id="contained"),
        pytest.param(_item(), "共3521个", "partial", 1.0, "all that is", id="partial by its text"),
        pytest.param(
            _item(), "共13521个", "answered", 0.0, "not in the answer: “3521”", id="longer"
        ),
        pytest.param(_item(), "3521个", "not_found", 0.0, "refused", id="false refusal"),
        pytest.param(
            _item(must_not_contain=("420",)),
            "3521个，开工420项",
            "answered",
            0.0,
            "must not be in the answer: “420”",
            id="forbidden figure",
        ),
        pytest.param(
            _item(excluded_set=("浙江",)), "3521个，浙江", "answered", 0.0, "“浙江”", id="excluded"
        ),
        pytest.param(
            _item(answer_set=("江苏", "浙江")),
            "3521个，江苏",
            "answered",
            0.0,
            "“浙江”",
            id="answer set incomplete",
        ),
        pytest.param(
            _item(must_contain=("0.3521万",)),
            "3521个",
            "answered",
            0.0,
            "“0.3521万”",
            id="no value",
        ),
        pytest.param(
            _item(
                must_contain=("0.5万亿",),
                values=(GoldValue(text="0.5万亿元", value=Decimal("0.5"), unit="万亿元"),),
            ),
            "5000亿元",
            "answered",
            1.0,
            "all",
            id="same value in another multiplier",
        ),
        pytest.param(
            _item(must_contain=("3521", "江苏")),
            "3,521",
            "answered",
            0.0,
            "“江苏”",
            id="a word too",
        ),
        pytest.param(
            _item(must_contain=()), "16个", "answered", 0.0, "“3521个”", id="values alone"
        ),
        pytest.param(
            _item(must_contain=("1",), values=()), "见[1]", "answered", 0.0, "“1”", id="marker"
        ),
        pytest.param(UNANSWERABLE, "", "not_found", 1.0, "unanswerable", id="refused"),
        pytest.param(UNANSWERABLE, "9%", "partial", 0.0, "partial", id="partial is no refusal"),
        pytest.param(UNANSWERABLE, "9%", "answered", 0.0, "answered", id="made up"),
    ],
)
def test_answer(item, text, outcome, value, reason):
    judged = SCORES["answer"](item, _reply(text, outcome=Outcome(outcome)))
    assert judged.value == value
    assert reason in judged.reason


@pytest.mark.parametrize(
    ("item", "reply", "expected"),
    [
        pytest.param(
            _item(), _reply("", OTHER, RIGHT), Score(1.0, "on the evidence: [1]"), id="one of two"
        ),
        pytest.param(
            _item(), _reply("", OTHER), Score(0.0, "none on the evidence"), id="elsewhere"
        ),
        pytest.param(_item(), _reply(), Score(0.0, "no citation"), id="no citation"),
        pytest.param(UNANSWERABLE, _reply(), Score(None, "no evidence to cite"), id="no evidence"),
        pytest.param(
            _item(),
            _reply("", RIGHT, name="b.txt"),
            Score(0.0, "none on the evidence"),
            id="another document",
        ),
        pytest.param(
            _item(also_in=("b.txt",)),
            _reply("", RIGHT, name="b.txt"),
            Score(1.0, "on the evidence: [1]"),
            id="also in the other",
        ),
        pytest.param(
            _item(),
            _reply("", _cite(RIGHT.quote, document_id="d9")),
            Score(0.0, "none on the evidence"),
            id="unknown document",
        ),
        pytest.param(
            _item(),
            _reply("", _cite("通信\n累计建成5")),
            Score(1.0, "on the evidence: [1]"),
            id="overlap",
        ),
        pytest.param(
            _item(),
            _reply("", _cite("累计建成5G基站3521个", start=0)),
            Score(1.0, "on the evidence: [1]"),
            id="quote right, position wrong",
        ),
        pytest.param(
            _item(evidence=(Evidence(document="a.txt", quote="总值增长6.5%"),)),
            _reply("", _cite("生产总值增长 6.5 ％")),
            Score(1.0, "on the evidence: [1]"),
            id="space and width",
        ),
        pytest.param(
            _item(evidence=(Evidence(document="a.txt", start=RIGHT.start, end=RIGHT.end),)),
            _reply("", _cite("3521个")),
            Score(1.0, "on the evidence: [1]"),
            id="positions",
        ),
        pytest.param(
            _item(evidence=(Evidence(document="a.txt", start=0, end=RIGHT.start),)),
            _reply("", RIGHT),
            Score(0.0, "none on the evidence"),
            id="positions that only touch",
        ),
    ],
)
def test_citation(item, reply, expected):
    assert SCORES["citation"](item, reply) == expected


def test_citation_that_shares_only_a_stop_is_not_on_the_evidence():
    item = _item(evidence=(Evidence(document="a.txt", quote="增长9％。"),))
    assert SCORES["citation"](item, _reply("", _cite("。\n二"))).value == 0.0


def test_evidence_that_its_document_does_not_hold_is_said():
    item = _item(evidence=(Evidence(document="a.txt", quote="rose by 9 percent"),))
    reason = "the evidence does not stand in “a.txt”"
    assert SCORES["citation"](item, _reply("", OTHER)) == Score(0.0, reason)


def test_precision_is_the_share_of_citations_on_the_evidence():
    assert SCORES["citation_precision"](_item(), _reply("", RIGHT, OTHER)).value == 0.5


def test_precision_without_citations_does_not_apply():
    assert SCORES["citation_precision"](_item(), _reply()).value is None


def test_recall_is_the_share_of_evidence_cited():
    absent = Evidence(document="a.txt", quote="总值增长6.5%")
    item = _item(evidence=(*_item().evidence, absent))
    assert SCORES["evidence_recall"](item, _reply("", RIGHT)).value == 0.5


@pytest.mark.parametrize(
    ("cited", "verbatim", "exact"),
    [
        pytest.param(RIGHT, 1.0, 1.0, id="both"),
        pytest.param(_cite("3521个", start=0), 1.0, 0.0, id="position wrong"),
        pytest.param(_cite("增长9%", start=0), 0.0, 0.0, id="width changed"),
        pytest.param(_cite("", start=0), 0.0, 0.0, id="empty"),
        pytest.param(_cite("个。", start=-2), 1.0, 0.0, id="negative position"),
        pytest.param(_cite(RIGHT.quote, document_id="d9"), 0.0, 0.0, id="unknown document"),
    ],
)
def test_quote_and_position(cited, verbatim, exact):
    reply = _reply("", cited)
    assert SCORES["quote_verbatim"](_item(), reply).value == verbatim
    assert SCORES["offset_exact"](_item(), reply).value == exact


def test_reason_names_the_citations_that_are_broken():
    reply = _reply("", RIGHT, _cite("3521个", marker=2, start=0))
    assert SCORES["offset_exact"](_item(), reply) == Score(0.0, "not at its position: [2]")


@pytest.mark.parametrize(
    ("reply", "also_in", "expected"),
    [
        pytest.param(_reply("", RIGHT), (), Score(0.0, "right documents"), id="right"),
        pytest.param(
            _reply("", RIGHT, name="b.txt"), (), Score(1.0, "also cites “b.txt”"), id="wrong"
        ),
        pytest.param(
            _reply("", RIGHT, name="b.txt"),
            ("x/b.txt",),
            Score(0.0, "right documents"),
            id="also in",
        ),
        pytest.param(
            _reply("", _cite(RIGHT.quote, document_id="d9")),
            (),
            Score(1.0, "also cites “unknown document d9”"),
            id="unknown",
        ),
        pytest.param(_reply(), (), Score(None, "no citation"), id="no citation"),
    ],
)
def test_wrong_document(reply, also_in, expected):
    assert SCORES["wrong_document"](_item(also_in=also_in), reply) == expected


@pytest.mark.parametrize(
    ("item", "outcome", "right", "false"),
    [
        pytest.param(UNANSWERABLE, "not_found", 1.0, None, id="rightly refused"),
        pytest.param(UNANSWERABLE, "partial", 0.0, None, id="partial is no refusal"),
        pytest.param(_item(), "not_found", None, 1.0, id="wrongly refused"),
        pytest.param(_item(), "answered", None, 0.0, id="answered"),
    ],
)
def test_refusals(item, outcome, right, false):
    scores = score(item, _reply(outcome=Outcome(outcome)))
    assert (scores["refusal_right"].value, scores["false_refusal"].value) == (right, false)


@pytest.mark.parametrize(
    ("item", "lost"),
    [
        pytest.param(
            _item(),
            {"answer", "value", "citation", "evidence_recall", "recall@1", "recall@4", "mrr@10",
             "ndcg@4", "in_passages@4"},
            id="answerable",
        ),
        pytest.param(UNANSWERABLE, {"answer", "refusal_right"}, id="unanswerable"),
    ],
)  # fmt: skip
def test_error_loses_what_an_answer_could_have_won(item, lost):
    scores = failed(item)
    assert {name for name, each in scores.items() if each.value == 0.0} == lost
    assert set(scores) == set(SCORES)


@pytest.mark.parametrize("path", QUESTION_FILES, ids=lambda path: path.stem)
def test_gold_answers_are_right(path):
    wrong = [
        item.id
        for item in load(path)
        if not SCORES["answer"](
            item,
            _reply(item.answer, outcome=Outcome.ANSWERED if item.answerable else Outcome.NOT_FOUND),
        ).value
    ]
    assert wrong == []
