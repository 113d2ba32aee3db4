"""The inbox: signed Create activities of followed actors, accepted, verified, durable, and visible in the directory."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import orjson
from aiohttp import ClientSession, TCPConnector, web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from federation import cavage, proofs
from federation.keys import Signer, generate_ed25519, generate_rsa, load_ed25519, load_rsa, multibase, public_pem
from node.clock import iso, whole_seconds
from tests.bench.rig import NodeProcess, free_port, node_process
from vocab import activities
from vocab.codec import to_document
from vocab.context import COOP, PUBLIC
from vocab.model import Envelope
from vocab.prose import Prose

SENDERS = 6
EACH = 1_000
AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class Sender:
    """An actor of the crowd, with its keys."""

    id: str
    rsa: Signer
    ed25519: Signer
    document: dict[str, object]


def run() -> list[dict[str, object]]:
    """Rows of what was reached, the floor beside it."""
    return asyncio.run(_run())


async def _run() -> list[dict[str, object]]:
    port = free_port()
    crowd = [sender(f"http://127.0.0.1:{port}", number) for number in range(SENDERS)]
    with tempfile.TemporaryDirectory() as folder, node_process(Path(folder) / "node", "cible") as node:
        runner = await serve(crowd, port)
        try:
            follow(node, crowd)
            return await _measure(node, crowd)
        finally:
            await runner.cleanup()


def sender(origin: str, number: int, key: RSAPrivateKey | None = None) -> Sender:
    """An actor of a crowd; `key`: an RSA key that many share, where making one each would take longest."""
    id = f"{origin}/actors/s{number}"
    rsa, ed25519 = key or load_rsa(generate_rsa()), load_ed25519(generate_ed25519())
    main, proof = Signer(f"{id}#main-key", "rsa-sha256", rsa), Signer(f"{id}#ed25519-key", "ed25519", ed25519)
    document: dict[str, object] = {
        "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
        "id": id,
        "type": "Organization",
        "preferredUsername": f"s{number}",
        "inbox": f"{id}/inbox",
        "outbox": f"{id}/outbox",
        "endpoints": {"sharedInbox": f"{origin}/inbox"},
        "generator": {"type": "Application", "implements": [COOP]},
        "publicKey": {"id": main.key_id, "owner": id, "publicKeyPem": public_pem(rsa)},
        "assertionMethod": [
            {"id": proof.key_id, "type": "Multikey", "controller": id, "publicKeyMultibase": multibase(ed25519)}
        ],
    }
    return Sender(id, main, proof, document)


async def serve(crowd: list[Sender], port: int) -> web.AppRunner:
    """The crowd's own server: it only has to say who they are."""
    by_path = {sender.id.partition(f":{port}")[2]: orjson.dumps(sender.document) for sender in crowd}

    async def get(request: web.Request) -> web.Response:
        body = by_path.get(request.path)
        if body is None:
            return web.Response(status=404)
        return web.Response(body=body, content_type="application/activity+json")

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", get)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return runner


def follow(node: NodeProcess, crowd: list[Sender]) -> None:
    """The target follows the crowd: written beside it, what is measured is not the handshake."""
    with sqlite3.connect(node.data / "bocage.db") as db:
        ours = db.execute("SELECT id FROM actors WHERE kind <> 'application'").fetchone()[0]
        for sender in crowd:
            db.execute("INSERT INTO follows VALUES (?, ?, ?, 'accepted', '')", (ours, sender.id, f"{ours}#f"))


def requests(sender: Sender, node: NodeProcess, first: int, count: int) -> list[tuple[bytes, dict[str, str]]]:
    """Creates of offers, signed and proved: body and headers."""
    prose, now = Prose(), time.time()
    inbox = f"{node.origin}/inbox"
    made = []
    for number in range(first, first + count):
        envelope = Envelope(
            f"{sender.id.replace('/actors/', '/objects/')}-{number}",
            sender.id,
            f"{sender.id.replace('/actors/', '/objects/')}-{number}",
            (PUBLIC,),
            (f"{sender.id}/followers",),
            iso(now),
            iso(now),
            "fr",
        )
        values = {
            "kind": "offer",
            "name": f"Livraison à vélo numéro {number}",
            "content": "Nous livrons la métropole six jours sur sept, jusqu'à trois cents kilos.",
            "territory": ["territory:fr/epci/200093201"],
            "location": {
                "name": "Lille",
                "latitude": 50.63,
                "longitude": 3.05,
                "territory": "territory:fr/commune/59350",
            },
            "sector": ["http://purl.org/essglobal/standard/activities-modified/AM160"],
            "need": ["coop:need-livrer"],
            "license": "https://spdx.org/licenses/etalab-2.0",
            "policy": "coop:policy-commons-open",
        }
        record = proofs.add(to_document(values, envelope, prose), sender.ed25519, whole_seconds(now))
        create = activities.create(
            f"{envelope.id}/create", sender.id, record, envelope.to, envelope.cc, envelope.published
        )
        body = orjson.dumps(proofs.add(create, sender.ed25519, whole_seconds(now)))
        made.append((body, cavage.sign(sender.rsa, "POST", inbox, body, now, "application/activity+json")))
    return made


async def _measure(node: NodeProcess, crowd: list[Sender]) -> list[dict[str, object]]:
    inbox = f"{node.origin}/inbox"
    async with ClientSession(connector=TCPConnector(limit=AT_ONCE)) as session:
        await send(session, inbox, [request for sender in crowd for request in requests(sender, node, 0, 5)])
        await _visible(node, 5 * len(crowd))
        work = [request for sender in crowd for request in requests(sender, node, 5, EACH)]
        cpu, began = node.cpu_s(), time.perf_counter()
        await send(session, inbox, work)
        accepted_s = time.perf_counter() - began
        await _visible(node, (EACH + 5) * len(crowd))
        visible_s = time.perf_counter() - began
        cpu_s = node.cpu_s() - cpu
    count = len(work)
    size = len(work[0][0])
    return [
        _row("signed Create accepted, durable", count / accepted_s, "per second", "prototype 3,000-4,900"),
        _row("signed Create visible in the directory", count / visible_s, "per second", "goal 1,500; GoToSocial 144"),
        _row("CPU per 1,000 visible", cpu_s / count * 1000, "seconds", "goal 0.65; GoToSocial 12.6, Fedify 8.3"),
        _row("size of an activity", size, "bytes", ""),
        _row("memory after", node.rss_mb(), "MB", ""),
    ]


async def send(session: ClientSession, inbox: str, work: list[tuple[bytes, dict[str, str]]]) -> None:
    """Post them all, `AT_ONCE` at a time; raises when one is not accepted."""
    queue = iter(work)

    async def post() -> None:
        for body, headers in queue:
            async with session.post(inbox, data=body, headers=headers) as answer:
                if answer.status != 202:
                    raise RuntimeError(f"{answer.status}: {(await answer.text())[:300]}")

    await asyncio.gather(*(post() for _ in range(AT_ONCE)))


async def _visible(node: NodeProcess, count: int) -> None:
    """Wait until the directory has so many offers."""
    with sqlite3.connect(node.data / "bocage.db") as db:
        for _ in range(3000):
            found = db.execute("SELECT count(*) FROM entries WHERE kind = 'offer'").fetchone()[0]
            if found >= count:
                return
            await asyncio.sleep(0.02)
    raise RuntimeError(f"{found} of {count} became visible")


def _row(what: str, figure: float, unit: str, floor: str) -> dict[str, object]:
    return {"what": what, "figure": round(figure, 2), "unit": unit, "floor": floor, "note": ""}


if __name__ == "__main__":
    for row in run():
        print(row)
