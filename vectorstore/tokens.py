"""Cuts texts into the tokens of a model, and remembers those of runs it met; knows no vector."""

import json
import re
from collections.abc import Sequence
from functools import lru_cache

from tokenizers import Tokenizer, normalizers

__all__ = ["Tokens"]

# Runs come again and again, in passages and in the claims of passages: measured on 120 questions
# over 100,000 passages, 82 of 100 runs had been met, and a run takes 200 bytes.
_KNOWN_RUNS = 50_000
_RUN = re.compile(r"[\u3400-\u9fff]+|[A-Za-z]+|[0-9]+")
# Of these characters the letters and digits become one character each, and the others part runs.
_PLAIN = re.compile(r"[\u3400-\u9fff\x20-\x7e\n\u3000，。、；：！？“”‘’（）《》【】—·％～…－]*")
_APART = {
    "type": "Sequence",
    "pretokenizers": [
        {
            "type": "Split",
            "pattern": {"Regex": r"[\u3400-\u9fff]+|[a-z]+|\d+"},
            "behavior": "Removed",
            "invert": True,
        },
        {
            "type": "Metaspace",
            "replacement": "\u2581",
            "prepend_scheme": "always",
            "split": False,
        },
    ],
}


class Tokens:
    """The tokens of texts, as a tokenizer gives them. May be called from any thread."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Keep the tokenizer, and tell whether it reads runs of letters and digits apart."""
        self._tokenizer = tokenizer
        is_by_character = isinstance(tokenizer.normalizer, normalizers.Precompiled)
        before = tokenizer.pre_tokenizer
        self._parts_runs = (
            is_by_character and before is not None and json.loads(before.__getstate__()) == _APART
        )
        self._of_run = lru_cache(_KNOWN_RUNS)(self._read)

    def of(self, text: str) -> Sequence[int]:
        """Return the numbers of a text's tokens in order.

        Of a plain text they are those of its runs: reading them anew takes eight times as long.
        """
        if not (self._parts_runs and _PLAIN.fullmatch(text)):
            return self._read(text)
        known = self._of_run
        return [token for run in _RUN.findall(text) for token in known(run)]

    def _read(self, text: str) -> tuple[int, ...]:
        return tuple(self._tokenizer.encode(text, add_special_tokens=False).ids)
