"""The values of a conversation and their wire form; knows no store, model or web."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

__all__ = [
    "Answer",
    "AnswerFigure",
    "AnswerPoint",
    "AnswerScope",
    "Citation",
    "Delta",
    "Event",
    "FigureStatus",
    "Missing",
    "Outcome",
    "Status",
    "Timings",
    "Turn",
]


class Outcome(StrEnum):
    """What an answer claims."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NOT_FOUND = "not_found"


class FigureStatus(StrEnum):
    """How a figure of an answer stands to the passages it cites."""

    VERIFIED = "verified"
    COMPUTED = "computed"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """An earlier question of the conversation and the answer it got."""

    question: str
    answer: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Citation:
    """A verbatim quote behind a marker; `start` and `end` are positions in the document's text."""

    marker: int
    """1-based, the n of [n] in the answer."""
    document_id: str
    title: str
    section: tuple[str, ...]
    page: int | None
    start: int
    end: int
    quote: str
    url: str
    """Path on this server that shows the quote in its document."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerFigure:
    """A figure of the answer text and how it was checked."""

    text: str
    value: Decimal
    unit: str
    marker: int | None
    status: FigureStatus
    expression: str | None = None
    """The calculation behind a computed figure."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerPoint:
    """One of several figures side by side: that of a place, a year, a target or a result."""

    name: str
    """What tells it from the others, in the answer's language."""
    place: str
    """Full name; empty when the question names none."""
    year: int | None
    is_target: bool
    text: str
    """The figure as the report prints it."""
    value: Decimal
    """In `unit`, negative for what fell."""
    unit: str
    marker: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerScope:
    """What the question limited itself to, as it was understood."""

    places: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    """Years the figures are of, then those of the reports it names."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """What a question asked for and the reports do not hold."""

    place: str | None = None
    period: str | None = None
    indicator: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Timings:
    """Milliseconds that stages took; `retrieve` includes `rerank`."""

    understand: float = 0.0
    retrieve: float = 0.0
    answer: float = 0.0
    check: float = 0.0
    total: float = 0.0
    rerank: float = 0.0
    unranked: int = 0
    """Passages that the reranker was to read and had no time for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """The answer to one question, in the form every interface returns."""

    answer_id: str
    question: str
    standalone_question: str
    language: str
    outcome: Outcome
    answer: str
    citations: tuple[Citation, ...] = ()
    figures: tuple[AnswerFigure, ...] = ()
    missing: Missing = field(default_factory=Missing)
    suggestions: tuple[str, ...] = ()
    nearest: tuple[Citation, ...] = ()
    """Where the suggestions stand, when nothing answers; no marker of the text means them.

    Empty when the suggestions are questions that say what was left open.
    """
    points: tuple[AnswerPoint, ...] = ()
    """The figures of an answer over several places, years or modes, in the text's order."""
    scope: AnswerScope = field(default_factory=AnswerScope)
    answerer: str = "extractive"
    timings_ms: Timings = field(default_factory=Timings)
    note: str = ""
    """Why the chat model's answer, or a part of it, is not shown; it stands in the answer too."""
    withheld: int = 0
    """Sentences of the chat model that did not pass the check."""
    dropped_markers: int = 0
    """Markers of the chat model that stood for no passage, or for one of something else."""
    prompts: str = ""
    """Digest of the texts the chat model was given (`prompts.digest`); empty without one."""

    def to_dict(self) -> dict[str, Any]:  # Any: a JSON object
        """Return the wire form of CONTRACT; values of figures are decimal strings."""
        fields = asdict(self)
        for figure in fields["figures"]:
            figure["value"] = format(figure["value"], "f")
        for point in fields["points"]:
            point["value"] = format(point["value"], "f")
        for citation in (*fields["citations"], *fields["nearest"]):
            citation["section"] = list(citation["section"])
        for name in ("citations", "figures", "nearest", "points", "suggestions"):
            fields[name] = list(fields[name])
        fields["scope"] = {name: list(each) for name, each in fields["scope"].items()}
        return fields

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:  # Any: a JSON object
        """Read the wire form.

        Raises:
            KeyError: A field is missing.
            ValueError: An outcome or figure status is unknown.
        """
        return cls(
            **{
                **fields,
                "outcome": Outcome(fields["outcome"]),
                "citations": tuple(_citation(each) for each in fields["citations"]),
                "figures": tuple(_figure(each) for each in fields["figures"]),
                "missing": Missing(**fields["missing"]),
                "suggestions": tuple(fields["suggestions"]),
                # Answers of earlier versions lack these.
                "nearest": tuple(_citation(each) for each in fields.get("nearest", ())),
                "points": tuple(_point(each) for each in fields.get("points", ())),
                "scope": _scope(fields.get("scope", {})),
                "timings_ms": Timings(**fields["timings_ms"]),
            }
        )


def _citation(fields: Mapping[str, Any]) -> Citation:  # Any: a JSON object
    return Citation(**{**fields, "section": tuple(fields["section"])})


def _figure(fields: Mapping[str, Any]) -> AnswerFigure:  # Any: a JSON object
    value, status = Decimal(fields["value"]), FigureStatus(fields["status"])
    return AnswerFigure(**{**fields, "value": value, "status": status})


def _point(fields: Mapping[str, Any]) -> AnswerPoint:  # Any: a JSON object
    return AnswerPoint(**{**fields, "value": Decimal(fields["value"])})


def _scope(fields: Mapping[str, Any]) -> AnswerScope:  # Any: a JSON object
    return AnswerScope(**{name: tuple(each) for name, each in fields.items()})


@dataclass(frozen=True, kw_only=True, slots=True)
class Status:
    """The bot has entered a stage: understand, retrieve, answer or check; before them, queue."""

    stage: str
    position: int | None = None
    """In the stage queue, how many turns it is until this question's; 1 for the next."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Delta:
    """More text of the answer, to be appended to what was shown."""

    text: str


Event = Status | Delta | Answer
