"""Owns a fixture for other projects' tests: ask a question file, hold the scores to bars.

Load it in a conftest.py: `pytest_plugins = ("evals.pytest_plugin",)`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from evals.gates import Gate
from evals.reading import found_files
from evals.report import to_dict
from evals.run import Plan, Subject, measured

__all__ = ["Measured", "WenceEval", "wence_eval"]

_SHOWN_ITEMS = 10


@dataclass(frozen=True, slots=True)
class Measured:
    """A run, of the form of report.json."""

    report: Mapping[str, Any]  # Any: a JSON object

    def mean(self, score: str) -> float | None:
        """Return the mean of a score; None where it applies to no item."""
        mean: float | None = self.report["overall"]["means"][score]["mean"]
        return mean

    def check(self, **bars: float) -> None:
        """Assert that each score reaches its bar, or stays below it where lower is better.

        Raises:
            AssertionError: One does not; the first wrong items are named with the reason.
        """
        gates = [Gate(name, bar) for name, bar in bars.items()]
        faults = [fault for each in gates if (fault := each.fault(self.report))]
        wrong = [
            f"  {item['id']} {item['question']}: {item['why']}"
            for item in self.report["items"]
            if item["verdict"] != "right"
        ]
        if faults:
            raise AssertionError("\n".join(["; ".join(faults), *wrong[:_SHOWN_ITEMS]]))


@dataclass(frozen=True, slots=True)
class WenceEval:
    """Asks question files."""

    plan: Plan = field(default_factory=Plan)

    def __call__(
        self, questions: str | Path, *, documents: Sequence[str | Path] = (), **subject: Any
    ) -> Measured:  # Any: the fields of `Subject`
        """Ask a question file of some documents, or of `data=` or `server=`."""
        told: list[str] = []
        files, absent = found_files([Path(each) for each in documents], tell=told.append)
        report, failed = measured(
            Path(questions), Subject(files=files, **subject), plan=self.plan, tell=told.append
        )
        if absent or failed:
            raise AssertionError("\n".join(told))
        return Measured(to_dict(report))


@pytest.fixture(scope="session")
def wence_eval() -> WenceEval:
    """Return what asks a question file: `wence_eval(QUESTIONS, server=URL).check(answer=0.9)`."""
    return WenceEval()
