"""Reads what the page asks to be asked again, with another scope or wording; knows no page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.rescope import with_place, with_year
from ingest.errors import InputError

__all__ = ["Again", "read_again"]

_MOST_DOCUMENTS = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Again:
    """A question that is asked once more."""

    text: str
    documents: tuple[str, ...] = ()
    kind: str = ""
    """What of its scope is changed: place or year; empty when nothing is."""
    old: str = ""
    new: str = ""

    def question(self, known: Collection[str] = ()) -> str:
        """Return what to ask; `known` are the places of the reports."""
        if self.kind == "place":
            return with_place(self.text, self.old, self.new, known=known)
        if self.kind == "year":
            return with_year(self.text, _year(self.old), _year(self.new))
        return self.text


def read_again(sent: object) -> Again:
    """Return what the page sent.

    Raises:
        InputError: It is not of this form.
    """
    fields = sent if isinstance(sent, Mapping) else {}
    texts = [fields.get(name, "") for name in ("question", "kind", "old", "new")]
    documents = fields.get("documents", [])
    is_list = isinstance(documents, list) and len(documents) <= _MOST_DOCUMENTS
    if not is_list or not all(isinstance(each, str) for each in (*texts, *documents)):
        raise InputError("the question is not in its form", hint="Load the page anew.")
    text, kind, old, new = texts
    return Again(text=text, documents=tuple(documents), kind=kind, old=old, new=new)


def _year(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) == 4 else None
