"""Owns what is odd about a question file beside its documents, told before anything is asked."""

from collections.abc import Iterable, Iterator, Sequence

from evals.evidence import Source, file_name, lost
from evals.questions import Item

__all__ = ["strays"]

# More lines than this at once help nobody to mend the file.
_SHOWN = 10


def strays(items: Sequence[Item], sources: Iterable[Source]) -> tuple[str, ...]:
    """Return a line for each document that items name and nobody gave, and for each stray quote.

    Such an item can be answered, but no citation of it can be right.
    """
    held = {file_name(source.name): source for source in sources}
    lines = list(dict.fromkeys(line for item in items for line in _of_item(item, held)))
    rest = len(lines) - _SHOWN
    return (*lines[:_SHOWN], f"and {rest} more such lines") if rest > 0 else tuple(lines)


def _of_item(item: Item, held: dict[str, Source]) -> Iterator[str]:
    named = [source for piece in item.evidence if (source := held.get(file_name(piece.document)))]
    for piece in item.evidence:
        if file_name(piece.document) not in held:
            yield f"{item.id}: no document {piece.document}"
    for document in lost(item, named):
        yield f"{item.id}: its quote does not stand in {document}"
