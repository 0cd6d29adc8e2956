"""The parts of an answer's card beside its text: headline, scope, nearest passages, table and plot.

Everything that is not ours is escaped; what a script is to know stands in the elements themselves.
"""

import base64
import re
from collections.abc import Iterator, Sequence
from html import escape
from urllib.parse import urlencode

from bot.translate import figure_in_english, name_in_english
from bot.types import Answer, AnswerFigure, Citation, FigureStatus, Outcome
from bot.web.plot import WIDTH, plot, plot_height
from bot.web.series import Row, Series, series_of
from bot.web.strings import Language, words
from ingest.figures import find_figures
from prompts import render

__all__ = ["headline_html", "nearest_html", "scope_html", "series_html", "source_href"]

# A longer text has no one figure that it is about, and grows while it is streamed: a headline that
# came above it at the end would push it down.
_MOST_CHARS = 120
_MOST_TILES = 2
_MOST_LEAD_CHARS = 28
_ADD = {"place": "scope.add_place", "year": "scope.add_year"}
_MARKER = re.compile(r"\s?\[\d{1,3}\]")
# English answers state a figure before the report's own words: 76.2 billion jin [1] — 总产762亿斤.
_LEAD = re.compile(r"^(?P<lead>[^\[—]+?)\s?\[\d{1,3}\] — ")

# Without these words 5%以上 and 下降3% would be other figures; 节约5亿元 and 附近5个 hold none.
_FALL = r"(?:下降|减少|降低|回落|下滑|缩减|减产|减收)了?"
_BEFORE = (
    rf"(?:{_FALL})?"
    r"(?:不低于|不少于|不高于|不超过|不到|不足|超过|高于|低于|(?<!赶)超|逾|(?<![附靠邻最])近"
    r"|(?<![节签条公契制])约)?"
)
_BEHIND = r"(?:[及或]?以[上下内]|左右|上下)?"


def headline_html(answer: Answer, language: Language) -> str:
    """Return what an answer comes to, large and ready to be copied; "" when it is no one thing."""
    conclusion = _conclusion(answer)
    tiles = [_tile(text, figure, language) for text, figure in _tiles(answer)]
    if conclusion:
        tiles.insert(0, f'<p class="tile"><span class="value">{escape(conclusion)}</span></p>')
    return f'<div class="headline">{"".join(tiles)}</div>' if tiles else ""


def _conclusion(answer: Answer) -> str:
    """Return the Yes or No that an answer begins with, "" when it begins with neither."""
    if answer.outcome is not Outcome.ANSWERED:
        return ""
    leads = (render(name, answer.language).strip() for name in ("yes", "no"))
    return next((lead.rstrip("，,:") for lead in leads if answer.answer.startswith(lead)), "")


def _tiles(answer: Answer) -> Iterator[tuple[str, AnswerFigure]]:
    """Yield the figures that an answer is about, as they are shown."""
    # What is said of the chat model is no part of what the answer is about.
    text = _MARKER.sub("", answer.answer.replace(answer.note, "")).strip()
    # Behind the dash the report's own words say the same once more.
    said, _, quoted = text.partition(" — ")
    own = [each for each in answer.figures if each.text in said] if quoted else answer.figures
    figures = {each.text: each for each in reversed(own or answer.figures)}
    is_plain = answer.outcome is Outcome.ANSWERED and len(text) <= _MOST_CHARS
    if not is_plain or any(each.status is FigureStatus.UNSUPPORTED for each in figures.values()):
        return
    computed = [each for each in figures.values() if each.status is FigureStatus.COMPUTED]
    if computed:
        yield from ((_shown(each.text, answer), each) for each in computed[-1:])
    elif len(answer.points) > 1:
        return
    elif (lead := _LEAD.match(answer.answer)) and len(lead["lead"]) <= _MOST_LEAD_CHARS:
        yield lead["lead"], answer.figures[0]
    elif len(figures) <= _MOST_TILES:
        for each in reversed(figures.values()):
            yield _shown(_qualified(each.text, text), answer), each


def _qualified(figure: str, text: str) -> str:
    """Return a figure with the words beside it that say how it is meant: 5%以上, 下降3%."""
    found = re.search(rf"{_BEFORE}(?<![\d.,]){re.escape(figure)}{_BEHIND}", text)
    return found[0] if found else figure


def _shown(figure: str, answer: Answer) -> str:
    return _in_english(figure) if answer.language == "en" else figure


def _in_english(shown: str) -> str:
    """Return a figure of a Chinese report for an English answer: about 5.2% for 5.2%左右.

    A fall stays as it is printed: it is said by its verb, which a figure alone does not have.
    """
    figures = () if re.match(_FALL, shown) else find_figures(shown)
    return figure_in_english(figures[0]) if len(figures) == 1 else shown


def _tile(text: str, figure: AnswerFigure, language: Language) -> str:
    badge = words(
        language, f"figure.{figure.status.value}", expression=figure.expression or figure.text
    )
    copy = words(language, "figure.copy")
    return (
        f'<p class="tile {figure.status.value}"><span class="value">{escape(text)}</span>'
        f'<button type="button" class="copy-figure" value="{escape(text)}" '
        f'title="{copy} {escape(text)}">{copy}</button>'
        f'<span class="badge">{escape(badge)}</span></p>'
    )


def scope_html(answer: Answer, documents: Sequence[str], language: Language) -> str:
    """Return what a question was limited to, each part to be changed or taken out."""
    scope = answer.scope
    places = [(each, each if language == "zh" else name_in_english(each)) for each in scope.places]
    years = [(str(each), words(language, "scope.year", year=each)) for each in scope.years]
    chips = [
        *_chips("place", places, language),
        *_chips("year", years, language),
        _report_chip(documents, language),
    ]
    label = words(language, "scope.of_answer")
    # The question as it was understood and the chosen reports are what is asked again.
    return (
        f'<p class="scope" title="{label}"><span class="label">{label}</span>{"".join(chips)}'
        f'<span class="whole" hidden>{escape(answer.standalone_question)}</span></p>'
    )


def _chips(kind: str, known: Sequence[tuple[str, str]], language: Language) -> Iterator[str]:
    for value, shown in known:
        change = words(language, "scope.change", what=shown)
        remove = words(language, "scope.remove", what=shown)
        yield (
            f'<span class="chip"><button type="button" class="change" name="{kind}" '
            f'value="{escape(value)}" title="{escape(change)}">{escape(shown)}</button>'
            f'<button type="button" class="drop-chip" name="{kind}" value="{escape(value)}" '
            f'title="{escape(remove)}">×</button></span>'
        )
    if not known:
        add = words(language, _ADD[kind])
        yield (
            f'<span class="chip add"><button type="button" class="change" name="{kind}" value="">'
            f"{add}</button></span>"
        )


def _report_chip(documents: Sequence[str], language: Language) -> str:
    key = "scope.some_reports" if documents else "scope.all_reports"
    shown = words(language, key, count=len(documents))
    chosen = escape(" ".join(documents))
    change = f'<button type="button" class="change" name="report" value="{chosen}">{shown}</button>'
    if not documents:
        return f'<span class="chip add">{change}</span>'
    remove = words(language, "scope.remove", what=shown)
    return (
        f'<span class="chip">{change}<button type="button" class="drop-chip" name="report" '
        f'value="" title="{remove}">×</button></span>'
    )


def nearest_html(answer: Answer, language: Language) -> str:
    """Return what the reports state that is nearest, and the place for questions they do answer."""
    asks_back = answer.suggestions and not answer.nearest
    if answer.outcome is Outcome.ANSWERED or answer.points or asks_back:
        return ""
    listed = zip(answer.suggestions, answer.nearest, strict=False)
    items = "".join(_near(text, citation, language) for text, citation in listed)
    title = words(language, "nearest.title")
    found = f'<p class="lead">{title}</p><ul class="nearest">{items}</ul>' if items else ""
    return f'{found}<div class="rephrasings"></div>'


def _near(text: str, citation: Citation, language: Language) -> str:
    page = words(language, "page", page=citation.page) if citation.page else ""
    where = " · ".join(filter(None, (citation.title, *citation.section[-1:], page)))
    return (
        f'<li><a class="near" href="{escape(source_href(citation))}">{escape(text)}'
        f'<span class="where">{escape(where)}</span></a></li>'
    )


def source_href(citation: Citation) -> str:
    """Return a link to a citation relative to the page, so that it also works below a prefix."""
    place = {"document": citation.document_id, "start": citation.start, "end": citation.end}
    return f"?{urlencode(place)}"


def series_html(answer: Answer, language: Language) -> str:
    """Return the table and the plot of figures side by side, "" when there are none."""
    series = series_of(answer, language)
    if series is None:
        return ""
    tools = [("copy-table", "series.copy"), ("save-table", "series.xlsx")]
    if series.is_whole:
        tools.append(("save-plot", "series.png"))
    buttons = "".join(
        f'<button type="button" class="{name}">{words(language, key)}</button>'
        for name, key in tools
    )
    return (
        f'<figure class="series">{_table(series, answer, language)}{_plot(series, language)}'
        f'<figcaption class="tools">{buttons}</figcaption></figure>'
    )


def _table(series: Series, answer: Answer, language: Language) -> str:
    cited = {each.marker: each for each in answer.citations}
    name = words(language, "series.year" if series.is_in_time else "series.name")
    value = words(language, "series.value")
    unit = words(language, "series.unit", unit=series.unit) if series.unit else ""
    source = words(language, "series.source")
    body = "".join(_table_row(row, cited.get(row.marker)) for row in series.rows)
    return (
        f"<table><caption>{escape(series.title)}</caption><thead><tr>"
        f'<th scope="col">{name}</th><th scope="col">{value}{escape(unit)}</th>'
        f'<th scope="col">{source}</th></tr></thead><tbody>{body}</tbody></table>'
    )


def _table_row(row: Row, citation: Citation | None) -> str:
    shown = row.text if row.number is None else f"{row.number:,f}"
    number = "" if row.number is None else f"{row.number:f}"
    # The cell's `abbr` holds the bare number, for the workbook.
    return (
        f'<tr><th scope="row">{escape(row.name)}</th><td class="number" abbr="{number}">'
        f'{escape(shown)}</td><td class="of">{_source(citation) if citation else ""}</td></tr>'
    )


def _source(citation: Citation) -> str:
    href, title = escape(source_href(citation)), escape(citation.title)
    return f'<a class="marker" href="{href}">[{citation.marker}]</a> {title}'


def _plot(series: Series, language: Language) -> str:
    if not series.is_whole:
        return ""
    drawn = base64.b64encode(plot(series).encode()).decode()
    listed = words(language, "comma").join(f"{row.name} {row.number:,f}" for row in series.rows)
    alt = words(language, "series.alt", title=series.title, values=f"{listed} {series.unit}")
    # A picture of its own can be copied, saved and put into a document as it is.
    return (
        f'<img class="plot" src="data:image/svg+xml;base64,{drawn}" alt="{escape(alt)}" '
        f'width="{WIDTH}" height="{plot_height(series)}">'
    )
