"""Owns the index that is measured: so many passages of real reports and variants of them."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bot.assembly import Wence
from evals.bench.variants import variant
from ingest.errors import InputError, UnreadableError, UnsupportedError
from ingest.read import read

__all__ = ["build"]

# More variants of a report than this would be too much alike.
_MAX_VARIANTS = 100
_TOLD_EVERY = 5000

Tell = Callable[[str], object]


def build(wence: Wence, files: Sequence[Path], *, passages: int, tell: Tell) -> None:
    """Fill a data folder up to so many passages; what it holds already stays, and counts.

    Every document goes the product's own way in. Memory holds the texts of the reports, 4 million
    characters for 170 of them, and one document at a time.

    Raises:
        InputError: The files hold too little text.
    """
    if wence.index.count().passages >= passages:
        return
    texts = dict(_texts(files, tell))
    stored = {listing.name for listing in wence.index.documents()}
    told = 0
    for name, text in _documents(texts, stored):
        wence.ingest(name, text.encode())
        total = wence.index.count().passages
        if total >= passages:
            return
        if total >= told + _TOLD_EVERY:
            tell(f"{total} passages, {name}")
            told = total
    raise InputError(
        f"{len(texts)} reports are too few for {passages} passages", hint="Give more reports."
    )


def _texts(files: Sequence[Path], tell: Tell) -> Iterator[tuple[str, str]]:
    for number, path in enumerate(files):
        try:
            text = read(path.name, path.read_bytes()).document.text
        except (UnreadableError, UnsupportedError) as error:
            tell(f"{path} is left out: {error.message}")
            continue
        yield f"{number:04}-{path.stem}.txt", text


def _documents(texts: dict[str, str], stored: set[str]) -> Iterator[tuple[str, str]]:
    """Yield name and text of every report, then of a variant of every report, and so on."""
    for number in range(_MAX_VARIANTS):
        for report, text in texts.items():
            name = f"{number:02}-{report}"
            if name not in stored:
                yield name, variant(text, number)
