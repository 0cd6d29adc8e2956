"""Owns `wence eval`: reads the documents into a folder of their own, plays, prints the table."""

from collections.abc import Callable, Sequence
from pathlib import Path

from bot.types import Answer, Turn
from evals.reading import filled
from evals.report import table
from evals.run import evaluate
from prompts import digest

__all__ = ["run"]


def run(
    dataset: Path,
    *,
    files: Sequence[Path],
    out: Path | None,
    answerer: str | None,
    tell: Callable[[str], object],
) -> int:
    """Score a question file; return 1 when a document could not be read, else 0.

    Raises:
        InputError: The question file or the output folder cannot be used.
    """
    with filled(files, tell=tell, answerer=answerer) as (wence, failed):

        def ask(question: str, history: tuple[Turn, ...]) -> Answer:
            return wence.bot.ask(question, history)

        def text_of(document_id: str) -> tuple[str, str]:
            document = wence.index.document(document_id)
            return document.name, document.text

        facts = {
            "answerer": wence.settings.answerer,
            "embedder": wence.index.fingerprint,
            "prompts": digest(),
            "documents": str(wence.index.count().documents),
            "passages": str(wence.index.count().passages),
        }
        played = evaluate(dataset, ask=ask, text_of=text_of, out=out, settings=facts)
    tell(table(played))
    return failed
