"""A request that is not signed well hears how it could be, and one signed that way is let in; so for tokens."""

from __future__ import annotations

import orjson

from federation import rfc9421
from federation.knocking import wished
from tests.node.ground import ORIGIN, Peer
from tests.node.web.served import Served

FAR = Peer("https://panier.example/actors/panier")


async def test_challenge__obeyed_once(node: Served) -> None:
    node.ground.meet(FAR)
    body = orjson.dumps({"id": f"{FAR.id}/f1", "type": "Follow", "actor": FAR.id, "object": node.me})
    kind = {"Content-Type": "application/activity+json"}

    unsigned = await node.post("/inbox", body, kind)
    assert unsigned.status == 401
    assert unsigned.type == "application/problem+json"
    assert "RFC 9421" in unsigned.json["title"]
    asked = wished(unsigned.headers["Accept-Signature"], FAR.signer)
    assert asked is not None
    assert asked.nonce
    assert asked.components == rfc9421.POST

    headers = rfc9421.sign(
        FAR.signer, "POST", f"{ORIGIN}/inbox", body, node.ground.clock.at, "application/activity+json", asked
    )
    assert (await node.post("/inbox", body, headers)).status == 202

    again = await node.post("/inbox", body, headers)
    assert again.status == 401
    assert "nonce" in again.text
    other = wished(again.headers["Accept-Signature"], FAR.signer)
    assert other is not None
    assert other.nonce != asked.nonce


async def test_challenge__another_authority_is_not_ours(node: Served) -> None:
    node.ground.meet(FAR)
    body = b"{}"
    headers = rfc9421.sign(FAR.signer, "POST", "https://other.example/inbox", body, node.ground.clock.at)
    headers["Host"] = ORIGIN.partition("://")[2]
    assert (await node.post("/inbox", body, headers)).status == 401


async def test_challenge__where_a_token_is_wanted(node: Served) -> None:
    made = await node.say()
    activity = next(entry.id for entry in node.ground.entries() if entry.subject == made.id)
    token = await node.token("read")
    kind = {"Content-Type": "application/activity+json"}

    none = await node.get(f"{activity}/deliveries")
    wrong = await node.get("/directory.json", {"Authorization": "Bearer wrong"})
    narrow = await node.post(f"{node.me}/outbox", b"{}", kind | {"Authorization": f"Bearer {token}"})

    assert (none.status, none.headers["WWW-Authenticate"]) == (401, 'Bearer realm="bocage"')
    assert (wrong.status, wrong.headers["WWW-Authenticate"]) == (401, 'Bearer realm="bocage", error="invalid_token"')
    assert narrow.status == 403
    assert narrow.headers["WWW-Authenticate"] == 'Bearer realm="bocage", error="insufficient_scope", scope="write"'
    assert "Accept-Signature" not in none.headers and "Accept-Signature" not in wrong.headers
