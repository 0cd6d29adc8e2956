"""Reads forms: tables that pair a name with its value, side by side; knows no file format."""

import re
from collections.abc import Iterator

from ingest.load.blocks import Block
from ingest.load.grid import Grid
from ingest.load.measure import is_value, split_unit

__all__ = ["form_blocks", "is_form"]

_MAX_NAME_CHARS = 30
_COLON = ("：", ":")
# Words that a header of two columns ends with: 地区 | 产量, 项目 | 内容.
_HEADER = re.compile(
    r".*(?:序号|项目|指标|名称|地区|类别|类型|种类|内容|说明|备注|数量|金额|单位|部门|情况|职务|姓名|标准|要求|时间"
    r"|日期|年份|事项|任务|措施|[数额率量值价比区县市])(?:[（(].*)?|[A-Za-z].*"
)


def is_form(grid: Grid) -> bool:
    """Tell a form from a table with a header.

    Its names end with a colon, or it has two columns of which the second holds what no name of a
    column could stand for: 项目名称 | 青禾水库, 总投资 | 3亿元.
    """
    if grid.heads or grid.width < 2 or grid.width % 2:
        return False
    names = [name for y in range(len(grid.rows)) for name in _own(grid, y)[::2]]
    stated = [name for name in names if name]
    if stated and all(name.endswith(_COLON) for name in stated):
        return True
    return grid.width == 2 and bool(stated) and _is_pair(grid, stated)


def _is_pair(grid: Grid, names: list[str]) -> bool:
    values = [row[1].strip() for row in grid.rows if row[1].strip()]
    if any(len(name) > _MAX_NAME_CHARS or is_value(name) for name in names) or not values:
        return False
    if is_value(values[0]):
        return True
    if split_unit(values[0]).unit or grid.rows[0] in grid.rows[1:]:
        return False
    below = [is_value(value) for value in values[1:]]
    if below and all(below):
        return False
    return not _HEADER.fullmatch(values[0]) and bool(grid.rows[0][0].strip())


def form_blocks(grid: Grid, *, caption: str, page: int | None) -> Iterator[Block]:
    """Yield `name：value；name：value。` for each row."""
    for y in range(len(grid.rows)):
        cells = _own(grid, y)
        pairs = list(zip(cells[::2], cells[1::2], strict=True))
        said = [_pair(name.rstrip("：: "), value.rstrip("。；;")) for name, value in pairs]
        text = "；".join(each for each in (caption, *said) if each)
        if any(said):
            yield Block(text=text + "。", page=page, is_row=True)


def _own(grid: Grid, y: int) -> list[str]:
    """Return the cells of a row, blank where a cell to the left is merged over."""
    repeats = grid.across.get(y, frozenset())
    return ["" if x in repeats else cell.strip() for x, cell in enumerate(grid.rows[y])]


def _pair(name: str, value: str) -> str:
    return f"{name}：{value}" if name and value else name or value
