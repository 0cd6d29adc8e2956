"""Owns the memory of an unfinished run: what each item got, kept as it comes; judges nothing."""

import json
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from bot.types import Answer, Turn
from evals.ranking import Ranks
from ingest.errors import InputError

__all__ = ["Journal", "Played"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Played:
    """What came of asking an item, before it is judged."""

    history: tuple[Turn, ...] = ()
    """The turns before the scored question, with the answers they got."""
    answer: Answer | None = None
    """None after an error."""
    error: str = ""
    """Code and message of the error that ended the item."""
    ranks: Ranks | None = None
    passages: tuple[str, ...] = ()
    elapsed_ms: float = 0.0
    """Wall time of the last question asked, milliseconds."""

    def to_dict(self) -> dict[str, Any]:  # Any: a JSON object
        """Return the form of a line of the journal."""
        return {
            "history": [asdict(turn) for turn in self.history],
            "answer": self.answer.to_dict() if self.answer else None,
            "error": self.error,
            "ranks": None if self.ranks is None else list(self.ranks),
            "passages": list(self.passages),
            "elapsed_ms": self.elapsed_ms,
        }

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:  # Any: a JSON object
        """Read what `to_dict` wrote."""
        ranks, said = fields["ranks"], fields["answer"]
        return cls(
            history=tuple(Turn(**turn) for turn in fields["history"]),
            answer=Answer.from_dict(said) if said else None,
            error=fields["error"],
            ranks=None if ranks is None else tuple(ranks),
            passages=tuple(fields["passages"]),
            elapsed_ms=fields["elapsed_ms"],
        )


@dataclass(slots=True)
class Journal:
    """A file that grows by a line an item; one of another run is begun anew. Thread-safe."""

    path: Path | None
    """None keeps nothing."""
    key: str
    """Says what the answers depend on: only a run with the same one is gone on with."""
    played: dict[str, Played] = field(default_factory=dict)
    """By id of the item: what an earlier, interrupted run left."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def open(cls, path: Path | None, *, key: str) -> Self:
        """Read what a run of the same key left, and be ready to add to it.

        A last line that was cut off is dropped; items that ended in an error are asked again.

        Raises:
            InputError: The file cannot be written.
        """
        journal = cls(path, key)
        if path is None:
            return journal
        lines = _lines(path)
        if lines[:1] == [{"key": key}]:
            journal.played = {line["id"]: Played.from_dict(line) for line in lines[1:]}
            journal.played = {name: each for name, each in journal.played.items() if not each.error}
        journal._begin()
        return journal

    def add(self, item_id: str, played: Played) -> None:
        """Keep what an item got."""
        if self.path is None:
            return
        line = _dumped({"id": item_id, **played.to_dict()})
        with self._lock, self.path.open("a", encoding="utf-8") as file:
            file.write(line)

    def end(self) -> None:
        """Delete the file: its run is complete and reported."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)

    def _begin(self) -> None:
        """Write anew what is kept, so that a line that was cut off is gone."""
        assert self.path is not None
        kept = [_dumped({"key": self.key})]
        kept += [_dumped({"id": name, **each.to_dict()}) for name, each in self.played.items()]
        beside = self.path.with_suffix(".new")
        try:
            beside.write_text("".join(kept), encoding="utf-8")
            beside.replace(self.path)
        except OSError as error:
            raise InputError(f"cannot write {self.path}: {error.strerror}") from error


def _dumped(fields: Mapping[str, Any]) -> str:  # Any: a JSON object
    # All ASCII, so that a lone surrogate of a question file is its escape.
    return json.dumps(fields) + "\n"


def _lines(path: Path) -> list[dict[str, Any]]:  # Any: JSON objects
    lines: list[dict[str, Any]] = []
    try:
        with path.open(encoding="utf-8") as file:
            for line in file:
                lines.append(json.loads(line))
    except FileNotFoundError:
        return []
    except (ValueError, OSError):
        pass  # the line that was being written when the run was killed
    return lines
