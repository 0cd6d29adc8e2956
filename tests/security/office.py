"""An installation with sign-in, served on loopback, and the people who use it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from served import served

from bot.access.accounts import Accounts
from bot.access.person import Role
from bot.assembly import Wence, assemble
from bot.settings import Settings

PASSWORD = "four words that differ"
PEOPLE = {
    "chief": (Role.ADMIN, None),
    "clerk": (Role.READER, ["default"]),
    "writer": (Role.EDITOR, ["default"]),
    "finance": (Role.READER, ["财政"]),
    "other": (Role.READER, ["default"]),
}
OPEN = (
    "青禾县2024年政府工作报告\n\n一、2023年工作回顾\n全县粮食产量达到31.6万吨，新建乡村小剧场17座。\n"
    "新增城镇就业3100人，城镇登记失业率3.2%。\n\n二、2024年目标\n新建充电桩250个，改造老旧小区12个。\n"
)
# No other report names the place, and no list of places does.
HIDDEN = (
    "银杏坪县2024年财政内部报告\n\n一、2023年收支\n全县隐性债务余额8731万元，琉璃专项支出459万元。\n"
    "全县粮食产量达到77.7万吨，新建乡村小剧场63座。\n\n二、2024年目标\n琉璃专项支出安排6042万元。\n"
)
OPEN_NAME, HIDDEN_NAME = "青禾县.txt", "银杏坪内部.txt"


@dataclass(frozen=True, kw_only=True, slots=True)
class Office:
    """A served installation."""

    wence: Wence
    address: str
    hidden_id: str = ""

    def client(self, **options: object) -> httpx.Client:
        """Return a client that nobody is signed in with."""
        return httpx.Client(base_url=self.address, timeout=60, trust_env=False, **options)

    @contextmanager
    def signed_in(self, name: str) -> Iterator[httpx.Client]:
        """Yield the client of somebody who has signed in at the page."""
        with self.client() as client:
            answered = client.post("/sign-in", data={"name": name, "password": PASSWORD})
            assert answered.status_code == 303, answered.text
            yield client


@contextmanager
def office(folder: Path, *, hides: bool = True, **settings: object) -> Iterator[Office]:
    """Serve an open report and, in a collection of its own, a hidden one."""
    values = {"data": folder, "sign_in": "accounts", "workers": 1, **settings}
    with assemble(Settings(**values)) as wence:
        wence.ingest(OPEN_NAME, OPEN.encode())
        hidden_id = ""
        if hides:
            hidden_id = wence.ingest(HIDDEN_NAME, HIDDEN.encode(), collection="财政").document_id
        if wence.settings.sign_in == "accounts":
            accounts = Accounts(wence.access)
            for name, (role, collections) in PEOPLE.items():
                accounts.add(name, PASSWORD, role=role, collections=collections)
        with served(wence) as address:
            yield Office(wence=wence, address=address, hidden_id=hidden_id)
