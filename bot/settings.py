"""Settings, read once at the entry point from an environment that is passed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self

from bot.setting_forms import ANSWERERS, PARSERS, PREFIX, SERVICE, Network, conflicts
from ingest.errors import SettingsError
from ingest.opening import Limits, Opening

__all__ = ["ANSWERERS", "PREFIX", "SERVICE", "Settings"]

_LIMITS = Limits()


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """How this installation runs. Each field is read from `WENCE_` and its name in capitals."""

    data: Path = Path("data")
    """The one folder that holds everything."""
    host: str = "127.0.0.1"
    port: int = 7860
    root_path: str = ""
    """Path prefix under which a proxy serves this, such as /wence."""
    frame_ancestors: str = ""
    """Origins whose pages may show this one in a frame, besides its own, separated by spaces."""
    answerer: str = "extractive"
    max_question_chars: int = 2000
    chat_model: str = ""
    """provider:name of LangChain's `init_chat_model`, such as openai:deepseek-chat."""
    chat_base_url: str = ""
    """Of a server of the OpenAI form, or of Ollama; the provider's own when empty."""
    chat_api_key: str = field(default="", repr=False)
    chat_timeout_s: int = 60
    """Seconds one request to the chat model may take in all."""
    chat_context_tokens: int = 8192
    """Tokens the chat model takes, request and answer together."""
    chat_concurrency: int = 4
    """Requests to the chat model that run at a time."""
    embedder: str = ""
    """A folder or hub name for sentence-transformers, openai:model; the built-in one when empty."""
    embedder_base_url: str = ""
    """Of a service of the OpenAI form."""
    embedder_api_key: str = field(default="", repr=False)
    embedder_timeout_s: int = 60
    """Seconds one request to the service may take."""
    embedder_batch: int = 10
    """Texts the embedder is given at once; some services take no more than 10."""
    embedder_query_prefix: str = ""
    embedder_passage_prefix: str = ""
    """What the embedder wants before a text, where the model does not declare it itself."""
    reranker: str = ""
    """A folder or hub name of a cross-encoder; none when empty."""
    rerank_candidates: int = 20
    """Passages the reranker reads for a question."""
    rerank_timeout_s: int = 5
    """Seconds after which it begins no more of them."""
    model_device: str = ""
    """What embedder and reranker run on, such as cpu or cuda:1; the machine's best when empty."""
    model_dtype: str = ""
    """Of their numbers; float32 on a processor, the model's own elsewhere, when empty."""
    max_upload_mb: int = _LIMITS.file_mb
    max_unpacked_mb: int = _LIMITS.unpacked_mb
    max_pages: int = _LIMITS.pages
    max_ocr_pages: int = _LIMITS.ocr_pages
    max_ocr_page_seconds: int = _LIMITS.ocr_page_seconds
    max_cells: int = _LIMITS.cells
    max_depth: int = _LIMITS.depth
    max_seconds: int = _LIMITS.seconds
    max_memory_mb: int = _LIMITS.memory_mb
    """The last nine are what reading one file may cost, see `ingest.opening.Limits`."""
    workers: int = 0
    """Files read at the same time; 0 is one for each processor."""
    password: str = field(default="", repr=False)
    """Opens files that are locked."""
    watch: Path | None = None
    """A folder whose files are taken in as they come, while this serves."""
    requests_per_minute: int | None = None
    """Requests that one person or key may send; 0 is any number. None is 300 with sign-in, and any
    number without: then only one's own machine asks."""
    concurrent_asks: int = 4
    """Questions that are answered at a time."""
    queue_length: int = 64
    """Questions that may wait for their turn."""
    ask_timeout_s: int = 180
    """Seconds an answer may take once its turn has come."""
    journal: str = "off"
    """What is kept of each question: off, hashes or full."""
    journal_days: int = 90
    """Days after which it is deleted."""
    log_format: str = "text"
    """text, or json: an object a line, with one for each request."""
    otlp_endpoint: str = ""
    """Of a collector of OpenTelemetry by HTTP, such as http://127.0.0.1:4318; no traces without."""
    scrapers: tuple[Network, ...] = ()
    """Who may read /metrics without signing in."""
    allow_private_urls: bool = False
    """Lets addresses given to `wence ingest` lead into the own network, and through its proxy."""
    sign_in: str = "none"
    """Who may come in: anyone of this machine, accounts of its own, a portal's proxy, or OIDC."""
    trusted_proxies: tuple[Network, ...] = ()
    """Whose headers are believed; the only ones that the header sign-in takes a person from."""
    user_header: str = "X-Wence-User"
    role_header: str = "X-Wence-Role"
    collections_header: str = "X-Wence-Collections"
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_role_claim: str = ""
    """The claim that holds reader, editor or admin, and collection:NAME for each that is read."""
    session_hours: int = 12
    """How long a sign-in lasts."""
    embed_secrets: tuple[str, ...] = field(default=(), repr=False)
    """Any of them signs a portal's tokens; the newest first, while one takes another's place."""
    embed_audience: str = "wence"
    """What a portal's token must be for."""
    cors_origins: str = ""
    """Origins whose pages' scripts may ask with an API key, separated by spaces."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str], **overrides: object) -> Self:
        """Read the settings; `overrides` that are not None win over the environment.

        Raises:
            SettingsError: Values are wrong; every bad key is named.
        """
        values: dict[str, Any] = {}  # Any: each field has its own type
        problems: list[str] = []
        for each in fields(cls):
            key = PREFIX + each.name.upper()
            given = overrides.get(each.name)
            text = environ.get(key, "") if given is None else str(given)
            if not text:
                continue
            try:
                values[each.name] = PARSERS[each.name](text)
            except ValueError as error:
                shown = repr(text) if each.repr else "…"  # what is secret is in no log
                problems.append(f"{key}={shown}: {error}")
        unknown = [key for key in environ if key.startswith(PREFIX) and not _is_known(key)]
        problems += [f"{key} is no setting" for key in sorted(unknown)]
        problems += conflicts(values)
        if problems:
            known = " ".join(sorted(PREFIX + each.name.upper() for each in fields(cls)))
            raise SettingsError("; ".join(problems), hint=f"The settings are: {known}")
        return cls(**values)

    def opening(self, password: str = "") -> Opening:
        """Return how files are opened, with another password than the one of the settings."""
        limits = Limits(
            file_mb=self.max_upload_mb,
            unpacked_mb=self.max_unpacked_mb,
            pages=self.max_pages,
            ocr_pages=self.max_ocr_pages,
            ocr_page_seconds=self.max_ocr_page_seconds,
            cells=self.max_cells,
            depth=self.max_depth,
            seconds=self.max_seconds,
            memory_mb=self.max_memory_mb,
        )
        return Opening(limits=limits, password=password or self.password)


def _is_known(key: str) -> bool:
    return key.removeprefix(PREFIX).lower() in PARSERS
