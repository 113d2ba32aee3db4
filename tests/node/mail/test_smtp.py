"""The conversation with a real mail server: what leaves, and what each refusal is called."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from node.mail.smtp import Parcel, Smtp
from node.mail.troubles import SAID, Trouble
from node.settings import Settings
from tests.node.mail.postmaster import Postmaster, certificate, listening

PARCEL = Parcel(
    "ada@panier.example", b"From: bocage@pedales.example\r\nTo: ada@panier.example\r\nSubject: S\r\n\r\nT\r\n"
)


def smtp(port: int, data: Path, trust: Callable[[], ssl.SSLContext] | None = None, **said: object) -> Smtp:
    values = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_tls": "none", "smtp_from": "bocage@pedales.example"}
    settings = Settings(origin="https://pedales.example", **(values | said))  # type: ignore[arg-type]
    return Smtp(settings, data, trust or ssl.create_default_context)


async def word_of(found: Smtp) -> tuple[str, int | None] | None:
    (trouble,) = await found.send([PARCEL])
    return trouble and (trouble.word, trouble.code)


async def test_send__several_in_one_conversation(tmp_path: Path):
    async with listening(Postmaster(refuses={"no@panier.example": "550 5.1.1 <no@panier.example> unknown"})) as server:
        other = Parcel("no@panier.example", PARCEL.message)

        outcomes = await smtp(server.port, tmp_path).send([PARCEL, other, PARCEL])

    assert outcomes == [None, Trouble("recipient", 550, final=True), None]
    assert [to for to, _ in server.taken] == ["ada@panier.example"] * 2
    assert server.conversations == 1


@pytest.mark.parametrize(
    ("refusal", "word"),
    [
        ({"sender": "550 5.7.1 not yours"}, ("sender", 550)),
        ({"sender": "451 4.3.0 not now"}, ("busy", 451)),
        ({"refuses": {PARCEL.to: "550 5.1.1 no such"}}, ("recipient", 550)),
        ({"refuses": {PARCEL.to: "450 4.2.0 greylisted"}}, ("busy", 450)),
        ({"content": "554 5.7.1 spam"}, ("content", 554)),
    ],
)
async def test_send__refusals_have_their_word(refusal: dict[str, object], word: tuple[str, int], tmp_path: Path):
    async with listening(Postmaster(**refusal)) as server:  # type: ignore[arg-type]
        assert await word_of(smtp(server.port, tmp_path)) == word


async def test_send__nobody_there(tmp_path: Path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    assert await word_of(smtp(port, tmp_path)) == ("unreachable", None)


async def test_send__signs_in_and_a_wrong_password_is_told(tmp_path: Path):
    (tmp_path / "right").write_text("s3same\n")
    (tmp_path / "wrong").write_text("s3sames")
    async with listening(Postmaster(password="s3same")) as server:
        said = {"smtp_user": "bocage", "smtp_host": "127.0.0.1"}
        assert await word_of(smtp(server.port, tmp_path, smtp_password_file="right", **said)) is None
        assert await word_of(smtp(server.port, tmp_path, smtp_password_file="wrong", **said)) == ("login", 535)
        assert await word_of(smtp(server.port, tmp_path, smtp_password_file="none", **said)) == ("password_file", None)
        assert await word_of(smtp(server.port, tmp_path, smtp_password_file=str(tmp_path / "right"), **said)) is None
    assert len(server.taken) == 2


async def test_send__no_password_in_the_clear(tmp_path: Path):
    found = smtp(25, tmp_path, smtp_host="mail.example", smtp_user="bocage", smtp_password_file="x")

    assert await word_of(found) == ("plain_login", None)


async def test_send__over_starttls(tmp_path: Path):
    serving, trusting = certificate(tmp_path)
    async with listening(Postmaster(), starttls=serving) as server:
        assert await word_of(smtp(server.port, tmp_path, lambda: trusting, smtp_tls="starttls")) is None
        assert await word_of(smtp(server.port, tmp_path, smtp_tls="starttls")) == ("tls", None)
    assert len(server.taken) == 1


async def test_send__over_tls(tmp_path: Path):
    serving, trusting = certificate(tmp_path)
    async with listening(Postmaster(), tls=serving) as server:
        assert await word_of(smtp(server.port, tmp_path, lambda: trusting, smtp_tls="tls")) is None
        assert await word_of(smtp(server.port, tmp_path, smtp_tls="tls")) == ("tls", None)
    assert len(server.taken) == 1


async def test_send__a_server_without_starttls_gets_nothing(tmp_path: Path):
    """RFC 3207: what should be encrypted is never sent in the clear because somebody on the way took the offer out."""
    async with listening(Postmaster()) as server:
        assert await word_of(smtp(server.port, tmp_path, smtp_tls="starttls")) == ("no_starttls", None)
    assert server.taken == []


async def test_greet(tmp_path: Path):
    async with listening(Postmaster()) as server:
        assert await smtp(server.port, tmp_path).greet() is None
        assert (await smtp(server.port, tmp_path, smtp_tls="starttls").greet()) == Trouble("no_starttls")
    assert server.taken == []


def test_said__each_word_in_both_languages():
    for word in SAID:
        said = Trouble(word, 550).said
        assert said.fr.endswith("(réponse 550)") and said.en.endswith("(answer 550)")


@asynccontextmanager
async def dripping(answer: bytes) -> AsyncIterator[int]:
    """A server that accepts, and gives one answer for ever, a letter at a time; its port."""
    talking: set[asyncio.Task[None]] = set()

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talking.add(asyncio.current_task())  # type: ignore[arg-type]
        try:
            for letter in itertools.cycle(answer):
                writer.write(bytes([letter]))
                await writer.drain()
                await asyncio.sleep(0.001)
        except ConnectionError:
            pass  # whoever asked has left
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for each in talking:
            each.cancel()
        await asyncio.gather(*talking, return_exceptions=True)


# The one answer takes too long, or all of them together.
@pytest.mark.parametrize(("timeout_s", "step_s"), [(0.05, 60.0), (60.0, 0.05)])
async def test_send__a_server_that_drips_its_answers_is_left(tmp_path: Path, timeout_s: float, step_s: float) -> None:
    async with dripping(b"220-wait\r\n") as port:
        hasty = replace(smtp(port, tmp_path), timeout_s=timeout_s, step_s=step_s)

        (trouble,) = await hasty.send([PARCEL])
        greeted = await hasty.greet()

    assert trouble == greeted == Trouble("unreachable")
