"""Owns which versions a measurement was made with."""

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from platform import python_version

__all__ = ["versions"]


def versions(packages: Sequence[str]) -> dict[str, str]:
    """Return the version of Python and of each distribution, or that it is not installed."""
    return {"python": python_version(), **{package: _version(package) for package in packages}}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
