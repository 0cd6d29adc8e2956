"""The product over a few invented reports."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bot.assembly import assemble
from bot.chain import Bot
from bot.settings import Settings

__all__ = ["bot_over"]


@contextmanager
def bot_over(data: Path, reports: Mapping[str, str]) -> Iterator[Bot]:
    """Yield a bot that knows reports, given by name and text, from an empty data folder."""
    with assemble(Settings(data=data)) as product:
        for name, text in reports.items():
            product.ingest(name, text.encode())
        yield product.bot
