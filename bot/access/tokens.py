"""Tokens with which a portal's server says who uses its frame; knows no HTTP.

A token is a JWT (RFC 7519) signed with HS256 by a secret that the two servers share.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.access.person import Person, Role
from bot.access.refusals import NotSignedInError

__all__ = ["LONGEST_S", "Tokens"]

LONGEST_S = 600
"""Between `iat` and `exp`: a token goes from one server through a browser to another, at once."""
_LEEWAY_S = 30
"""By which the clocks of the two servers may differ."""
_LONGEST_TEXT = 8192
_LONGEST_NAME = 200
_NEEDED = ("aud", "exp", "iat", "jti", "sub")
_ROLES = (Role.READER, Role.EDITOR)
"""Nobody administers from inside a frame."""

_Claims = Mapping[str, Any]  # Any: JSON, of which each claim is checked


class Tokens:
    """Checks tokens, each of which lets in once. May be called from any thread."""

    def __init__(
        self, secrets: Sequence[str], *, audience: str, clock: Callable[[], float] = time.time
    ) -> None:
        """Keep what they are checked by.

        Args:
            secrets: Any of them may have signed; several while one takes another's place.
            audience: What a token must be for.
            clock: Tells seconds since 1970.
        """
        self._secrets = secrets
        self._audience = audience
        self._clock = clock
        self._lock = threading.Lock()
        self._redeemed: dict[str, float] = {}
        """Until when each token that was redeemed would be valid, by its `jti`."""

    def redeem(self, token: str) -> Person:
        """Return whom a token stands for; a second time it is refused.

        Raises:
            NotSignedInError: It is forged, expired, lives too long, is for something else, lacks
                a claim, or was redeemed before.
        """
        claims = self._verified(token)
        person = _person(claims)
        self._note(str(claims["jti"]), until=float(claims["exp"]) + _LEEWAY_S)
        return person

    def _verified(self, token: str) -> _Claims:
        import jwt  # takes 0.1 s with its cryptography, and the command line needs none

        if len(token) > _LONGEST_TEXT:
            raise _refusal("it is too long")
        for secret in self._secrets:
            try:
                claims = self._decoded(jwt, token, secret)
            except jwt.InvalidSignatureError:
                continue
            except jwt.InvalidTokenError as error:
                raise _refusal(str(error)) from error
            self._check_times(claims)
            return claims
        raise _refusal("it is signed with no secret that is known here")

    def _decoded(self, jwt: Any, token: str, secret: str) -> _Claims:  # Any: the module
        claims: _Claims = jwt.decode(
            token,
            secret,
            algorithms=["HS256"],  # the token's own word for it is not asked
            audience=self._audience,
            # Times are checked below, by the clock that was given.
            options={"require": [*_NEEDED], "verify_exp": False, "verify_iat": False},
        )
        return claims

    def _check_times(self, claims: _Claims) -> None:
        issued, expires, now = claims["iat"], claims["exp"], self._clock()
        if not all(type(each) in (int, float) for each in (issued, expires)):
            raise _refusal("iat and exp are no numbers")
        # Written so that what is no number, which JSON has a word for in Python, is refused.
        if not now < expires + _LEEWAY_S:
            raise _refusal("it has expired")
        if not issued <= now + _LEEWAY_S:
            raise _refusal("it is of the future")
        if not expires - issued <= LONGEST_S:
            raise _refusal(f"it lives for more than {LONGEST_S} seconds")

    def _note(self, id: str, *, until: float) -> None:
        now = self._clock()
        with self._lock:
            self._redeemed = {key: end for key, end in self._redeemed.items() if end > now}
            if id in self._redeemed:
                raise _refusal("it was used before")
            self._redeemed[id] = until


def _person(claims: _Claims) -> Person:
    name, id = claims["sub"], claims["jti"]
    for claim, value in (("sub", name), ("jti", id)):
        if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_NAME:
            raise _refusal(f"{claim} is no text of 1 to {_LONGEST_NAME} characters")
    role = claims.get("role", Role.READER.value)
    if role not in [each.value for each in _ROLES]:
        raise _refusal(f"role is none of {', '.join(_ROLES)}")
    listed = claims.get("collections")
    if listed is not None and not (
        isinstance(listed, list) and all(isinstance(each, str) for each in listed)
    ):
        raise _refusal("collections is no list of names")
    # An account of this installation may have the same name and is someone else.
    return Person(
        name=f"portal:{name}",
        role=Role(role),
        collections=None if listed is None else frozenset(listed),
        shown=name,
    )


def _refusal(reason: str) -> NotSignedInError:
    return NotSignedInError(
        f"the portal's token is not valid: {reason}",
        hint="Load the portal's page anew. If it stays, whoever runs the portal finds what a "
        "token must hold in the README, In a portal.",
    )
