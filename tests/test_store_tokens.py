"""Tokens of texts, by runs that were met before: those of the tokenizer itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers

from vectorstore.embed import MODEL
from vectorstore.tokens import Tokens

_TOKENIZER = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
_TOKENS = Tokens(_TOKENIZER)
_PIECES = (
    *"，。、；：！？“”（）《》【】—·％～…－ \n\u3000%+-./",
    *(
        "粮食产量",
        "國內生產總值",
        "㑮",
        "2025",
        "5G",
        "GDP",
        "kWh",
        "１２",
        "①",
        "é",
        "𫝈",
        "℃",
        "É",
    ),
)


@given(st.lists(st.sampled_from(_PIECES), max_size=12).map("".join))
def test_tokens_are_those_of_the_tokenizer(text):
    assert [*_TOKENS.of(text)] == _TOKENIZER.encode(text, add_special_tokens=False).ids


@pytest.mark.parametrize("text", ["5G基站", "x5g", "GDP增长"])
def test_tokenizer_that_reads_a_text_as_one_is_asked_for_all_of_it(text):
    tokenizer = Tokenizer(models.WordLevel({"?": 0, text: 1}, unk_token="?"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    assert [*Tokens(tokenizer).of(text)] == [1]
