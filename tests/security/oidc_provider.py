"""An OpenID Connect provider on loopback, made of Authlib's own grants for providers."""

import base64
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import AuthorizationCodeMixin, OpenIDCode
from flask import Flask, jsonify
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

__all__ = ["CLIENT_ID", "CLIENT_SECRET", "Provider", "provider"]

CLIENT_ID, CLIENT_SECRET = "wence-office", "the-clients-secret"
_SHARED, _UNSIGNED = b'{"alg":"HS256","kid":"k1"}', b'{"alg":"none"}'


class Client(ClientMixin):
    """The one client that the provider knows."""

    def __init__(self, redirect_uris: set[str]) -> None:
        self._redirect_uris = redirect_uris

    def get_client_id(self):
        return CLIENT_ID

    def get_default_redirect_uri(self):
        return None

    def get_allowed_scope(self, scope):
        return scope

    def check_redirect_uri(self, redirect_uri):
        return redirect_uri in self._redirect_uris

    def check_client_secret(self, client_secret):
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method, endpoint):
        return method == "client_secret_basic"

    def check_response_type(self, response_type):
        return response_type == "code"

    def check_grant_type(self, grant_type):
        return grant_type == "authorization_code"


class Code(SimpleNamespace, AuthorizationCodeMixin):
    """A code that was given out."""

    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope

    def get_nonce(self):
        return self.nonce

    def get_auth_time(self):
        return int(time.time())

    def get_acr(self):
        return None

    def get_amr(self):
        return None


class Provider:
    """A provider that signs everybody in who comes; how it lies is set by a test."""

    def __init__(self) -> None:
        self.address = ""
        self.redirect_uris: set[str] = set()
        self.key = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"})
        self.codes: dict[str, Code] = {}
        self.be_honest()

    def be_honest(self) -> None:
        """Sign in a reader, and lie in nothing."""
        self.claims: dict[str, Any] = {"sub": "248289", "preferred_username": "李青"}
        self.signing: Any = self.key
        self.algorithm = "RS256"
        self.metadata: dict[str, str] = {}
        self.edit = lambda token: token

    def app(self) -> Flask:
        app = Flask("provider")
        server = AuthorizationServer(
            app, query_client=lambda _: Client(self.redirect_uris), save_token=lambda *_: None
        )
        server.register_grant(self._grant(), [self._open_id(), CodeChallenge(required=True)])

        @app.get("/.well-known/openid-configuration")
        def configuration():
            known = {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/keys",
            }
            return jsonify({**known, **self.metadata})

        @app.get("/keys")
        def keys():
            return jsonify({"keys": [self.key.as_dict(private=False)]})

        @app.get("/authorize")
        def authorize():
            grant = server.get_consent_grant(end_user="248289")
            return server.create_authorization_response(grant=grant, grant_user="248289")

        @app.post("/token")
        def token():
            response = server.create_token_response()
            if response.status_code == 200:
                fields = json.loads(response.get_data())
                fields["id_token"] = self.edit(fields["id_token"])
                response.set_data(json.dumps(fields))
            return response

        return app

    def _grant(provider) -> type:  # noqa: N805
        class Grant(AuthorizationCodeGrant):
            TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

            def save_authorization_code(self, code, request):
                sent = request.payload.data
                provider.codes[code] = Code(
                    code=code,
                    client_id=CLIENT_ID,
                    redirect_uri=request.payload.redirect_uri,
                    scope=request.payload.scope,
                    nonce=sent.get("nonce"),
                    code_challenge=sent.get("code_challenge"),
                    code_challenge_method=sent.get("code_challenge_method"),
                )

            def query_authorization_code(self, code, client):
                return provider.codes.get(code)

            def delete_authorization_code(self, authorization_code):
                provider.codes.pop(authorization_code.code, None)

            def authenticate_user(self, authorization_code):
                return "248289"

        return Grant

    def _open_id(provider) -> OpenIDCode:  # noqa: N805
        class OpenID(OpenIDCode):
            def exists_nonce(self, nonce, request):
                return False

            def resolve_client_private_key(self, client):
                return provider.signing

            def get_client_algorithm(self, client):
                return provider.algorithm

            def get_encode_header(self, client):
                return {"alg": provider.algorithm, "kid": "k1"}

            def get_client_claims(self, client):
                return {"iss": provider.address}

            def generate_user_info(self, user, scope):
                return provider.claims

        return OpenID(require_nonce=True)

    def signed_by_public_key(self, token: str) -> str:
        """Return a token that is signed as if the public key were a shared secret."""
        _, payload, _ = token.split(".")
        signed = f"{_encoded(_SHARED)}.{payload}"
        mark = hmac.digest(self.key.as_pem(private=False), signed.encode(), "sha256")
        return f"{signed}.{_encoded(mark)}"

    def unsigned(self, token: str) -> str:
        """Return a token with no signature that says so."""
        _, payload, _ = token.split(".")
        return f"{_encoded(_UNSIGNED)}.{payload}."


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@contextmanager
def provider() -> Iterator[Provider]:
    """Serve a provider on loopback."""
    made = Provider()
    server = make_server("127.0.0.1", 0, made.app(), threaded=True)
    made.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
