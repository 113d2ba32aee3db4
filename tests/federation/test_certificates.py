"""Whom a client trusts: those this machine trusts, by their names, and nobody before it has read who they are."""

from __future__ import annotations

import asyncio
import json
import os
import ssl
from pathlib import Path

import pytest

from federation.certificates import Authorities, unread
from federation.errors import Unreachable
from tests.federation.doubles import Peer, client, says
from tests.node.mail.postmaster import certificate


async def test_client__trusts_whom_this_machine_trusts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serving, _ = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    async with Peer(serving) as peer, client(authorities=None) as door:
        peer.answers["/a"] = says(json.dumps({"id": peer.origin + "/a"}).encode())

        both = await asyncio.gather(door.get_document(peer.origin + "/a"), door.get_document(peer.origin + "/a"))

    assert peer.origin.startswith("https://")
    assert [fetched.document["id"] for fetched in both] == [peer.origin + "/a"] * 2


@pytest.mark.parametrize(("name", "trusted"), [("127.0.0.1", False), ("127.0.0.2", True)])
async def test_client__refuses_strangers_and_other_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, trusted: bool
) -> None:
    serving, _ = certificate(tmp_path, name)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    async with Peer(serving) as peer, client(authorities=None) as door:
        with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
            await door.get_document(peer.origin + "/a")

    assert peer.seen == []


async def test_authorities__trust_nobody_and_verify_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))

    authorities = Authorities()

    assert authorities.context.cert_store_stats()["x509"] == 0
    assert authorities.context.verify_mode is ssl.CERT_REQUIRED and authorities.context.check_hostname
    assert (await authorities.ready()).cert_store_stats()["x509"] == 1
    assert (await authorities.ready()).cert_store_stats()["x509"] == 1


def test_unread__leaves_the_environment_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/a")
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    with pytest.raises(ValueError, match="inside"), unread():
        raise ValueError("inside")

    assert os.environ["SSL_CERT_FILE"] == "/a"
    assert "SSL_CERT_DIR" not in os.environ
