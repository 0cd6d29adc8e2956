"""The check of the glossary against parallel paragraphs."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from evals.glossary import check, check_glossary, read_pairs, suggest

PARALLEL = Path(__file__).parent.parent.parent / "shared" / "data" / "reports" / "national_zh_en"
TERMS = [
    {"zh": "失业率", "en": ["unemployment rate"], "field": "employment"},
    {"zh": "粮食", "en": ["cereals"], "field": "agriculture"},
    {"zh": "亩", "en": ["mu"], "field": "units"},
]


@pytest.fixture
def folder(tmp_path):
    rows = [
        "失业率为5%\tThe unemployment rates were 5%.",
        "Grain output rose.\t粮食产量增加",
        *["粮食和亩\tGrain of many hectares."] * 11,
        "only one cell",
    ]
    (tmp_path / "a.tsv").write_text("\n".join(rows), encoding="utf-8")
    return tmp_path


def test_pairs_are_read_in_either_order(folder):
    pairs = read_pairs([folder])
    assert [pair.chinese[:2] for pair in pairs[:2]] == ["失业", "粮食"]
    assert len(pairs) == 13


def test_a_term_is_confirmed_by_its_translation_and_doubted_without(folder):
    found = check(TERMS, read_pairs([folder]))
    assert [(each.paragraphs, each.confirmed, each.is_doubtful) for each in found] == [
        (1, 1, False),
        (12, 0, True),
        (11, 0, False),
    ]


def test_what_translations_use_is_suggested(folder):
    assert "grain" in suggest("粮食", read_pairs([folder]))


def test_the_command_writes_counts_and_fails_on_a_doubtful_term(folder):
    terms = folder / "terms.jsonl"
    terms.write_text("".join(json.dumps(each) + "\n" for each in TERMS), encoding="utf-8")
    arguments = ["--pairs", str(folder / "a.tsv"), "--terms", str(terms), "--write"]
    done = CliRunner().invoke(check_glossary, arguments, standalone_mode=False)
    counted = json.loads(terms.read_text(encoding="utf-8").splitlines()[1])
    assert (done.return_value, counted["paragraphs"], counted["confirmed"]) == (1, 12, 0)
    assert "粮食 0/12" in done.output


@pytest.mark.skipif(not PARALLEL.exists(), reason="the parallel reports are not here")
def test_the_shipped_glossary_is_what_the_official_translations_say():
    arguments = ["--pairs", str(PARALLEL)]
    done = CliRunner().invoke(check_glossary, arguments, standalone_mode=False)
    assert done.return_value == 0, done.output
