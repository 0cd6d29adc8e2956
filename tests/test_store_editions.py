"""Copies and newer editions of a report are told, and nothing is taken for one that is none."""

import io
import sqlite3
from pathlib import Path

import docx
import pytest
from hashing import HashingEmbedder
from hypothesis import given
from hypothesis import strategies as st

from ingest.read import document_id, read
from ingest.types import Description
from vectorstore.editions import relations
from vectorstore.index import Index
from vectorstore.likeness import SKETCH_SIZE, Likeness, compare, shingle, sketch
from vectorstore.tables import Pair, Row
from vectorstore.types import Relation

SHARED = Path(__file__).parent.parent.parent / "shared" / "data"

_WORKS = (
    "播种小麦 修建水渠 新建小学 改造街区 建设港口 培训教师 整治河道 铺设光缆 植树造林 扩建医院"
).split()
_TOWNS = "东河镇 西岭镇 南坪乡 北川乡 中塘镇 上湾村 下坝村 高桥镇 石门乡 柳林镇".split()


def _report(place, year, *, seed, mark="", lines=40):
    """Return a report that shares only its turns of phrase with one of another seed."""
    head = f"{place}{year}年政府工作报告{mark}\n"
    return head + "\n".join(_line(number, seed) for number in range(1, lines + 1))


def _line(number, seed):
    key = number * 7919 + seed * 104729
    work, town = _WORKS[key % 10], _TOWNS[key // 10 % 10]
    done = f"{town}{work}{key % 9973}处，投资{key % 887 / 10}亿元"
    return f"{done}，由{_TOWNS[key % 7]}的{key % 499}户承担。"


_REPORT = _report("青禾县", 2024, seed=1)


@pytest.fixture
def index(tmp_path):
    with Index(tmp_path / "data", HashingEmbedder()) as index:
        yield index


def _sync(index, name, content):
    content = content.encode() if isinstance(content, str) else content
    index.sync(read(name, content), path=name, content=content)
    return document_id(content)


def _word(text):
    document, file = docx.Document(), io.BytesIO()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(file)
    return file.getvalue()


def _page(text):
    lines = "".join(f"<p>{line}</p>" for line in text.splitlines())
    return f"<html><body><article>{lines}</article></body></html>"


# ---- In the store ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("青禾.docx", _word(_REPORT)),
        ("青禾.html", _page(_REPORT)),
        ("青禾.md", _REPORT.replace("\n", "\n\n")),
        ("青禾gbk.txt", _REPORT.encode("gb18030")),
        ("青禾转载.txt", f"来源：青禾日报\n{_REPORT}\n责任编辑：王一"),
    ],
    ids=["docx", "html", "md", "gbk", "reprint"],
)
def test_same_report_in_another_file_is_a_copy(index, name, content):
    first = _sync(index, "青禾.txt", _REPORT)
    second = _sync(index, name, content)
    assert index.relations() == {second: Relation(duplicate_of=first)}


@pytest.mark.parametrize(
    "other",
    [
        _report("海阳市", 2024, seed=2),
        _report("青禾县", 2023, seed=3),
        "关于召开春耕会议的通知\n各乡镇人民政府：定于2024年5月8日召开会议。\n",
    ],
    ids=["place", "year", "notice"],
)
def test_other_report_is_neither_copy_nor_edition(index, other):
    _sync(index, "青禾.txt", _REPORT)
    _sync(index, "其他.txt", other)
    assert index.relations() == {}


def test_two_places_that_fill_in_one_form_are_not_copies(index):
    _sync(index, "甲.txt", _REPORT)
    _sync(index, "乙.txt", _REPORT.replace("青禾县", "海阳市").replace("处，", "座，"))
    assert index.relations() == {}


@pytest.mark.parametrize("draft_first", [True, False])
def test_final_report_is_newer_than_its_draft_in_whatever_order_they_came(index, draft_first):
    draft = _report("青禾县", 2024, seed=1, mark="（征求意见稿）")
    files = [("稿.txt", draft), ("终.txt", _REPORT.replace("亿元", "万元", 5))]
    for name, text in files if draft_first else reversed(files):
        _sync(index, name, text)
    assert index.relations() == {
        document_id(files[1][1].encode()): Relation(supersedes=document_id(draft.encode()))
    }


def test_report_of_the_next_year_is_no_edition_however_alike(index):
    _sync(index, "旧.txt", _report("青禾县", 2023, seed=1))
    _sync(index, "新.txt", _report("青禾县", 2024, seed=1).replace("亿元", "万元", 8))
    assert [each.supersedes for each in index.relations().values() if each.supersedes] == []


def test_listing_tells_the_relation(index):
    first = _sync(index, "青禾.txt", _REPORT)
    _sync(index, "青禾.docx", _word(_REPORT))
    told = [each.to_dict() for each in index.documents()]
    assert [(each["duplicate_of"], each["supersedes"]) for each in told] == [
        (None, None),
        (first, None),
    ]


def test_when_the_first_copy_is_removed_the_next_takes_its_place(index):
    first = _sync(index, "青禾.txt", _REPORT)
    second = _sync(index, "青禾.docx", _word(_REPORT))
    third = _sync(index, "青禾.html", _page(_REPORT))
    assert index.relations() == {
        second: Relation(duplicate_of=first),
        third: Relation(duplicate_of=first),
    }
    index.remove(first)
    assert index.relations() == {third: Relation(duplicate_of=second)}


def test_file_that_changed_is_no_copy_of_what_it_replaced(index):
    _sync(index, "青禾.txt", _REPORT)
    _sync(index, "青禾.txt", _REPORT + "\n责任编辑：王一")
    assert (index.relations(), len(index.documents())) == ({}, 1)


def test_removed_document_leaves_nothing_behind(index, tmp_path):
    _sync(index, "青禾.docx", _word(_REPORT))
    index.remove(_sync(index, "青禾.txt", _REPORT))
    with sqlite3.connect(tmp_path / "data" / "catalog.sqlite") as catalog:
        serials = catalog.execute("SELECT DISTINCT serial FROM sketches").fetchall()
        assert (serials, catalog.execute("SELECT * FROM likenesses").fetchall()) == ([(1,)], [])


def test_folder_of_an_earlier_version_opens_and_learns_its_copies(tmp_path):
    folder = tmp_path / "data"
    with Index(folder, HashingEmbedder()) as index:
        first = _sync(index, "青禾.txt", _REPORT)
        second = _sync(index, "青禾.docx", _word(_REPORT))
    with sqlite3.connect(folder / "catalog.sqlite") as catalog:
        catalog.executescript("DROP TABLE sketches; DROP TABLE likenesses;")
    with Index(folder, HashingEmbedder()) as index:
        assert (len(index.documents()), index.relations()) == (2, {})
        third = _sync(index, "青禾.html", _page(_REPORT))
        assert index.relations() == {
            second: Relation(duplicate_of=first),
            third: Relation(duplicate_of=first),
        }


def test_relations_survive_closing(tmp_path):
    with Index(tmp_path / "data", HashingEmbedder()) as index:
        _sync(index, "青禾.txt", _REPORT)
        _sync(index, "青禾.docx", _word(_REPORT))
        before = index.relations()
    with Index(tmp_path / "data", HashingEmbedder()) as index:
        assert (index.relations(), len(before)) == (before, 1)


def test_real_copies_are_found_and_no_other_report_is_taken_for_one(index):
    paths = sorted((SHARED / "reports" / "provincial_2025_docx").glob("*.docx"))
    copies = sorted((SHARED / "hard" / "derived").glob("js2025_*.txt"))
    if not paths or not copies:
        pytest.skip(f"there is no {SHARED}")
    names = {_sync_file(index, path): path.name for path in [*paths, *copies]}
    found = {
        names[each]: (names.get(relation.duplicate_of or ""), relation.supersedes)
        for each, relation in index.relations().items()
    }
    assert found == {path.name: ("2025年江苏省政府工作报告.docx", None) for path in copies}


def _sync_file(index, path):
    return _sync(index, path.name, path.read_bytes())


# ---- Rules -----------------------------------------------------------------------------------


def _row(serial, title, *, name="", published="", place="青禾县", period="2024年"):
    description = Description(title=title, place=place, period=period, published=published)
    return Row(serial, f"id{serial}", name or f"{title}.txt", description, "1")


def _related(one, other, *, common=0.9, contained=0.95):
    return relations([one, other], [Pair(other.serial, one.serial, Likeness(common, contained))])


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("工作报告（征求意见稿）", "工作报告"),
        ("工作报告（公开征求意见稿）", "工作报告"),
        ("工作报告（讨论稿）", "工作报告（定稿）"),
        ("工作报告", "工作报告（修订版）"),
        ("工作报告", "工作报告（修订）"),
        ("工作报告（第一稿）", "工作报告（第二稿）"),
        ("工作报告V1", "工作报告v2"),
        ("工作报告（草案）", "工作报告（草案第二稿）"),
        ("Work Report (draft)", "Work Report"),
        ("Work Report", "Work Report (revised)"),
    ],
)
def test_edition_is_told_by_its_title(older, newer):
    told = {"id2": Relation(supersedes="id1")}
    assert _related(_row(1, older), _row(2, newer), common=0.3, contained=0.5) == told


def test_edition_is_told_by_the_name_of_its_file():
    one = _row(1, "工作报告", name="工作报告.docx")
    other = _row(2, "工作报告", name="工作报告（修订版）.docx")
    assert _related(one, other) == {"id2": Relation(supersedes="id1")}


def test_later_publication_of_a_reworked_report_is_an_edition():
    one = _row(1, "统计公报", published="2025-03-01")
    other = _row(2, "统计公报", published="2025-09-12")
    assert _related(one, other, common=0.7, contained=0.8) == {"id2": Relation(supersedes="id1")}


def test_later_publication_of_the_same_text_is_a_copy():
    one = _row(1, "统计公报", published="2025-03-01")
    other = _row(2, "统计公报", published="2025-03-05")
    assert _related(one, other, common=0.998, contained=0.999) == {
        "id2": Relation(duplicate_of="id1")
    }


@pytest.mark.parametrize(
    "other",
    [
        _row(2, "工作报告（修订版）", period="2023年"),
        _row(2, "工作报告（修订版）", place="海阳市"),
        _row(2, "统计公报（修订版）"),
        _row(2, "工作报告", published="2025"),
        _row(2, "关于修订工作报告的通知"),
    ],
    ids=["period", "place", "title", "vague date", "a notice of a revision"],
)
def test_what_is_no_edition(other):
    one = _row(1, "工作报告", published="2025-03-01")
    assert _related(one, other, common=0.5, contained=0.6) == {}


@pytest.mark.parametrize(
    ("common", "contained", "is_copy"),
    [(0.99, 0.995, True), (0.55, 0.99, True), (0.7, 0.85, True), (0.2, 1.0, False),
     (0.5, 0.7, False)],
    ids=["whole", "article of a page", "recognised", "quotation", "reworked"],
)  # fmt: skip
def test_what_is_a_copy(common, contained, is_copy):
    told = _related(_row(1, "报告"), _row(2, "报告"), common=common, contained=contained)
    assert told == ({"id2": Relation(duplicate_of="id1")} if is_copy else {})


def test_forms_of_two_places_are_copies_only_when_they_are_the_same_text():
    one, other = _row(1, "报告"), _row(2, "报告", place="海阳市")
    assert _related(one, other, common=0.8, contained=0.9) == {}
    assert _related(one, other, common=0.99, contained=0.99) != {}


def test_newest_edition_takes_the_place_of_the_one_before():
    rows = [_row(1, "报告（草案）"), _row(2, "报告（修订版）"), _row(3, "报告")]
    like = Likeness(0.9, 0.95)
    pairs = [Pair(2, 1, like), Pair(3, 1, like), Pair(3, 2, like)]
    assert relations(rows, pairs) == {
        "id2": Relation(supersedes="id3"),
        "id3": Relation(supersedes="id1"),
    }


def test_documents_that_are_not_visible_relate_to_nothing():
    assert relations([_row(2, "报告")], [Pair(2, 1, Likeness(1.0, 1.0))]) == {}


# ---- Likeness --------------------------------------------------------------------------------


@given(st.text(min_size=5))
def test_text_is_wholly_like_itself(text):
    shingles = shingle(text)
    assert compare(shingles, shingles) == (
        Likeness(1.0, 1.0) if shingles.size else Likeness(0.0, 0.0)
    )


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_the_same_from_both_sides(one, other):
    here, there = shingle(one), shingle(other)
    assert compare(here, there) == compare(there, here)


@given(st.text(alphabet="甲乙丙丁0123abc", max_size=80))
def test_likeness_counts_stretches_of_five(text):
    stretches = {text[i : i + 5] for i in range(len(text) - 4)}
    assert shingle(text).size == len(stretches)


@pytest.mark.parametrize(
    "other",
    ["全县，建成：５Ｇ基站3521个！", "全 县\n建成5g基站\n3521个", "《全县建成5G基站3521个》"],
    ids=["wide", "lines", "marks"],
)
def test_layout_and_marks_make_no_difference(other):
    assert compare(shingle("全县建成5G基站3521个。"), shingle(other)) == Likeness(1.0, 1.0)


def test_sketch_is_the_smallest_hashes():
    shingles = shingle(_REPORT)
    assert sketch(shingles) == sorted(shingles.tolist())[:SKETCH_SIZE]
