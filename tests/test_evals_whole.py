"""The bench of the whole product, on the two sample reports."""

from pathlib import Path

import pytest

from bot.assembly import assemble
from bot.settings import Settings
from evals.bench import whole
from evals.bench.served import ask_at_once, cold_ask_ms, serving

SAMPLE = Path(__file__).parents[1] / "evals" / "sample"
QUESTION = "2023年新建了多少个5G基站？"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bench")
    with assemble(Settings(data=folder)) as wence:
        list(map(wence.ingest_path, SAMPLE.glob("*.txt")))
    return folder


@pytest.mark.slow
def test_server_is_started_asked_and_ended(data):
    with serving(data) as server:
        asked, rate = ask_at_once(server.url, [QUESTION], clients=4, count=8)
        memory = server.resident_mib
    assert len(asked) == 8
    assert all(0 < each.stages_ms["total"] <= each.wall_ms for each in asked)
    assert min(rate, memory, server.start_ms) > 0
    assert cold_ask_ms(data, QUESTION) > 0  # only now: one process owns the folder


def test_table_sets_sizes_side_by_side():
    def size(passages, **more):
        times = {"name": "total", "n": 1, "p50_ms": passages / 10, "p95_ms": passages}
        return {
            "passages": passages,
            "stages": [times],
            "cold": [times | {"name": "wence ask"}],
            "clients": [times | {"name": "8 clients"}],
            "resident_mib": 500.4,
            "disk_mib": 2.5,
        } | more

    sizes = [size(1000, baseline={"answer_ratio": 0.5}), size(10_000)]
    assert whole._table(sizes).splitlines() == [
        "milliseconds, p50 / p95    1000 passages  10000 passages",
        "--------------------------------------------------------",
        "total                         100 / 1000    1000 / 10000",
        "wence ask                     100 / 1000    1000 / 10000",
        "8 clients                     100 / 1000    1000 / 10000",
        "resident_mib                         500             500",
        "disk_mib                               2               2",
        "answer : langchain-minilm            0.5               -",
    ]
