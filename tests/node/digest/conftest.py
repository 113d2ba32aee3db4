"""A node with a mail server beside it, and people who sign up for its news."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from node.digest.worker import DigestWorker
from node.mail.letters import Stationery
from node.mail.office import Office
from node.mail.sealing import Sealer
from node.mail.smtp import Smtp
from node.mail.worker import MailWorker
from tests.node.mail.postmaster import Postmaster, listening
from tests.node.web.served import BROWSER, Answer, Served, served
from vocab.vocabulary import Vocabulary

LILLE = "territory=fr-commune-59350"
ADA = "ada@commune.example"
DAY = 86_400.0
FORM = BROWSER | {"Content-Type": "application/x-www-form-urlencoded", "Origin": "https://pedales.example"}


@dataclass(repr=False)
class News:
    """A node, its mail server, and the two workers that a test lets work."""

    node: Served
    server: Postmaster
    digests: DigestWorker
    mail: MailWorker

    async def pass_days(self, days: float = 1.0) -> dict[str, str]:
        """Time passes; who got what meanwhile. A worker of its own each time: the node starts anew each day."""
        self.node.ground.clock.at += days * DAY
        before = len(self.server.taken)
        await DigestWorker(self.node.ground.home, self.node.ground.store, self.digests.directory).round()
        await self._send()
        got = [(to, self.text(at)) for at, (to, _) in enumerate(self.server.taken) if at >= before]
        assert len(dict(got)) == len(got), "two letters for one address"
        return dict(got)

    async def ask(self, address: str = ADA, query: str = LILLE, rhythm: str = "daily") -> Answer:
        """Give an address."""
        body = f"address={address.replace('@', '%40')}&rhythm={rhythm}".encode()
        answer = await self.node.post(f"/digest?{query}", body, FORM)
        await self._send()
        return answer

    async def sign_up(self, address: str = ADA, query: str = LILLE, rhythm: str = "daily") -> None:
        """Give an address and confirm."""
        assert (await self.ask(address, query, rhythm)).status == 200
        to, _ = self.server.taken[-1]
        assert to == address
        answer = await self.node.post(self.link(-1, "confirm"), b"", FORM)
        assert answer.status == 200, answer.text

    def link(self, number: int, what: str) -> str:
        found = re.search(rf"https://pedales\.example(/digest/{what}/\S+)", self.text(number))
        assert found
        return found[1]

    def text(self, number: int) -> str:
        body = self.server.letters[number].get_body(("plain",))
        assert body is not None
        return str(body.get_content()).replace("\r\n", "\n")

    async def _send(self) -> None:
        while await self.mail.send_round():
            pass


@pytest.fixture
async def news(words: Vocabulary, tmp_path: Path) -> AsyncIterator[News]:
    async with served(words) as node, listening(Postmaster()) as server:
        home = node.ground.home
        said = {
            "smtp_host": "127.0.0.1",
            "smtp_port": server.port,
            "smtp_tls": "none",
            "smtp_from": "b@pedales.example",
        }
        home.settings = replace(home.settings, **said)
        home.office = Office(Sealer(bytes(32)), Stationery())
        worker = MailWorker(home, node.ground.store, Smtp(home.settings, tmp_path), home.office)
        yield News(node, server, node.inside.digests, worker)
