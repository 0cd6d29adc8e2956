"""Joins the lexical and the dense ranking into one; pure."""

from collections import defaultdict
from collections.abc import Sequence

__all__ = ["fuse"]

# Reciprocal rank fusion, Cormack et al. 2009, with its constant of 60. The hashing embedder sees
# nothing that the lexical index does not, so it counts less.
_RRF_CONSTANT = 60
_LEXICAL, _DENSE = 1.0, 0.4


def fuse(
    lexical: Sequence[tuple[int, float]], dense: Sequence[tuple[int, float]]
) -> dict[int, float]:
    """Return a score for every key of two rankings, each best first; higher is better."""
    scores: dict[int, float] = defaultdict(float)
    for weight, ranking in ((_LEXICAL, lexical), (_DENSE, dense)):
        for rank, (key, _) in enumerate(ranking, 1):
            scores[key] += weight / (_RRF_CONSTANT + rank)
    return scores
