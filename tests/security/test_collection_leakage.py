"""What a person may not read shows in nothing that they get, by whatever route.

Each request is made of two installations: one holds a report of a collection that is not the
person's, the other does not hold it at all. The answers are the same, so nothing of it shows.

Guards that were taken out and seen to be missed: `Narrowed` (rows of other collections left in),
the visible rows of `Reading.relations`, `seen` of `rarity` and `occurs`, `require` in
`Reading.document`, `original`, `figures` and `context`, the collections of `Reading.count` and
`Reading.documents`, the collection in `document_id` and in the key of an upload, `View._shown`,
`View.remove`, `View.collection_for`, the reader in `Stamp`, the person in the key of `Sessions`.
"""

import json
from collections.abc import Iterator

import httpx
import pytest
from office import HIDDEN, HIDDEN_NAME, OPEN, Office, office

from bot.access.person import Person
from bot.types import Answer, Outcome
from bot.web.follow_ups import follow_ups
from bot.web.samples import SampleQuestions
from ingest.errors import NotFoundError
from ingest.read import document_id

HIDDEN_ID = document_id(HIDDEN.encode(), "财政")
SECRETS = ("银杏坪", "8731", "琉璃", "459", "6042", "77.7", "63座", "内部", "财政")
CLERK = Person(name="clerk", collections=frozenset({"default"}))
# What differs from one time to the next, and scores: how rare a word is in the whole store weighs
# in them, as in any search engine whose index is shared.
VOLATILE = {"answer_id", "timings_ms", "score", "ingested_at"}


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Office]]:
    """Serve the installation that holds the hidden report, and the one that does not."""
    with (
        office(tmp_path_factory.mktemp("with")) as held,
        office(tmp_path_factory.mktemp("without"), hides=False) as bare,
    ):
        assert held.hidden_id == HIDDEN_ID
        yield held, bare


@pytest.fixture(scope="module")
def clerks(offices: tuple[Office, Office]) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    held, bare = offices
    with held.signed_in("clerk") as one, bare.signed_in("clerk") as other:
        yield one, other


@pytest.fixture(scope="module")
def writers(offices: tuple[Office, Office]) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    held, bare = offices
    with held.signed_in("writer") as one, bare.signed_in("writer") as other:
        yield one, other


def steady(value: object) -> object:
    """Return a JSON value without what differs from one time to the next."""
    if isinstance(value, dict):
        return {key: steady(each) for key, each in value.items() if key not in VOLATILE}
    if isinstance(value, list):
        return [steady(each) for each in value]
    return value


def told(response: httpx.Response) -> object:
    kind = response.headers["content-type"].partition(";")[0]
    if kind == "text/event-stream":
        frames = [frame.split("\ndata: ") for frame in response.text.strip().split("\n\n")]
        return [(name, steady(json.loads(data))) for name, data in frames]
    if kind == "application/json":
        return steady(response.json())
    return response.content


QUESTIONS = {
    "of the hidden": {"question": "银杏坪县2023年隐性债务余额是多少？"},
    "of a word that only the hidden holds": {"question": "琉璃专项支出是多少？"},
    "of the hidden misspelt": {"question": "银杏平县粮食产量是多少？"},
    "of any place": {"question": "哪个县新建乡村小剧场最多？"},
    "of both": {"question": "青禾县和银杏坪县的粮食产量哪个多？"},
    "of the open": {"question": "2023年粮食产量是多少？"},
    "of the open beyond what it says": {"question": "2023年隐性债务余额和粮食产量各是多少？"},
    "in English": {"question": "How much was the grain output in 2023?", "language": "en"},
    "in English of the hidden": {"question": "What was the hidden debt of Yinxingping?"},
    "that goes on": {
        "question": "那琉璃专项支出呢？",
        "history": [{"question": "银杏坪县2023年隐性债务余额是多少？", "answer": "8731万元"}],
    },
    "limited to the hidden": {"question": "粮食产量是多少？", "documents": [HIDDEN_ID]},
    "that is only words": {"question": "财政内部报告"},
}


@pytest.mark.parametrize("body", QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize("route", ["ask", "ask/stream", "rephrase"])
def test_questions_are_answered_as_if_the_hidden_were_not_there(clerks, route, body) -> None:
    held, bare = (told(each.post(f"/api/{route}", json=body)) for each in clerks)
    assert held == bare


@pytest.mark.parametrize("query", ["琉璃专项支出", "银杏坪县 隐性债务", "8731万元", "debt"])
@pytest.mark.parametrize("context", [False, True], ids=["", "in context"])
def test_searches_find_nothing_of_the_hidden(clerks, query: str, context: bool) -> None:
    body = {"query": query, "k": 50, "context": context}
    held, bare = (told(each.post("/api/search", json=body)) for each in clerks)
    assert held == bare


def test_a_search_within_the_hidden_is_one_within_what_is_not_there(clerks) -> None:
    body = {"query": "粮食", "documents": [HIDDEN_ID]}
    held, bare = (told(each.post("/api/search", json=body)) for each in clerks)
    assert held == bare
    assert held["error"]["code"] == "not_found"


@pytest.mark.parametrize(
    "path",
    [
        "documents",
        "health",
        "me",
        f"documents/{HIDDEN_ID}",
        f"documents/{HIDDEN_ID}/text",
        f"documents/{HIDDEN_ID}/text?start=0&end=20&context=100",
        f"documents/{HIDDEN_ID}/original",
        f"documents/{HIDDEN_ID}/outline",
        f"documents/{HIDDEN_ID}/pages/1/image",
        f"documents/{HIDDEN_ID}/pages/1/marks?start=0&end=20",
    ],
)
def test_nothing_is_read_of_the_hidden(clerks, path: str) -> None:
    held, bare = (each.get(f"/api/{path}") for each in clerks)
    assert (held.status_code, told(held)) == (bare.status_code, told(bare))
    assert not [each for each in SECRETS if each in held.text]


def test_who_may_read_it_gets_it(offices) -> None:
    """Without this, all above could hold because nobody gets anything."""
    with offices[0].signed_in("finance") as client:
        answer = client.post("/api/ask", json=QUESTIONS["of the hidden"]).json()
        assert "8731万元" in answer["answer"]
        assert client.get(f"/api/documents/{HIDDEN_ID}/original").content == HIDDEN.encode()
        [listed] = client.get("/api/documents").json()["documents"]
        assert listed["collection"] == "财政"


def test_who_may_read_none_is_told_what_an_empty_installation_tells(tmp_path, offices) -> None:
    nobody = offices[0].wence.seen_by(Person(name="nobody", collections=frozenset()))
    assert nobody.index.search("粮食") == ()
    assert nobody.bot.ask("粮食产量是多少？").outcome is Outcome.NOT_FOUND
    assert (nobody.index.count().documents, nobody.index.rarity("粮食")) == (0, 0.0)


@pytest.mark.parametrize("word", ["琉璃", "隐性债务", "粮食", "小剧场"])
def test_what_is_known_of_words_is_of_what_is_seen(offices, word: str) -> None:
    held, bare = (each.wence.seen_by(CLERK).index for each in offices)
    assert (held.occurs(word), held.rarity(word)) == (bare.occurs(word), bare.rarity(word))


def test_questions_to_start_with_are_of_what_is_seen(offices) -> None:
    held, bare = (SampleQuestions(each.wence.seen_by(CLERK)).find("zh") for each in offices)
    assert held == bare
    assert held


def test_an_answer_that_the_browser_forged_leads_to_nothing_hidden(offices) -> None:
    """The page sends back the answers it kept; what they cite is looked up again."""
    held = offices[0].wence
    finance = held.seen_by(Person(name="finance", collections=frozenset({"财政"})))
    answer = finance.bot.ask("银杏坪县2023年隐性债务余额是多少？")
    assert isinstance(answer, Answer)
    assert answer.citations
    clerk = held.seen_by(CLERK)
    assert follow_ups(clerk, answer, asked=(), documents=()) == ()
    with pytest.raises(NotFoundError):
        clerk.index.figures(HIDDEN_ID)
    with pytest.raises(NotFoundError):
        clerk.index.context(held.index.passages(HIDDEN_ID)[0])


def test_an_answer_is_rated_by_the_one_who_got_it(offices) -> None:
    with offices[0].signed_in("clerk") as clerk, offices[0].signed_in("other") as other:
        answer = clerk.post("/api/ask", json={"question": "粮食产量是多少？"}).json()
        rating = {"answer_id": answer["answer_id"], "rating": 1}
        assert other.post("/api/feedback", json=rating).status_code == 404
        assert clerk.post("/api/feedback", json=rating).status_code == 200


def test_a_session_of_questions_goes_on_for_the_one_who_began_it(offices) -> None:
    with offices[0].signed_in("finance") as finance, offices[0].signed_in("clerk") as clerk:
        begun = {"question": "银杏坪县2023年隐性债务余额是多少？", "session_id": "s1"}
        finance.post("/api/ask", json=begun)
        goes_on = {"question": "那粮食产量呢？", "session_id": "s1"}
        own, others = (each.post("/api/ask", json=goes_on).json() for each in (finance, clerk))
        assert "银杏坪县" in own["standalone_question"]
        assert "银杏坪" not in json.dumps(others, ensure_ascii=False)


def upload(client: httpx.Client, name: str, text: str, **fields: str) -> httpx.Response:
    return client.post("/api/documents", files={"files": (name, text.encode())}, data=fields)


def test_the_same_bytes_are_new_to_who_does_not_see_them(writers) -> None:
    held, bare = (upload(each, "same.txt", HIDDEN) for each in writers)
    assert told(held) == told(bare)
    assert [each["status"] for each in held.json()] == ["added"]
    for client, response in zip(writers, (held, bare), strict=True):
        client.delete(f"/api/documents/{response.json()[0]['document_id']}")


def test_a_copy_and_an_edition_do_not_name_the_hidden(writers) -> None:
    for text in (HIDDEN + "\n完。\n", HIDDEN.replace("内部报告", "内部报告（修订稿）")):
        held, bare = (upload(each, "like.txt", text) for each in writers)
        assert told(held) == told(bare)
        listed, alone = (told(each.get("/api/documents")) for each in writers)
        assert listed == alone
        for client, response in zip(writers, (held, bare), strict=True):
            client.delete(f"/api/documents/{response.json()[0]['document_id']}")


def test_a_file_of_the_same_name_does_not_replace_the_hidden(offices, writers) -> None:
    held, _ = writers
    added = upload(held, HIDDEN_NAME, OPEN + "又及：绿道9公里。\n").json()[0]
    assert offices[0].wence.index.document(HIDDEN_ID).name == HIDDEN_NAME
    held.delete(f"/api/documents/{added['document_id']}")


def test_nobody_uploads_into_a_collection_of_others(writers) -> None:
    held, bare = (upload(each, "x.txt", OPEN, collection="财政") for each in writers)
    assert (held.status_code, told(held)) == (403, told(bare))


def test_nobody_removes_what_they_do_not_see(offices, writers) -> None:
    held, bare = (each.delete(f"/api/documents/{HIDDEN_ID}") for each in writers)
    assert (held.status_code, told(held)) == (404, told(bare))
    assert offices[0].wence.index.document(HIDDEN_ID).id == HIDDEN_ID


def test_a_sign_in_with_two_collections_has_to_choose(offices) -> None:
    both = Person(name="both", collections=frozenset({"财政", "发改"}))
    seen = offices[0].wence.seen_by(both)
    with pytest.raises(Exception, match="which collection"):
        seen.collection_for()
    assert seen.collection_for("发改") == "发改"
