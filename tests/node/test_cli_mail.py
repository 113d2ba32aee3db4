"""`bocage mail test`, as somebody types it: without a server, with a real one, and with one that says no."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import orjson

from tests.node.cli_world import Desk
from tests.node.mail.postmaster import Postmaster, listening


@contextmanager
def served(postmaster: Postmaster) -> Iterator[Postmaster]:
    """The server in a thread of its own: a command keeps its caller's."""
    ready, stop = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def work() -> None:
        async with listening(postmaster):
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(work()))
    thread.start()
    ready.wait()
    try:
        yield postmaster
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


def configure(desk: Desk, port: int) -> None:
    with (desk.data / "config.toml").open("a") as config:
        config.write(
            f'smtp_host = "127.0.0.1"\nsmtp_port = {port}\nsmtp_tls = "none"\nsmtp_from = "b@pedales.example"\n'
        )


def test_mail__without_a_server_names_the_settings(desk: Desk):
    done = desk.type("mail", "test", "ada@panier.example")

    assert done.exit_code == 1
    assert (
        done.stderr
        == "Ce nœud n'envoie pas de courriel : réglez smtp_host, et smtp_from ou email (docs/courriel.md).\n"
    )
    found = {each["name"]: each for each in desk_json(desk)}
    assert found["mail"]["state"] == "OK" and "n'envoie pas de courriel" in found["mail"]["said"]["fr"]


def test_mail__arrives_or_says_why_not(desk: Desk):
    with served(Postmaster(refuses={"no@panier.example": "550 no"})) as server:
        configure(desk, server.port)

        assert desk.json("mail", "test", "ada@panier.example") == {
            "address": "ada@panier.example",
            "server": "127.0.0.1",
            "sender": "b@pedales.example",
        }
        refused = desk.type("mail", "test", "no@panier.example")
        assert refused.exit_code == 1 and "n'existe pas" in refused.stderr and "(réponse 550)" in refused.stderr
        assert desk.type("mail", "test", "pas une adresse").exit_code == 1
        server.sender = "553 5.7.1 not yours"
        assert "smtp_from" in desk.type("mail", "test", "ada@panier.example").stderr
    assert [to for to, _ in server.taken] == ["ada@panier.example"]
    body = server.letters[0].get_body(("plain",))
    assert body is not None and "mail test" in body.get_content()
    assert "ne répond pas" in desk.type("mail", "test", "ada@panier.example").stderr
    found = {each["name"]: each for each in desk_json(desk)}
    assert found["mail"]["state"] == "FAIL"


def desk_json(desk: Desk) -> list[dict[str, dict[str, str]]]:
    """What doctor says; its exit code tells how the node does, not whether it could look."""
    found: list[dict[str, dict[str, str]]] = orjson.loads(desk.type("doctor", "--json").stdout)
    return found
