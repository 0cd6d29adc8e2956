"""Opens the embedder and the reranker that the settings name; loads none before it is used."""

from collections.abc import Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from bot.rerank import Reranker, Score
from bot.settings import SERVICE, Settings
from vectorstore.embed import Embedder, built_in
from vectorstore.encoder import Encoder, Identity, Prefixes
from vectorstore.folders import digest, find_folder
from vectorstore.service import Service
from vectorstore.transformer import Hardware, Transformer, load_cross_encoder, require_library

if TYPE_CHECKING:  # it takes a third of a second to import
    from langchain_core.embeddings import Embeddings

__all__ = ["open_embedder", "open_reranker"]


def open_embedder(settings: Settings, embedder: "Embeddings | None" = None) -> Embedder:
    """Return the embedder of the settings, or any of LangChain as one of ours.

    A hub's name is looked up in the hub's cache, then fetched; nothing else asks the network here.

    Raises:
        SettingsError: It is not there, or its library is not installed.
    """
    if isinstance(embedder, Embedder):
        return embedder
    prefixes = Prefixes(
        query=settings.embedder_query_prefix, passage=settings.embedder_passage_prefix
    )
    if embedder is not None:
        return _encoder(settings, embedder, _given(embedder), prefixes=prefixes)
    if not settings.embedder:
        return built_in()
    if settings.embedder.startswith(SERVICE):
        name = settings.embedder.removeprefix(SERVICE)
        service = Service(
            name,
            base_url=settings.embedder_base_url,
            api_key=settings.embedder_api_key,
            timeout_s=settings.embedder_timeout_s,
        )
        return _encoder(settings, service, f"openai/{name}", prefixes=prefixes)
    require_library()
    folder = find_folder(settings.embedder)
    # The model itself is told the prefixes: some leave them out of what they sum up.
    return Encoder(
        Transformer(folder, prefixes=prefixes, hardware=_hardware(settings)),
        identity=Identity(
            name=settings.embedder, fingerprint=f"st/{digest(folder, prefixes.passage)}"
        ),
        words=built_in(),
        batch=settings.embedder_batch,
    )


def open_reranker(settings: Settings) -> Reranker | None:
    """Return the reranker of the settings, None when they name none.

    Raises:
        SettingsError: It is not there, or its library is not installed.
    """
    if not settings.reranker:
        return None
    require_library()
    return Reranker(
        partial(_load, find_folder(settings.reranker.removeprefix("st:")), _hardware(settings)),
        candidates=settings.rerank_candidates,
        timeout_s=settings.rerank_timeout_s,
    )


def _hardware(settings: Settings) -> Hardware:
    return Hardware(device=settings.model_device, dtype=settings.model_dtype)


def _load(folder: Path, hardware: Hardware) -> Score:
    model = load_cross_encoder(folder, hardware)

    def score(pairs: Sequence[tuple[str, str]]) -> list[float]:
        scores = model.predict([*pairs], batch_size=len(pairs), show_progress_bar=False)
        if scores.ndim != 1:
            raise ValueError(f"a reranker gives one score a passage, this one {scores.shape[1]}")
        return [float(each) for each in scores]

    return score


def _encoder(
    settings: Settings, model: "Embeddings", fingerprint: str, *, prefixes: Prefixes
) -> Encoder:
    """Return a model whose vectors are told apart by its name alone."""
    # What stands before questions changes no vector of the index.
    before = f"+{sha256(prefixes.passage.encode()).hexdigest()[:8]}" if prefixes.passage else ""
    return Encoder(
        model,
        identity=Identity(name=settings.embedder, fingerprint=fingerprint + before),
        words=built_in(),
        batch=settings.embedder_batch,
        prefixes=prefixes,
    )


def _given(embedder: "Embeddings") -> str:
    names = (getattr(embedder, each, None) for each in ("model", "model_name", "model_id"))
    name = next((each for each in names if isinstance(each, str)), "")
    return "/".join(filter(None, ("langchain", type(embedder).__name__, name)))
