"""Finds the folder of a model and says which model it holds; the only one that asks a model hub."""

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from ingest.errors import SettingsError

__all__ = ["digest", "find_folder"]

_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")
# The hub's library tries again and again: 75 s for a model without a network, measured. Asking for
# the model's card takes 0.3 s where there is one.
_REACH_S = 2.0
# What a model is loaded from; other folders hold the same in other forms.
_MODEL_FILES = {".json", ".txt", ".model", ".safetensors", ".bin"}
_OTHER_FORMS = ("onnx/*", "openvino/*", "*.onnx", "*.gguf", "*.h5", "*.msgpack", "*.ot", "*.pth")
# Files of gigabytes are told apart by pieces spread over them: reading all takes seconds a start.
_PIECES, _PIECE_BYTES = 64, 1 << 16
_ELSEWHERE = (
    "Download the model on a machine that has a network (hf download {name} "
    "--local-dir FOLDER), copy the folder here, and give the folder in place of the name."
)


def find_folder(model: str) -> Path:
    """Return the folder of a model; only a name of the hub that is not here yet leaves the machine.

    Args:
        model: A folder, or a name of the hub such as BAAI/bge-m3.

    Raises:
        SettingsError: It is neither, or the hub cannot be reached (told within 3 s) or has none.
    """
    folder = Path(model).expanduser()
    if folder.is_dir():
        if not _is_whole(folder):
            raise SettingsError(
                f"{model} holds no model",
                hint="A folder of a sentence-transformers or Hugging Face model is expected: "
                "config.json or modules.json with the weights beside it (*.safetensors or *.bin).",
            )
        return folder
    if not _HUB_NAME.fullmatch(model):
        raise SettingsError(
            f"there is no folder {model}",
            hint="Give a model's folder, or its name on the hub such as BAAI/bge-m3.",
        )
    return _of_hub(model)


def digest(folder: Path, *more: str) -> str:
    """Return a short hash over a model's files and some words; the name of the folder counts not.

    Of large files size and spread pieces are read, which tells trained weights apart.
    """
    joined = hashlib.sha256(json.dumps(more).encode())
    for path in _files(folder):
        joined.update(f"{path.relative_to(folder).as_posix()} {path.stat().st_size}\n".encode())
        for piece in _read(path):
            joined.update(piece)
    return joined.hexdigest()[:16]


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        is_other = inside.parts[0] in ("onnx", "openvino") or any(
            part.startswith(".") for part in inside.parts
        )
        if path.is_file() and path.suffix in _MODEL_FILES and not is_other:
            yield path


def _read(path: Path) -> Iterator[bytes]:
    size = path.stat().st_size
    with path.open("rb") as file:
        if size <= _PIECES * _PIECE_BYTES:
            yield file.read()
            return
        for i in range(_PIECES):
            file.seek((size - _PIECE_BYTES) * i // (_PIECES - 1))
            yield file.read(_PIECE_BYTES)


def _is_whole(folder: Path) -> bool:
    """Tell whether a folder holds a model with all of its weights."""
    if not any((folder / name).is_file() for name in ("config.json", "modules.json")):
        return False
    for index in folder.glob("*.safetensors.index.json"):
        parts = {*json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()}
        if not all((folder / part).is_file() for part in parts):
            return False
    return any(path.suffix in (".safetensors", ".bin") for path in _files(folder))


def _of_hub(name: str) -> Path:
    """Return the folder of a model of the hub, from its cache when it is there."""
    if find_spec("huggingface_hub") is None:
        raise SettingsError(
            f"there is no folder {name}, and huggingface_hub, which fetches models, is missing",
            hint="Give a model's folder, or install it: pip install 'wence[models]'",
        )
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        cached = Path(snapshot_download(name, local_files_only=True))  # nosec B615 - no network
    except LocalEntryNotFoundError:
        return _download(name)
    return cached if _is_whole(cached) else _download(name)


def _download(name: str) -> Path:
    from huggingface_hub import snapshot_download

    names = _listed(name)
    has_safetensors = "model.safetensors" in names or "model.safetensors.index.json" in names
    doubled = ("pytorch_model*.bin",) if has_safetensors else ()
    try:
        # The revision is what the hub has; the index's fingerprint tells another one.
        fetched = snapshot_download(  # nosec B615 - what staff named
            name, ignore_patterns=[*_OTHER_FORMS, *doubled]
        )
        return Path(fetched)
    except Exception as error:
        raise SettingsError(
            f"the model {name} was not fetched to its end: {type(error).__name__}: {error}",
            hint=f"Run it again to go on. Otherwise: {_ELSEWHERE.format(name=name)}",
        ) from error


def _listed(name: str) -> set[str]:
    """Return the names of a model's files on the hub."""
    from huggingface_hub import HfApi
    from huggingface_hub.errors import RepositoryNotFoundError

    found: list[set[str] | Exception] = []

    def ask() -> None:
        try:
            siblings = HfApi().model_info(name, timeout=_REACH_S).siblings or []
            found.append({each.rfilename for each in siblings})
        except Exception as error:  # noqa: BLE001 - raised below, by the thread that waits
            found.append(error)

    # Looking up an address has no limit of its own, so another thread does it.
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(_REACH_S)
    answer = found[0] if found else TimeoutError(f"no answer within {_REACH_S:.0f} s")
    if isinstance(answer, RepositoryNotFoundError):
        raise SettingsError(
            f"there is no folder {name}, and no model of that name on the hub that is open to you",
            hint="Check the name. A model that asks for consent needs a token (HF_TOKEN).",
        ) from answer
    if isinstance(answer, Exception):
        raise SettingsError(
            f"there is no folder {name}, and the hub was not reached to fetch a model of that name",
            hint=_ELSEWHERE.format(name=name),
        ) from answer
    return answer
