"""Searching: a passage is found however it is asked for, and only where it may be looked for."""

from collections.abc import Sequence
from functools import partial

import pytest
from hashing import HashingEmbedder

from ingest.errors import NotFoundError
from ingest.read import document_id, read
from vectorstore.index import Index
from vectorstore.types import Hit, Way

_WHEAT = """青禾县2024年上半年工作报告
一、农业农村
（一）粮食生产。落实小麦播种面积35.2万亩，增长3%。
（二）农田建设。建成高标准农田3.6万亩。
"""
_PORT = """海阳市2023年工作报告
一、港口建设
集装箱码头完成吞吐量337.7万吨，增长8.1%。
"""
_SCHOOL = """云岭县2024年工作报告
一、教育
新建小学食堂12所，惠及学生4300人。
"""


class _Leaving(Sequence):
    """One document id; the document is removed by the time it has been iterated over once."""

    def __init__(self, index, document_id):
        self._index = index
        self._ids = (document_id,)

    def __len__(self):
        return 1

    def __getitem__(self, i):
        return self._ids[i]

    def __iter__(self):
        yield from self._ids
        if self._ids[0] in [row.document_id for row in self._index.rows()]:
            self._index.remove(self._ids[0])


@pytest.fixture
def index(tmp_path):
    with Index(tmp_path / "data", HashingEmbedder()) as index:
        yield index


def _sync(index, path, text):
    content = text.encode()
    return index.sync(read(path, content), path=path, content=content)


def _id(text):
    return document_id(text.encode())


def test_hit_is_the_passage_with_its_text_and_title(index):
    _sync(index, "a.txt", _WHEAT)
    report = read("a.txt", _WHEAT.encode())
    wanted = next(each for each in report.passages if "小麦" in _text(report, each))
    (hit,) = index.search("小麦播种面积", k=1)
    assert hit == Hit(
        passage=wanted,
        title=report.document.description.title,
        text="落实小麦播种面积35.2万亩，增长3%。",
        score=hit.score,
    )


def _text(report, passage):
    return report.document.text[passage.start : passage.end]


@pytest.mark.parametrize(
    "query",
    [
        "小麦播种面积",
        "小麥播種面積",
        "落实　小麦",
        "播种352,000亩",
        "３５．２万亩",
    ],
    ids=["words", "traditional", "spaced", "number in full", "full width"],
)
def test_passage_is_found_however_the_question_is_written(index, query):
    for path, text in (("a.txt", _WHEAT), ("b.txt", _PORT), ("c.txt", _SCHOOL)):
        _sync(index, path, text)
    assert index.search(query, k=1)[0].text == "落实小麦播种面积35.2万亩，增长3%。"


def test_hits_are_few_as_asked_and_best_first(index):
    _sync(index, "a.txt", _WHEAT)
    _sync(index, "b.txt", _PORT)
    everything, best = index.search("农田建设", k=100), index.search("农田建设", k=2)
    assert best == everything[:2]
    assert list(everything) == sorted(everything, key=lambda hit: -hit.score)


def test_no_passage_is_found_twice(index):
    _sync(index, "a.txt", _WHEAT)
    _sync(index, "b.txt", _WHEAT)
    ids = [hit.passage.id for hit in index.search("小麦 农田 建设", k=100)]
    assert len(ids) == len(set(ids))


def test_search_is_limited_to_the_documents_named(index):
    for path, text in (("a.txt", _WHEAT), ("b.txt", _PORT), ("c.txt", _SCHOOL)):
        _sync(index, path, text)
    wanted = [_id(_PORT), _id(_SCHOOL)]
    hits = index.search("小麦播种面积", k=100, documents=wanted)
    assert {hit.passage.document_id for hit in hits} == set(wanted)


def test_limited_search_finds_every_passage_of_a_document_among_many(index):
    _sync(index, "a.txt", _WHEAT)
    for i in range(30):
        _sync(index, f"{i}.txt", f"小麦{i}号报告\n小麦播种面积{i}亩。\n小麦播种面积又{i}亩。\n")
    hits = index.search("小麦播种面积", k=100, documents=[_id(_WHEAT)])
    assert {hit.passage for hit in hits} == set(index.passages(_id(_WHEAT)))


def test_search_limited_to_a_document_that_is_just_being_removed_finds_no_other(index):
    _sync(index, "a.txt", _WHEAT)
    _sync(index, "b.txt", _PORT)
    try:
        hits = index.search("小麦播种面积", documents=_Leaving(index, _id(_WHEAT)))
    except NotFoundError:
        hits = ()
    assert {hit.passage.document_id for hit in hits} <= {_id(_WHEAT)}


def test_passage_of_a_document_named_that_holds_no_word_is_not_found_by_words(index):
    _sync(index, "a.txt", _WHEAT)
    _sync(index, "b.txt", _PORT)
    by_words = partial(index.search, documents=[_id(_WHEAT)], way=Way.LEXICAL)
    assert [len(by_words(text)) for text in ("码头", "小麦")] == [0, 1]


def test_other_words_for_the_same_thing_find_a_passage(index):
    for path, text in (("a.txt", _WHEAT), ("b.txt", _PORT), ("c.txt", _SCHOOL)):
        _sync(index, path, text)
    assert index.search("学堂", also={"小学": 0.5}, k=1)[0].passage.document_id == _id(_SCHOOL)


def test_word_of_the_question_counts_more_than_another_word_for_it(index):
    _sync(index, "a.txt", "甲县报告\n新建码头三座。\n")
    _sync(index, "b.txt", "乙县报告\n新建食堂三座。\n")
    one = index.search("码头", also={"食堂": 0.5}, k=1)
    other = index.search("食堂", also={"码头": 0.5}, k=1)
    assert ("码头" in one[0].text, "食堂" in other[0].text) == (True, True)


def test_rare_word_is_rarer_than_a_common_one(index):
    for path, text in (("a.txt", _WHEAT), ("b.txt", _PORT), ("c.txt", _SCHOOL)):
        _sync(index, path, text)
    assert index.rarity("小麦") > index.rarity("报告") >= 0.0


def test_removed_documents_do_not_make_a_word_common(index, tmp_path):
    staying = {"a.txt": _WHEAT, "b.txt": _PORT, "c.txt": _SCHOOL}
    gone = {f"{i}.txt": f"{i}号报告\n小麦播种面积{i}亩。\n" for i in range(12)}
    for path, text in (staying | gone).items():
        _sync(index, path, text)
    for text in gone.values():
        index.remove(_id(text))
    with Index(tmp_path / "fresh", HashingEmbedder()) as fresh:
        for path, text in staying.items():
            _sync(fresh, path, text)
        assert index.rarity("小麦") == fresh.rarity("小麦") > 0.0


def test_word_of_every_passage_has_no_rarity_after_removals(index):
    texts = [f"{i}号报告\n小麦播种面积{i}亩。\n" for i in range(12)]
    for i, text in enumerate(texts):
        _sync(index, f"{i}.txt", text)
    for text in texts[1:]:
        index.remove(_id(text))
    assert index.rarity("小麦") == 0.0


@pytest.mark.parametrize(
    ("text", "occurs"),
    [
        ("小麦", True),
        ("小麥", True),
        ("小麦面积", True),
        ("小麦吞吐量", True),
        ("小麦水稻", False),
        ("水稻", False),
        ("352,000亩", True),
        ("352,001亩", False),
        ("", True),
    ],
    ids=[
        *("word", "traditional", "two words", "of two passages", "one of two", "none"),
        *("number", "other number", "nothing"),
    ],
)
def test_text_occurs_when_each_of_its_words_is_in_some_passage(index, text, occurs):
    _sync(index, "a.txt", _WHEAT)
    _sync(index, "b.txt", _PORT)
    assert index.occurs(text) is occurs


def test_word_of_a_removed_document_occurs_no_more(index):
    _sync(index, "a.txt", _WHEAT)
    _sync(index, "b.txt", _PORT)
    index.remove(_id(_WHEAT))
    assert (index.occurs("小麦"), index.occurs("吞吐量")) == (False, True)


def test_nothing_occurs_in_an_empty_index(index):
    assert not index.occurs("小麦")
