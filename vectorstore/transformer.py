"""Models of sentence-transformers, loaded from a folder when first used; asks no hub."""

import threading
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from ingest.errors import SettingsError
from vectorstore.encoder import Prefixes

if TYPE_CHECKING:  # they take five seconds to import
    from sentence_transformers import CrossEncoder, SentenceTransformer

__all__ = ["Hardware", "Transformer", "load_cross_encoder", "require_library"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Hardware:
    """What a model runs on; what is empty is chosen by what the machine has."""

    device: str = ""
    """As torch names it, such as cuda:1."""
    dtype: str = ""
    """Of its numbers, such as bfloat16."""


class Transformer(Embeddings):
    """Embeds with a model of a folder. To be used by one thread at a time."""

    def __init__(
        self, folder: Path, *, prefixes: Prefixes, hardware: Hardware = Hardware()
    ) -> None:
        """Keep the folder; the model is loaded by the first text.

        Args:
            folder: What `find_folder` returned.
            prefixes: What to put before texts in place of the prompts that the model declares.
            hardware: What it runs on.
        """
        self._folder, self._prefixes, self._hardware = folder, prefixes, hardware
        self._loading = threading.Lock()
        self._model: SentenceTransformer | None = None

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return float rows (n, dim), all texts in one batch."""
        prompt = self._prefixes.passage or None
        rows: NDArray[np.float32] = self._loaded().encode_document(
            texts, prompt=prompt, batch_size=len(texts) or 1, show_progress_bar=False
        )
        return _listed(rows)

    def embed_query(self, text: str) -> list[float]:
        """Return the row of a question."""
        prompt = self._prefixes.query or None
        rows: NDArray[np.float32] = self._loaded().encode_query(
            [text], prompt=prompt, show_progress_bar=False
        )
        return _listed(rows)[0]

    def _loaded(self) -> "SentenceTransformer":
        with self._loading:
            if self._model is None:
                self._model = _load_transformer(self._folder, self._hardware)
            return self._model


def require_library() -> None:
    """See that models can be loaded, without loading anything.

    Raises:
        SettingsError: The library is not installed.
    """
    if find_spec("sentence_transformers") is None:
        raise SettingsError(
            "sentence-transformers is not installed, which loads the model of the settings",
            hint="Install it: pip install 'wence[models]'",
        )


def load_cross_encoder(folder: Path, hardware: Hardware) -> "CrossEncoder":
    """Return the cross-encoder of a folder."""
    from sentence_transformers import CrossEncoder

    model: CrossEncoder = CrossEncoder(str(folder), **_options(hardware))
    return model


def _load_transformer(folder: Path, hardware: Hardware) -> "SentenceTransformer":
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(folder), **_options(hardware))


def _options(hardware: Hardware) -> dict[str, Any]:  # Any: each option has its own type
    """Return how models are loaded: from their folder alone, in the numbers the machine is good at.

    Half-precision numbers, in which many models are stored, take a processor three times as long
    as float32 (MiniLM, 200 sentences: 6.7 s and 2.0 s, measured on 2026-11-30); a GPU is better at
    them.
    """
    from sentence_transformers.util import get_device_name
    from transformers.utils import logging

    # Loading takes less time than reading about it.
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # has no types
    device = hardware.device or get_device_name()
    dtype = hardware.dtype or ("float32" if device == "cpu" else "auto")
    return {"local_files_only": True, "device": device, "model_kwargs": {"dtype": dtype}}


def _listed(rows: NDArray[np.float32]) -> list[list[float]]:
    found: list[list[float]] = np.asarray(rows, dtype=np.float32).tolist()
    return found
