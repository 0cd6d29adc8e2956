"""What claims are weighed by: each feature says one thing of a claim and a question."""

from pathlib import Path

import pytest

from bot.agreement import AGREEMENT, agreement
from bot.assembly import assemble
from bot.claims import find_claims
from bot.match import FEATURES, rank
from bot.settings import Settings
from bot.understand import understand
from ingest.types import Description, Passage
from vectorstore.terms import compact
from vectorstore.types import Hit

_SAMPLE = Path(__file__).parent.parent / "evals" / "sample"
_AIRPORTS = "某市2024年民航公报\n一、客流\n大兴机场开通航线120条，白塔机场旅客吞吐量3万人次。\n"
_REPORT = Description(title="云岭市2024年政府工作报告", place="云岭市", period="2024年")
_PAST, _AHEAD = ("一、2023年工作回顾",), ("三、2024年重点工作",)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    with assemble(Settings(data=tmp_path_factory.mktemp("data"))) as product:
        for path in sorted(_SAMPLE.glob("*.txt")):
            product.ingest_path(path)
        product.ingest("民航公报.txt", _AIRPORTS.encode())
        yield product.index


def hit(text, *, document="a", section=_PAST, score=1.0):
    passage = Passage(
        id=f"{document}:0", document_id=document, start=0, end=len(text), section=section
    )
    return Hit(passage=passage, title=_REPORT.title, text=text, score=score)


def ranked(index, question, *hits, description=_REPORT, weights=None):
    return rank(
        understand(question),
        hits,
        descriptions=dict.fromkeys((each.passage.document_id for each in hits), description),
        meaning=index,
        weights={"coverage": 1.0} if weights is None else weights,
    )


def features(index, question, text, *, section=_PAST, description=_REPORT):
    """Return the features of the only claim of a text."""
    (candidate,) = ranked(index, question, hit(text, section=section), description=description)
    return candidate.features


def picked(found, *names):
    return tuple(found.get(name, 0.0) for name in names)


def test_features_are_those_that_are_named(index):
    question = "2023年新建了多少个5G基站？"
    found = ranked(index, question, hit("新建5G基站1120个，累计建成4060个。"))
    assert {name for each in found for name in each.features} <= set(FEATURES)
    assert len(set(FEATURES)) == len(FEATURES)


def test_candidates_are_best_first_by_the_weights_given(index):
    texts = ("公共充电桩1260个。", "农村公路431公里。")
    for sign, figures in ((1.0, ["1260个", "431公里"]), (-1.0, ["431公里", "1260个"])):
        hits = map(hit, texts)
        found = ranked(index, "公共充电桩有多少", *hits, weights={"coverage": sign})
        assert [each.claim.figure.text for each in found] == figures
        assert [each.score for each in found] == [sign * each.coverage for each in found]


@pytest.mark.parametrize(
    ("text", "coverage", "missed"),
    [("公共充电桩1260个。", 1.0, 0.0), ("农村公路431公里。", 0.0, 1.0)],
    ids=["all", "nothing"],
)
def test_coverage_is_the_share_of_the_question_that_is_held(index, text, coverage, missed):
    found = features(index, "充电桩多少", text)
    assert picked(found, "coverage", "missed") == (coverage, missed)


def test_claim_of_another_airport_lacks_the_word_for_this_one(index):
    question = "大兴机场开通了多少条航线"
    ours = features(index, question, "大兴机场开通航线120条。")
    other = features(index, question, "白塔机场开通航线30条。")
    assert ours["lacks_known"] == 0.0
    assert other["lacks_known"] == other["missed"] > 0.0


def test_word_that_no_report_knows_is_unknown_and_not_lacked(index):
    found = features(index, "浦东机场旅客吞吐量是多少", "白塔机场旅客吞吐量3万人次。")
    assert found["lacks_known"] == 0.0
    assert 0.0 < found["unknown"] == pytest.approx(found["missed"])


@pytest.mark.parametrize(
    ("text", "elsewhere"),
    [("民生支出268.4亿元。", 0.0), ("教育支出12亿元。", 1.0), ("民生保障好，支出3亿元。", 0.0)],
    ids=["stated", "another", "in the passage"],
)
def test_word_of_question_and_indicator_is_elsewhere(index, text, elsewhere):
    found = ranked(index, "民生支出是多少", hit(text))[0]
    lacks_shared = elsewhere * found.features["lacks_known"]
    assert picked(found.features, "elsewhere", "lacks_shared") == (elsewhere, lacks_shared)
    assert found.is_elsewhere is (elsewhere > 0)


def test_claim_that_lacks_a_known_word_of_its_indicator_says_so(index):
    found = features(index, "民生支出是多少", "教育支出12亿元。")
    assert found["lacks_shared"] == found["lacks_known"] > 0.4


def test_what_is_of_another_airport_still_has_the_words_of_its_indicator(index):
    found = features(index, "大兴机场旅客吞吐量是多少", "白塔机场旅客吞吐量3万人次。")
    assert picked(found, "elsewhere", "lacks_shared") == (0.0, 0.0)
    assert found["lacks_known"] > 0.0


@pytest.mark.parametrize(
    ("question", "language", "is_foreign"),
    [
        ("5G基站有多少个", "zh", 0.0),
        ("5G基站有多少个", "en", 1.0),
        ("How many 5G base stations are there?", "zh", 1.0),
        ("How many 5G base stations are there?", "en", 0.0),
    ],
)
def test_claim_of_the_other_language_is_foreign(index, question, language, is_foreign):
    description = Description(title=_REPORT.title, period="2024年", language=language)
    found = features(index, question, "5G基站4060个。", description=description)
    assert found["is_foreign"] == is_foreign


_TIMING = ("year_right", "year_wrong", "year_unknown", "target_right", "target_wrong")


@pytest.mark.parametrize(
    ("question", "section", "expected"),
    [
        ("2023年充电桩有多少个", _PAST, {"year_right"}),
        ("2024年充电桩有多少个", _PAST, {"year_wrong"}),
        ("充电桩有多少个", _PAST, set()),
        ("2024年充电桩的目标是多少", _AHEAD, {"year_right", "target_right"}),
        ("2023年充电桩有多少个", _AHEAD, {"year_wrong", "target_wrong"}),
        ("2023年和2024年充电桩各有多少个", _PAST, {"year_right"}),
    ],
)
def test_year_and_target_are_right_or_wrong(index, question, section, expected):
    found = features(index, question, "公共充电桩1260个。", section=section)
    assert {name for name in _TIMING if found.get(name)} == expected


def test_year_of_a_report_without_one_is_unknown(index):
    undated = Description(title="充电桩情况")
    found = features(index, "2023年充电桩有多少个", "公共充电桩1260个。", description=undated)
    assert {name for name in _TIMING if found.get(name)} == {"year_unknown"}


@pytest.mark.parametrize(
    ("question", "wrong"), [("民生支出增长多少", 1.0), ("民生支出年均增长多少", 0.0)]
)
def test_span_is_wrong_unless_it_is_asked(index, question, wrong):
    found = features(index, question, "民生支出年均增长5%。")
    assert picked(found, "span_wrong", "per_year_wrong") == (wrong, wrong)


@pytest.mark.parametrize("question", ["办理60个账户要多少天", "办理六十个账户要多少天"])
@pytest.mark.parametrize("said", ["60个", "六十个"])
def test_figure_of_the_question_is_given_however_it_is_written(index, question, said):
    found = ranked(index, question, hit(f"办理账户{said}要3天，办理账户70个要5天。"))
    given = {
        each.claim.figure.text: each.features.get("given", 0.0)
        for each in found
        if each.claim.figure
    }
    assert given == {said: 1.0, "3天": 0.0, "70个": 0.0, "5天": 0.0}


def test_first_passages_and_their_scores_are_features(index):
    hits = (hit("农村公路431公里。", score=0.9), hit("公共充电桩1260个。", score=0.6))
    found = {
        each.claim.figure.text: picked(each.features, "passage", "first_passages")
        for each in ranked(index, "公共充电桩有多少", *hits)
    }
    assert found == {"431公里": (0.9, 1.0), "1260个": (0.6, 0.5)}


def test_own_words_that_nobody_asked_for_make_a_claim_less_precise(index):
    question = "适老化改造了多少户"
    exact = features(index, question, "适老化改造2300户。")
    other = features(index, question, "完成困难家庭住宅适老化改造2300户。")
    assert 0.0 < other["precision"] < exact["precision"] == 1.0


def test_line_of_a_table_of_contents_is_no_candidate(index):
    assert ranked(index, "教育有多少", hit("第三章 教育事业......24")) == []


def test_nearest_claims_are_kept_and_those_of_each_report(index):
    many = hit("".join(f"公共充电桩{i}个。" for i in range(1, 131)), document="a")
    few = hit("".join(f"农村公路{i}公里。" for i in range(1, 21)), document="b")
    found = ranked(index, "公共充电桩有多少个", few, many)
    kept = [each.hit.passage.document_id for each in found]
    assert (kept.count("a"), kept.count("b")) == (100, 12)


def agreed(question, text):
    """Return what agrees for each claim of a text, by its figure."""
    query = understand(question)
    found = {}
    for claim in find_claims(text):
        label = f"{claim.inherited} {claim.label}" if claim.is_elliptic else claim.label
        figure = claim.figure.text if claim.figure else ""
        found[figure] = agreement(query, claim, compact(label))
    return found


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("改造了多少亩农田", "改造农田3万亩。", {"3万亩": ("unit_exact",)}),
        ("举办了多少场招聘会", "举办招聘会30场次。", {"30场次": ("unit_exact",)}),
        ("改造了多少亩农田", "改造农田30公顷。", {"30公顷": ("unit_near",)}),
        ("码头装了多少个箱子", "吞吐量20万标准箱。", {"20万标准箱": ("unit_counted",)}),
        ("开工了多少个项目", "开工项目30项。", {"30项": ("unit_loose",)}),
        ("改造了多少亩农田", "改造农田投资3亿元。", {"3亿元": ("unit_other",)}),
        ("建成多少个服务站", "建成服务站46家。", {"46家": ("unit_loose",)}),
        ("投资多少", "完成投资3亿元。", {"3亿元": ("implied_right",)}),
        ("投资多少", "投资项目3个。", {"3个": ("implied_wrong",)}),
        ("收入增长多少", "收入增长5%。", {"5%": ("unit_class", "growth_right")}),
        ("收入增长多少", "收入3亿元。", {"3亿元": ("unit_other", "growth_wrong")}),
        ("收入多少亿元", "收入增长5%。", {"5%": ("unit_other", "growth_wrong")}),
        ("收入的目标是多少", "收入增长5%以上。", {"5%": ()}),
    ],
    ids=[
        *(
            "exact",
            "longer",
            "same class",
            "boxes for 个",
            "items for 个",
            "other class",
            "loose counters",
            "implied",
        ),
        *("not implied", "growth", "no growth", "unasked growth"),
        "target that is a growth",
    ],
)
def test_unit_and_growth_agree_or_do_not(question, text, expected):
    assert agreed(question, text) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("新建充电桩多少个", {"1260个": "stock_right", "3680个": "stock_wrong"}),
        ("累计建成充电桩多少个", {"1260个": "stock_wrong", "3680个": "stock_right"}),
    ],
)
def test_what_is_new_and_all_there_is_are_told_apart(question, expected):
    found = agreed(question, "新建充电桩1260个，累计建成3680个。")
    assert found == {figure: ("unit_loose", name) for figure, name in expected.items()}


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("人均收入多少元", "人均收入3万元。", {"3万元": ("unit_exact",)}),
        ("生产总值多少元", "人均生产总值3万元。", {"3万元": ("unit_exact", "per_head_wrong")}),
        ("农民收入多少元", "农民人均收入3万元。", {"3万元": ("unit_exact",)}),
        ("人均收入多少元", "总收入3亿元。", {"3亿元": ("unit_exact", "per_head_lacking")}),
        ("产值占多少", "产值占全市68%。", {"68%": ("unit_class",)}),
        ("产值多少亿元", "产值占全市68%。", {"68%": ("unit_other", "share_wrong")}),
        ("总人口有多少万人", "总人口337万人。", {"337万人": ("unit_exact",)}),
        ("粮食产量是多少亿斤", "粮食产量稳定在800亿斤以上。", {"800亿斤": ("unit_exact", "vague")}),
        ("粮食产量是多少亿斤", "粮食产量超过800亿斤。", {"800亿斤": ("unit_exact",)}),
        ("城镇化水平是多少", "城镇化率57.6%。", {"57.6%": ("share_wrong",)}),
        ("寿命是多少岁", "寿命从80.2岁提升到82.5岁。", {
            "80.2岁": ("unit_exact", "origin"), "82.5岁": ("unit_exact",)}),
        ("甲和乙分别有多少人", "甲、乙分别为3人和5人。", {
            "3人": ("unit_exact", "dealt"), "5人": ("unit_exact", "dealt")}),
        ("甲有多少人", "甲、乙分别为3人和5人。", {"3人": ("unit_exact",), "5人": ("unit_exact",)}),
    ],
    ids=[
        *("per head", "unasked head", "head by nature", "no head", "share", "unasked share"),
        *("ten thousand people", "vague", "bounded", "unasked rate"),
        *("origin", "dealt", "one of dealt"),
    ],
)  # fmt: skip
def test_what_limits_a_claim_agrees_or_does_not(question, text, expected):
    assert agreed(question, text) == expected


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("哪些产业增长快", "食品产业增长快。", ()),
        ("大桥什么时候通车", "大桥建成通车。", ()),
    ],
)
def test_claim_without_a_figure_neither_agrees_nor_disagrees(question, text, expected):
    assert agreed(question, text) == {"": expected}


def test_names_of_agreement_are_features():
    assert set(AGREEMENT) < set(FEATURES)
