"""Whatever is done to a store, in whatever order, it agrees with a dictionary of paths."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hashing import HashingEmbedder
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ingest.errors import NotFoundError
from ingest.read import document_id, read
from vectorstore.index import Index
from vectorstore.types import Change, Counts

_PATHS = st.sampled_from(["a.txt", "b.txt", "c.txt"])
# Few, so that the same bytes come again and under other paths.
_VERSIONS = st.integers(min_value=0, max_value=4)


def _text(version):
    word = f"zq{version}w"
    return f"第{version}号报告\n一、农业\n小麦播种{word}完成。\n二、港口\n码头{word}开工。\n"


_CONTENTS = [_text(version).encode() for version in range(5)]
_IDS = [document_id(content) for content in _CONTENTS]
_REPORTS = [read("a.txt", content) for content in _CONTENTS]


class _StoreMachine(RuleBasedStateMachine):
    """The model: which version each path holds, and the versions stored, in order."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="wence-store-"))
        self.index = Index(self.folder, HashingEmbedder())
        self.paths = {}
        self.stored = []

    def teardown(self):
        self.index.close()
        shutil.rmtree(self.folder)

    @initialize(version=_VERSIONS)
    def start_with_one_document(self, version):
        self.sync("a.txt", version)

    @rule(path=_PATHS, version=_VERSIONS)
    def sync(self, path, version):
        content = _CONTENTS[version]
        change = self.index.sync(read(path, content), path=path, content=content)
        assert change in self._put(path, version)

    @rule(path=_PATHS, version=_VERSIONS)
    def ask_whether_it_is_held(self, path, version):
        is_stored = version in self.stored
        assert self.index.holds(_IDS[version], path=path) == is_stored
        if is_stored:
            self._put(path, version)

    @rule(version=_VERSIONS)
    def remove(self, version):
        if version not in self.stored:
            with pytest.raises(NotFoundError):
                self.index.remove(_IDS[version])
            return
        self.index.remove(_IDS[version])
        self.stored.remove(version)
        self.paths = {path: held for path, held in self.paths.items() if held != version}

    @rule()
    def reopen(self):
        self.index.close()
        self.index = Index(self.folder, HashingEmbedder())

    @rule()
    def rebuild(self):
        self.index.rebuild()

    @invariant()
    def stored_documents_are_those_of_the_model(self):
        ids = [_IDS[version] for version in self.stored]
        assert [row.document_id for row in self.index.rows()] == ids
        assert [listing.document_id for listing in self.index.documents()] == ids

    @invariant()
    def each_document_and_no_other_is_found_by_its_own_word(self):
        found = {
            version: {
                hit.passage
                for hit in self.index.search(f"zq{version}w", k=100)
                if f"zq{version}w" in hit.text
            }
            for version in range(5)
        }
        assert found == {
            version: set(_with_word(version)) if version in self.stored else set()
            for version in range(5)
        }

    @invariant()
    def whole_store_is_found_and_nothing_else(self):
        found = {hit.passage for hit in self.index.search("报告", k=1000)}
        assert found == {each for version in self.stored for each in _REPORTS[version].passages}

    @invariant()
    def doctor_finds_nothing(self):
        assert self.index.doctor() == ()

    @invariant()
    def counts_agree(self):
        passages = sum(len(_REPORTS[version].passages) for version in self.stored)
        assert self.index.count() == Counts(documents=len(self.stored), passages=passages)

    @invariant()
    def originals_are_the_files_given(self):
        kept = {path.name: path.read_bytes() for path in (self.folder / "originals").iterdir()}
        assert kept == {_IDS[version]: _CONTENTS[version] for version in self.stored}

    def _put(self, path, version):
        """Change the model as a sync changes the store; return what the sync may call it."""
        old = self.paths.get(path)
        was_stored = version in self.stored
        self.paths[path] = version
        is_orphan = old is not None and old not in self.paths.values()
        if is_orphan:
            self.stored.remove(old)
        if was_stored:
            return {Change.UNCHANGED}
        self.stored.append(version)
        if old is None:
            return {Change.ADDED}
        # New at a path that changed, while the old version stays for another path's sake.
        return {Change.UPDATED} if is_orphan else {Change.ADDED, Change.UPDATED}


def _with_word(version):
    report = _REPORTS[version]
    text = report.document.text
    return [each for each in report.passages if f"zq{version}w" in text[each.start : each.end]]


TestStore = pytest.mark.slow(_StoreMachine.TestCase)
TestStore.settings = settings(max_examples=12, stateful_step_count=15)
