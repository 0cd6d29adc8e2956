import json
import re
from collections import defaultdict
from importlib.resources import files

import pytest

from bot.thesaurus import Thesaurus, thesaurus
from vectorstore.embed import StaticEmbedder
from vectorstore.terms import simplify

_MARKS = re.compile(r"[\s\"“”（）()、,，?？]")


def lines(name):
    text = (files("bot") / "lexicon" / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(scope="module")
def indicators():
    return lines("indicators.jsonl")


@pytest.fixture(scope="module")
def embedder():
    return StaticEmbedder()


@pytest.fixture(scope="module")
def small(embedder):
    line = {"aliases": [], "en": [], "units": []}
    return Thesaurus(
        [
            {**line, "zh": "出口总额", "lay": ["卖到国外多少钱"], "units": ["亿元"]},
            {**line, "zh": "进口总额", "lay": ["从国外买了多少"], "en": ["total imports"]},
            {**line, "zh": "幼儿园数", "lay": ["托儿的园子有几所"]},
        ],
        [
            {"official": "农村居民", "lay": ["乡下人"], "en": ["Villagers"]},
            {"official": "农民", "lay": ["乡下人"], "en": []},
        ],
        embedder=embedder,
    )


def found(indicators, phrase, k=5):
    return [match.indicator.name for match in indicators.find(phrase, k=k)]


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("2024年出口总额是多少", "出口总额"),
        ("货物销往海外赚了几个亿", "出口总额"),
        ("从海外买进的东西值多少", "进口总额"),
        ("what were total imports", "进口总额"),
        ("how many kindergartens are there", "幼儿园数"),
    ],
    ids=["name", "meaning", "neighbour", "english wording", "english meaning"],
)
def test_indicator_is_found_by(small, phrase, name):
    assert found(small, phrase)[0] == name


def test_best_come_first_and_scores_are_shares(small):
    scores = [match.score for match in small.find("进口总额", k=3)]
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 < score <= 1.0 for score in scores)


def test_no_more_than_k_are_found(small):
    assert len(small.find("出口总额和进口总额", k=1)) == 1


@pytest.mark.parametrize("phrase", ["", " ", "？"], ids=["empty", "blank", "mark"])
def test_nothing_is_found_by_a_phrase_without_words(small, phrase):
    assert small.find(phrase) == ()


def test_indicator_keeps_its_names_and_units(small):
    indicator = small.find("出口总额", k=1)[0].indicator
    assert (indicator.names, indicator.units) == (("出口总额",), ("亿元",))


def test_wording_stands_for_each_of_its_words(small):
    assert small.words["乡下人"] == ("农村居民", "农民")
    assert small.words["villagers"] == ("农村居民",)


def test_rare_pair_weighs_more_than_a_common_one(small):
    assert small.weight("出口") > small.weight("总额")


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("农村居民人均可支配收入", "农村居民人均可支配收入"),
        ("城镇居民人均可支配收入", "城镇居民人均可支配收入"),
        ("建成区绿地率", "建成区绿地率"),
        ("建成区绿化覆盖率", "建成区绿化覆盖率"),
        ("可吸入颗粒物浓度", "可吸入颗粒物(PM10)年均浓度"),
        ("秋粮产量", "秋粮产量"),
        ("夏粮产量", "夏粮产量"),
        ("4A级旅游景区", "4A级旅游景区"),
        ("拨备覆盖率", "拨备覆盖率"),
        ("失业保险金领取期限", "失业保险金领取期限"),
    ],
)
def test_near_neighbours_stay_apart(phrase, name):
    assert found(thesaurus(), f"{phrase}是多少")[0] == name


def test_wordings_left_out_are_found(indicators, embedder):
    """Of wordings of daily life that the thesaurus has not read, most name their indicator."""
    sample = [(i, each["lay"][-1]) for i, each in enumerate(indicators) if len(each["lay"]) > 2]
    asked = dict(sample[::7])
    rest = [
        {**each, "lay": each["lay"][:-1]} if i in asked else each
        for i, each in enumerate(indicators)
    ]
    without = Thesaurus(rest, [], embedder=embedder)
    ranks = [(indicators[i]["zh"], found(without, phrase)) for i, phrase in asked.items()]
    first = sum(names[:1] == [name] for name, names in ranks) / len(ranks)
    among = sum(name in names for name, names in ranks) / len(ranks)
    assert first > 0.45
    assert among > 0.75


def test_name_belongs_to_one_indicator(indicators):
    owners = defaultdict(set)
    for each in indicators:
        for name in (each["zh"], *each["aliases"]):
            owners[_plain(name)].add(each["zh"])
    assert [names for names in owners.values() if len(names) > 1] == []


def test_lay_wording_belongs_to_one_indicator(indicators):
    owners = defaultdict(set)
    for each in indicators:
        for wording in each["lay"]:
            owners[_plain(wording)].add(each["zh"])
    assert [names for names in owners.values() if len(names) > 1] == []


def _plain(wording):
    return _MARKS.sub("", simplify(wording))
