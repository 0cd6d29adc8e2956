"""Scores of golden cases, and of answers that are wrong on purpose."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
import pytrec_eval
from wrong_answers import right, wrong, wrongly_cited

from bot.types import Answer, Citation, Outcome
from evals.evidence import Source
from evals.judged import Reply
from evals.metrics import SCORES
from evals.questions import Evidence, GoldValue, Item, load
from evals.ranking import ndcg, reciprocal_rank

ROOT = Path(__file__).parents[1]
CASES = json.loads((ROOT / "tests" / "golden_scores.json").read_text(encoding="utf-8"))
SHARED = ROOT.parent / "shared" / "qa"
SOURCES = {
    "qh": Source(name="青禾.txt", text="新建茶厂37家，产值5.2亿元。改造小区88个。"),
    "bs": Source(name="白石.txt", text="茶厂12家，小店137家。改造小区88个。"),
}


def _item(fields):
    texts = ("must_contain", "must_not_contain", "also_in", "answer_set", "excluded_set")
    return Item(
        id="g-1",
        lang=fields.get("lang", "zh"),
        type="golden",
        turns=tuple(fields.get("turns", ["问？"])),
        answerable=fields.get("answerable", True),
        answer=fields.get("answer", ""),
        values=tuple(
            GoldValue(text=each["text"], value=Decimal(each["value"]), unit=each["unit"])
            for each in fields.get("values", [])
        ),
        evidence=tuple(Evidence(**each) for each in fields.get("evidence", [])),
        must_contain_any=tuple(map(tuple, fields.get("must_contain_any", []))),
        **{name: tuple(fields.get(name, ())) for name in texts},
    )


def _cited(marker, document_id, quote):
    start = max(SOURCES[document_id].text.find(quote), 0)
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


def _reply(text, *, outcome="answered", cites=(), ranks=None, passages=()):
    answer = Answer(
        answer_id="",
        question="",
        standalone_question="",
        language="zh",
        outcome=Outcome(outcome),
        answer=text,
        citations=tuple(_cited(n, *each) for n, each in enumerate(cites, 1)),
    )
    return Reply(answer=answer, sources=SOURCES, ranks=ranks, passages=tuple(passages))


def case_of(case):
    """Return the item and the reply of a golden case."""
    reply = _reply(
        case["answer"],
        outcome=case.get("outcome", "answered"),
        cites=case.get("cites", ()),
        ranks=case.get("ranks"),
        passages=case.get("passages", ()),
    )
    return _item(case["item"]), reply


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_golden(case):
    item, reply = case_of(case)
    judged = {name: SCORES[name](item, reply).value for name in case["scores"]}
    assert judged == pytest.approx(case["scores"])


def test_every_score_has_golden_cases_that_differ():
    seen = {name: set() for name in SCORES}
    for case in CASES:
        for name, value in case["scores"].items():
            seen[name] |= {value} - {None}
    assert {name for name, values in seen.items() if len(values) < 2} == set()


QUESTION_FILES = pytest.mark.parametrize(
    "path",
    [
        ROOT / "evals" / "sample" / "questions.jsonl",
        *sorted((ROOT / "evals" / "real").glob("*.jsonl")),
        SHARED / "zhangye.jsonl",
        SHARED / "reports.jsonl",
    ],
    ids=lambda path: path.stem,
)


def _items(path):
    if not path.is_file():
        pytest.skip("../shared/qa is not here")
    return load(path)


@QUESTION_FILES
def test_right_answer_to_any_item_is_right(path):
    blamed = [item.id for item in _items(path) if not SCORES["answer"](item, right(item)).value]
    assert blamed == []


@QUESTION_FILES
def test_wrong_answer_to_any_item_scores_nothing(path):
    praised = [
        (item.id, fault, name)
        for item in _items(path)
        for fault, reply in wrong(item)
        for name in ("answer", "follow_up", "refusal_right")
        if SCORES[name](item, reply).value
    ]
    assert praised == []


@QUESTION_FILES
def test_wrong_citation_of_any_item_scores_nothing(path):
    praised = [
        (item.id, fault, name)
        for item in _items(path)
        for fault, reply in wrongly_cited(item)
        for name in ("citation", "citation_precision", "evidence_recall")
        if SCORES[name](item, reply).value
    ]
    assert praised == []


@pytest.mark.parametrize("ranks", [(1,), (3,), (2, 5), (1, 2, None), (None,), (4, 1, 7)], ids=str)
def test_rankings_are_scored_as_trec_eval_does(ranks):
    relevant = {f"p{number}": 1 for number, _ in enumerate(ranks)}
    placed = {rank: f"p{number}" for number, rank in enumerate(ranks) if rank}
    run = {placed.get(rank, f"other{rank}"): float(-rank) for rank in range(1, 11)}
    evaluator = pytrec_eval.RelevanceEvaluator({"q": relevant}, {"recip_rank", "ndcg_cut.4"})
    expected = evaluator.evaluate({"q": run})["q"]
    assert reciprocal_rank(ranks, k=10) == pytest.approx(expected["recip_rank"])
    assert ndcg(ranks, k=4) == pytest.approx(expected["ndcg_cut_4"])
