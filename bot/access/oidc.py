"""Signs in by an OpenID Connect provider: code flow with PKCE; keeps nothing and knows no page."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.access.person import Person, Role
from bot.access.refusals import NotAllowedError, NotSignedInError
from ingest.errors import ModelError

__all__ = ["Begun", "Provider", "ProviderError"]

# Only what is signed with a key pair: with a shared one, whoever can check could also sign.
_ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
_TIMEOUT_S = 10.0
_LEEWAY_S = 60
_SECRET_BYTES = 32
_COLLECTION = "collection:"
_Json = Mapping[str, Any]  # Any: a JSON object


class ProviderError(ModelError):
    """The provider did not answer as one does."""

    code = "provider"


@dataclass(frozen=True, kw_only=True, slots=True)
class Begun:
    """What has to be kept until the browser comes back from the provider."""

    address: str
    """Where the browser is sent."""
    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    redirect_uri: str


class Provider:
    """One provider, asked anew each time: its keys may change. May be called from any thread."""

    def __init__(
        self, issuer: str, *, client_id: str, client_secret: str = "", role_claim: str = ""
    ) -> None:
        """Keep which it is and who asks it.

        Args:
            issuer: As the provider itself spells it.
            client_id: What it knows this installation by.
            client_secret: Its proof; none for a public client.
            role_claim: The claim of the ID token that says what a person may do; readers of
                everything are all when empty.
        """
        self._issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._role_claim = role_claim

    def begin(self, redirect_uri: str) -> Begun:
        """Return where to send the browser, and what to keep until it comes back.

        Raises:
            ProviderError: The provider does not answer, or says that it is another.
        """
        metadata = self._metadata()
        begun = {name: secrets.token_urlsafe(_SECRET_BYTES) for name in ("state", "nonce")}
        verifier = secrets.token_urlsafe(_SECRET_BYTES)
        with self._client(redirect_uri) as client:
            address, _ = client.create_authorization_url(
                metadata["authorization_endpoint"], code_verifier=verifier, **begun
            )
        return Begun(address=address, verifier=verifier, redirect_uri=redirect_uri, **begun)

    def finish(self, begun: Begun, *, code: str) -> Person:
        """Return who came back with a code.

        Raises:
            ProviderError: The provider does not answer.
            NotSignedInError: The code or the ID token is not valid.
            NotAllowedError: The token gives the person no role here.
        """
        from authlib.integrations.base_client import OAuthError
        from httpx import HTTPError

        metadata = self._metadata()
        try:
            with self._client(begun.redirect_uri) as client:
                token = client.fetch_token(
                    metadata["token_endpoint"], code=code, code_verifier=begun.verifier
                )
        except OAuthError as error:
            raise NotSignedInError(f"the provider refused the code: {error.error}") from error
        except HTTPError as error:
            raise _silent(self._issuer, error) from error
        claims = self._claims(token, metadata=metadata, nonce=begun.nonce)
        return self._person(claims)

    def _client(self, redirect_uri: str) -> Any:  # Any: Authlib publishes no types
        from authlib.integrations.httpx_client import OAuth2Client

        return OAuth2Client(
            client_id=self._client_id,
            client_secret=self._client_secret or None,
            token_endpoint_auth_method="client_secret_basic" if self._client_secret else "none",
            scope="openid profile",
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            timeout=_TIMEOUT_S,
        )

    def _metadata(self) -> _Json:
        found = self._get(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self._issuer:
            raise ProviderError(
                f"the provider says that it is {found.get('issuer')!r}, not {self._issuer!r}",
                hint="Spell WENCE_OIDC_ISSUER as the provider does.",
            )
        needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if missing := [name for name in needed if not isinstance(found.get(name), str)]:
            raise ProviderError(f"the provider does not tell its {', '.join(missing)}")
        return found

    def _get(self, address: str) -> _Json:
        import httpx

        try:
            response = httpx.get(address, timeout=_TIMEOUT_S)
            response.raise_for_status()
            found = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise _silent(self._issuer, error) from error
        return found if isinstance(found, dict) else {}

    def _claims(self, token: _Json, *, metadata: _Json, nonce: str) -> _Json:
        """Return what an ID token says, after everything about it was checked."""
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        try:
            keys = KeySet.import_key_set(dict(self._get(metadata["jwks_uri"])))  # type: ignore[arg-type]  # its shape is checked there
            decoded = jwt.decode(str(token.get("id_token", "")), keys, algorithms=_ALGORITHMS)
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                options={
                    "iss": {"essential": True, "value": self._issuer},
                    "aud": {"essential": True, "value": self._client_id},
                },
                params={
                    "nonce": nonce,
                    "client_id": self._client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(leeway=_LEEWAY_S)
        except (JoseError, ValueError, KeyError) as error:
            raise NotSignedInError(
                f"the provider's ID token is not valid: {type(error).__name__}"
            ) from error
        return dict(claims)

    def _person(self, claims: _Json) -> Person:
        name, shown = claims.get("sub"), claims.get("preferred_username") or claims.get("name")
        if not isinstance(name, str) or not name:
            raise NotSignedInError("the provider's ID token names nobody")
        role, collections = self._rights(claims)
        return Person(
            # The subject is the only claim that never passes to someone else.
            name=name,
            role=role,
            collections=collections,
            shown=shown if isinstance(shown, str) else "",
        )

    def _rights(self, claims: _Json) -> tuple[Role, frozenset[str] | None]:
        if not self._role_claim:
            return Role.READER, None
        said = claims.get(self._role_claim)
        listed = said if isinstance(said, list) else [said]
        values = {each for each in listed if isinstance(each, str)}
        role = next((each for each in reversed(Role) if each.value in values), None)
        if role is None:
            raise NotAllowedError(
                "the provider gives you no role here",
                hint=f"Ask for reader, editor or admin in the claim {self._role_claim}.",
            )
        named = {each for each in values if each.startswith(_COLLECTION)}
        collections = frozenset(each.removeprefix(_COLLECTION) for each in named)
        return role, collections or None


def _silent(issuer: str, error: Exception) -> ProviderError:
    return ProviderError(
        f"the provider {issuer} does not answer: {type(error).__name__}",
        hint="Try again; if it stays, tell whoever runs this server.",
    )
