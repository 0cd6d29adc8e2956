"""Index terms: what a report and a question may write differently is the same term."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.terms import bigrams, simplify, words, words_and_bigrams

# Characters of reports: Han, Latin, digits, and what stands between them.
_CHARACTERS = "县农业增长基站亿万元年一二〇重点项目AZaz059 .,%+-'，。（）"
_TEXTS = st.text(alphabet=_CHARACTERS, max_size=40)
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}

_TRADITIONAL = {
    "农业农村现代化": "農業農村現代化",
    "财政收入增长": "財政收入增長",
    "全国经济总量": "全國經濟總量",
    "医疗卫生机构": "醫療衛生機構",
    "乡村振兴战略": "鄉村振興戰略",
    "建设5G基站3521个": "建設5G基站3521個",
}
_PLURALS = [
    ("project", "projects"),
    ("province", "provinces"),
    ("port", "ports"),
    ("day", "days"),
    ("tax", "taxes"),
    ("box", "boxes"),
    ("class", "classes"),
    ("branch", "branches"),
    ("enterprise", "enterprises"),
    ("increase", "increases"),
    ("purchase", "purchases"),
    ("house", "houses"),
    ("case", "cases"),
    ("base", "bases"),
    ("license", "licenses"),
]


@pytest.mark.parametrize("text", ["5G基站", "5G 基站", "5g基站", "５Ｇ 基站", "5g　基站"])
def test_case_width_and_spaces_do_not_change_the_terms_of_5g(text):
    assert (words(text), bigrams(text)) == (["5g", "基站"], ["基站"])


@pytest.mark.parametrize(
    "text", ["337.7万", "3,377,000", "3377000", "３３７．７万", "3，377，000", "0.03377亿"]
)
def test_number_is_one_term_by_value(text):
    assert words(text) == ["3377000"]


def test_number_is_found_by_value_among_words():
    ours, theirs = words("全省人口达到337.7万人"), words("全省人口达到3,377,000人")
    assert [term for term in ours if term.isdigit()] == ["3377000"]
    assert [term for term in theirs if term.isdigit()] == ["3377000"]


@pytest.mark.parametrize(
    ("text", "number"), [("120kV", "120"), ("15G", "15"), ("12.5km", "12.5"), ("1000MW", "1000")]
)
def test_part_of_a_number_with_a_latin_unit_is_no_term(text, number):
    assert [term for term in words(text) if term.isdigit() and term != number] == []


def test_thousands_commas_do_not_change_a_number_with_a_latin_unit():
    assert words("3,377km") == words("3377km")


def test_numbers_with_a_latin_unit_are_told_apart():
    assert set(words("12.5km")) & set(words("7.5km")) <= {"km"}


def test_zeros_after_the_point_do_not_change_a_number():
    assert words("12.50%") == words("12.5%") == ["12.5"]


@pytest.mark.parametrize(("simplified", "traditional"), _TRADITIONAL.items(), ids=_TRADITIONAL)
def test_traditional_has_the_terms_of_simplified(simplified, traditional):
    assert words(traditional) == words(simplified)
    assert bigrams(traditional) == bigrams(simplified)


@pytest.mark.parametrize(("singular", "plural"), _PLURALS, ids=[one for one, _ in _PLURALS])
def test_english_plural_is_the_term_of_its_singular(singular, plural):
    assert words(plural) == words(singular)


def test_english_possessive_is_the_term_of_its_noun():
    assert words("the province's GDP") == words("the province GDP")


def test_long_dictionary_word_is_found_by_its_parts():
    assert {"农业", "现代化"} <= set(words("农业现代化"))


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("农业农村", ["农业", "业农", "农村"]),
        ("县", ["县"]),
        ("农业，农村", ["农业", "农村"]),
        ("增长6.5个百分点", ["增长", "个百", "百分", "分点"]),
        ("GDP 6.5%", []),
        ("", []),
    ],
)
def test_bigrams_are_the_pairs_of_each_run_of_han(text, pairs):
    assert bigrams(text) == pairs


@pytest.mark.parametrize("text", ["", " ", "，。！？", "——", "\n\t"])
def test_text_without_words_has_no_terms(text):
    assert (words(text), bigrams(text)) == ([], [])


@given(_TEXTS)
def test_full_width_text_has_the_same_terms(text):
    wide = text.translate(_FULL_WIDTH)
    assert (words(wide), bigrams(wide)) == (words(text), bigrams(text))


@given(_TEXTS)
def test_capitals_do_not_change_the_terms(text):
    assert words(text.upper()) == words(text.lower())


@given(_TEXTS)
def test_simplified_text_is_simplified_already(text):
    assert simplify(simplify(text)) == simplify(text)


@given(_TEXTS)
def test_words_and_bigrams_are_those_of_each_alone(text):
    assert words_and_bigrams(text) == (words(text), bigrams(text))


@given(st.text(max_size=60))
def test_no_term_is_empty_or_holds_space(text):
    assert all(term and not any(map(str.isspace, term)) for term in words(text) + bigrams(text))


@given(st.integers(min_value=1, max_value=10**9))
def test_value_in_wan_has_the_number_term_of_the_value_in_full(hundreds):
    in_wan = f"{Decimal(hundreds) / 100}万元"
    assert words(f"{hundreds * 100:,}元")[0] in words(in_wan)


@given(st.integers(min_value=0, max_value=10**12))
def test_thousands_commas_do_not_change_a_number(value):
    assert words(f"{value:,}") == words(str(value)) == [str(value)]
