"""Chooses the passages that a chat model is shown, within its budget of tokens; knows no model."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from bot.shown import Shown
from ingest.places import names_of
from ingest.tokens import count
from ingest.types import Description
from vectorstore.types import Context, Hit

__all__ = ["gather", "named", "shown_text"]

# More passages than these hold little that answers, and each is one more that may be mistaken.
_MAX_PASSAGES = 16
_BLOCK = (
    '<passage key="{key}" report="{title}" place="{place}" period="{period}" section="{section}">\n'
    "{text}\n</passage>\n"
)
# Marks that delimit passages must not be closed, nor markers be forged, by what a passage says.
_DISARMED = str.maketrans({"<": "＜", ">": "＞", "[": "［", "]": "］", '"': "”"})


def gather(
    hits: Sequence[Hit],
    *,
    budget_tokens: int,
    descriptions: Mapping[str, Description],
    context: Callable[[Hit], Context],
) -> tuple[Shown, ...]:
    """Return the passages to show, best first, keyed from 1; together within the budget.

    Each is widened to its paragraph when there is room; one that another holds is left out.

    Args:
        hits: Passages, best first.
        budget_tokens: Tokens (`ingest.tokens`) that `shown_text` of all may take.
        descriptions: The reports of the hits, by document id.
        context: A hit's passage with its neighbours.
    """
    places = frozenset(each.place for each in descriptions.values() if each.place)
    shown: list[Shown] = []
    for hit in hits:
        if len(shown) == _MAX_PASSAGES:
            break
        if any(_holds(each.hit, hit) for each in shown):
            continue
        for form in (_widened(hit, context(hit)), hit):
            if any(_overlaps(each.hit, form) for each in shown):
                continue
            told = descriptions[hit.passage.document_id]
            each = Shown(key=len(shown) + 1, hit=form, description=told, known=places)
            # Counted together: tokens of two texts side by side may be one more than their sum.
            if count(shown_text([*shown, each])) <= budget_tokens:
                shown.append(each)
                break
    return tuple(shown)


def shown_text(shown: Sequence[Shown]) -> str:
    """Return the passages as a prompt holds them, each between marks that its text cannot forge."""
    return "".join(
        _BLOCK.format(
            key=each.key,
            title=_plain(each.hit.title),
            place=_plain(each.description.place),
            period=_plain(each.description.period),
            section=_plain(" / ".join(each.hit.passage.section)),
            text=_plain(each.hit.text),
        )
        for each in shown
    )


def named(
    hits: Sequence[Hit], *, places: Collection[str], years: Collection[int]
) -> tuple[Hit, ...]:
    """Return the hits that name what no report of the scope is about: every place and year."""
    return tuple(
        hit for hit in hits
        if all(any(name in hit.text for name in names_of(place)) for place in places)
        and all(str(year) in hit.text for year in years)
    )  # fmt: skip


def _plain(text: str) -> str:
    return text.translate(_DISARMED)


def _widened(hit: Hit, context: Context) -> Hit:
    """Return a hit with the rest of its paragraph: neighbours up to the line's ends."""
    at = hit.passage.start - context.start
    start = context.text.rfind("\n", 0, at) + 1
    end = context.text.find("\n", at + len(hit.text))
    text = context.text[start : end if end >= 0 else len(context.text)]
    first = context.start + start
    passage = replace(hit.passage, start=first, end=first + len(text))
    return replace(hit, text=text, passage=passage)


def _holds(one: Hit, other: Hit) -> bool:
    a, b = one.passage, other.passage
    return a.document_id == b.document_id and a.start <= b.start and b.end <= a.end


def _overlaps(one: Hit, other: Hit) -> bool:
    a, b = one.passage, other.passage
    return a.document_id == b.document_id and a.start < b.end and b.start < a.end
