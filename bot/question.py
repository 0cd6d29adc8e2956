"""Puts the parts of a Chinese question together again; pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.parts import Part, Role, split
from bot.reading import ASKS

__all__ = ["RATES", "acting", "asked", "joined_scope", "with_condition", "without_growth"]

_IS_WORDS = re.compile(r"(?:条件|要求|材料|手续|流程|对象|资格|范围)$")
RATES = frozenset(("增速", "增幅", "涨幅", "降幅", "增长率"))
"""What a growth is called."""


def without_growth(question: str) -> str:
    """Return a question about an amount for one about its growth."""
    parts = split(question)
    return "".join(
        part.text for part in parts
        if part.role is not Role.GROWTH and part.text not in RATES
    )  # fmt: skip


def with_condition(question: str, said: str) -> str:
    """Return a question with of whom it is question behind what it is about."""
    parts = split(question)
    opens = [i for i, part in enumerate(parts) if part.role is Role.ASK and ASKS.search(part.text)]
    kinds = (Role.SUBJECT, Role.MODE)
    before = [part for part in parts[: opens[0] if opens else None] if part.role in kinds]
    at = before[-1].end if before else len(question)
    return f"{question[:at]}（{said}）{question[at:]}"


def acting(old: Sequence[Part], new: str, words: Sequence[Part]) -> str:
    """Return a question with what is done in its theme given up for what a turn says is done.

    老人送上门吃饭 for 要是送上门的呢 after 老人去社区食堂吃饭，补多少钱: of verbs in a row the last
    tells what for, and stays. "" when either names no doing.
    """
    themes = [i for i, part in enumerate(old) if part.role is Role.THEME]
    verbs = [i for i in themes if old[i].tag == "v"]
    if not verbs or verbs[0] == themes[0] or words[0].tag != "v":
        return ""
    texts = [part.text for part in old]
    rest = verbs[-1] if len(verbs) > 1 else themes[-1]
    return "".join([*texts[: verbs[0]], new, *texts[rest:]])


def joined_scope(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield the parts; 和 between two places or years belongs to them."""
    for i, part in enumerate(parts):
        near = {each.role for each in (*parts[max(0, i - 1) : i], *parts[i + 1 : i + 2])}
        is_between = part.text in ("和", "与", "、") and near in ({Role.PLACE}, {Role.TIME})
        yield replace(part, role=Role.PLACE) if is_between else part


def asked(text: str) -> str:
    """Return a question with its verb and mark: 江苏城镇新增就业目标 is …目标是多少？."""
    text = text.rstrip("?？。 ")
    if ASKS.search(text):
        return f"{text}？"
    return f"{text}是什么？" if _IS_WORDS.search(text) else f"{text}是多少？"
