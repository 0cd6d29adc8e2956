"""Owns who is measured: something that answers, and searches, over known documents."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from bot.assembly import Wence
from bot.types import Answer, Turn
from evals.evidence import Source
from evals.relevance import Found
from ingest.types import Passage
from prompts import digest
from vectorstore.types import Hit

__all__ = ["Ask", "Contestant", "Documents", "Search", "fingerprint", "found", "of_product"]

Ask = Callable[[str, tuple[Turn, ...]], Answer]
"""Answers a question after the turns before it."""
Documents = Callable[[str], tuple[str, str]]
"""Returns file name and normalised text of a document id; a WenceError when there is none."""
Search = Callable[[str, int], Sequence[Found]]
"""Finds at most so many passages for a question that stands alone, best first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Contestant:
    """Something that is asked the questions of a file. May be called from any thread."""

    name: str
    ask: Ask
    text_of: Documents
    search: Search | None = None
    document_ids: tuple[str, ...] = ()
    """What it searches; empty where that is not told."""
    is_reader: bool = True
    """False when its answer is its first passage: then what else stands there is not held against
    it."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What can change its answers: settings and digests, no secrets."""


def of_product(wence: Wence, *, answerer: str | None = None) -> Contestant:
    """Return the product as it stands open in this process."""
    text_of = _texts(wence)
    ids = tuple(sorted(listing.document_id for listing in wence.index.documents()))

    def ask(question: str, history: tuple[Turn, ...]) -> Answer:
        return wence.bot.ask(question, history, answerer=answerer)

    def search(question: str, k: int) -> Sequence[Found]:
        return found(wence.bot.search(question, k=k), text_of)

    return Contestant(
        name="wence",
        ask=ask,
        text_of=text_of,
        search=search,
        document_ids=ids,
        facts=_facts(wence, answerer or wence.settings.answerer, ids),
    )


def found(hits: Iterable[Hit], text_of: Documents) -> tuple[Found, ...]:
    """Return hits of the product, folded copies with them, in the form that all are judged in."""
    return tuple(
        replace(
            _part(hit.passage, text_of),
            copies=tuple(_part(each, text_of) for each in hit.copies),
        )
        for hit in hits
    )


def fingerprint(ids: Sequence[str]) -> str:
    """Return a short hash over the ids of documents, which are hashes of their bytes."""
    return sha256(" ".join(sorted(ids)).encode()).hexdigest()[:12]


def _texts(wence: Wence) -> Documents:
    held: dict[str, Source] = {}

    def text_of(document_id: str) -> tuple[str, str]:
        # Read once: the catalog is asked for each citation otherwise.
        if document_id not in held:
            document = wence.index.document(document_id)
            held[document_id] = Source(name=document.name, text=document.text)
        return held[document_id].name, held[document_id].text

    return text_of


def _facts(wence: Wence, answerer: str, ids: Sequence[str]) -> dict[str, str]:
    counts, settings = wence.index.count(), wence.settings
    return {
        "answerer": answerer,
        "chat_model": settings.chat_model if answerer == "model" else "",
        "embedder": wence.index.fingerprint,
        "prompts": digest(),
        "documents": str(counts.documents),
        "passages": str(counts.passages),
        "index": fingerprint(ids),
    }


def _part(passage: Passage, text_of: Documents) -> Found:
    _, text = text_of(passage.document_id)
    return Found(
        document_id=passage.document_id,
        start=passage.start,
        end=passage.end,
        text=text[passage.start : passage.end],
    )
