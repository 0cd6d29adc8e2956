"""Which role each address asks for, in one table; knows nobody who asks."""

import re
from dataclasses import dataclass

from bot.access.person import Role

__all__ = ["RULES", "Rule", "role_for"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """What some addresses ask for."""

    path: re.Pattern[str]
    """The whole path below the prefix."""
    role: Role | None
    """The least role; None lets everybody in."""
    methods: frozenset[str] = frozenset()
    """The only ones it is for; all when empty."""


_READS = frozenset({"GET", "HEAD", "OPTIONS"})
RULES = (
    Rule(path=re.compile(r"/api/health(?:/ready)?"), role=None, methods=_READS),
    Rule(path=re.compile(r"/sign-in(?:/begin|/callback)?|/sign-out"), role=None),
    Rule(path=re.compile(r"/metrics.*"), role=Role.ADMIN),
    Rule(path=re.compile(r"/api/journal(?:/.*)?"), role=Role.ADMIN),
    Rule(path=re.compile(r"/api/documents(?:/.*)?"), role=Role.READER, methods=_READS),
    Rule(path=re.compile(r"/api/documents(?:/.*)?"), role=Role.EDITOR),
)
"""The first that fits counts; what none fits is for readers."""


def role_for(method: str, path: str) -> Role | None:
    """Return the least role for a request, None where everybody may come."""
    for rule in RULES:
        if rule.path.fullmatch(path) and (not rule.methods or method in rule.methods):
            return rule.role
    return Role.READER
