"""Real reports and damaged files: each is read whole or refused with advice."""

from pathlib import Path

import pytest

from ingest.errors import UnreadableError, UnsupportedError
from ingest.load.ocr import can_recognise
from ingest.opening import Limits, Opening
from ingest.read import read
from ingest.split import MAX_PASSAGE_CHARS

_SHARED = Path(__file__).parents[2] / "shared" / "data"
_HARD = _SHARED / "hard"
# Text recognition has tests of its own and takes seconds a page: here one page is enough.
_OPENING = Opening(limits=Limits(ocr_pages=0))
_WITH_RECOGNITION = Opening(limits=Limits(ocr_pages=1))
_ABSENT = pytest.mark.skipif(not _SHARED.is_dir(), reason="../shared/data is not here")


def _files(*folders):
    found = [path for folder in folders for path in sorted((_SHARED / folder).rglob("*"))]
    files = [path for path in found if path.is_file()]
    return [pytest.param(path, id=path.name) for path in files] or [
        pytest.param(None, marks=_ABSENT, id="none")
    ]


def _read(path, opening=_OPENING):
    """Return the report, or the error that says why there is none."""
    try:
        return read(path.name, path.read_bytes(), opening)
    except (UnreadableError, UnsupportedError) as error:
        return error


@pytest.fixture(scope="module", params=_files("reports", "hard"))
def outcome(request):
    """Each file in turn, read once for all tests of it."""
    return _read(request.param)


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_file_is_read_whole_or_refused_with_a_hint(outcome):
    if isinstance(outcome, (UnreadableError, UnsupportedError)):
        assert outcome.hint
        return
    text = outcome.document.text
    spans = [(each.start, each.end) for each in outcome.passages]
    headings = [(each.start, each.end) for each in outcome.document.headings]
    held = {position for span in (*spans, *headings) for position in range(*span)}
    assert spans
    assert [i for i, char in enumerate(text) if not char.isspace() and i not in held] == []


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_passages_cut_no_figure_and_keep_the_limit(outcome):
    if isinstance(outcome, (UnreadableError, UnsupportedError)):
        pytest.skip(f"not read: {outcome.message}")
    cuts = {place for each in outcome.passages for place in (each.start, each.end)}
    cut = [each for each in outcome.figures if cuts & set(range(each.start + 1, each.end))]
    assert cut == []
    assert max(each.end - each.start for each in outcome.passages) <= MAX_PASSAGE_CHARS


# A page of search results holds other pages' words in many short pieces; some are left out.
_LOSING = ("test_serp.html",)


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_no_number_is_lost(outcome):
    if isinstance(outcome, (UnreadableError, UnsupportedError)):
        pytest.skip(f"not read: {outcome.message}")
    if outcome.document.name in _LOSING:
        pytest.skip("a page of search results, of which an article is made")
    assert outcome.document.audit.lost_numbers == ()


@_ABSENT
@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "js2025_gb18030.txt",
        "js2025_utf16be_nobom.txt",
        "js2025_utf16le_bom.txt",
        "js2025_utf8bom_crlf.txt",
    ],
)
def test_report_is_the_same_in_every_encoding(name):
    reference = _read(_HARD / "derived" / "js2025_utf16le_bom.txt")
    assert _read(_HARD / "derived" / name).document.text == reference.document.text


@_ABSENT
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("js2025_userpw_1234.pdf", "password"),
        ("zipbomb_200MiB.docx", "Word"),
        ("js2025_truncated.docx", "WPS"),
    ],
)
def test_advice_fits_what_is_wrong(name, advice):
    outcome = _read(_HARD / "derived" / name)
    assert isinstance(outcome, UnreadableError)
    assert advice in outcome.hint


@_ABSENT
@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "js2025_gb18030_one_byte_lost.txt",
        "js2025_ownerpw_only_no_copy.pdf",
        "js2025_text.pdf",
        "js2025_two_column.pdf",
        "js2025_watermark_header_footer.pdf",
    ],
)
def test_awkward_file_is_read(name):
    assert _read(_HARD / "derived" / name).passages


@_ABSENT
@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["js2025_no_tounicode.pdf", "js2025_header_only.pdf", "js2025_truncated.pdf"]
)
def test_pdf_whose_characters_are_lost_is_not_passed_off_as_read(name):
    outcome = _read(_HARD / "derived" / name)
    assert isinstance(outcome, UnreadableError) or outcome.document.audit.warnings


@_ABSENT
@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "js2025_ownerpw_only_no_copy.pdf",
        "js2025_text.pdf",
        "js2025_two_column.pdf",
        "js2025_watermark_header_footer.pdf",
    ],
)
def test_pdf_holds_the_text_it_was_printed_from(name):
    reference = _read(_HARD / "derived" / "js2025_utf8bom_crlf.txt").document.text
    text = _read(_HARD / "derived" / name).document.text
    assert "".join(text.split()) == "".join(reference.split())


@_ABSENT
@pytest.mark.slow
@pytest.mark.skipif(not can_recognise(), reason="text recognition is not installed")
def test_figures_of_a_skewed_scan_are_those_of_the_text():
    reference = _read(_HARD / "derived" / "js2025_utf8bom_crlf.txt")
    scan = _read(_HARD / "derived" / "js2025_scanned_skewed_2p.pdf", _WITH_RECOGNITION)
    printed = {each.text for each in reference.figures}
    assert len(scan.figures) >= 15
    assert {each.text for each in scan.figures if each.text not in printed} == set()


@_ABSENT
@pytest.mark.slow
@pytest.mark.parametrize("name", ["js2025_two_column.pdf", "js2025_watermark_header_footer.pdf"])
def test_figures_survive_the_layout_of_a_page(name):
    plain, laid_out = (_read(_HARD / "derived" / each) for each in ("js2025_text.pdf", name))
    printed = {each.text for each in laid_out.figures}
    assert {each.text for each in plain.figures if each.text not in printed} == set()


@_ABSENT
@pytest.mark.slow
def test_half_year_report_is_described():
    description = _read(_SHARED / "reports" / "zhangye_2024h1.txt").document.description
    assert (description.place, description.period, description.published) == (
        "张掖市",
        "2024年上半年",
        "2024-07-15",
    )
