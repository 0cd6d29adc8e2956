"""The search as a LangChain retriever, for chains of other programs; knows no answers."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from bot.chain import Bot
from vectorstore.types import Hit

__all__ = ["ReportRetriever"]


class ReportRetriever(BaseRetriever):
    """Finds passages as `Bot.search` does; to be used while the data folder is open.

    The metadata of each document are the fields of a hit in `/api/search`, and `context`, the
    passage with its neighbours.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    bot: Bot
    k: int = 10
    """How many passages to return at most."""
    documents: tuple[str, ...] = ()
    """Ids of the only documents to search; all when empty."""
    reach: int = 1
    """How many neighbours on each side the context takes in."""

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        hits = self.bot.search(query, k=self.k, documents=self.documents)
        return [self._document(hit) for hit in hits]

    def _document(self, hit: Hit) -> Document:
        fields = hit.to_dict()
        text = fields.pop("text")
        context = self.bot.context(hit, reach=self.reach).text
        return Document(page_content=text, metadata={**fields, "context": context})
