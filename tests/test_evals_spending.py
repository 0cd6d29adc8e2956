"""What a chat model's answers cost in tokens."""

from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from evals.spending import Spending
from ingest.tokens import count

QUESTION, SAID = "青禾县茶厂几家？", "37家"


def _asked(message, times=1):
    spending = Spending()
    model = GenericFakeChatModel(messages=iter([message] * times), callbacks=[spending])
    for _ in range(times):
        model.invoke([("human", QUESTION)])
    return spending.totals


def test_tokens_are_counted_where_the_server_tells_none():
    expected = {"requests": 2, "input": 2 * count(QUESTION), "output": 2 * count(SAID)}
    assert _asked(AIMessage(SAID), times=2) == expected


def test_tokens_that_the_server_tells_count():
    usage = {"input_tokens": 90, "output_tokens": 4, "total_tokens": 94}
    told = AIMessage(SAID, usage_metadata=usage)
    assert _asked(told) == {"requests": 1, "input": 90, "output": 4}


def test_streamed_answer_is_counted():
    spending = Spending()
    model = GenericFakeChatModel(messages=iter([AIMessage(SAID)]), callbacks=[spending])
    list(model.stream([("human", QUESTION)]))
    assert spending.totals == {"requests": 1, "input": count(QUESTION), "output": count(SAID)}
