"""Finds the scheme that a Chinese question is about, whatever it asks of it; pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.parts import Part, Role
from bot.thesaurus import is_named

__all__ = ["ON_SCHEME", "as_source", "held_scheme", "is_scheme"]

ON_SCHEME = re.compile(
    r"比例|标准|材料|条件|手续|流程|资格|对象|期限|待遇|限额|额度|报销|缴费|申请|申领|办理|享受"
    r"|领取|支付|补发|停发|[一二三四五六七八九十\d]级|[一二三四五六七八九十]档"
)
"""What the rules of a scheme lay down."""
"""What the rules of a scheme lay down."""
_SCHEME = re.compile(
    r"(?:险金?|扣除|(?:养老|救助|抚恤|补助)金|医保|社保|低保|入户|落户|公积金|补贴|补助|津贴|救助|个税|供养|资助|奖励|办法|条例|细则)$"
)


def is_scheme(words: Sequence[Part]) -> bool:
    """Tell whether one of some words names a scheme: 低保."""
    return any(_SCHEME.search(part.text) for part in words)


def _is_part(subject: Sequence[Part], end: int) -> bool:
    """Tell whether a scheme's name is that of a part of one: 租房的扣除."""
    return any(part.text == "的" for part in subject[:end])


def held_scheme(old: Sequence[Part], new: Sequence[Part], text: str) -> tuple[Part, ...]:
    """Return the words that name the scheme which a turn goes on with: 长期护理保险.

    Args:
        old: The parts of the earlier question.
        new: What the turn is about.
        text: The turn.
    """
    subject = [part for part in old if part.role is Role.SUBJECT]
    ends = [i for i, part in enumerate(subject) if _SCHEME.search(part.text)]
    words = "".join(part.text for part in new)
    is_new = is_scheme(new) or (is_named(words) and not ON_SCHEME.search(text))
    is_all = bool(ends) and ends[-1] + 1 == len(subject) and not ON_SCHEME.search(text)
    if not ends or not words or is_new or is_all or _is_part(subject, ends[-1]):
        return ()
    return tuple(subject[: ends[-1] + 1])


def as_source(parts: Sequence[Part], scheme: Sequence[Part]) -> tuple[Part, ...]:
    """Return parts of which those of a scheme stay whatever the subject is, as a report does."""
    return tuple(
        replace(part, role=Role.SOURCE) if part in scheme else part for part in parts
    )  # fmt: skip
