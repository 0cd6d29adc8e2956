"""What the command line prints; decides nothing."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from bot.account import account, shortfalls
from bot.types import Answer
from ingest.errors import WenceError
from ingest.types import DEFAULT_COLLECTION
from vectorstore.types import Finding, Listing, Relation

if TYPE_CHECKING:  # it loads the store, which `wence --help` does without
    from bot.assembly import Examined
    from bot.intake import Ingested

__all__ = [
    "counting",
    "print_json",
    "tell_answer",
    "tell_document",
    "tell_error",
    "tell_examined",
    "tell_finding",
    "tell_ingested",
    "tell_listing",
    "tell_marked",
]

_CONTEXT_CHARS = 60


def tell_ingested(result: "Ingested", *, as_json: bool) -> None:
    """Print what became of a file: to stderr when something is to be done about it."""
    if as_json:
        print_json(result.to_dict(), is_line=True)
    if result.reason:
        click.echo(f"{result.path}: {result.reason}. {result.hint}", err=True)
    elif not as_json:
        audit = result.audit
        kept = f"{audit.passages} passages, {audit.figures} figures" if audit else ""
        click.echo(f"{result.status.value}  {result.document_id}  {result.path}  ({kept})")
        for shortfall in shortfalls(audit) if audit else ():
            click.echo(
                f"{result.path}: {shortfall}; see `wence show {result.document_id}`", err=True
            )


def tell_answer(answer: Answer) -> None:
    """Print an answer with its passages and where to see them."""
    click.echo(answer.answer)
    for citation in answer.citations:
        place = " · ".join((citation.title, *citation.section))
        page = f" · p. {citation.page}" if citation.page else ""
        click.echo(f"\n[{citation.marker}] {place}{page}")
        click.echo(f"    {citation.quote}")
        click.echo(f"    {citation.document_id} --at {citation.start}:{citation.end}")
    for suggestion in answer.suggestions:
        click.echo(f"  · {suggestion}")


def tell_error(error: WenceError) -> None:
    """Print an error and its hint to stderr."""
    click.echo(f"{error.message}\n{error.hint}".rstrip(), err=True)


def tell_listing(listing: Listing, titles: Mapping[str, str]) -> None:
    """Print a document as one line; `titles` are those of all documents by id."""
    description, audit = listing.description, listing.audit
    facts = " · ".join(filter(None, (description.place, description.period)))
    facts += f"; {audit.passages} passages"
    if listing.collection != DEFAULT_COLLECTION:
        facts += f"; collection {listing.collection}"
    notes = [*_related(listing.relation, titles), *shortfalls(audit)]
    click.echo(f"{listing.document_id}  {description.title}  ({'; '.join((facts, *notes))})")


def tell_document(listing: Listing, titles: Mapping[str, str]) -> None:
    """Print what a document is and what reading kept of it, a line each."""
    facts = listing.description.to_dict() | {"file": listing.name, "id": listing.document_id}
    facts |= {"collection": listing.collection, "ingested": listing.ingested_at}
    relations = (("note", each) for each in _related(listing.relation, titles))
    for name, value in (*facts.items(), *relations, *account(listing.audit)):
        if value:
            click.echo(f"{name}: {value}")


def _related(relation: Relation, titles: Mapping[str, str]) -> Iterator[str]:
    for words, other in (
        ("says the same as", relation.duplicate_of),
        ("newer edition of", relation.supersedes),
    ):
        if other:
            yield f"{words} {titles[other]} {other}"


def tell_finding(finding: Finding) -> None:
    """Print what is wrong and the command that mends it."""
    click.echo(f"{finding.message}\n  -> {finding.command}")


def tell_examined(examined: "Examined") -> None:
    """Print the state of a data folder."""
    for finding in examined.findings:
        tell_finding(finding)
    if not examined.findings:
        click.echo("All is well.")
    counts = examined.counts
    click.echo(
        f"{counts.documents} documents, {counts.passages} passages; "
        f"vectors by the embedder {examined.made_by}"
    )


@contextmanager
def counting(things: str) -> Iterator[Callable[[int, int], None]]:
    """Yield what is told how many things are done, of how many; shown on a terminal only."""
    is_shown = sys.stderr.isatty()

    def tell(done: int, total: int) -> None:
        if is_shown:
            click.echo(f"\r{done}/{total} {things}", nl=False, err=True)

    try:
        yield tell
    finally:
        if is_shown:
            click.echo(err=True)


def tell_marked(text: str, start: int, end: int) -> None:
    """Print a part of a text, marked, with some text around it."""
    before = text[max(0, start - _CONTEXT_CHARS) : start]
    after = text[end : end + _CONTEXT_CHARS]
    click.echo(f"{before}{click.style(text[start:end], reverse=True)}{after}")


def print_json(value: object, *, is_line: bool = False) -> None:
    """Print a JSON value, on one line when it is one of many."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=None if is_line else 2))
