"""Tells what a post demands from the post, in a Chinese question about a row of a table; pure."""

from collections.abc import Sequence
from dataclasses import replace

from bot.parts import Part, Role
from bot.substitute import REQUIREMENTS

__all__ = ["asking_requirement", "without_requirement"]


def asking_requirement(parts: Sequence[Part]) -> list[Part]:
    """Return parts of which what is demanded is what is asked: 年龄要求 of doctors, not nurses."""
    is_named = any(part.role is Role.SUBJECT and part.text not in REQUIREMENTS for part in parts)
    return [
        replace(part, role=Role.ASK)
        if is_named and part.role is Role.SUBJECT and part.text in REQUIREMENTS else part
        for part in parts
    ]  # fmt: skip


def without_requirement(parts: Sequence[Part]) -> list[Part]:
    """Return parts without what was demanded before: 学历要求, when 年龄 is asked."""
    return [
        part for part in parts
        if not (part.role is Role.SUBJECT and part.text in REQUIREMENTS)
    ]  # fmt: skip
