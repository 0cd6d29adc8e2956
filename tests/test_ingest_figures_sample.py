"""How well figures are read, measured on sentences of 62 reports that were labelled by hand.

`figures_sample.jsonl` holds places and values only, no report text. A line with `span` is a
sentence in which every figure was labelled; the other lines are those figures, `start` and `end` in
the document's normalised text. The sentences were drawn at random, about half of them among those
with a digit. What was taken for a figure:

- a number that counts or measures, with its multiplier and unit, counters included (3个, 40项); a
  rank (第3位, 全国第一); a part in words (三成, two thirds), whose unit is %.
- not: dates, 过去五年 and other periods, three-year plans, ordinals, classes (5A级, 亿元以上项目),
  slogans (“三公”), set phrases (两个积极性), sports, numbers of documents, lists and pages.
- English nouns are units only when they measure or stand for a counter (people, projects).
- `qualifier` is what stands right before, inside (3000多家) or right after; 达到 is none.
- `kind` is what the words of the clause state, or of a sentence that goes before it with
  "the targets are:"; a change from one year to another is growth in any unit, what is in percent
  and does not change is a share, and one in a plan without such words is a level.
"""

import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from ingest.read import read

REPORTS = Path(__file__).parents[2] / "shared" / "data" / "reports"
SAMPLE = Path(__file__).with_name("figures_sample.jsonl")

pytestmark = pytest.mark.skipif(not REPORTS.is_dir(), reason="../shared/data is not here")

_CLOSE = Decimal("0.000001")
"""Relative: two thirds has no last digit."""


@pytest.fixture(scope="module")
def labelled():
    """Return each document's labelled sentences and its labels by place."""
    spans, labels = defaultdict(list), defaultdict(dict)
    for line in SAMPLE.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if "span" in row:
            spans[row["span"]["document"]].append((row["span"]["start"], row["span"]["end"]))
        else:
            labels[row["document"]][row["start"], row["end"]] = row
    return spans, labels


@pytest.fixture(scope="module")
def found(labelled):
    """Return each document's figures by place, those of the labelled sentences."""
    spans, _ = labelled
    figures = {}
    for document, places in spans.items():
        path = REPORTS / document
        read_figures = read(path.name, path.read_bytes()).figures
        figures[document] = {
            (each.start, each.end): each
            for each in read_figures
            if any(start <= each.start < end for start, end in places)
        }
    return figures


@pytest.fixture(scope="module")
def pairs(labelled, found):
    """Return label and figure of each mention that was read with the value and unit labelled."""
    _, labels = labelled
    return [
        (label, figure)
        for document, rows in labels.items()
        for place, label in rows.items()
        if (figure := found[document].get(place)) and _is_same(label, figure)
    ]


def _is_same(label, figure):
    expected = Decimal(label["value"])
    upper = Decimal(label["upper"]) if "upper" in label else None
    is_close = abs(figure.value - expected) <= abs(expected) * _CLOSE
    return is_close and figure.unit == label["unit"] and figure.upper == upper


def test_sample_is_large_enough(labelled):
    _, labels = labelled
    assert len(labels) >= 10
    assert sum(map(len, labels.values())) >= 330


def test_figures_that_are_read_are_right(found, pairs):
    assert len(pairs) / sum(map(len, found.values())) > 0.985  # 0.994 when written


def test_figures_are_not_missed(labelled, pairs):
    _, labels = labelled
    assert len(pairs) / sum(map(len, labels.values())) > 0.985  # 0.997 when written


def test_kind_is_right(pairs):
    right = sum(label["kind"] == figure.kind for label, figure in pairs)
    assert right / len(pairs) > 0.96  # 0.978 when written


def test_qualifier_is_right(pairs):
    right = sum(label["qualifier"] == figure.qualifier.lower() for label, figure in pairs)
    assert right / len(pairs) > 0.98  # 0.999 when written
