"""The LangChain retriever over the bundled sample reports."""

from pathlib import Path

import pytest
from langchain_core.runnables import RunnableLambda

from bot.assembly import assemble
from bot.retriever import ReportRetriever
from bot.settings import Settings

_SAMPLE = Path(__file__).parent.parent / "evals" / "sample"


@pytest.fixture(scope="module")
def wence(tmp_path_factory):
    with assemble(Settings(data=tmp_path_factory.mktemp("data"))) as product:
        for path in sorted(_SAMPLE.glob("*.txt")):
            product.ingest_path(path)
        yield product


def test_documents_are_the_hits_of_a_search(wence):
    question = "2023年新建了多少个5G基站？"
    hits = wence.bot.search(question, k=4)
    found = ReportRetriever(bot=wence.bot, k=4).invoke(question)
    assert [each.page_content for each in found] == [hit.text for hit in hits]
    for document, hit in zip(found, hits, strict=True):
        fields = {**hit.to_dict(), "context": document.metadata["context"]}
        assert {**document.metadata, "text": hit.text} == fields
        assert hit.text in document.metadata["context"]


def test_only_the_named_documents_are_searched(wence):
    (wanted, _) = (row.document_id for row in wence.index.rows())
    found = ReportRetriever(bot=wence.bot, documents=(wanted,)).invoke("基站")
    assert {each.metadata["document_id"] for each in found} == {wanted}


def test_it_takes_its_place_in_a_chain(wence):
    chain = ReportRetriever(bot=wence.bot, k=1) | RunnableLambda(
        lambda found: found[0].page_content
    )
    assert "5G基站" in chain.invoke("5G基站")
