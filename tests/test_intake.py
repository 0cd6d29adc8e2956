"""Taking many files in: in order, in groups, past bad ones, and again after an interruption."""

import threading
from pathlib import Path

import pytest

from bot.ahead import Bounds, in_groups
from bot.assembly import assemble
from bot.files import Content, Source, find_sources, source_of_path, source_of_upload
from bot.intake import Step
from bot.progress import Progress
from bot.settings import Settings
from ingest.errors import UnreadableError
from ingest.opening import Limits
from vectorstore.types import Change

_REPORTS = Path(__file__).parents[2] / "shared" / "data" / "reports"


@pytest.fixture
def wence(tmp_path):
    with assemble(Settings(data=tmp_path / "data", workers=2)) as assembled:
        yield assembled


def text_of(number):
    return f"青禾县第{number}号报告\n粮食总产量达到{number}万吨。\n".encode()


def uploads(numbers):
    return [source_of_upload(f"{number}.txt", text_of(number)) for number in numbers]


def names(wence):
    return [row.name for row in wence.index.rows()]


def test_many_files_are_stored_in_their_order(wence):
    results = [*wence.ingest_all(uploads(range(1, 40)))]
    expected = [f"{number}.txt" for number in range(1, 40)]
    assert [each.path for each in results] == expected
    assert names(wence) == expected
    assert {each.status.value for each in results} == {"added"}


def test_a_bad_file_stops_no_other(wence):
    sources = uploads(range(1, 7))
    sources[2] = source_of_upload("空.txt", b"")
    results = [*wence.ingest_all(sources)]
    assert [each.status.value for each in results] == [
        "added", "added", "failed", "added", "added", "added",
    ]  # fmt: skip
    assert results[2].reason == "the file is empty"
    assert names(wence) == ["1.txt", "2.txt", "4.txt", "5.txt", "6.txt"]


def test_what_is_stored_is_passed_over(wence):
    first = [*wence.ingest_all(uploads(range(1, 5)))]
    again = [*wence.ingest_all(uploads(range(1, 7)))]
    assert [each.status.value for each in again] == ["unchanged"] * 4 + ["added"] * 2
    assert [each.document_id for each in again[:4]] == [each.document_id for each in first]
    assert again[0].audit == first[0].audit


def test_a_run_that_is_stopped_goes_on_where_it_ended(wence):
    running = wence.ingest_all(uploads(range(1, 200)))
    next(running)
    running.close()
    stored = names(wence)
    assert wence.index.doctor() == ()
    assert 0 < len(stored) < 199
    results = [*wence.ingest_all(uploads(range(1, 200)))]
    assert [each.status.value for each in results[: len(stored)]] == ["unchanged"] * len(stored)
    assert len(names(wence)) == 199


def test_the_same_bytes_at_two_paths_are_one_document(wence):
    sources = [source_of_upload(name, text_of(7)) for name in ("a.txt", "b.txt")]
    results = [*wence.ingest_all(sources)]
    assert [each.status.value for each in results] == ["added", "unchanged"]
    assert (len(names(wence)), len(wence.index.paths())) == (1, 2)


def test_a_path_given_twice_holds_what_came_last(wence):
    sources = [source_of_upload("a.txt", text_of(number)) for number in (1, 2)]
    results = [*wence.ingest_all(sources)]
    assert [each.status.value for each in results] == ["added", "updated"]
    assert "第2号" in wence.index.document(results[1].document_id).text
    assert len(names(wence)) == 1


def test_a_released_path_lets_its_document_go_when_no_other_holds_it(wence):
    sources = [source_of_upload(name, text_of(7)) for name in ("a.txt", "b.txt")]
    [*wence.ingest_all(sources)]
    wence.index.release("upload:a.txt")
    assert len(names(wence)) == 1
    wence.index.release("upload:b.txt")
    assert (names(wence), wence.index.paths(), wence.index.doctor()) == ([], (), ())


def test_groups_are_whole_in_all_stores(wence):
    [*wence.ingest_all(uploads(range(1, 30)))]
    assert wence.index.doctor() == ()
    (hit,) = wence.index.search("粮食总产量达到17万吨", k=1)
    assert "粮食总产量达到17万吨。" in hit.text


def test_every_file_is_noted_when_it_is_read_and_stored(wence):
    noted = []
    [
        *wence.ingest_all(
            uploads([1, 2]), note=lambda step, source: noted.append((step, source.shown))
        )
    ]
    assert sorted(noted) == [
        (Step.READING, "1.txt"), (Step.READING, "2.txt"),
        (Step.STORING, "1.txt"), (Step.STORING, "2.txt"),
    ]  # fmt: skip


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "大.txt"
    path.write_bytes(b"x" * 1_000_001)
    with pytest.raises(UnreadableError) as caught:
        source_of_path(path).open(Limits(file_mb=1))
    assert caught.value.message == "the file has 1 MB, more than 1 MB"
    assert "WENCE_MAX_UPLOAD_MB" in caught.value.hint


def test_a_file_that_is_gone_when_its_turn_comes_fails_alone(wence, tmp_path):
    gone, there = tmp_path / "a.txt", tmp_path / "b.txt"
    for path in (gone, there):
        path.write_bytes(text_of(path.name))
    sources = [source_of_path(path) for path in (gone, there)]
    gone.unlink()
    results = [*wence.ingest_all(sources)]
    assert [each.status.value for each in results] == ["failed", "added"]
    assert "cannot be opened" in results[0].reason


def test_a_document_that_went_while_it_was_passed_over_is_read_again(wence):
    [*wence.ingest_all(uploads([1]))]
    taken_away = text_of(1)

    def opened(_limits):
        return Content(name="b.txt", content=taken_away)

    def note(step, source):
        if step is Step.STORING:
            wence.index.release("upload:1.txt")

    source = Source(key="upload:b.txt", shown="b.txt", open=opened)
    (result,) = wence.ingest_all([source], note=note)
    assert (result.status.value, names(wence)) == (Change.ADDED.value, ["b.txt"])


def test_paths_of_no_use_are_told_and_the_others_found(tmp_path):
    (tmp_path / "a.txt").write_bytes(text_of(1))
    sources, failures = find_sources([str(tmp_path), str(tmp_path / "none")])
    assert [each.shown for each in sources] == [str(tmp_path / "a.txt")]
    assert [path for path, _ in failures] == [str(tmp_path / "none")]


# ---- Working ahead -----------------------------------------------------------------------------


def test_results_come_in_the_order_of_the_items():
    hold = threading.Event()

    def work(item):
        if item == 0:
            hold.wait(10)
        elif item == 5:
            hold.set()
        return item

    groups = in_groups(work, ((item, 1) for item in range(10)), threads=2)
    assert [each for group in groups for each in group] == [*range(10)]


def test_an_item_far_heavier_than_the_others_is_begun_before_its_turn():
    all_taken, started = threading.Event(), []

    def items():
        yield from ((item, 1) for item in range(9))
        yield 9, 100
        all_taken.set()

    def work(item):
        started.append(item)
        all_taken.wait(10)
        return item

    groups = [*in_groups(work, items(), threads=2)]
    # Two had begun before it was there, and a third may be noted while it is taken.
    assert [each for group in groups for each in group] == [*range(10)]
    assert 9 in started[:4]


def test_no_more_items_are_worked_on_than_their_weight_allows():
    started = []
    bounds = Bounds(items=100, weight=10, group=100, wait_s=0)
    groups = in_groups(
        lambda item: started.append(item),
        ((item, 4) for item in range(6)),
        threads=1,
        bounds=bounds,
    )
    next(groups)
    groups.close()
    assert len(started) <= 3


def test_no_more_items_without_weight_are_taken_than_allowed():
    taken = []
    bounds = Bounds(items=3, weight=10, group=1, wait_s=0)
    items = ((taken.append(item) or item, 0) for item in range(50))
    groups = in_groups(str, items, threads=1, bounds=bounds)
    first = next(groups)
    groups.close()
    # One is handed out, three are worked on, and one is at hand.
    assert (first, taken) == (["0"], [0, 1, 2, 3, 4])


def test_an_item_heavier_than_all_may_be_is_worked_on_alone():
    bounds = Bounds(items=100, weight=10, group=100, wait_s=5)
    groups = [*in_groups(str, ((item, 99) for item in range(3)), threads=2, bounds=bounds)]
    assert groups == [["0"], ["1"], ["2"]]


def test_groups_are_no_larger_than_allowed():
    bounds = Bounds(items=100, weight=1000, group=2, wait_s=5)
    groups = [*in_groups(str, ((item, 1) for item in range(5)), threads=1, bounds=bounds)]
    assert groups == [["0", "1"], ["2", "3"], ["4"]]


# ---- Progress ----------------------------------------------------------------------------------


class _Terminal:
    def __init__(self, *, is_terminal):
        self.written, self._is_terminal = "", is_terminal

    def isatty(self):
        return self._is_terminal

    def write(self, text):
        self.written += text

    def flush(self):
        pass


def test_progress_tells_count_rates_and_time_left():
    now = iter([0.0, 10.0, 10.0, 10.0])
    terminal = _Terminal(is_terminal=True)
    progress = Progress(files=4, size=40_000_000, out=terminal, clock=lambda: next(now))
    progress.end(10_000_000)
    assert "1/4 · 0.1 files/s · 1.00 MB/s · 30 s left" in terminal.written


def test_no_progress_is_shown_where_there_is_no_terminal():
    terminal = _Terminal(is_terminal=False)
    progress = Progress(files=4, size=4, out=terminal)
    progress.begin("a.txt")
    progress.end(1)
    progress.clear()
    assert terminal.written == ""


@pytest.mark.skipif(not _REPORTS.exists(), reason="the real reports are not on this machine")
@pytest.mark.slow
def test_real_reports_are_taken_in_whole(wence):
    sources, _ = find_sources([str(_REPORTS)])
    few = sources[:12]
    results = [*wence.ingest_all(few)]
    assert [each.path for each in results] == [each.shown for each in few]
    assert wence.index.doctor() == ()
