"""How sure an answer must be: weights are data, fitted by a command."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.assembly import assemble
from bot.chain import Bot
from bot.match import FEATURES
from bot.settings import Settings
from bot.types import Outcome
from bot.verdict import SURENESS, Verdict, verdict
from evals.fit import Choice, fit_order, fit_sureness

_SAMPLE = Path(__file__).parent.parent / "evals" / "sample"


@pytest.fixture(scope="module")
def wence(tmp_path_factory):
    with assemble(Settings(data=tmp_path_factory.mktemp("data"))) as product:
        for path in sorted(_SAMPLE.glob("*.txt")):
            product.ingest_path(path)
        yield product


def test_shipped_weights_are_for_the_features_there_are():
    shipped = verdict()
    assert set(shipped.order) == set(FEATURES)
    assert set(shipped.weights) == set(SURENESS)
    assert 0 < shipped.threshold <= shipped.certain < 1


@pytest.mark.parametrize(
    ("threshold", "certain", "outcome"),
    [
        (0.0, 0.0, Outcome.ANSWERED),
        (0.0, 1.0, Outcome.PARTIAL),
        (1.0, 1.0, Outcome.NOT_FOUND),
    ],
)
def test_thresholds_decide_between_answer_nearest_and_refusal(wence, threshold, certain, outcome):
    changed = replace(verdict(), threshold=threshold, certain=certain)
    # In other words than the report's: what says all words of a question needs no verdict.
    answer = Bot(wence.index, verdict=changed).ask("2023年新添多少个5G信号塔？")
    assert answer.outcome is outcome
    assert ("最接近的是" in answer.answer) == (outcome is Outcome.PARTIAL)


def test_weights_are_read_as_they_were_written():
    text = (
        '{"order": {"fit": 2.0}, "weights": {"coverage": 1.5}, "bias": -0.5, "threshold": 0.4,'
        ' "certain": 0.6, "card": {}}'
    )
    assert Verdict.from_json(text) == Verdict(
        order={"fit": 2.0}, weights={"coverage": 1.5}, bias=-0.5, threshold=0.4, certain=0.6
    )


def test_the_fit_of_sureness_weighs_what_tells_right_from_wrong():
    examples = [{"coverage": i / 10, "named": (i * 7 % 10) / 10} for i in range(10)] * 5
    weights, bias = fit_sureness(examples, [i > 5 for i in range(10)] * 5)
    assert weights["coverage"] > 5 * abs(weights["named"])
    assert bias < 0
    assert {weights[name] for name in SURENESS if name not in ("coverage", "named")} == {0.0}


def test_the_fit_of_the_order_puts_right_candidates_first(wence):
    query, candidates = _candidates(wence, "2023年新建了多少个5G基站？")
    marked = [
        replace(each, features={"coverage": float(i == 3), "named": float(i % 2)})
        for i, each in enumerate(candidates)
    ]
    is_right = tuple(i == 3 for i in range(len(marked)))
    order = fit_order([Choice(query, tuple(marked), is_right)] * 4)
    scores = [sum(order[name] * each.features[name] for name in each.features) for each in marked]
    assert max(range(len(marked)), key=lambda i: scores[i]) == 3


def _candidates(wence, question):
    kept = []

    class Kept(Verdict):
        def weigh(self, candidates, query):
            kept.append((query, candidates))
            return Verdict.weigh(self, candidates, query)

    shipped = verdict()
    Bot(
        wence.index,
        verdict=Kept(
            order=shipped.order, weights=shipped.weights, bias=shipped.bias, threshold=0.0,
            certain=0.0,
        ),
    ).ask(question)  # fmt: skip
    return kept[0]


def test_fits_depend_on_nothing_but_the_examples():
    examples = [{"lead": i / 8} for i in range(8)]
    is_right = [i % 3 > 0 for i in range(8)]
    assert fit_sureness(examples, is_right) == fit_sureness([*examples], [*is_right])
