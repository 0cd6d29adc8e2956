"""What the two HTTP interfaces answer, described for the OpenAPI document; makes no answer."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "EXAMPLE_ID",
    "AnswerForm",
    "ChatErrorReply",
    "ChatReply",
    "DocumentForm",
    "Erased",
    "ErrorReply",
    "ExcerptForm",
    "FailedUpload",
    "Health",
    "Hits",
    "IngestedForm",
    "Listings",
    "Marks",
    "Me",
    "ModelForm",
    "Models",
    "Outline",
    "Questions",
    "Readiness",
    "Recorded",
    "Removed",
]

EXAMPLE_ID = "88df6800f37098af"
"""Of the document that the examples ask, which the tests make."""
_TITLE, _SECTION = "青禾县2024年政府工作报告", "一、2023年工作回顾"
_QUOTE = "新建5G基站312个，累计建成1045个。"
_Form = ConfigDict(extra="forbid")


def _f(description: str, example: Any) -> Any:  # Any: pydantic's own return type
    return Field(description=description, examples=[example])


class _Problem(BaseModel):
    model_config = ConfigDict(extra="forbid", title="Problem")
    code: str = _f("A stable name for programs.", "bad_input")
    message: str = _f("What happened.", "the question is empty")
    hint: str = _f("What to do.", "Write what you want to know.")
    retryable: bool = _f("Whether the same request may work later.", False)


class ErrorReply(BaseModel):
    """Why a request was not answered."""

    model_config = _Form
    error: _Problem = Field(description="The reason, and what to do.")


class _ChatProblem(BaseModel):
    model_config = ConfigDict(extra="forbid", title="ChatProblem")
    message: str = _f("What happened and what to do.", "n is not supported. Leave n out.")
    type: str = _f("The kind, in OpenAI's words.", "invalid_request_error")
    param: str | None = _f("The parameter that is wrong.", "n")
    code: str = _f("A stable name for programs.", "bad_input")
    hint: str = _f("What to do.", "Leave n out.")
    retryable: bool = _f("Whether the same request may work later.", False)


class ChatErrorReply(BaseModel):
    """Why a request was not answered, in OpenAI's form."""

    model_config = _Form
    error: _ChatProblem = Field(description="The reason, and what to do.")


class Health(BaseModel):
    """That the server answers; the other fields are for those who are let in."""

    model_config = ConfigDict(extra="allow")
    status: str = _f("`ok` once it answers.", "ok")
    documents: int = Field(default=0, description="Documents there are.", examples=[2])
    passages: int = Field(default=0, description="Passages they were cut into.", examples=[120])
    embedder: str = Field(
        default="", description="Fingerprint of the embedder.", examples=["built-in/1"]
    )
    answerer: str = Field(
        default="", description="Who answers when a question does not say.", examples=["extractive"]
    )
    version: str = Field(default="", description="Of the product.", examples=["0.1.0"])
    chat_model: str | None = Field(
        default=None, description="The chat model, if one is set up.", examples=[None]
    )


class Readiness(BaseModel):
    """Whether questions are answered at once."""

    model_config = _Form
    status: Literal["ready", "loading", "draining"] = _f(
        "`ready`; `loading` at the start and `draining` at the end come with 503.", "ready"
    )


class Erased(BaseModel):
    """What was deleted of the journal."""

    model_config = _Form
    person: str = _f("Whose entries.", "li.si")
    erased: int = _f("How many.", 3)


class Me(BaseModel):
    """Who asks."""

    model_config = _Form
    name: str = _f("What they are called.", "li.si")
    role: Literal["reader", "editor", "admin"] = _f("What they may do.", "reader")
    collections: list[str] = _f("Those that they may read.", ["default"])
    signs_out: bool = _f("Whether they can sign out at the page.", False)
    sign_in: Literal["none", "accounts", "header", "oidc"] = _f("How people sign in.", "none")


class _Citation(BaseModel):
    model_config = ConfigDict(extra="forbid", title="Citation")
    marker: int = _f("1-based: the n of [n] in the answer.", 1)
    document_id: str = _f("Its document.", EXAMPLE_ID)
    title: str = _f("The document's title.", _TITLE)
    section: list[str] = _f("Headings from the outermost to the nearest.", [_SECTION])
    page: int | None = _f("1-based; null in a format without pages.", None)
    start: int = _f("First code point of the quote in the document's text.", 48)
    end: int = _f("Behind its last.", 70)
    quote: str = _f("`text[start:end]`, word for word.", _QUOTE)
    url: str = _f("Path on this server that shows it.", f"/?document={EXAMPLE_ID}&start=48&end=70")


class _Figure(BaseModel):
    model_config = ConfigDict(extra="forbid", title="Figure")
    text: str = _f("The figure as the answer has it.", "312个")
    value: str = _f("A decimal, without 万, 亿 or the unit.", "312")
    unit: str = _f("Its unit, empty when it has none.", "个")
    marker: int | None = _f("The citation that it stands in.", 1)
    status: Literal["verified", "computed", "unsupported"] = _f("How it was checked.", "verified")
    expression: str | None = _f("The calculation behind a computed one.", None)


class _Point(BaseModel):
    model_config = ConfigDict(extra="forbid", title="Point")
    name: str = _f("What tells it from the others.", "2023年")
    place: str = _f("Full name; empty when the question names none.", "青禾县")
    year: int | None = _f("The year it is of.", 2023)
    is_target: bool = _f("Whether it was planned.", False)
    text: str = _f("The figure as printed.", "312个")
    value: str = _f("A decimal in `unit`, negative for what fell.", "312")
    unit: str = _f("Its unit.", "个")
    marker: int = _f("The citation that it stands in.", 1)


class _Scope(BaseModel):
    model_config = ConfigDict(extra="forbid", title="Scope")
    places: list[str] = _f("Places the question names.", ["青禾县"])
    years: list[int] = _f("Years it names.", [2023])


class _Missing(BaseModel):
    model_config = ConfigDict(extra="forbid", title="Missing")
    place: str | None = _f("A place that no report is of.", None)
    period: str | None = _f("A time that no report tells of.", None)
    indicator: str | None = _f("Something that no report tells.", None)


class _Timings(BaseModel):
    model_config = ConfigDict(extra="forbid", title="Timings")
    understand: float = _f("Milliseconds.", 4.1)
    retrieve: float = _f("Milliseconds, `rerank` included.", 12.5)
    answer: float = _f("Milliseconds.", 20.3)
    check: float = _f("Milliseconds.", 0.7)
    total: float = _f("Milliseconds.", 37.9)
    rerank: float = _f("Milliseconds.", 0.0)
    unranked: int = _f("Passages that the reranker had no time for.", 0)


class AnswerForm(BaseModel):
    """One answer with everything that supports it."""

    model_config = _Form
    answer_id: str = _f("For feedback.", "0f0c8f2e0f0c8f2e0f0c8f2e0f0c8f2e")
    question: str = _f("As it was asked.", "青禾县2023年新建5G基站多少个？")
    standalone_question: str = _f("As it was understood.", "青禾县2023年新建5G基站多少个？")
    language: str = _f("zh or en.", "zh")
    outcome: Literal["answered", "partial", "not_found"] = _f(
        "`answered` asserts the answer, `partial` a part of it, `not_found` nothing.", "answered"
    )
    answer: str = _f("The text, with markers [1].", "新建5G基站312个[1]。")
    citations: list[_Citation] = Field(description="What the markers stand for.")
    figures: list[_Figure] = Field(description="Every figure of the text, as it was checked.")
    missing: _Missing = Field(description="What was asked for and is not in the reports.")
    suggestions: list[str] = _f("Questions or passages that come near.", [])
    nearest: list[_Citation] = Field(description="Where suggestions stand.")
    points: list[_Point] = Field(description="Figures of several places or years, side by side.")
    scope: _Scope = Field(description="What the question limited itself to.")
    answerer: str = _f("`extractive`, or the chat model's name.", "extractive")
    timings_ms: _Timings = Field(description="How long the stages took.")
    note: str = _f("Why a chat model's text, or a part of it, is not shown.", "")
    withheld: int = _f("Sentences of a chat model that did not pass the check.", 0)
    dropped_markers: int = _f("Its markers that stood for no passage.", 0)
    prompts: str = _f("Digest of what it was told; empty without one.", "")


class _Span(BaseModel):
    model_config = ConfigDict(extra="forbid", title="Span")
    start: int = _f("First code point.", 40)
    end: int = _f("Behind the last.", 90)
    text: str = _f("The text between.", _QUOTE)


class _Copy(BaseModel):
    model_config = ConfigDict(extra="forbid", title="Copy")
    document_id: str = _f("A document that says the same.", EXAMPLE_ID)
    start: int = _f("First code point there.", 48)
    end: int = _f("Behind the last.", 70)


class _Hit(BaseModel):
    model_config = ConfigDict(extra="forbid", title="Hit")
    document_id: str = _f("Its document.", EXAMPLE_ID)
    title: str = _f("The document's title.", _TITLE)
    passage_id: str = _f("`document_id:ordinal`.", f"{EXAMPLE_ID}:3")
    start: int = _f("First code point in the document's text.", 48)
    end: int = _f("Behind its last.", 70)
    text: str = _f("The passage.", _QUOTE)
    section: list[str] = _f("Headings from the outermost to the nearest.", [_SECTION])
    page: int | None = _f("1-based; null in a format without pages.", None)
    score: float = _f("Higher is better, within one search.", 0.83)
    context: _Span | None = Field(default=None, description="With its neighbours, when asked for.")
    copies: list[_Copy] = Field(default=[], description="Where else it stands, when asked for.")


class Hits(BaseModel):
    """Passages, best first."""

    model_config = _Form
    hits: list[_Hit] = Field(description="At most k.")


class Questions(BaseModel):
    """Questions that are known to be answered."""

    model_config = _Form
    questions: list[str] = _f("Near to the one that was not.", ["青禾县2023年新建5G基站多少个？"])


class Recorded(BaseModel):
    """That a rating was kept."""

    model_config = _Form
    status: str = _f("`recorded`.", "recorded")


class _Audit(BaseModel):
    model_config = ConfigDict(extra="forbid", title="Audit")
    format: str = _f("How the file was read.", "text")
    encoding: str = _f("Of a text file.", "utf-8")
    encoding_confidence: float | None = _f("In [0, 1]; null when the format says it.", 1.0)
    characters: int = _f("Code points of the text.", 139)
    pages: int | None = _f("Pages, in a format that has them.", None)
    passages: int = _f("Passages it was cut into.", 4)
    figures: int = _f("Figures in them.", 8)
    source_numbers: int = _f("Numbers written in the file.", 12)
    lost_numbers: list[str] = _f("Those of them that no passage holds.", [])
    tables: int = _f("Tables.", 0)
    empty_pages: list[int] = _f("1-based pages without text.", [])
    ocr_pages: list[int] = _f("1-based pages read by text recognition.", [])
    garbled_pages: list[int] = _f("1-based pages that could not be read.", [])
    furniture_characters: int = _f("Characters of headers, footers and the like.", 0)
    is_partial: bool = _f("Whether only a part could be read.", False)
    warnings: list[str] = _f("What staff should know.", [])


class _Listing(BaseModel):
    model_config = ConfigDict(extra="forbid", title="Listing")
    document_id: str = _f("First 16 hexadecimal digits of the file's SHA-256.", EXAMPLE_ID)
    name: str = _f("The file's name.", f"{_TITLE}.txt")
    title: str = _f("The report's title.", _TITLE)
    issuer: str = _f("Who issued it.", "")
    place: str = _f("Which place it is of.", "青禾县")
    period: str = _f("Which time it is about.", "2024年")
    published: str = _f("ISO date, perhaps only the year.", "")
    number: str = _f("Official number.", "")
    language: str = _f("zh or en.", "zh")
    passages: int = _f("Passages it was cut into.", 4)
    ingested_at: str = _f("ISO time in UTC.", "2026-11-30T12:00:00+00:00")
    audit: _Audit = Field(description="What reading kept and what it lost.")
    duplicate_of: str | None = _f("The earliest document that says the same.", None)
    supersedes: str | None = _f("The older edition it takes the place of.", None)
    collection: str = _f("Which collection it belongs to.", "default")


class Listings(BaseModel):
    """The documents that the asker may read."""

    model_config = _Form
    documents: list[_Listing] = Field(description="In the order in which they came.")


class DocumentForm(_Listing):
    """One document without its text."""

    model_config = ConfigDict(extra="forbid", title="DocumentForm")
    characters: int = _f("Code points of its text.", 139)


class IngestedForm(BaseModel):
    """What became of one file."""

    model_config = _Form
    path: str = _f("Its name.", f"{_TITLE}.txt")
    status: Literal["added", "updated", "unchanged", "failed"] = _f("What was done.", "added")
    document_id: str | None = _f("Its id; null when it failed.", EXAMPLE_ID)
    reason: str = _f("Why it failed.", "")
    hint: str = _f("What to do then.", "")
    audit: _Audit | None = Field(description="What reading kept; null when it failed.")
    duplicate_of: str | None = _f("The earliest document that says the same.", None)
    supersedes: str | None = _f("The older edition it takes the place of.", None)
    collection: str = _f("Where it went; empty when it failed.", "default")


class FailedUpload(ErrorReply):
    """Why no file was taken, and what became of each."""

    documents: list[IngestedForm] = Field(
        default=[], description="Each file, in the order in which they were sent."
    )


class Removed(BaseModel):
    """That a document is gone."""

    model_config = _Form
    document_id: str = _f("What it was.", EXAMPLE_ID)
    status: str = _f("`removed`.", "removed")


class _Heading(BaseModel):
    model_config = ConfigDict(extra="forbid", title="Heading")
    start: int = _f("First code point of its line.", 16)
    end: int = _f("Behind its last.", 27)
    level: int = _f("1 is the outermost.", 1)
    text: str = _f("The heading.", _SECTION)


class _PagedHeading(_Heading):
    model_config = ConfigDict(extra="forbid", title="PagedHeading")
    page: int | None = _f("1-based; null in a format without pages.", None)


class ExcerptForm(BaseModel):
    """A part of a document's text."""

    model_config = _Form
    document_id: str = _f("Its document.", EXAMPLE_ID)
    title: str = _f("The document's title.", _TITLE)
    name: str = _f("The file's name.", f"{_TITLE}.txt")
    start: int = _f("First code point that is given.", 0)
    end: int = _f("Behind the last.", 27)
    length: int = _f("Code points of the whole text.", 139)
    text: str = _f("The part.", f"{_TITLE}\n\n{_SECTION}")
    section: list[str] = _f("Headings above the place asked for.", [])
    page: int | None = _f("1-based; null in a format without pages.", None)
    pages: int | None = _f("Pages that can be shown as printed.", None)
    headings: list[_Heading] = Field(description="Those inside.")


class Outline(BaseModel):
    """Every heading, in reading order."""

    model_config = _Form
    document_id: str = _f("Its document.", EXAMPLE_ID)
    length: int = _f("Code points of the whole text.", 139)
    headings: list[_PagedHeading] = Field(description="With their pages.")


class Marks(BaseModel):
    """Where words stand on a page."""

    model_config = _Form
    boxes: list[list[float]] = _f(
        "A box a line: left, top, right, bottom in shares of the page.", [[0.1, 0.2, 0.5, 0.23]]
    )


class ModelForm(BaseModel):
    """One way in which answers are made."""

    model_config = _Form
    id: str = _f("What `model` may name.", "wence")
    object: str = _f("`model`.", "model")
    created: int = _f("Seconds since 1970 at which the server started.", 1796000000)
    owned_by: str = _f("`wence`.", "wence")


class Models(BaseModel):
    """Every way in which answers are made."""

    model_config = _Form
    object: str = _f("`list`.", "list")
    data: list[ModelForm] = Field(description="The models.")


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", title="ChatReplyMessage")
    role: str = _f("`assistant`.", "assistant")
    content: str = _f("The answer, with sources below when asked.", "新建5G基站312个[1]。")
    refusal: None = _f("Always null: what is not in the reports is said in the text.", None)


class _Choice(BaseModel):
    model_config = ConfigDict(extra="forbid", title="ChatChoice")
    index: int = _f("0.", 0)
    message: _Message = Field(description="The answer.")
    logprobs: None = _f("Always null.", None)
    finish_reason: str = _f("`stop`.", "stop")


class _Usage(BaseModel):
    model_config = ConfigDict(extra="forbid", title="ChatUsage")
    prompt_tokens: int = _f("Tokens (o200k_base) of the messages' texts.", 12)
    completion_tokens: int = _f("Of the answer.", 9)
    total_tokens: int = _f("Of both.", 21)


class ChatReply(BaseModel):
    """An answer in OpenAI's form."""

    model_config = _Form
    id: str = _f("Of this answer.", "chatcmpl-0f0c8f2e")
    object: str = _f("`chat.completion`.", "chat.completion")
    created: int = _f("Seconds since 1970.", 1796000000)
    model: str = _f("As it was asked for.", "wence")
    choices: list[_Choice] = Field(description="One.")
    usage: _Usage = Field(description="Tokens.")
    wence: AnswerForm | None = Field(
        description="The whole answer: citations, figures. Null for tasks of Open WebUI."
    )
