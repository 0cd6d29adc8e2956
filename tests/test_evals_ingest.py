"""The measuring of taking files in, on a few small ones."""

import json

import pytest
from click.testing import CliRunner

from evals.bench.ingest import bench

pytestmark = pytest.mark.slow


def test_command_measures_both_ways_and_writes(tmp_path):
    folder, out = tmp_path / "reports", tmp_path / "out"
    folder.mkdir()
    for number in range(3):
        text = f"青禾县第{number}号报告\n全市建成桥梁{number}座，增长3.5%。\n"
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    (folder / "3.wps").write_bytes(b"no loader of LangChain reads this")
    done = CliRunner().invoke(bench, [str(folder), "--out", str(out)], standalone_mode=False)
    measured = json.loads((out / "ingest.json").read_text(encoding="utf-8"))
    taken = {name: (each["files"], each["failed"]) for name, each in measured["pipelines"].items()}
    assert (done.return_value, measured["files"]) == (0, 3)
    assert taken == {"wence": (3, 0), "langchain": (3, 0)}
    assert all(
        each[part] > 0
        for each in measured["pipelines"].values()
        for part in ("parsing_s", "embedding_s", "indexing_s", "peak_mib", "files_per_s")
    )
    assert measured["top"]
    assert "times as fast per file" in done.stdout
