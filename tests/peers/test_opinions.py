"""A second and a third opinion: apsig and bovine judge what we sign, and we what they sign.

By RFC 9421 neither reads `@target-uri`, which we and Mastodon require; so requests are compared by draft-cavage. Bovine
0.5.19 forgets the `@context` of a proof before hashing it (W3C vc-di-eddsa hashes it), so it cannot judge ours.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from federation import cavage, keys, proofs
from federation.errors import Unauthorized
from federation.inbox import Incoming, Limits, authenticate
from tests.federation.doubles import (
    ACTOR,
    ED,
    ED_PRIVATE,
    ED_PUBLIC,
    RSA,
    RSA_PRIVATE,
    RSA_PUBLIC,
    GivenKeys,
    with_header,
)
from tests.peers.conversation import Other, conversation, peers_python
from vocab.context import RECORD

ORIGIN = "http://127.0.0.1:8000"
INBOX = f"{ORIGIN}/inbox"
BODY = '{"type":"Like","name":"été"}'
DOCUMENT: dict[str, object] = {
    "@context": RECORD,
    "id": f"{ACTOR}/notes/1",
    "type": "Note",
    "kind": "Practice",
    "attributedTo": ACTOR,
    "content": "<p>Été à 5 €</p>",
    "level": 3,
    "latitude": 50.63,
    "empty": [],
    "nothing": None,
}
PEM = RSA_PRIVATE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
SEED = bytes(range(32)).hex()


@pytest.fixture(params=["apsig", "bovine"])
async def other(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Other]:
    script = Path(__file__).parent / "opinions" / f"with_{request.param}.py"
    async with conversation([peers_python(), str(script)], tmp_path / "log") as other:
        yield other


@pytest.mark.parametrize(("method", "body"), [("POST", BODY), ("GET", "")])
async def test_requests__their_verifier_agrees(other: Other, method: str, body: str) -> None:
    signed = cavage.sign(RSA, method, INBOX, body.encode() if body else None, time.time())
    given = {
        "method": method,
        "headers": {name.lower(): value for name, value in signed.items()},
        "pem": keys.public_pem(RSA_PRIVATE),
        "owner": ACTOR,
    }

    assert (await other.ask("judge_request", url=INBOX, body=body, **given))["holds"] is True
    assert (await other.ask("judge_request", url=INBOX + "2", body=body, **given))["holds"] is False
    if body:
        assert (await other.ask("judge_request", url=INBOX, body=body + " ", **given))["holds"] is False


@pytest.mark.parametrize(("method", "body"), [("POST", BODY), ("GET", "")])
async def test_requests__ours_agrees(other: Other, method: str, body: str) -> None:
    answer = await other.ask("sign_request", method=method, url=INBOX, body=body, key_id=RSA.key_id, pem=PEM)
    headers = tuple((name.lower(), value) for name, value in cast(dict[str, str], answer["headers"]).items())
    request = Incoming(method, "/inbox", headers, body.encode())
    ring = GivenKeys(memory={RSA.key_id: RSA_PUBLIC}, origin={RSA.key_id: RSA_PUBLIC})

    signed = await authenticate(request, keys=ring, now=time.time(), origin=ORIGIN, limits=Limits())

    assert signed.actor_id == ACTOR
    touched = with_header(request, "date", "Tue, 24 Nov 2026 00:00:00 GMT")
    with pytest.raises(Unauthorized):
        await authenticate(touched, keys=ring, now=time.time(), origin=ORIGIN, limits=Limits())


@pytest.mark.parametrize("other", ["apsig"], indirect=True)
async def test_proofs__their_verifier_agrees(other: Other) -> None:
    signed = proofs.add(DOCUMENT, ED, "2026-11-24T10:00:00Z")
    given = {"multibase": keys.multibase(ED_PRIVATE), "owner": ACTOR}

    assert (await other.ask("judge_document", document=signed, **given))["holds"] is True
    assert (await other.ask("judge_document", document=signed | {"level": 4}, **given))["holds"] is False


async def test_proofs__ours_agrees(other: Other) -> None:
    answer = await other.ask("sign_document", document=DOCUMENT, key_id=ED.key_id, seed=SEED)
    signed = cast(dict[str, object], answer["document"])

    assert proofs.verify(signed, ED_PUBLIC)
    assert not proofs.verify(signed | {"level": 4}, ED_PUBLIC)
