"""Owns the forms that other programs read: samples of Ragas, test cases of DeepEval.

What they judge by a model is theirs; the scores computed here do not go with it.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["FORMS", "deepeval", "ragas"]

_Json = Mapping[str, Any]  # Any: a JSON object, of the form of report.json


def ragas(report: _Json) -> str:
    """Return JSON Lines for `ragas.EvaluationDataset.from_jsonl`, a `SingleTurnSample` a line.

    A follow-up is given as the question that the answerer understood. Items that ended in an error
    are left out.
    """
    lines = (
        {
            "user_input": _asked(item),
            "retrieved_contexts": _contexts(item),
            "reference_contexts": _quotes(item),
            "response": item["reply"]["answer"],
            "reference": item["gold"]["answer"],
        }
        for item in _answered(report)
    )
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def deepeval(report: _Json) -> str:
    """Return a JSON list for DeepEval's `EvaluationDataset.add_test_cases_from_json_file`.

    Its keys are the names of `LLMTestCase`'s own arguments, to be given as the key names; others
    (`name`) are passed over there.
    """
    cases = [
        {
            "name": item["id"],
            "input": _asked(item),
            "actual_output": item["reply"]["answer"],
            "expected_output": item["gold"]["answer"],
            "context": _quotes(item),
            "retrieval_context": _contexts(item),
        }
        for item in _answered(report)
    ]
    return json.dumps(cases, ensure_ascii=False, indent=1) + "\n"


FORMS = {"deepeval": deepeval, "ragas": ragas}
"""By name on the command line."""


def _answered(report: _Json) -> Iterator[_Json]:
    return (item for item in report["items"] if item["reply"])


def _asked(item: _Json) -> str:
    if not item["history"]:
        return str(item["question"])
    return str(item["reply"]["standalone_question"] or item["question"])


def _contexts(item: _Json) -> list[str]:
    """Return what was found, or what is cited where no search was made."""
    found = item["found"] or {}
    return list(found.get("passages", ())) or [each["quote"] for each in item["reply"]["citations"]]


def _quotes(item: _Json) -> list[str]:
    return [piece["quote"] for piece in item["gold"]["evidence"] if piece["quote"]]
