"""Owns which scores there are: pure functions of an item and the reply to it, by name."""

from collections.abc import Callable, Mapping

from bot.types import Answer, Outcome
from evals import answering, citing, finding
from evals.judged import Reply, Score
from evals.questions import Item

__all__ = ["LOWER_IS_BETTER", "SCORES", "failed", "score"]

SCORES: Mapping[str, Callable[[Item, Reply], Score]] = {
    "answer": answering.answer,
    "citation": citing.citation,
    "value": answering.value,
    "list_precision": answering.list_precision,
    "list_recall": answering.list_recall,
    "text_f1": answering.text_f1,
    "follow_up": answering.follow_up,
    "citation_precision": citing.citation_precision,
    "evidence_recall": citing.evidence_recall,
    "quote_verbatim": citing.quote_verbatim,
    "offset_exact": citing.offset_exact,
    "figure_support": citing.figure_support,
    "wrong_document": citing.wrong_document,
    "refusal_right": answering.refusal_right,
    "false_refusal": answering.false_refusal,
    "recall@1": finding.found_first,
    f"recall@{finding.K}": finding.found_k,
    f"mrr@{finding.DEPTH}": finding.mrr,
    f"ndcg@{finding.K}": finding.ndcg_k,
    f"in_passages@{finding.K}": finding.in_passages,
}
"""Add one here: reports, intervals, gates and comparisons take it from this table."""
LOWER_IS_BETTER = frozenset({"false_refusal", "wrong_document"})


def score(item: Item, reply: Reply) -> dict[str, Score]:
    """Return every score of an answer, by name."""
    return {name: judge(item, reply) for name, judge in SCORES.items()}


def failed(item: Item) -> dict[str, Score]:
    """Return every score of an item that ended in an error instead of an answer.

    It answers nothing, cites nothing and finds nothing, which is wrong and not missing; it is not
    taken for a refusal, nor praised for what it does not do wrong.
    """
    nothing = Answer(
        answer_id="",
        question=item.question,
        standalone_question="",
        language=item.lang,
        outcome=Outcome.PARTIAL,
        answer="",
    )
    scores = score(item, Reply(answer=nothing, ranks=(None,) * len(item.evidence)))
    return {
        name: Score(0.0 if each.value == 0.0 and name not in LOWER_IS_BETTER else None, "error")
        for name, each in scores.items()
    }
