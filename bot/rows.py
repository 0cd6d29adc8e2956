"""Reads rows of tables as claims: a cell's figure with the words of its row; pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.claim import Claim, Placed, placed
from ingest.types import Figure, Kind

__all__ = ["find_cells", "row_claims"]

_CELL = re.compile(r"(?P<name>[^：；。，\n]{1,60}：)?[^；。\n]+(?=[；。\n]|$)")
_GROWTH_CELL = re.compile(
    r"增速|增长(?!极|点)|同比|环比|增幅|涨幅|[升降跌]幅|[比较][上去]年|growth", re.IGNORECASE
)
_IDENTIFIER = re.compile(r"^(?:序号|项次|行次|No\.?)$|编号|编码|代码|电话|号码|邮编|传真")
_TIME_NAME = re.compile(
    r"(?:(?:19|20)\d\d\s?年?|[上下]半年|[一二三四]季度|\d{1,2}月|[上本去今当]年|合计|数[量值]|年?[末底]"
    r"|January|February|March|April|May|June|July|August|September|October|November|December"
    r"|[A-Z]{1,2}\s?\d{2,4}|(?:19|20)\d\d|[\s\-—–至到~（）()])+"
)
_MAX_LED_CELLS = 4
_MAX_LEAD_CHARS = 60
_STOP_IN = re.compile(r"[，,。]")


def find_cells(text: str, row: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the cells of a row of a table, 病种：高血压；限额：200元。; empty for prose.

    What stands before the first cell with a name is the caption, or a label of the row.
    """
    cells = [*_CELL.finditer(text, *row)]
    names = [bool(each["name"]) for each in cells]
    named = sum(names)
    if named > 1 and 2 * named >= len(cells):
        return [each.span() for each in cells]
    # 表1；青禾县；产量：35万吨
    is_led = named == 1 and names[-1] and 1 < len(cells) <= _MAX_LED_CELLS
    lead = [text[slice(*each.span())] for each in cells[:-1]]
    is_short = all(len(each) <= _MAX_LEAD_CHARS and not _STOP_IN.search(each) for each in lead)
    return [each.span() for each in cells] if is_led and is_short else []


def row_claims(text: str, row: tuple[int, int], cells: list[tuple[int, int]]) -> Iterator[Claim]:
    """Yield a claim for each figure of a row, whose subject are the words of the cells before it.

    Where none are before, they are those after it. Of a row that begins with an amount
    (甲项目：投资3亿元；…) only cells with a name tell it.
    """
    figures = placed(text, row)
    held = [_counted(text, cell, figures) for cell in cells]
    is_about_one = not any(figure.unit for _, _, figure in held[0])
    said = [
        "" if own or not (is_about_one or "：" in text[slice(*cell)]) else text[slice(*cell)]
        for cell, own in zip(cells, held, strict=True)
    ]
    row_label = _row_label(said)
    is_of_growth = bool(_GROWTH_CELL.search(row_label))
    for k, (cell, own) in enumerate(zip(cells, held, strict=True)):
        bare = Claim(
            start=cell[0], end=cell[1], clause=cell, sentence=row, figure=None,
            label=text[slice(*cell)],
        )  # fmt: skip
        if not own:
            yield bare
        is_growth = is_of_growth or bool(_GROWTH_CELL.search(bare.label))
        for _, end, figure in own:
            shown = end if own[1:] else cell[1]
            yield replace(
                bare,
                end=shown,
                figure=_as_stated(figure, is_growth=is_growth),
                label=_label(row_label, bare.label),
                inherited=_said(said[:k]) or _said(said[k:]),
                is_elliptic=True,
                is_growth=is_growth,
            )


def _label(row_label: str, cell: str) -> str:
    """Return the words next to a figure: those of its row where its column is only a time."""
    name = cell.partition("：")[0]
    return f"{row_label} {cell}" if _TIME_NAME.fullmatch(name) else cell


def _said(cells: Sequence[str]) -> str:
    """Return what cells of words say, without their names and without what only numbers them."""
    parted = (cell.partition("：") for cell in cells if cell)
    return " ".join(
        value or name for name, _, value in parted if not (value and _IDENTIFIER.search(name))
    )


def _counted(text: str, cell: tuple[int, int], figures: list[Placed]) -> list[Placed]:
    """Return the figures of a cell.

    The number of a row, a telephone and the 1 of 财务岗1 count nothing.
    """
    name, colon, value = text[slice(*cell)].partition("：")
    if colon and _IDENTIFIER.search(name):
        return []
    start = cell[1] - len(value) if colon else cell[0]
    own = [each for each in figures if cell[0] <= each[0] < cell[1]]
    return [each for each in own if each[2].unit or each[0] <= start + 1]


def _row_label(said: Sequence[str]) -> str:
    """Return the cell that names what a row counts: the first with a name, else the last before."""
    named = next((each for each in said if "：" in each), "")
    bare = [each for each in said if each]
    return named.partition("：")[2] or (bare[-1] if len(bare) > 1 else "")


def _as_stated(figure: Figure, *, is_growth: bool) -> Figure:
    """Give a figure the kind that its row or column states: 4.7% under 增速 is no share."""
    is_open = figure.kind in (Kind.LEVEL, Kind.SHARE)
    return replace(figure, kind=Kind.GROWTH) if is_growth and is_open else figure
