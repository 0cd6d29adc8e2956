"""What is told of a question file before anything is asked."""

import pytest

from evals.evidence import Source
from evals.gates import Gate
from evals.proofing import strays
from evals.questions import Evidence, Item
from ingest.errors import InputError

REPORT = Source(name="青禾县.txt", text="新建茶厂 37家，产值5.2亿元。")


def _item(number, document, quote="", **place):
    piece = Evidence(document=document, quote=quote, **place)
    fields = {"lang": "zh", "type": "茶", "turns": ("多少？",), "answerable": True}
    return Item(id=f"t-{number}", must_contain=("37",), evidence=(piece,), **fields)


@pytest.mark.parametrize(
    ("item", "told"),
    [
        (_item(1, "reports/青禾县.txt", "新建茶厂37家"), ()),
        (_item(2, "青禾.txt", "新建茶厂37家"), ("t-2: no document 青禾.txt",)),
        (_item(3, "青禾县.txt", "茶厂38家"), ("t-3: its quote does not stand in 青禾县.txt",)),
        (_item(4, "青禾县.txt", start=0, end=4), ()),
    ],
    ids=["right", "no such document", "no such quote", "positions"],
)
def test_evidence_that_stands_nowhere_is_told(item, told):
    assert strays([item], [REPORT]) == told


def test_not_more_is_told_than_helps():
    told = strays([_item(number, "青禾.txt", "茶") for number in range(15)], [REPORT])
    assert (len(told), told[-1]) == (11, "and 5 more such lines")


def test_bar_of_a_score_that_is_none_is_refused():
    with pytest.raises(InputError, match="there is no score 'anser'"):
        Gate("anser", 0.9)
