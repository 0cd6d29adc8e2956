"""Builds the tokenizer: one Unigram vocabulary of Han words, English forms and years.

Text is normalised inside it (NFKC, lower case, Traditional as Simplified, accents dropped), so that
every program that loads the file gets the same tokens.
"""

import math
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path

import sentencepiece
from opencc import OpenCC
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

__all__ = ["ENDINGS", "WORD_START", "YEARS", "build", "charsmap", "pieces", "token_ids"]

WORD_START = "▁"
YEARS = tuple(str(year) for year in range(1900, 2051))
# An inflected form that is not in the vocabulary falls apart into its base and one of these, which
# have no vector: `interceptions` is `interception` and `s`.
ENDINGS = ("s", "es", "d", "ed", "ing", "ly", "er", "ers", "n", "al")
_UNKNOWN = "<unk>"
# Generated at import, so that type checkers cannot see into it.
_PROTOCOL = "sentencepiece.sentencepiece_model_pb2"
_RUN = r"[\u3400-\u9fff]+|[a-z]+|\d+"
# English forms and years are whole runs: any score below 0 keeps them whole.
_RUN_SCORE = -8.0
_LAST_CODE_POINT = 0x2FA20
_MAX_EXPANSION = 8
_ACCENTS = re.compile(r"[\u0300-\u036f]")


def pieces(han: Sequence[str], english: Sequence[str]) -> list[str]:
    """Return the vocabulary in the order of the matrix's rows."""
    marked = [WORD_START + word for word in (*english, *YEARS)]
    return [_UNKNOWN, WORD_START, *han, *marked, *ENDINGS]


def build(
    han: Sequence[str], english: Sequence[str], *, frequencies: Mapping[str, int], charmap: bytes
) -> Tokenizer:
    """Return the tokenizer of a vocabulary; frequent Han words win over their parts."""
    total = sum(frequencies.values())
    scores = [math.log(max(frequencies.get(word, 0), 1) / total) for word in han]
    others = len(english) + len(YEARS) + len(ENDINGS)
    vocabulary = zip(pieces(han, english), [0.0, 0.0, *scores, *[_RUN_SCORE] * others], strict=True)
    rounded = [(piece, round(score, 3)) for piece, score in vocabulary]
    tokenizer = Tokenizer(models.Unigram(rounded, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Precompiled(charmap)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_RUN), behavior="removed", invert=True),
            pre_tokenizers.Metaspace(replacement=WORD_START, prepend_scheme="always", split=False),
        ]
    )
    return tokenizer


def token_ids(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    """Return each text's known tokens; unknown ones and word starts have no vector."""
    encoded = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    return [[number for number in each.ids if number > 1] for each in encoded]


def charsmap() -> bytes:
    """Return the normalisation as SentencePiece compiles it.

    SentencePiece compiles rules only while it trains, so a throw-away model is trained.
    """
    with tempfile.TemporaryDirectory() as folder:
        rules, corpus = Path(folder, "rules.tsv"), Path(folder, "corpus.txt")
        rules.write_text("\n".join(_rules()) + "\n", encoding="utf-8")
        corpus.write_text("粮食 生产 安全\nabc def\n" * 50, encoding="utf-8")
        sentencepiece.SentencePieceTrainer.train(
            input=str(corpus),
            model_prefix=str(Path(folder, "model")),
            vocab_size=20,
            normalization_rule_tsv=str(rules),
            add_dummy_prefix=False,
            remove_extra_whitespaces=False,
            hard_vocab_limit=False,
            minloglevel=2,
        )
        model = import_module(_PROTOCOL).ModelProto()
        model.ParseFromString(Path(folder, "model.model").read_bytes())
    compiled: bytes = model.normalizer_spec.precompiled_charsmap
    return compiled


def _rules() -> Iterator[str]:
    """Yield `source<tab>target` in hexadecimal for each character that changes."""
    for source, target in _changes(chr(point) for point in range(33, _LAST_CODE_POINT)):
        yield _hexadecimal(source) + "\t" + _hexadecimal(target)


def _changes(characters: Iterable[str]) -> Iterator[tuple[str, str]]:
    converter = OpenCC("t2s")
    for character in characters:
        if unicodedata.category(character) in {"Cn", "Co", "Cc", "Cs"}:
            continue
        folded = unicodedata.normalize("NFKC", character).lower()
        target = converter.convert(_without_accents(folded))
        if target != character and target.strip() and len(target) < _MAX_EXPANSION:
            yield character, target


def _without_accents(text: str) -> str:
    """Return Latin letters without accents (Pokémon, pokemon); other scripts stay as they are."""
    decomposed = unicodedata.normalize("NFKD", text)
    return _ACCENTS.sub("", decomposed) if "a" <= decomposed[:1] <= "z" else text


def _hexadecimal(text: str) -> str:
    return " ".join(f"{ord(character):X}" for character in text)
