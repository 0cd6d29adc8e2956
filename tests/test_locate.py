"""Where a quote stands among the characters of a page."""

from ingest.locate import Spot, locate


def laid_out(*lines: str) -> list[Spot]:
    """Return characters in squares of 10, a line each 20 further down."""
    return [
        Spot(char, (10 * x, 20 * y, 10 * x + 10, 20 * y + 10))
        for y, line in enumerate(lines)
        for x, char in enumerate(line)
    ]


def test_a_quote_over_two_lines_gets_a_box_each() -> None:
    spots = laid_out("全县粮食总产量达到", "12.5万吨，增长3.5%。")
    assert locate("总产量达到12.5万吨", spots) == ((40, 0, 90, 10), (0, 20, 60, 30))


def test_spaces_width_and_punctuation_do_not_matter() -> None:
    spots = laid_out("产量 １２．５万吨（预计）")
    assert locate("产量12.5万吨,预计", spots) == ((0, 0, 120, 10),)


def test_cells_of_a_row_are_found_one_behind_the_other() -> None:
    spots = laid_out("12    青禾县  7", "白河县    12    9")
    found = locate("白河县 | 12 | 9", spots)
    assert found == ((0, 20, 30, 30), (70, 20, 90, 30), (130, 20, 140, 30))


def test_what_does_not_stand_there_has_no_box() -> None:
    assert locate("工业增加值增长", laid_out("粮食总产量达到")) == ()
    assert locate("，。", laid_out("粮食，。")) == ()
