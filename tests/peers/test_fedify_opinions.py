"""Fedify's verifiers on what we sign, ours on what it signs: each scheme alone, and each refuses what was touched."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from federation import cavage, proofs, rfc9421
from federation.errors import Unauthorized
from federation.inbox import Incoming, Limits, authenticate
from federation.keys import Signer
from tests.network.village import House, house
from tests.peers.conversation import Other, fedify
from vocab.vocabulary import Vocabulary

Sign = Callable[[Signer, str, str, bytes | None, float], dict[str, str]]
BODY = b'{"type":"Like","name":"\xc3\xa9t\xc3\xa9"}'
SCHEMES: dict[str, Sign] = {"cavage": cavage.sign, "rfc9421": rfc9421.sign}


async def _judged(other: Other, method: str, url: str, headers: dict[str, str], body: bytes | None) -> object:
    given = {"method": method, "url": url, "headers": list(headers.items()), "body": (body or b"").decode()}
    verdict = await other.ask("judge_request", **given)
    return verdict.get("owner") or verdict.get("refused")


async def _signer(house: House, algorithm: str) -> Signer:
    return await house.node.store.reading(house.node.home.keys.current, house.actor, algorithm)


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_requests__its_verifier_agrees(tmp_path: Path, vocabulary: Vocabulary, scheme: str) -> None:
    async with house(tmp_path / "p", "pedales", vocabulary) as pedales, fedify(tmp_path / "f") as voisine:
        signer, now, url = await _signer(pedales, "rsa-sha256"), time.time(), f"{voisine.origin}/inbox"
        post = SCHEMES[scheme](signer, "POST", url, BODY, now)
        get = SCHEMES[scheme](signer, "GET", url, None, now)

        assert await _judged(voisine, "POST", url, post, BODY) == pedales.actor
        assert await _judged(voisine, "GET", url, get, None) == pedales.actor
        assert await _judged(voisine, "POST", url, post, BODY + b" ") == "invalidSignature"
        assert await _judged(voisine, "POST", url + "3", post, BODY) == "invalidSignature"


async def test_requests__where_its_verifier_differs(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Kept as facts: when a later Fedify changes its mind, what we send it may change too."""
    async with house(tmp_path / "p", "pedales", vocabulary) as pedales, fedify(tmp_path / "f") as voisine:
        rsa, ed25519 = await _signer(pedales, "rsa-sha256"), await _signer(pedales, "ed25519")
        now, url = time.time(), f"{voisine.origin}/users/voisine/outbox"

        # By draft-cavage it reads the target without its query; by RFC 9421 with it.
        asked = f"{url}?page=2"
        assert await _judged(voisine, "GET", asked, cavage.sign(rsa, "GET", asked, None, now), None) == (
            "invalidSignature"
        )
        assert await _judged(voisine, "GET", asked, cavage.sign(rsa, "GET", url, None, now), None) == pedales.actor
        assert await _judged(voisine, "GET", asked, rfc9421.sign(rsa, "GET", asked, None, now), None) == pedales.actor

        # It takes Ed25519 for proofs, but RSA alone for requests.
        assert await _judged(voisine, "GET", url, rfc9421.sign(ed25519, "GET", url, None, now), None) == (
            "invalidSignature"
        )


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_requests__ours_agrees(tmp_path: Path, vocabulary: Vocabulary, scheme: str) -> None:
    async with house(tmp_path / "p", "pedales", vocabulary) as pedales, fedify(tmp_path / "f") as voisine:

        async def who(method: str, body: bytes, sent: bytes) -> str:
            given = {"method": method, "url": f"{pedales.origin}/inbox?page=2", "scheme": scheme}
            answer = await voisine.ask("sign_request", **given, **({"body": body.decode()} if body else {}))
            headers = tuple((name.lower(), value) for name, value in cast(list[list[str]], answer["headers"]))
            # A server sees the host that the client was told to call.
            headers = (
                *(pair for pair in headers if pair[0] != "host"),
                ("host", pedales.origin.removeprefix("http://")),
            )
            incoming = Incoming(method, "/inbox?page=2", headers, sent)
            node = pedales.node
            signed = await authenticate(
                incoming, keys=node.keys, now=time.time(), origin=pedales.origin, limits=Limits()
            )
            return signed.actor_id

        assert await who("POST", BODY, BODY) == voisine.actor
        assert await who("GET", b"", b"") == voisine.actor
        with pytest.raises(Unauthorized):
            await who("POST", BODY, BODY + b" ")


async def test_proofs__each_agrees_with_the_other(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with house(tmp_path / "p", "pedales", vocabulary) as pedales, fedify(tmp_path / "f") as voisine:
        # Ours: a record, and our profile
        offer = await pedales.publish(kind="offer", name="Livraison à vélo", content="Six jours.", need=["livrer"])
        for document in (await pedales.document(offer), await pedales.document(pedales.actor)):
            assert (await voisine.ask("judge_document", document=document))["holds"] is True
            touched = json.loads(json.dumps(document)) | {"name": "Autre nom"}
            assert (await voisine.ask("judge_document", document=touched))["holds"] is False

        # Its: a note
        note = f"{voisine.origin}/notes/1"
        answer = await voisine.ask("sign_note", id=note, content="<p>Été à 5 €</p>", published="2026-11-24T10:00:00Z")
        document = cast(dict[str, object], answer["document"])
        method = proofs.method_of(document)
        assert method is not None
        key = (await pedales.node.meet(voisine.actor)).key(method)
        assert key is not None
        assert proofs.verify(document, key)
        assert not proofs.verify({**document, "content": "<p>Été à 6 €</p>"}, key)
