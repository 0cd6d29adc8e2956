"""Finds the names a text lists: between enumeration commas, or as numbered items; pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Item", "announces", "count_names", "find_items", "names"]

_HAN = "[一二三四五六七八九十]"
# What numbers an item, a pattern a style; all items of a list are of one style.
_STYLES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:(?<=^)|(?<=[\n。；;：:，,！!]))\s*(?:[（(](?P<n>{_HAN}{{1,3}})[）)])",
        r"(?:(?<=^)|(?<=[\n。；;：:，,！!]))\s*(?:[（(](?P<n>\d{1,2})[）)])",
        r"(?:(?<=^)|(?<=[\n。；;：:]))\s*(?P<n>\d{1,2})[.．、](?!\d)",
        rf"(?:(?<=^)|(?<=[\n。；;：:]))\s*(?P<n>{_HAN}{{1,3}})、",
        rf"(?:(?<=^)|(?<=[\n。；;：:，,！!]))\s*(?P<n>{_HAN})(?:是|要|、是)",
        r"(?:(?<=^)|(?<=[\n。；;：:，,]))\s*(?:第(?P<n>[一二三四五六七八九十]))(?=[，,、是])",
        r"(?P<n>[①②③④⑤⑥⑦⑧⑨⑩])",
        r"(?:(?<=^)|(?<=\n))\s*(?:——|[—·●◆▪•])(?P<n>)",
    )
)
# Items without a mark: lines that end with a semicolon.
_LINE = re.compile(r"[^\n；;。：:]{2,}")
_LINES = re.compile(r"\s*(?:[^\n；;。：:]{2,90}[；;]\n){1,20}[^\n；;。：:]{2,90}[。\n]")
_ARABIC = {each: i + 1 for i, each in enumerate("一二三四五六七八九十")} | {
    each: i + 1 for i, each in enumerate("①②③④⑤⑥⑦⑧⑨⑩")
}
_ANNOUNCES = re.compile(
    r"(?:[：:]|以下|下列|如下|包括|分为|是指|指的是|分别[为是]|(?:^|[，,])(?:是|有|即|为|指)"
    r"|following|include)[^。；]{0,16}$"
)
_LIST_MARK = re.compile(
    r"、|》《|》和《|”“|”和“|(?<=[\u4e00-\u9fff）”])(?:和|与|以及|及|或者?)(?=[\u4e00-\u9fff“])"
    r"|(?<=\w), (?:and )?|(?<=\w) and "
)
_NO_NAME = re.compile(r"(?:总数|累计|同比|增长|下降|高于|低于|位居|居|比|达到?|占)")
_IS_LIST = re.compile(r"、|》《|”“|》和《|”和“|\w, \w")
_HEAD_CHARS = 40
_HEAD_END = re.compile(r"[。；;\n]|(?<!等)[：:]")
_COMMA = re.compile(r"[，,]")
_MAX_ITEM_CHARS = 300
_OPEN, _CLOSE = "（(《“‘【[", "）)》”’】]"


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered item; positions are in the text it was found in, without its number."""

    start: int
    end: int
    head_end: int
    """Where the words that name it end: at its first stop."""


def announces(text: str) -> bool:
    """Tell whether a text only leads in to a list: 主要预期目标是：, 采取以下方式提供."""
    return bool(_ANNOUNCES.search(text.rstrip("，,；;。 \n")))


def find_items(text: str, start: int) -> list[Item]:
    """Return the numbered items that follow a place of a text, empty when none do.

    The first number found says the style; the list ends where the numbers do not go on.
    """
    best: list[re.Match[str]] = []
    for style in _STYLES:
        found = _run(list(style.finditer(text, start)))
        if len(found) > 1 and (not best or found[0].start() < best[0].start()):
            best = found
    lines = _LINES.match(text, start)
    if lines and (not best or best[0].start() > lines.end()):
        found_lines = _LINE.finditer(text, start, lines.end())
        return [Item(each.start(), each.end(), each.end()) for each in found_lines]
    if not best:
        return []
    starts = [each.end() for each in best]
    ends = [each.start() for each in best[1:]] + [_end_of_last(text, starts[-1])]
    return [Item(a, b, _head_end(text, a, b)) for a, b in zip(starts, ends, strict=True)]


def names(text: str) -> list[tuple[int, int]]:
    """Return where the names stand that a text lists; its whole when it lists none."""
    found: list[tuple[int, int]] = []
    start = 0
    for mark in _LIST_MARK.finditer(text):
        if _depth(text, mark.start()) == 0 or mark[0] in ("》《", "》和《", "”“", "”和“"):
            found.append((start, mark.start() + mark[0].startswith(("》", "”"))))
            start = mark.end() - mark[0].endswith(("《", "“"))
    return [*found, (start, len(text))]


def count_names(text: str) -> int:
    """Return how many names a text lists, 1 when it lists none.

    推进和发展 is none, and 总数达3个 names nothing.
    """
    if not _IS_LIST.search(text):
        return 1
    return sum(not _NO_NAME.match(text[a:b]) for a, b in names(text))


def _run(found: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """Return the matches that count up from one; unnumbered marks all."""
    run: list[re.Match[str]] = []
    for each in found:
        number = _number(each["n"] or "")
        if number in (0, len(run) + 1):
            run.append(each)
        elif number == 1 and run:
            break
    return run


def _number(text: str) -> int:
    if text.isdigit() and text.isascii():
        return int(text)
    if len(text) == 1:
        return _ARABIC.get(text, 0)
    tens, _, ones = text.partition("十")
    return 10 * _ARABIC.get(tens, 1) + _ARABIC.get(ones, 0) if "十" in text else 0


def _end_of_last(text: str, start: int) -> int:
    """Return where the last item ends: at its line's end, or the sentence's when it is long."""
    line = text.find("\n", start)
    line = len(text) if line < 0 else line
    stop = text.find("。", start, line)
    return stop + 1 if stop >= 0 and line - start > _MAX_ITEM_CHARS else line


def _head_end(text: str, start: int, end: int) -> int:
    head = _HEAD_END.search(text, start, end)
    stop = head.start() if head else end
    if stop - start <= _HEAD_CHARS:
        return stop
    comma = _COMMA.search(text, start, stop)
    return comma.start() if comma else stop


def _depth(text: str, position: int) -> int:
    before = text[:position]
    return sum(before.count(each) for each in _OPEN) - sum(before.count(each) for each in _CLOSE)
