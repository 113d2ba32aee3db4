"""From the queue to a mailbox: once, later, or never again; and nobody's address anywhere but under the seal."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import structlog

from node.errors import Unready
from node.mail.letters import Letter, Stationery
from node.mail.office import Office
from node.mail.posting import MOST, post
from node.mail.sealing import KEY_FILE, Sealer
from node.mail.smtp import Smtp
from node.mail.worker import MailWorker
from node.store import letters
from tests.node.ground import Ground
from tests.node.mail.postmaster import Postmaster, listening

ADA = "ada@panier.example"


@dataclass(repr=False)
class Mail:
    """A node whose letters go to a server of ours."""

    ground: Ground
    server: Postmaster
    worker: MailWorker

    async def post(self, to: str = ADA, kind: str = "claim", **said: object) -> bool:
        letter = Letter(kind, to, "fr", "Un courriel", ("Bonjour",))
        return await self.ground.store.writing("post", post, self.ground.home, letter, **said)  # type: ignore[arg-type]

    async def waiting(self) -> int:
        return await self.ground.store.reading(letters.count)


@pytest.fixture
async def mail(ground: Ground, tmp_path: Path) -> AsyncIterator[Mail]:
    async with listening(Postmaster()) as server:
        said = {
            "smtp_host": "127.0.0.1",
            "smtp_port": server.port,
            "smtp_tls": "none",
            "smtp_from": "b@pedales.example",
        }
        ground.home.settings = replace(ground.home.settings, **said)
        office = ground.home.office = Office(Sealer(bytes(32)), Stationery())
        yield Mail(ground, server, MailWorker(ground.home, ground.store, Smtp(ground.home.settings, tmp_path), office))
    await ground.store.close()


async def test_send__once(mail: Mail):
    assert await mail.post()

    assert await mail.worker.send_round() == 1
    assert await mail.worker.send_round() == 0
    assert [to for to, _ in mail.server.taken] == [ADA]
    assert mail.server.letters[0]["Subject"] == "Un courriel"
    assert await mail.waiting() == 0


async def test_post__without_smtp_says_so(ground: Ground):
    with pytest.raises(Unready, match="smtp_host"):
        await ground.store.writing("post", post, ground.home, Letter("claim", ADA, "fr", "S", ()))
    await ground.store.close()


async def test_send__later_and_later_until_it_is_of_no_use(mail: Mail):
    mail.server.sender = "451 4.3.0 later"
    await mail.post(lasting_s=900.0)

    assert await mail.worker.send_round() == 1
    assert await mail.worker.send_round() == 0
    assert await mail.ground.store.reading(letters.oldest_kept) == (mail.ground.clock.at, "busy")
    mail.ground.clock.at += 60
    assert await mail.worker.send_round() == 1
    mail.ground.clock.at += 60
    assert await mail.worker.send_round() == 0
    mail.server.sender = "250 OK"
    mail.ground.clock.at += 60
    assert await mail.worker.send_round() == 1
    assert len(mail.server.taken) == 1

    await mail.post(lasting_s=900.0)
    mail.ground.clock.at += 901
    assert await mail.worker.send_round() == 0
    await mail.ground.store.writing("prune", letters.prune, mail.ground.clock.at, 0.0)
    assert await mail.waiting() == 0


async def test_send__three_hard_refusals_stop_an_address(mail: Mail):
    mail.server.refuses[ADA] = f"550 5.1.1 <{ADA}> unknown"
    for _ in range(3):
        assert await mail.post()
        await mail.worker.send_round()
        assert await mail.waiting() == 0

    assert not await mail.post(ADA.upper())
    assert await mail.post("bob@panier.example")
    assert await mail.ground.store.reading(letters.stopped) == 1


async def test_send__a_letter_taken_forgives_former_refusals(mail: Mail):
    for answer in ("550 no", "550 no", "250 OK", "550 no", "550 no"):
        mail.server.refuses[ADA] = answer
        await mail.post()
        await mail.worker.send_round()

    assert await mail.post()


async def test_send__a_refused_sender_costs_nobody_a_letter(mail: Mail):
    mail.server.sender = "550 5.7.1 not yours"
    await mail.post()
    await mail.post("bob@panier.example")

    assert await mail.worker.send_round() == 2
    assert await mail.waiting() == 2
    assert await mail.ground.store.reading(letters.stopped) == 0
    mail.server.sender = "250 OK"
    mail.ground.clock.at += 3_600
    assert await mail.worker.send_round() == 2
    assert len(mail.server.taken) == 2


async def test_send__so_many_an_hour(mail: Mail):
    mail.ground.home.settings = replace(mail.ground.home.settings, mail_per_hour=2)
    for number in range(5):
        await mail.post(f"a{number}@panier.example")

    assert [await mail.worker.send_round() for _ in range(2)] == [2, 0]
    mail.ground.clock.at += 3_600
    assert [await mail.worker.send_round() for _ in range(2)] == [2, 0]


async def test_post__the_queue_has_an_end(mail: Mail):
    now = mail.ground.clock.at
    sql = "INSERT INTO letters (mark, kind, sealed, made, expires, next_attempt) VALUES ('m', 'k', x'00', ?, ?, ?)"
    mail.ground.db.executemany(sql, [(now, now + 9, now)] * MOST)

    assert not await mail.post()


async def test_send__another_key_forgets_what_it_cannot_open(mail: Mail):
    await mail.post()
    mail.worker.office = Office(Sealer(bytes([9] * 32)), Stationery())

    assert await mail.worker.send_round() == 1
    assert (mail.server.taken, await mail.waiting()) == ([], 0)


@pytest.fixture
def every_level() -> Iterator[None]:
    """Whatever level another test set: this one reads what would be logged at any."""
    was = structlog.get_config()
    structlog.reset_defaults()
    yield
    structlog.configure(**was)


async def test_address__is_in_no_row_and_no_log(mail: Mail, every_level: None):
    with structlog.testing.capture_logs() as logs:
        mail.server.refuses[ADA] = f"550 5.1.1 <{ADA}> unknown"
        await mail.post()
        await mail.post("bob@panier.example")
        rows = _everything(mail.ground.db)
        await mail.worker.send_round()
    rows += _everything(mail.ground.db)

    assert logs and "letters" in logs[0]
    assert "panier.example" not in rows + str(logs)


def test_sealer__key_is_made_once_and_for_its_owner_alone(tmp_path: Path):
    made = Sealer.in_folder(tmp_path, lambda count: bytes([7] * count))
    again = Sealer.in_folder(tmp_path, lambda count: bytes([8] * count))

    assert made.mark(ADA) == again.mark(ADA)
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600


def _everything(db: sqlite3.Connection) -> str:
    return "".join(
        str(db.execute(f"SELECT * FROM {table}").fetchall()) for table in ("letters", "mail_refusals", "meta")
    )
