"""Embedding services of the OpenAI form, asked through LangChain; knows no store."""

from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING

from langchain_core.embeddings import Embeddings

from ingest.errors import SettingsError

if TYPE_CHECKING:  # it takes a second to import
    from langchain_openai import OpenAIEmbeddings

__all__ = ["Service"]

# After 0.5 s and 1 s, or what the server asks for.
_RETRIES = 2


class Service(Embeddings):
    """Embeds with what a service calls a model."""

    def __init__(
        self, model: str, *, base_url: str = "", api_key: str = "", timeout_s: float = 60.0
    ) -> None:
        """Keep where the service is.

        Args:
            model: What the service calls it.
            base_url: Of the service; OpenAI's own when empty.
            api_key: Its key; a server on one's own machine asks for none.
            timeout_s: Seconds one request may take.

        Raises:
            SettingsError: The library is not installed.
        """
        if find_spec("langchain_openai") is None:
            raise SettingsError(
                "langchain-openai is not installed, which asks the embedder of the settings",
                hint="Install it: pip install 'wence[chat]'",
            )
        self._model, self._base_url = model, base_url
        self._api_key, self._timeout_s = api_key, timeout_s

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return rows of floats (n, dim), all by one request."""
        return self._client.embed_documents(texts, chunk_size=len(texts) or 1)

    def embed_query(self, text: str) -> list[float]:
        """Return the row of one text."""
        return self.embed_documents([text])[0]

    @cached_property
    def _client(self) -> "OpenAIEmbeddings":
        from langchain_openai import OpenAIEmbeddings
        from pydantic import SecretStr

        # Texts are sent as they are: by default the library fetches a vocabulary from the network
        # and sends numbers of tokens, which other servers do not take; nor do all take base64.
        return OpenAIEmbeddings(
            model=self._model,
            base_url=self._base_url or None,
            api_key=SecretStr(self._api_key or "none"),
            timeout=self._timeout_s,
            max_retries=_RETRIES,
            check_embedding_ctx_length=False,
            model_kwargs={"encoding_format": "float"},
        )
