"""Which wording of a model is taken for the question that was asked."""

import pytest

from bot.rewrite import rewrite

QUESTION = "青禾县2023年高铁里程是多少？"


class Writer:
    """Says one text."""

    name = "told"
    context_tokens = 8192

    def __init__(self, text):
        self.text = text

    def stream(self, messages):
        yield self.text


def test_what_a_model_was_asked_by_is_no_part_of_its_wording():
    line = f"最后的问题：{QUESTION}"
    found = rewrite(Writer(line), QUESTION, (), complete=QUESTION, language="zh", known=("青禾县",))
    assert found == (QUESTION,)


@pytest.mark.parametrize(
    ("line", "is_taken"),
    [
        ("青禾县2023年高铁里程是多少公里？", True),
        ("2023年青禾县的高铁里程有多少？", True),
        ("青禾县2023年地区生产总值是多少？", False),
        ("青禾县2023年财政收入目标是多少？", False),
        ("青禾县2023年的情况是多少？", False),
    ],
)
def test_a_rewrite_keeps_what_is_asked_for(line, is_taken):
    found = rewrite(Writer(line), QUESTION, (), complete=QUESTION, language="zh", known=("青禾县",))
    assert found == ((line,) if is_taken else ())
