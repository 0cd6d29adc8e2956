"""Places that texts name, and how they nest."""

import pytest

from ingest.places import NATION, Mention, find_mentions, is_within, names_of, resolve


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("张掖市甘州区建成基站", ["张掖市", "甘州区"]),
        ("江苏、浙江和内蒙古", ["江苏省", "浙江省", "内蒙古自治区"]),
        ("Jiangsu and Zhejiang provinces", ["江苏省", "浙江省"]),
        ("我国粮食产量", [NATION]),
        ("东方红、和平与安康", []),
        ("改善民生", []),
    ],
)
def test_mentions_are_in_reading_order(text, names):
    assert [each.name for each in find_mentions(text)] == names


def test_mention_is_where_it_is_printed():
    text = "兰州至张掖高速公路"
    assert [text[each.start : each.end] for each in find_mentions(text)] == ["兰州", "张掖"]


def test_known_place_outside_the_gazetteer_is_found():
    assert [each.name for each in find_mentions("青禾今年增长", known=("青禾县",))] == ["青禾县"]


@pytest.mark.parametrize("text", ["Hailar Airport", "the airport of HAILAR", "Hailar's airport"])
def test_english_name_of_a_county_is_found_when_it_is_known(text):
    (mention,) = find_mentions(text, known=("海拉尔区",))
    assert (text[mention.start : mention.end].lower(), mention.name) == ("hailar", "海拉尔区")
    assert find_mentions(text) == find_mentions(text, known=("番禺区",)) == ()


def test_part_of_an_english_word_is_no_county():
    assert find_mentions("Hailars", known=("海拉尔区",)) == ()


@pytest.mark.parametrize("known", [(), ("番禺区",)], ids=["unknown", "known"])
def test_english_name_in_the_gazetteer_is_always_found(known):
    assert find_mentions("Panyu district", known=known) == (Mention(0, 5, "番禺区"),)


def test_text_is_about_the_most_mentioned_place():
    assert resolve("兰州客商来到张掖，张掖与其签约。") == "张掖市"


@pytest.mark.parametrize(
    ("inner", "outer", "holds"),
    [
        ("甘州区", "张掖市", True),
        ("张掖市", "甘肃省", True),
        ("甘州区", "甘肃省", True),
        ("甘肃省", "甘肃省", True),
        ("甘肃省", NATION, True),
        ("甘肃省", "张掖市", False),
        ("张掖市", "江苏省", False),
        ("", NATION, False),
    ],
)
def test_place_lies_in_another(inner, outer, holds):
    assert is_within(inner, outer) is holds


@pytest.mark.parametrize(
    ("place", "names"),
    [("张掖市", ("张掖市", "张掖")), ("青禾县", ("青禾县", "青禾")), ("泾县", ("泾县",))],
)
def test_names_begin_with_the_full_name(place, names):
    assert names_of(place) == names
