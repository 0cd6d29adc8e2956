"""Owns the bars that a run must reach, and what a build server is told of it (JUnit)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from evals.metrics import LOWER_IS_BETTER, SCORES
from ingest.errors import InputError

__all__ = ["Gate", "gate", "junit"]

# What XML 1.0 cannot hold, not even escaped.
_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_Json = Mapping[str, Any]  # Any: a JSON object, of the form of report.json


@dataclass(frozen=True, slots=True)
class Gate:
    """A bar for the mean of a score."""

    score: str
    bar: float

    def __post_init__(self) -> None:
        """Refuse a score that is not one.

        Raises:
            InputError: There is no such score.
        """
        if self.score not in SCORES:
            hint = f"The scores are: {' '.join(SCORES)}"
            raise InputError(f"there is no score {self.score!r}", hint=hint)

    @property
    def is_ceiling(self) -> bool:
        """Whether the mean must not be above the bar: so where lower is better."""
        return self.score in LOWER_IS_BETTER

    def fault(self, report: _Json) -> str:
        """Return why a report does not pass, a line; empty when it does.

        A score that applies to no item does not pass: nothing was measured.
        """
        mean = report["overall"]["means"][self.score]["mean"]
        if mean is None:
            return f"{self.score} applies to no item"
        fails = mean > self.bar if self.is_ceiling else mean < self.bar
        side = "above" if self.is_ceiling else "below"
        return f"{self.score} is {mean:.4g}, {side} {self.bar:g}" if fails else ""


def gate(written: str) -> Gate:
    """Read a gate such as answer=0.9.

    Raises:
        InputError: There is no such score, or the bar is not from 0 to 1.
    """
    name, _, bar = written.partition("=")
    if not re.fullmatch(r"0(?:\.\d+)?|1(?:\.0+)?", bar):
        raise InputError(f"the bar of {written!r} is not from 0 to 1", hint="Write answer=0.9.")
    return Gate(name, float(bar))


def junit(report: _Json, gates: Sequence[Gate]) -> str:
    """Return a JUnit file: a case a gate, then a case an item.

    With gates these alone decide, and a wrong item is a skipped case that says why; without, a
    wrong item is a failure.
    """
    root = ElementTree.Element("testsuites", name=_spoken(report["dataset"]["name"]))
    if gates:
        _suite(root, "gates", (_gate_case(each, report) for each in gates))
    _suite(root, "items", (_item_case(each, is_gated=bool(gates)) for each in report["items"]))
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True)


def _suite(root: ElementTree.Element, name: str, cases: Iterable[ElementTree.Element]) -> None:
    suite = ElementTree.SubElement(root, "testsuite", name=name)
    suite.extend(cases)
    outcomes = list(_outcomes(suite))
    suite.set("tests", str(len(suite)))
    for outcome, field in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        suite.set(field, str(outcomes.count(outcome)))


def _outcomes(suite: ElementTree.Element) -> Iterator[str]:
    return (child.tag for case in suite for child in case)


def _gate_case(each: Gate, report: _Json) -> ElementTree.Element:
    sign = "<=" if each.is_ceiling else ">="
    case = _case("gates", f"{each.score} {sign} {each.bar:g}")
    if fault := each.fault(report):
        ElementTree.SubElement(case, "failure", message=fault)
    return case


def _item_case(item: _Json, *, is_gated: bool) -> ElementTree.Element:
    case = _case(f"items.{item['type']}", f"{item['id']} {item['question']}")
    case.set("time", f"{item['elapsed_ms'] / 1000:.3f}")
    if item["verdict"] != "right":
        bad = "error" if item["verdict"] == "error" else "failure"
        tag = "skipped" if is_gated else bad
        ElementTree.SubElement(case, tag, message=_spoken(item["why"]))
    return case


def _case(group: str, name: str) -> ElementTree.Element:
    return ElementTree.Element("testcase", classname=_spoken(group), name=_spoken(name))


def _spoken(text: str) -> str:
    return _UNSPEAKABLE.sub("\ufffd", text)
