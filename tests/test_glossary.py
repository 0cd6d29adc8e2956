"""Policy terms in two languages: lookups, and the cut that knows most of a question."""

import pytest

from bot.glossary import Glossary, glossary, stems

IDLE = frozenset("how many was out work".split())


@pytest.fixture(scope="module")
def small():
    return Glossary(
        [
            [
                (["失业"], ["unemployment", "out of work"]),
                (["森林覆盖率", "林木覆盖率"], ["forest coverage"]),
                (["第一产业增加值"], ["value added of the primary industry"]),
                (["工业增加值"], ["industrial value added"]),
                (["附加税"], ["value added tax"]),
                (["税"], ["tax"]),
            ],
            [(["林地"], ["forest coverage"])],
        ]
    )


def cut(glossary, text):
    return [(each.text, each.chinese) for each in glossary.phrases(text, idle=IDLE)]


def test_a_term_is_found_in_either_order(small):
    expected = ("第一产业增加值",)
    assert cut(small, "value added of the primary industry")[0][1] == expected
    assert cut(small, "primary industry value added")[0][1] == expected


def test_the_upper_layer_comes_first(small):
    assert cut(small, "forest coverage")[0][1] == ("森林覆盖率", "林木覆盖率", "林地")


def test_words_that_ask_are_part_of_a_term(small):
    assert cut(small, "how many were out of work")[-1] == ("out of work", ("失业",))


def test_the_cut_that_leaves_no_word_unknown_wins():
    terms = [(["甲"], ["high speed"]), (["乙"], ["high speed rail"]), (["丙"], ["rail freight"])]
    found = cut(Glossary([terms]), "high speed rail freight")
    assert found == [("high speed", ("甲",)), ("rail freight", ("丙",))]


def test_unknown_words_stay_single(small):
    assert cut(small, "quantum forest coverage lattice") == [
        ("quantum", ()),
        ("forest coverage", ("森林覆盖率", "林木覆盖率", "林地")),
        ("lattice", ()),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("urbanisation rates", "urbanization rate"),
        ("farmers took home", "farmer take home"),
        ("high-speed railways", "high speed railway"),
        ("child's", "children"),
    ],
)
def test_inflections_and_spellings_are_one(one, other):
    assert stems(one) == stems(other)


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("地区生产总值", "GDP"),
        ("城镇新增就业", "new urban jobs"),
        ("一般公共预算收入", "general public budget revenue"),
        ("某某某", ""),
    ],
)
def test_shipped_english(chinese, english):
    assert glossary().english(chinese) == english


@pytest.mark.parametrize(
    ("lay", "official"),
    [
        ("joblessness", "城镇调查失业率"),
        ("price of pork", "猪肉价格"),
        ("chips made", "集成电路产量"),
        ("freight trains to europe", "中欧班列"),
        ("streamlining administration and delegating powers", "简政放权"),
    ],
)
def test_lay_english_is_known(lay, official):
    (phrase,) = glossary().phrases(lay, idle=frozenset())
    assert official in phrase.chinese
