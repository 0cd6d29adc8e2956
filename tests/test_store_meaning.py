"""Searching with the built-in embedder: what means the same is found, whatever the words."""

import pytest

from ingest.read import document_id, read
from vectorstore.embed import StaticEmbedder
from vectorstore.index import Index
from vectorstore.types import Context, Way

_TEXTS = {
    "甲.txt": "青禾县2024年工作报告\n一、就业\n城镇调查失业率为5.1%，新增就业3200人。\n"
    "二、农业\n粮食总产量达到12.3万吨。\n三、生态\n森林覆盖率提高到22.4%。\n",
    "乙.txt": "海阳市2024年工作报告\n一、港口\n集装箱码头完成吞吐量337.7万吨。\n"
    "二、收入\n农村居民人均可支配收入17350元，增长6.2%。\n",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    with Index(tmp_path_factory.mktemp("store") / "data", StaticEmbedder()) as index:
        for path, text in _TEXTS.items():
            index.sync(read(path, text.encode()), path=path, content=text.encode())
        yield index


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("unemployment rate", "城镇调查失业率"),
        ("How much grain was produced?", "粮食总产量"),
        ("income of rural residents", "农村居民人均可支配收入"),
        ("种地的人一年到手多少钱", "农村居民人均可支配收入"),
        ("有多少人没活干", "城镇调查失业率"),
    ],
)
@pytest.mark.parametrize("way", [Way.HYBRID, Way.DENSE])
def test_passage_is_found_by_other_words(index, query, text, way):
    assert text in index.search(query, k=1, way=way)[0].text


def test_english_words_find_chinese_passages_by_words_too(index):
    hits = index.search("unemployment", way=Way.LEXICAL)
    assert [hit.text for hit in hits] == ["城镇调查失业率为5.1%，新增就业3200人。"]


def test_words_alone_do_not_find_what_shares_none(index):
    assert index.search("没活干的", way=Way.LEXICAL) == ()


def test_words_are_aligned_as_the_embedder_aligns_them(index):
    words, texts = ["粮食", "income"], ["粮食总产量", "人均收入", ""]
    expected = StaticEmbedder().alignment(words, texts)
    assert index.alignment(words, texts).tolist() == expected.tolist()


def test_context_of_a_passage_is_the_text_around_it(index):
    report = index.document(document_id(_TEXTS["甲.txt"].encode()))
    hit = index.search("粮食总产量", k=1)[0]
    start, end = report.text.index("城镇调查"), report.text.index("22.4%。") + len("22.4%。")
    wide = Context(start=start, end=end, text=report.text[start:end])
    alone = Context(start=hit.passage.start, end=hit.passage.end, text=hit.text)
    assert (index.context(hit.passage), index.context(hit.passage, reach=0)) == (wide, alone)


def test_report_that_lies_in_two_files_is_found_once(tmp_path):
    with Index(tmp_path / "data", StaticEmbedder()) as index:
        for path in ("甲.txt", "甲.md"):
            content = (_TEXTS["甲.txt"] + "\n" * (path == "甲.md")).encode()
            index.sync(read(path, content), path=path, content=content)
        hits = index.search("粮食总产量", k=10)
        assert len({hit.text for hit in hits}) == len(hits)
        assert len(hits[0].copies) == 1
        assert hits[0].copies[0].document_id != hits[0].passage.document_id
