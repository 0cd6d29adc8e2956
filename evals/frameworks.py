"""Owns what LlamaIndex and Haystack build when told nothing else, over documents by id."""

import os
from collections.abc import Mapping
from typing import Any

from evals.evidence import Source
from evals.minilm import encoder
from evals.relevance import Found
from evals.stacks import Retrieve

__all__ = ["haystack", "llamaindex"]


def llamaindex(texts: Mapping[str, Source], passages: int) -> tuple[Retrieve, int]:
    """Return LlamaIndex's search and its number of chunks: 1024 tokens, 20 overlapping, vectors.

    The vectors are MiniLM's, in place of the paid service that it asks by default.
    """
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter

    documents = [Document(text=each.text, id_=name) for name, each in texts.items()]
    # Without what it would put before each text: positions alone are metadata enough.
    nodes = SentenceSplitter().get_nodes_from_documents(documents)
    index = VectorStoreIndex(nodes, embed_model=_llamaindex_minilm())
    retriever = index.as_retriever(similarity_top_k=passages)

    def retrieve(question: str) -> tuple[Found, ...]:
        return tuple(_of_node(each.node) for each in retriever.retrieve(question))

    return retrieve, len(nodes)


def haystack(texts: Mapping[str, Source], passages: int) -> tuple[Retrieve, int]:
    """Return Haystack's BM25 in memory over lines, and its number of chunks.

    Lines, as its default of 200 words parts by spaces and leaves a Chinese report whole.
    """
    os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")
    from haystack import Document
    from haystack.components.preprocessors import DocumentSplitter
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack.document_stores.types import DuplicatePolicy

    documents = [
        Document(content=each.text, meta={"document_id": name}) for name, each in texts.items()
    ]
    splitter = DocumentSplitter(split_by="line", split_length=1)
    splitter.warm_up()
    pieces = splitter.run(documents=documents)["documents"]
    chunks = [each for each in pieces if each.content and each.content.strip()]
    store = InMemoryDocumentStore()
    store.write_documents(chunks, policy=DuplicatePolicy.SKIP)
    retriever = InMemoryBM25Retriever(store, top_k=passages)

    def retrieve(question: str) -> tuple[Found, ...]:
        return tuple(_of_chunk(each) for each in retriever.run(query=question)["documents"])

    return retrieve, len(chunks)


def _of_node(node: Any) -> Found:  # Any: LlamaIndex is loaded only when used
    start = node.start_char_idx
    return Found(
        document_id=node.ref_doc_id, start=start, end=start + len(node.text), text=node.text
    )


def _of_chunk(chunk: Any) -> Found:  # Any: Haystack is loaded only when used
    start = chunk.meta["split_idx_start"]
    return Found(
        document_id=chunk.meta["document_id"],
        start=start,
        end=start + len(chunk.content),
        text=chunk.content,
    )


def _llamaindex_minilm() -> Any:  # Any: LlamaIndex is loaded only when used
    from llama_index.core.base.embeddings.base import BaseEmbedding

    class MiniLM(BaseEmbedding):
        def _get_query_embedding(self, query: str) -> list[float]:
            return encoder()([query])[0]

        def _get_text_embedding(self, text: str) -> list[float]:
            return encoder()([text])[0]

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return encoder()(texts)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    return MiniLM(model_name="all-MiniLM-L6-v2")
