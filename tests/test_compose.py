"""What becomes of sentences that fail, with a writer that says what it is told to."""

import pytest
from test_support import ALL

from bot.compose import compose
from bot.draft import Draft
from bot.shown import Frame
from bot.types import Outcome

GOOD, BAD = "高台县接待游客68.4万人次[1]。", "2023年新建5G基站313个[1]。"
MENDED = "2023年新建5G基站312个[1]。"


class Writer:
    """Says one text after another."""

    name = "told"
    context_tokens = 8192

    def __init__(self, *texts):
        self.texts = [*texts]

    def stream(self, messages):
        yield self.texts.pop(0)


class Endless:
    """Says sentences without end, and counts them for each request."""

    name = "endless"
    context_tokens = 8192

    def __init__(self, sentence):
        self.sentence, self.counts = sentence, []

    def stream(self, messages):
        self.counts.append(0)
        for i in range(1000):
            self.counts[-1] += 1
            yield self.sentence.format(i)


@pytest.mark.parametrize(
    ("sentence", "counts"),
    [("新建5G基站313个[1]。", [4]), ("新建5G基站{}0个[1]。", [25])],
    ids=["the same", "others"],
)
def test_a_model_that_goes_on_and_on_is_stopped(sentence, counts):
    writer = Endless(sentence)
    frame = Frame(language="zh", asked="问", known=("青禾县",))
    draft = Draft(outcome=Outcome.ANSWERED, text="")
    list(compose(writer, frame, list(ALL.values()), draft))
    assert writer.counts == counts


@pytest.mark.parametrize(
    ("first", "repair", "withheld"),
    [
        (GOOD + BAD, MENDED, 0),
        (GOOD + BAD, "五年来新增就业2.1万人[1]。", 1),
        (GOOD + BAD, BAD, 1),
        (GOOD + BAD + "新建5G基站314个[1]。", MENDED, 1),
        (GOOD + BAD + "累计建成5G基站1046个[1]。", MENDED + "累计建成5G基站1045个[1]。", 0),
    ],
    ids=["mended", "of something else", "said again", "one for two", "two for two"],
)
def test_what_a_repair_does_not_mend_stays_withheld(first, repair, withheld):
    frame = Frame(language="zh", asked="青禾县2023年新建5G基站多少个？", known=("青禾县",))
    draft = Draft(outcome=Outcome.ANSWERED, text="")
    composing = compose(Writer(first, repair), frame, list(ALL.values()), draft)
    try:
        while True:
            next(composing)
    except StopIteration as done:
        composed = done.value
    assert composed.withheld == withheld
    assert (composed.note == "") is (withheld == 0)
