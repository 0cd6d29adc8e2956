"""Owns what LangChain's tutorials build over documents: chunks, and retrievers over them."""

import uuid
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import rjieba
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever

from evals.evidence import Source
from evals.minilm import encoder
from evals.relevance import Found

__all__ = ["LangChain", "Retrieve"]

Retrieve = Callable[[str], Sequence[Found]]
"""Finds passages for a question, best first."""

# Half of the 1000 and 200 of LangChain's English tutorial, as is usual for Chinese.
_CHUNK_CHARS, _OVERLAP_CHARS = 500, 50


class LangChain:
    """The chunks of some documents and the retrievers over them, each made when first used."""

    def __init__(self, texts: Mapping[str, Source], *, passages: int) -> None:
        """Keep the documents, by id, and how many passages a retriever returns."""
        self._texts = texts
        self._passages = passages

    @cached_property
    def chunks(self) -> list[Document]:
        """The chunks of all documents, with their document and position as metadata."""
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(
            chunk_size=_CHUNK_CHARS, chunk_overlap=_OVERLAP_CHARS, add_start_index=True
        )
        chunks: list[Document] = splitter.split_documents(
            Document(page_content=source.text, metadata={"document_id": document_id})
            for document_id, source in self._texts.items()
        )
        return chunks

    @cached_property
    def dense(self) -> BaseRetriever:
        """LangChain's tutorial: a sentence-transformers model and Chroma, in memory."""
        from langchain_chroma import Chroma

        # Collections of one process share their memory, so each needs a name of its own.
        store = Chroma.from_documents(
            self.chunks, _MiniLM(), collection_name=f"baseline-{uuid.uuid4().hex}"
        )
        retriever: BaseRetriever = store.as_retriever(search_kwargs={"k": self._passages})
        return retriever

    def bm25(self, cut: Callable[[str], list[str]] | None = None) -> BaseRetriever:
        """Return LangChain's BM25 over words as they are cut, by white space when None."""
        with warnings.catch_warnings():
            # It says that it is no longer maintained; it is still what tutorials build.
            warnings.simplefilter("ignore", DeprecationWarning)
            from langchain_community.retrievers import BM25Retriever
        options: dict[str, Any] = {} if cut is None else {"preprocess_func": cut}  # Any: arguments
        retriever: BaseRetriever = BM25Retriever.from_documents(
            self.chunks, k=self._passages, **options
        )
        return retriever

    @cached_property
    def segmented(self) -> BaseRetriever:
        """LangChain's BM25 over Chinese words."""
        return self.bm25(rjieba.cut)

    @cached_property
    def ensemble(self) -> BaseRetriever:
        """LangChain's fusion of the dense and the segmented ranking, equally weighted."""
        from langchain_classic.retrievers import EnsembleRetriever

        retriever: BaseRetriever = EnsembleRetriever(
            retrievers=[self.dense, self.segmented], weights=[0.5, 0.5]
        )
        return retriever

    def searching(self, retriever: BaseRetriever) -> tuple[Retrieve, int]:
        """Return a retriever's search and the number of chunks."""

        def retrieve(question: str) -> tuple[Found, ...]:
            return tuple(_found(each) for each in retriever.invoke(question)[: self._passages])

        return retrieve, len(self.chunks)


class _MiniLM(Embeddings):
    # langchain-huggingface excludes the present releases of sentence-transformers' own packages,
    # so this does what its HuggingFaceEmbeddings does.
    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return encoder()(texts)

    def embed_query(self, text: str) -> list[float]:
        return encoder()([text])[0]


def _found(chunk: Document) -> Found:
    start = int(chunk.metadata["start_index"])
    return Found(
        document_id=chunk.metadata["document_id"],
        start=start,
        end=start + len(chunk.page_content),
        text=chunk.page_content,
    )
