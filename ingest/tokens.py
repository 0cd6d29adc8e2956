"""Counts tokens offline; owns the shipped vocabulary and knows no model or network.

Counting is all it does: a cut at a token boundary can halve a Chinese character, so text is cut on
characters elsewhere.
"""

import gzip
from binascii import a2b_base64
from functools import cache
from importlib.resources import files

import tiktoken

__all__ = ["count", "fits"]

# The splitting pattern belongs to the encoding, like its ranks: tiktoken_ext/openai_public.py.
# `tiktoken.get_encoding` would fetch the ranks from the network.
_PATTERN = "|".join(
    [
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*"
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
        r"\p{N}{1,3}",
        r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
        r"\s*[\r\n]+",
        r"\s+(?!\S)",
        r"\s+",
    ]
)


@cache
def _encoding() -> tiktoken.Encoding:
    packed = (files("ingest") / "vocabulary" / "o200k_base.tiktoken.gz").read_bytes()
    pairs = (line.split() for line in gzip.decompress(packed).splitlines())
    # `base64.b64decode` checks its argument first and takes three times as long.
    ranks = {a2b_base64(token): int(rank) for token, rank in pairs}
    return tiktoken.Encoding(
        "o200k_base", pat_str=_PATTERN, mergeable_ranks=ranks, special_tokens={}
    )


def count(text: str) -> int:
    """Return the number of o200k_base tokens, about 0.76 a character for Chinese reports."""
    return len(_encoding().encode_ordinary(text))


def fits(text: str, budget: int) -> bool:
    """Tell whether a text has no more tokens than that; a token is a byte of it at least."""
    return len(text.encode("utf-8", "surrogatepass")) <= budget or count(text) <= budget
