"""The bot as a LangChain runnable, for chains of other programs."""

from collections.abc import Iterator, Mapping
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.utils import AddableDict

from bot.chain import Bot
from bot.types import Answer, Delta, Turn

__all__ = ["BotRunnable"]

_Input = str | Mapping[str, Any]  # Any: a question, or the fields of POST /api/ask


class BotRunnable(Runnable[_Input, AddableDict]):
    """Answers as `Bot.ask` does; to be used while the data folder is open.

    Takes a question, or the fields of `POST /api/ask`: question, history, documents, language,
    answerer. Gives the fields of its answer. Streamed, `answer` comes in pieces and the other
    fields last; the sum of all is what `invoke` returns. Its other ways (`ainvoke`, `batch`, …)
    are LangChain's own.
    """

    def __init__(self, bot: Bot) -> None:
        """Keep the bot."""
        self._bot = bot

    def invoke(
        self,
        input: _Input,
        config: RunnableConfig | None = None,
        **kwargs: Any,  # Any: as LangChain declares it
    ) -> AddableDict:
        """Return the answer to a question.

        Raises:
            InputError: The question cannot be used.
            NotFoundError: A document does not exist.
        """
        return self._call_with_config(self._answer, input, config)

    def stream(
        self,
        input: _Input,
        config: RunnableConfig | None = None,
        **kwargs: Any,  # Any: as LangChain declares it
    ) -> Iterator[AddableDict]:
        """Yield the pieces of an answer, then its other fields.

        Raises:
            InputError: The question cannot be used.
            NotFoundError: A document does not exist.
        """
        yield from self._transform_stream_with_config(iter([input]), self._pieces, config)

    def _answer(self, asked: _Input) -> AddableDict:
        return AddableDict(self._bot.ask(**_arguments(asked)).to_dict())

    def _pieces(self, inputs: Iterator[_Input]) -> Iterator[AddableDict]:
        for asked in inputs:
            for event in self._bot.stream(**_arguments(asked)):
                if isinstance(event, Delta):
                    yield AddableDict(answer=event.text)
                elif isinstance(event, Answer):
                    fields = event.to_dict()
                    del fields["answer"]
                    yield AddableDict(fields)


def _arguments(asked: _Input) -> dict[str, Any]:  # Any: the arguments of `Bot.ask`
    if isinstance(asked, str):
        return {"question": asked}
    history = [
        Turn(**turn) if isinstance(turn, Mapping) else turn for turn in asked.get("history", ())
    ]
    return {**asked, "history": history}
