"""Where a question is looked for: in the reports of its scope, and beyond where they do not say."""

import pytest

from bot.assembly import assemble
from bot.chain import Bot
from bot.settings import Settings
from bot.types import Outcome

_WUXI = "2025年无锡市政府工作报告\n一、2024年工作\n粮食产量达到56.2万吨。新增就业12.4万人。\n"
_JIANGSU = "2025年江苏省政府工作报告\n一、2024年工作\n无锡市建成充电桩8300个。\n新增就业138万人。\n"
_ZHENJIANG = "2025年镇江市政府工作报告\n一、2024年工作\n粮食产量达到112万吨。\n"


class _Watched:
    """An index that keeps in which reports each search looked."""

    def __init__(self, index):
        self._index = index
        self.searched = []

    def __getattr__(self, name):
        return getattr(self._index, name)

    def search(self, text, **options):
        self.searched.append({self.name(each) for each in options["documents"]})
        return self._index.search(text, **options)

    def name(self, document_id):
        return self._index.document(document_id).name


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    reports = {"wuxi.txt": _WUXI, "jiangsu.txt": _JIANGSU, "zhenjiang.txt": _ZHENJIANG}
    with assemble(Settings(data=tmp_path_factory.mktemp("retrieval"))) as product:
        for name, text in reports.items():
            product.ingest(name, text.encode())
        yield product.index


def _ask(index, question):
    """Return how a question is answered, from which reports, and in which each search looked."""
    watched = _Watched(index)
    answer = Bot(watched).ask(question)
    cited = {watched.name(each.document_id) for each in answer.citations}
    return answer.outcome, cited, watched.searched


def test_what_the_reports_of_the_scope_state_is_looked_for_nowhere_else(index):
    found = _ask(index, "2024年无锡市粮食产量是多少？")
    assert found == (Outcome.ANSWERED, {"wuxi.txt"}, [{"wuxi.txt"}])


def test_what_they_do_not_state_is_answered_by_a_report_that_names_the_place(index):
    found = _ask(index, "2024年无锡市建成充电桩多少个？")
    assert found == (Outcome.ANSWERED, {"jiangsu.txt"}, [{"wuxi.txt"}, {"jiangsu.txt"}])


def test_a_search_looks_in_both_at_once(index):
    hits = Bot(index).search("2024年无锡市建成充电桩多少个？")
    assert {hit.title for hit in hits} >= {"2025年无锡市政府工作报告", "2025年江苏省政府工作报告"}
