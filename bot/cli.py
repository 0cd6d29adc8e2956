"""The command line: turns arguments into calls and results into text; decides nothing else."""

import importlib
import logging
import os
import sys
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot import console, operating
from bot.ingesting import ingest
from bot.keyring import key
from bot.settings import ANSWERERS, PREFIX, Settings
from bot.users import user
from ingest.errors import BusyError, NotFoundError, WenceError

if TYPE_CHECKING:  # these load the store, which `wence --help` does without
    from bot.assembly import Wence

__all__ = ["main"]

_INTERNAL_ERROR = 3
_log = logging.getLogger("wence")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 some input failed, 2 usage, 3 internal."""
    try:
        code = wence.main(args=arguments, prog_name="wence", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        code = 130  # interrupted from the keyboard, by the convention of shells
    except WenceError as error:
        console.tell_error(error)
        code = error.exit_code
    except BrokenPipeError:  # the reader, such as `head`, has what it wanted
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception:  # noqa: BLE001 - the one place where the unforeseen is caught
        reference = uuid.uuid4().hex[:8]
        _log.exception("internal error %s", reference)
        click.echo(f"internal error {reference}; the details are above", err=True)
        code = _INTERNAL_ERROR
    sys.exit(code)


def _with_data(command: Callable[..., Any]) -> Callable[..., Any]:  # Any: any click command
    return click.option(
        "--data", type=click.Path(file_okay=False, path_type=Path), help="Data folder [./data]."
    )(command)


def _with_json(command: Callable[..., Any]) -> Callable[..., Any]:  # Any: any click command
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="wence")
def wence() -> None:
    """问策: ask policy reports, get short answers whose every figure is checked."""


for _command in (*operating.COMMANDS, ingest, key, user):
    wence.add_command(_command)


@wence.command()
@click.argument("question")
@click.option("--document", "documents", multiple=True, metavar="ID", help="Ask only this one.")
@click.option("--answerer", type=click.Choice(ANSWERERS), help="Who answers.")
@click.option("--language", type=click.Choice(["auto", "zh", "en"]), default="auto")
@_with_data
@_with_json
def ask(
    question: str,
    documents: tuple[str, ...],
    answerer: str | None,
    language: str,
    data: Path | None,
    as_json: bool,
) -> int:
    """Ask one question."""
    with _open(data) as product:
        answer = product.bot.ask(
            question, documents=documents, language=language, answerer=answerer
        )
    if as_json:
        console.print_json(answer.to_dict())
    else:
        console.tell_answer(answer)
    return 0


@wence.command()
@click.option("--host", help="Address to serve on [127.0.0.1].")
@click.option("--port", type=int, help="Port [7860]; 0 takes a free one.")
@click.option("--root-path", help="Path prefix behind a proxy, such as /wence.")
@click.option(
    "--watch", type=click.Path(file_okay=False, path_type=Path), help="Take in what comes there."
)
@_with_data
def serve(**options: object) -> int:
    """Serve the chat and the API."""
    settings = _settings(**options)
    from bot.web.serve import serve as run

    run(settings, tell=click.echo)
    return 0


@wence.command()
@_with_data
def mcp(data: Path | None) -> int:
    """Serve the Model Context Protocol on the standard streams, to the program that started it."""
    from bot.web.tools import serve_tools

    with _open(data) as product:
        serve_tools(product)
    return 0


@wence.command()
@_with_data
@_with_json
def documents(data: Path | None, as_json: bool) -> int:
    """List the documents."""
    with _open(data) as product:
        listings = product.index.documents()
    if as_json:
        console.print_json([listing.to_dict() for listing in listings])
        return 0
    titles = {each.document_id: each.description.title for each in listings}
    for listing in listings:
        console.tell_listing(listing, titles)
    if not listings:
        click.echo("There are no documents. Add some: wence ingest PATH", err=True)
    return 0


@wence.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@_with_data
def remove(ids: tuple[str, ...], data: Path | None) -> int:
    """Remove documents everywhere."""
    failed = 0
    with _open(data) as product:
        for document_id in ids:
            try:
                product.index.remove(document_id)
                click.echo(f"removed  {document_id}")
            except NotFoundError as error:
                console.tell_error(error)
                failed = 1
    return failed


@wence.command()
@click.argument("document_id", metavar="ID")
@click.option("--at", "span", metavar="START:END", help="Mark this part of the text.")
@_with_data
@_with_json
def show(document_id: str, span: str | None, data: Path | None, as_json: bool) -> int:
    """Show a document: what it is, what reading kept, and its text."""
    with _open(data) as product:
        document = product.index.document(document_id)
        listings = {each.document_id: each for each in product.index.documents()}
    if span is not None:
        start, end = _parse_span(span, len(document.text))
        if as_json:
            console.print_json({"start": start, "end": end, "text": document.text[start:end]})
        else:
            console.tell_marked(document.text, start, end)
    elif as_json:
        console.print_json({**listings[document_id].to_dict(), "text": document.text})
    else:
        titles = {key: each.description.title for key, each in listings.items()}
        console.tell_document(listings[document_id], titles)
        click.echo(f"\n{document.text}")
    return 0


@wence.command()
@click.option("--repair", is_flag=True, help="Make the derived indexes anew from the catalog.")
@_with_data
@_with_json
def doctor(repair: bool, data: Path | None, as_json: bool) -> int:
    """Say what is missing or inconsistent in the data folder, and the command that mends it."""
    from bot.assembly import examine
    from bot.assembly import repair as mend

    settings = _settings(data=data)
    if repair:
        mend(settings)
    examined = examine(settings)
    if as_json:
        console.print_json([finding.to_dict() for finding in examined.findings])
    else:
        console.tell_examined(examined)
    return int(bool(examined.findings))


@wence.command()
@click.option("--embedder", help="Another than WENCE_EMBEDDER: a folder, hub name or openai:MODEL.")
@_with_data
def reindex(embedder: str | None, data: Path | None) -> int:
    """Make the vectors anew by another embedder, also while a server runs; no file is read."""
    from bot.assembly import ready
    from bot.assembly import reindex as renew

    settings = _settings(data=data, embedder=embedder)
    with console.counting("passages") as tell:
        try:
            examined = renew(settings, tell=tell)
        except BusyError:
            ready(settings, tell=tell)
            examined = None
    if examined is None:
        made_by = f"{PREFIX}EMBEDDER={settings.embedder or 'built-in'}"
        click.echo(
            f"The vectors are ready. Start the server anew with {made_by}: it takes them in."
        )
        return 0
    console.tell_examined(examined)
    if settings.embedder != _settings(data=data).embedder:
        click.echo(f"From now on, set {PREFIX}EMBEDDER={embedder} for every command.")
    return int(bool(examined.findings))


@wence.command(
    "eval",
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def evaluate(arguments: tuple[str, ...]) -> int:
    """Score answers to a question file; see `wence eval --help`."""
    # By name: evals stands on top of bot, which must not know it.
    command = importlib.import_module("evals.command")
    code: int = command.main(arguments)
    return code


def _settings(**overrides: object) -> Settings:
    return Settings.from_env(os.environ, **overrides)


@contextmanager
def _open(data: Path | None) -> Iterator["Wence"]:
    from bot.assembly import assemble

    with assemble(_settings(data=data)) as product:
        yield product


def _parse_span(span: str, length: int) -> tuple[int, int]:
    first, _, last = span.partition(":")
    if not (first.isdecimal() and last.isdecimal() and int(first) < int(last) <= length):
        raise click.BadParameter(
            f"{span!r} is no part of this text; give START:END with 0 <= START < END <= {length}",
            param_hint="--at",
        )
    return int(first), int(last)
