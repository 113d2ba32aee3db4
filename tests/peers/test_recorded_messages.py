"""Signed requests as GoToSocial, Fedify and microblog.pub really sent them, each judged as it should be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from federation import keys, proofs
from federation.actors import actor_from_document
from federation.errors import Unauthorized
from federation.httpdate import parse_http_date
from federation.inbox import Incoming, Limits, authenticate
from federation.owner import key_belongs_to
from tests.federation.doubles import GivenKeys


@pytest.fixture(scope="session")
def messages(shared: Path) -> Path:
    return shared / "data" / "messages"


@pytest.fixture(scope="session")
def ring(messages: Path) -> GivenKeys:
    pems = json.loads((messages / "keys.json").read_text("utf-8"))
    known = {key_id: keys.public_key(key_id, _owner(key_id), pem) for key_id, pem in pems.items()}
    return GivenKeys(memory=known, origin=known)


def _owner(key_id: str) -> str:
    return key_id.partition("#")[0].removesuffix("/main-key")


def _read(path: Path) -> tuple[Incoming, float, str, dict[str, object]]:
    message = json.loads(path.read_text("utf-8"))
    method, target, _ = message["request_line"].split(" ")
    headers = tuple((name.lower(), value) for name, value in message["headers"])
    incoming = Incoming(method, target, headers, message["body_raw"].encode())
    date = parse_http_date(incoming.values("date")[0])
    assert date is not None
    return incoming, date, "http://" + incoming.values("host")[0], message["body"] or {}


async def test_recorded__every_message_is_judged_as_its_verdict_says(messages: Path, ring: GivenKeys) -> None:
    verdicts = json.loads((messages / "verdicts.json").read_text("utf-8"))
    judged = {"valid": 0, "unchecked": 0}

    for name, verdict in verdicts.items():
        incoming, date, origin, body = _read(messages / name)
        # The unchecked ones are Fedify's first knocks by RFC 9421: genuine, so they must pass too.
        judged[verdict["signature"]] += 1

        signed = await authenticate(incoming, keys=ring, now=date, origin=origin, limits=Limits())

        assert body.get("actor", signed.actor_id) == signed.actor_id, name

    assert judged["valid"] > 40 and judged["unchecked"] == 4


async def test_recorded__each_is_refused_when_touched(messages: Path, ring: GivenKeys) -> None:
    for path in sorted(messages.glob("[ab]*-*.json")):
        good, date, origin, _ = _read(path)
        touched = [
            Incoming(good.method, good.target + "x", good.headers, good.body),
            Incoming("PUT", good.target, good.headers, good.body),
            Incoming(good.method, good.target, good.headers, good.body + b" ") if good.body else None,
            Incoming(good.method, good.target, tuple(h for h in good.headers if h[0] != "date"), good.body),
            Incoming(good.method, good.target, tuple(h for h in good.headers if h[0] != "signature"), good.body),
        ]

        for request in touched:
            if request is not None:
                with pytest.raises(Unauthorized):
                    await authenticate(request, keys=ring, now=date, origin=origin, limits=Limits())
        with pytest.raises(Unauthorized, match="-3601 seconds"):
            await authenticate(good, keys=ring, now=date + 3601, origin=origin, limits=Limits())
        with pytest.raises(Unauthorized):
            await authenticate(good, keys=ring, now=date, origin="http://localhost:9", limits=Limits())


def test_recorded__actors_own_the_keys_that_signed(messages: Path, ring: GivenKeys) -> None:
    owners = set()
    for path in sorted((messages / "actors").glob("*.json")):
        document = json.loads(path.read_text("utf-8"))
        if "inbox" not in document:  # GoToSocial's partial actor, served to those who do not sign
            document = {**document, "inbox": document["id"] + "/inbox"}
        actor = actor_from_document(document)
        owners |= {key.id for key in ring.memory.values() if key_belongs_to(key, actor.keys, actor.id)}

    assert owners == set(ring.memory)


def test_recorded__proofs_by_fedify_hold(messages: Path) -> None:
    actor = actor_from_document(json.loads((messages / "actors" / "fedify.json").read_text("utf-8")))
    seen = 0
    for path in sorted(messages.glob("*-fedify-to-*.json")):
        body = json.loads(path.read_text("utf-8"))["body"]
        for document in (body, (body or {}).get("object")):
            method = proofs.method_of(document) if isinstance(document, dict) else None
            key = actor.key(method) if method else None
            if key is not None:
                seen += 1
                assert proofs.verify(document, key), path.name
                assert not proofs.verify({**document, "type": "Flag"}, key), path.name

    assert seen > 5
