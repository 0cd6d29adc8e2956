"""Tokens are counted as o200k_base counts them, without a network."""

import subprocess
import sys

import pytest

from ingest.tokens import count

# Counted once with tiktoken's own o200k_base.
_COUNTS = {
    "": 0,
    "问策": 2,
    "全县地区生产总值增长6.5%。": 11,
    "“两重”“双新”项目14个2.58亿元、增长58.17%": 19,
    "国办发〔2024〕5号": 9,
    "GDP grew by 6.5 percent, to 1.2 billion yuan.": 17,
    "青禾县\n\n一、农业\r\n  小麦 35.2万亩": 17,
    "𠮷野家🙂é": 8,
    "don't  STOP   now\t\n": 6,
    "<|endoftext|>": 7,
    "上半年，全县" * 200: 800,
}
_OFFLINE = """
import sys

def refuse(event, arguments):
    if event.startswith("socket.") and event != "socket.__new__":
        raise RuntimeError(f"{event} {arguments}")

sys.addaudithook(refuse)
from ingest.read import read
from ingest.tokens import count
report = read("a.txt", "全县地区生产总值增长6.5%。".encode())
print(count("问策"), len(report.passages))
"""


@pytest.mark.parametrize(("text", "tokens"), _COUNTS.items(), ids=[text[:12] for text in _COUNTS])
def test_count_is_that_of_o200k_base(text, tokens):
    assert count(text) == tokens


def test_reading_and_counting_open_no_connection():
    ran = subprocess.run(
        [sys.executable, "-c", _OFFLINE], capture_output=True, text=True, check=False
    )
    assert (ran.stdout, ran.stderr) == ("2 1\n", "")
