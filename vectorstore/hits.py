"""Makes hits of a ranking and what the catalog holds of it; pure."""

from collections.abc import Mapping, Sequence

from vectorstore.folding import fold_copies, saying
from vectorstore.tables import Row, StoredPassage
from vectorstore.types import Hit

__all__ = ["as_hits", "make_hits"]


def make_hits(
    ranked: Sequence[tuple[int, float]],
    stored: Mapping[int, StoredPassage],
    rows: Mapping[int, Row],
    *,
    k: int,
) -> tuple[Hit, ...]:
    """Return the best k passages of visible documents, those that say the same as one.

    Args:
        ranked: Keys and scores, best first.
        stored: Passages by key; those of the ranking that are gone are missing.
        rows: Visible documents by serial.
        k: How many to return at most.
    """
    found = ((stored[key], score) for key, score in ranked if key in stored)
    visible = [(each, score) for each, score in found if each.serial in rows]
    folded = fold_copies((((each, score), _said(each, rows)) for each, score in visible), k=k)
    return tuple(
        Hit(
            passage=each.passage,
            title=rows[each.serial].description.title,
            text=each.text,
            score=score,
            copies=tuple(copy.passage for copy, _ in copies),
        )
        for (each, score), copies in folded
    )


def as_hits(
    ranked: Sequence[tuple[int, float]],
    stored: Mapping[int, StoredPassage],
    rows: Mapping[int, Row],
) -> list[Hit]:
    """Return passages of visible documents in the order given, each that says the same for itself.

    Args:
        ranked: Keys and scores.
        stored: Passages by key.
        rows: Visible documents by serial.
    """
    found = ((stored[key], score) for key, score in ranked)
    return [
        Hit(
            passage=each.passage,
            title=rows[each.serial].description.title,
            text=each.text,
            score=score,
        )
        for each, score in found
        if each.serial in rows
    ]


def _said(stored: StoredPassage, rows: Mapping[int, Row]) -> tuple[str, str, str]:
    """Return what a passage says, and of where and when: the same of two places is two facts."""
    description = rows[stored.serial].description
    return description.place or description.title, description.period, saying(stored.text)
