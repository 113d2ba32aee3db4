"""A crowd of actors on one loopback server: they say who they are, sign, and keep what is delivered to them."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import orjson
from aiohttp import web

from federation import cavage, proofs
from federation.keys import Signer, generate_ed25519, generate_rsa, load_ed25519, load_rsa, multibase, public_pem
from node.clock import iso, whole_seconds
from vocab import activities
from vocab.codec import to_document
from vocab.context import COOP, PUBLIC
from vocab.model import Envelope
from vocab.prose import Prose

ACTIVITY = "application/activity+json"
VALUES: dict[str, object] = {
    "kind": "offer",
    "content": "Nous livrons la métropole six jours sur sept.",
    "territory": ["territory:fr/epci/200093201"],
    "need": ["coop:need-livrer"],
    "license": "https://spdx.org/licenses/etalab-2.0",
    "policy": "coop:policy-commons-open",
}
Request = tuple[str, bytes, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Face:
    """An actor of the crowd, with its keys."""

    id: str
    rsa: Signer
    ed25519: Signer
    document: dict[str, object]

    @classmethod
    def of(cls, origin: str, number: int) -> Face:
        """A new actor."""
        id = f"{origin}/actors/s{number}"
        rsa, ed25519 = load_rsa(generate_rsa()), load_ed25519(generate_ed25519())
        main, proof = Signer(f"{id}#main-key", "rsa-sha256", rsa), Signer(f"{id}#ed25519-key", "ed25519", ed25519)
        key = {"id": proof.key_id, "type": "Multikey", "controller": id, "publicKeyMultibase": multibase(ed25519)}
        document: dict[str, object] = {
            "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
            "id": id,
            "type": "Organization",
            "preferredUsername": f"s{number}",
            "inbox": f"{id}/inbox",
            "outbox": f"{id}/outbox",
            "followers": f"{id}/followers",
            "endpoints": {"sharedInbox": f"{origin}/inbox"},
            "generator": {"type": "Application", "implements": [COOP]},
            "publicKey": {"id": main.key_id, "owner": id, "publicKeyPem": public_pem(rsa)},
            "assertionMethod": [key],
        }
        return cls(id, main, proof, document)

    def request(self, inbox: str, activity: dict[str, object], now: float) -> Request:
        """A signed POST: the activity's id, its body, the headers."""
        body = orjson.dumps(proofs.add(activity, self.ed25519, whole_seconds(now)))
        return str(activity["id"]), body, cavage.sign(self.rsa, "POST", inbox, body, now, ACTIVITY)

    def offer(self, inbox: str, number: int, now: float) -> Request:
        """The Create of an offer."""
        id = f"{self.id.replace('/actors/', '/objects/')}-{number}"
        envelope = Envelope(id, self.id, id, (PUBLIC,), (f"{self.id}/followers",), iso(now), iso(now), "fr")
        record = to_document({**VALUES, "name": f"Livraison numéro {number}"}, envelope, Prose())
        signed = proofs.add(record, self.ed25519, whole_seconds(now))
        to, cc = envelope.to, envelope.cc
        return self.request(inbox, activities.create(f"{id}/create", self.id, signed, to, cc, iso(now)), now)

    def follow(self, inbox: str, number: int, target: str, now: float) -> Request:
        """A Follow."""
        id = f"{self.id}/follows/{number}"
        follow = activities.activity("Follow", id, self.id, target, to=(target,), published=iso(now))
        return self.request(inbox, follow, now)


@dataclass(slots=True, repr=False)
class Crowd:
    """The faces, and the ids of the activities delivered to their server, in order, as often as they came."""

    origin: str
    faces: list[Face]
    delivered: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, port: int, count: int) -> Crowd:
        """A crowd that will live on a port."""
        origin = f"http://127.0.0.1:{port}"
        return cls(origin, [Face.of(origin, number) for number in range(count)])

    def is_followed(self, data: Path) -> None:
        """A node follows the crowd: written beside it, as what is tried is not the handshake."""
        with sqlite3.connect(data / "bocage.db") as db:
            ours = db.execute("SELECT id FROM actors WHERE kind <> 'application'").fetchone()[0]
            for face in self.faces:
                db.execute("INSERT INTO follows VALUES (?, ?, ?, 'accepted', '')", (ours, face.id, f"{ours}#f"))
        db.close()

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        """Serve while inside."""
        app = web.Application(client_max_size=2**21)
        documents = {face.id.removeprefix(self.origin): orjson.dumps(face.document) for face in self.faces}

        async def get(request: web.Request) -> web.Response:
            body = documents.get(request.path)
            return web.Response(body=body, content_type=ACTIVITY) if body else web.Response(status=404)

        async def post(request: web.Request) -> web.Response:
            self.delivered.append(str(orjson.loads(await request.read())["id"]))
            return web.Response(status=202)

        app.router.add_get("/{tail:.*}", get)
        app.router.add_post("/{tail:.*}", post)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", int(self.origin.rpartition(":")[2])).start()
        try:
            yield
        finally:
            await runner.cleanup()

    def work(self, node: str, target: str, count: int, follows: int) -> list[Request]:
        """`count` requests for a node, `follows` of them Follows of one of its actors, the rest new offers."""
        inbox, now = f"{node}/inbox", time.time()
        made = []
        for number in range(count):
            face = self.faces[number % len(self.faces)]
            due = follows and number % (count // follows) == 0
            made.append(face.follow(inbox, number, target, now) if due else face.offer(inbox, number, now))
        return made
