"""How sure an answer must be: weights are data, fitted by a command."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.assembly import assemble
from bot.chain import Bot
from bot.settings import Settings
from bot.types import Outcome
from bot.verdict import FEATURES, Verdict, verdict
from evals.fit import Example, fit_weights

_SAMPLE = Path(__file__).parent.parent / "evals" / "sample"
_NOTHING = dict.fromkeys(FEATURES, 0.0)


@pytest.fixture(scope="module")
def wence(tmp_path_factory):
    with assemble(Settings(data=tmp_path_factory.mktemp("data"))) as product:
        for path in sorted(_SAMPLE.glob("*.txt")):
            product.ingest_path(path)
        yield product


def test_shipped_weights_are_for_the_features_there_are():
    assert (set(verdict().weights), 0 < verdict().threshold < 1) == (set(FEATURES), True)


@pytest.mark.parametrize(
    ("threshold", "outcome"), [(0.0, Outcome.ANSWERED), (1.0, Outcome.NOT_FOUND)]
)
def test_threshold_decides_between_answer_and_refusal(wence, threshold, outcome):
    bot = Bot(wence.index, verdict=replace(verdict(), threshold=threshold))
    assert bot.ask("2023年新建了多少个5G基站？").outcome is outcome


def test_weights_are_read_as_they_were_written():
    text = '{"weights": {"coverage": 1.5}, "bias": -0.5, "threshold": 0.4, "card": {}}'
    read = Verdict.from_json(text)
    assert read == Verdict(weights={"coverage": 1.5}, bias=-0.5, threshold=0.4)


def test_fit_weighs_what_tells_right_from_wrong():
    examples = [
        Example(_NOTHING | {"coverage": i / 10, "named": (i * 7 % 10) / 10}, i > 5)
        for i in range(10)
    ] * 5
    weights, bias = fit_weights(examples)
    assert weights["coverage"] > 5 * abs(weights["named"])
    assert bias < 0
    assert [weights[name] for name in FEATURES if name not in ("coverage", "named")] == [0.0] * 9


def test_fit_depends_on_nothing_but_the_examples():
    examples = [Example(_NOTHING | {"lead": i / 8}, i % 3 > 0) for i in range(8)]
    assert fit_weights(examples) == fit_weights([*examples])
