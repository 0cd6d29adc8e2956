"""The product's error tree.

    WenceError
    ├── InputError           what the user gave cannot be used
    │   ├── UnreadableError  a file holds no text that can be read
    │   ├── UnsupportedError a file's format is not read
    │   └── NotFoundError    no such file, document or position
    ├── SettingsError        settings are wrong; names every bad key
    ├── StoreError           the data folder cannot be used as it is
    │   ├── BusyError        another process owns it
    │   └── MismatchError    it was made by another embedder or version
    └── ModelError           a model, or the service that runs it, did not answer

Every error says what happened, and `hint` tells staff what to do.
"""

__all__ = [
    "BusyError",
    "InputError",
    "MismatchError",
    "ModelError",
    "NotFoundError",
    "SettingsError",
    "StoreError",
    "UnreadableError",
    "UnsupportedError",
    "WenceError",
]


class WenceError(Exception):
    """Root of all errors that are shown to the user."""

    code = "error"
    """Stable name for programs."""
    status = 500
    """HTTP status."""
    exit_code = 3
    """Exit code of the command line."""
    retryable = False

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Keep the message and the advice apart, so that each interface can place them."""
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputError(WenceError):
    """What the user gave cannot be used."""

    code, status, exit_code = "bad_input", 400, 2


class UnreadableError(InputError):
    """A file holds no text that can be read."""

    code, status, exit_code = "unreadable", 422, 1


class UnsupportedError(InputError):
    """A file's format is not read."""

    code, status, exit_code = "unsupported", 415, 1


class NotFoundError(InputError):
    """There is no such file, document or position."""

    code, status, exit_code = "not_found", 404, 1


class SettingsError(WenceError):
    """Settings are wrong; the message names every bad key."""

    code, exit_code = "settings", 2


class StoreError(WenceError):
    """The data folder cannot be used as it is."""

    code, exit_code = "store", 2


class BusyError(StoreError):
    """Another process owns the data folder."""

    code, status, retryable = "busy", 503, True


class MismatchError(StoreError):
    """The data folder was made by another embedder or version."""

    code = "mismatch"


class ModelError(WenceError):
    """A model, or the service that runs it, did not answer."""

    code, status, exit_code, retryable = "model", 502, 2, True
