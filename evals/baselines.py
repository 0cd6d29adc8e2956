"""Owns the stacks that tutorials build, over the same documents, for comparison.

They get the product's own reading of each file, so that their retrieval alone is compared. Their
packages are those of the extra `baselines`, loaded when a stack is built.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from time import perf_counter

from bot.types import Answer, Outcome, Turn
from evals import frameworks
from evals.contestants import Contestant
from evals.evidence import Source
from evals.finding import DEPTH
from evals.minilm import PACKAGES as MINILM
from evals.relevance import Found, citation_of
from evals.searching import Stack
from evals.stacks import LangChain, Retrieve

__all__ = ["BASELINES", "PACKAGES", "Baseline", "Parts", "baselines", "chosen", "contestants"]

_SPLITTER = "langchain-text-splitters"
_DENSE = (_SPLITTER, "langchain-chroma", *MINILM)
_LEXICAL = (_SPLITTER, "langchain-community", "rank-bm25")
_BOTH = (*_DENSE, *_LEXICAL, "langchain-classic")
_LLAMAINDEX = ("llama-index-core", *MINILM)
_HAYSTACK = ("haystack-ai",)
PACKAGES = tuple(dict.fromkeys((*_BOTH, *_LLAMAINDEX, *_HAYSTACK)))
"""What all baselines together need."""

Tell = Callable[[str], object]


class Parts:
    """The documents, and what several stacks have in common."""

    def __init__(self, texts: Mapping[str, Source], *, passages: int) -> None:
        """Keep the documents, by id, and how many passages a stack returns."""
        self.texts = texts
        self.passages = passages
        self.langchain = LangChain(texts, passages=passages)


@dataclass(frozen=True, slots=True)
class Baseline:
    """A stack to compare with."""

    name: str
    packages: tuple[str, ...]
    """The distributions that it needs."""
    make: Callable[[Parts], tuple[Retrieve, int]]
    """Builds it; returns its search and its number of chunks."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Those of its packages that are not installed."""
        return tuple(package for package in self.packages if not _is_installed(package))


BASELINES = (
    Baseline(
        "langchain-minilm", _DENSE, lambda parts: parts.langchain.searching(parts.langchain.dense)
    ),
    Baseline(
        "langchain-bm25",
        _LEXICAL,
        lambda parts: parts.langchain.searching(parts.langchain.bm25()),
    ),
    Baseline(
        "langchain-bm25-jieba",
        _LEXICAL,
        lambda parts: parts.langchain.searching(parts.langchain.segmented),
    ),
    Baseline(
        "langchain-ensemble",
        _BOTH,
        lambda parts: parts.langchain.searching(parts.langchain.ensemble),
    ),
    Baseline(
        "llamaindex", _LLAMAINDEX, lambda parts: frameworks.llamaindex(parts.texts, parts.passages)
    ),
    Baseline(
        "haystack-bm25", _HAYSTACK, lambda parts: frameworks.haystack(parts.texts, parts.passages)
    ),
)


def chosen(names: Sequence[str]) -> tuple[Baseline, ...]:
    """Return the baselines of some names; "all" names every one."""
    return tuple(each for each in BASELINES if each.name in names or "all" in names)


def baselines(
    texts: Mapping[str, Source],
    *,
    passages: int,
    tell: Tell,
    chosen: Sequence[Baseline] = BASELINES,
) -> Iterator[Stack]:
    """Build the baselines over documents, by id; one that lacks packages is told and left out.

    Each returns at most so many passages. A follow-up is searched with the questions before it:
    none of these stacks resolves one without a chat model.
    """
    parts = Parts(texts, passages=passages)
    for baseline in chosen:
        retrieve = _built(baseline, parts, tell)
        if retrieve is not None:
            yield Stack(name=baseline.name, search=_with_history(retrieve))


def contestants(
    texts: Mapping[str, Source], *, tell: Tell, chosen: Sequence[Baseline] = BASELINES
) -> Iterator[Contestant]:
    """Build the baselines as contestants: each answers with its first passage, and cites it.

    All in the same way: a search has no words of its own. It refuses only when it finds nothing.
    """
    parts = Parts(texts, passages=DEPTH)
    for baseline in chosen:
        retrieve = _built(baseline, parts, tell)
        if retrieve is not None:
            yield _contestant(baseline.name, retrieve, texts)


def _built(baseline: Baseline, parts: Parts, tell: Tell) -> Retrieve | None:
    if baseline.missing:
        packages = " ".join(baseline.missing)
        tell(f"{baseline.name} is left out, as these packages are not installed: {packages}")
        return None
    clock = perf_counter()
    retrieve, chunks = baseline.make(parts)
    tell(f"{baseline.name}: {chunks} chunks in {perf_counter() - clock:.1f} s")
    return retrieve


def _contestant(name: str, retrieve: Retrieve, texts: Mapping[str, Source]) -> Contestant:
    # A question is searched once, for its answer and for its ranks.
    remembered = lru_cache(maxsize=256)(retrieve)

    def ask(question: str, history: tuple[Turn, ...]) -> Answer:
        return _answer(name, question, history, remembered(_joined(question, history)))

    def text_of(document_id: str) -> tuple[str, str]:
        return texts[document_id].name, texts[document_id].text

    return Contestant(
        name=name,
        ask=ask,
        text_of=text_of,
        search=lambda question, k: remembered(question)[:k],
        is_reader=False,
        facts={"answerer": "first passage"},
    )


def _answer(name: str, question: str, history: tuple[Turn, ...], found: Sequence[Found]) -> Answer:
    return Answer(
        answer_id="",
        question=question,
        standalone_question=_joined(question, history),
        language="",
        outcome=Outcome.ANSWERED if found else Outcome.NOT_FOUND,
        answer=f"{found[0].text}[1]" if found else "",
        citations=tuple(citation_of(each) for each in found[:1]),
        answerer=name,
    )


def _with_history(retrieve: Retrieve) -> Callable[[str, tuple[Turn, ...]], Sequence[Found]]:
    return lambda question, history: retrieve(_joined(question, history))


def _joined(question: str, history: tuple[Turn, ...]) -> str:
    return " ".join([*(turn.question for turn in history), question])


def _is_installed(package: str) -> bool:
    try:
        distribution(package)
    except PackageNotFoundError:
        return False
    return True
