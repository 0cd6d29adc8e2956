"""Reads plain text files."""

from ingest.load.blocks import Block, Loaded
from ingest.load.encoding import decode
from ingest.load.wrapping import unwrap
from ingest.opening import Opening

__all__ = ["load_text"]


def load_text(content: bytes, opening: Opening) -> Loaded:
    """Return one block a line, hard-wrapped paragraphs joined.

    Raises:
        UnreadableError: The bytes are not text.
    """
    decoded = decode(content)
    return Loaded(
        format="txt",
        blocks=tuple(Block(text=text) for _, text in unwrap(decoded.text.splitlines())),
        encoding=decoded.encoding,
        warnings=decoded.warnings,
    )
