"""Territories that are served: what a change costs when every commune of two départements has its actor."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import Mapping
from typing import Final, cast

from federation.client import Client, Posted
from federation.keys import Signer
from node.announcers.announcing import announce, announce_next
from node.announcers.backlog import fill
from node.announcers.serving import chosen, serve
from node.announcers.subject import subject_of
from node.announcers.waking import wake
from node.announcers.worker import TownWorker
from node.delivery_worker import DeliveryWorker
from node.store import changes, deliveries, follows, towns
from tests.bench.bench_exports import fill_into
from tests.node.ground import PAIR, Ground, Peer
from vocab.concerning import concerned
from vocab.entry import read_entry
from vocab.vocabulary import Vocabulary

Row = dict[str, object]

DEPARTEMENTS: Final = ("fr-departement-59", "fr-departement-62")
RECORDS: Final = 400
STANDING: Final = 10_000
CYCLES: Final = 20
PATIENCE_S: Final = 60.0
# On a host each: what goes to one of several is in one delivery each.
FOLLOWERS: Final = tuple(Peer(f"https://follower{seed}.example/actors/a", seed=seed) for seed in (2, 3, 4))


class _Posts:
    """The network, which takes at once whatever is sent."""

    def __init__(self) -> None:
        self.sent = 0

    async def post(self, inbox: str, body: bytes, signer: Signer, more: Mapping[str, str] | None = None) -> Posted:
        signer.sign(body)
        self.sent += 1
        return Posted(202, None)


def run() -> list[Row]:
    """Rows of {what, figure, unit, floor, note}; a floor of None is a comparison, not a promise."""
    return asyncio.run(_measured())


async def _measured() -> list[Row]:
    vocabulary = Vocabulary.load()
    ground = await Ground.lay(vocabulary)
    db, home, territories = ground.db, ground.home, vocabulary.territories
    slugs = [slug for each in DEPARTEMENTS for slug in chosen(home, each, inside=True)]
    served, rows = sum("-commune-" in slug for slug in slugs), []
    fill_into(db, STANDING, vocabulary)

    began = time.process_time()
    serve(db, home, slugs)
    cost = 1e3 * (time.process_time() - began)
    rows.append(_row("serve them all", cost, "ms", None, f"{served:,} communes, no key, {STANDING:,} records"))

    began = time.process_time()
    ids = {slug: wake(db, home, found, PAIR) for slug in slugs if (found := subject_of(slug, home.vocabulary))}
    cost = (time.process_time() - began) / len(ids)
    rows.append(_row("wake one, its keys made before", 1e3 * cost, "ms", None, "an RSA key takes 60 to 200 ms more"))

    chance, start = random.Random(59), changes.newest(db)
    for number in range(RECORDS):
        ground.say(name=f"Offre {number}", territory=chance.sample(slugs, 2))
    found = [change for change in changes.after(db, start, RECORDS + 10) if change.now is not None]
    entries = [entry for each in found if each.now and (entry := read_entry(each.now.document, vocabulary))]

    began = time.process_time()
    for entry in entries:
        towns.awake(db, concerned(entry, territories))
    cost = (time.process_time() - began) / len(entries)
    note = f"{served:,} communes awake, each record serves two places"
    rows.append(_row("who is concerned by a record", 1e3 * cost, "ms", 2, note))

    began = time.process_time()
    for change in found:
        announce(db, home, change)
    cost = (time.process_time() - began) / len(found)
    rows.append(_row("a change, read and judged, nobody follows", 1e3 * cost, "ms", 2, ""))

    ground.meet(*FOLLOWERS)
    for id in ids.values():
        for peer in FOLLOWERS:
            follows.put(db, peer.id, id, f"{peer.id}#{id}", "accepted", home.now_iso())
    before, began = len(ground.entries()), time.process_time()
    towns.move_to(db, start)
    while announce_next(db, home)[0]:
        pass
    cost = (time.process_time() - began) / len(found)
    said = (len(ground.entries()) - before) / len(found)
    note = f"{said:.1f} announces signed, {len(FOLLOWERS)} followers each"
    rows.append(_row("a change, announced", 1e3 * cost, "ms", None, note))
    rows += await _cycle(ground, chance, slugs)
    rows += _backlog(ground, ids)
    return rows


async def _cycle(ground: Ground, chance: random.Random, slugs: list[str]) -> list[Row]:
    """From what an organisation says to the inboxes of those who follow its territories: one look, one delivery."""
    home, db = ground.home, ground.db
    home.spawn = asyncio.get_running_loop().create_task
    _drain(ground)
    posts = _Posts()
    worker = DeliveryWorker(home, ground.store, cast("Client", posts))
    town_worker = TownWorker(home, ground.store, worker.awake)
    task = asyncio.get_running_loop().create_task(worker.run())
    costs, queued, left = [], 0, 0
    try:
        for number in range(CYCLES):
            ground.say(name=f"Tout de suite {number}", territory=chance.sample(slugs, 2))
            began, sent = time.process_time(), posts.sent
            await town_worker.catch_up()
            now = len(deliveries.waiting(db)) + posts.sent - sent
            async with asyncio.timeout(PATIENCE_S):
                while deliveries.waiting(db):
                    await asyncio.sleep(0)
            costs.append(time.process_time() - began)
            queued += now
            left += now - (posts.sent - sent)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    note = f"p50 of {CYCLES}, {queued / CYCLES:.0f} deliveries each, signed, the network apart"
    return [
        _row("a change, in its followers' inboxes", 1e3 * statistics.median(costs), "ms", None, note),
        _row("deliveries that the first cycle left", left, "", 0, f"of {queued:,}"),
    ]


def _drain(ground: Ground) -> None:
    while rows := deliveries.waiting(ground.db):
        deliveries.finish(ground.db, [row.id for row in rows], "done", None, ground.clock.at)


def _backlog(ground: Ground, ids: dict[str, str]) -> list[Row]:
    """What stood in a département, told to the first who comes to read it; then to ask again, when nothing is left."""
    db, home, slug = ground.db, ground.home, DEPARTEMENTS[0]
    towns.move_to(db, changes.newest(db))
    before, began = len(ground.entries()), time.process_time()
    while fill(db, home, ids[slug]):
        pass
    told = len(ground.entries()) - before
    cost = (time.process_time() - began) / max(told, 1)
    began = time.process_time()
    fill(db, home, ids[slug])
    again = time.process_time() - began
    return [
        _row("what stood there before, told", 1e3 * cost, "ms", None, f"each of {told:,}, read by its first follower"),
        _row("nothing left to tell of it", 1e3 * again, "ms", None, "at each catch-up of a follower"),
    ]


def _row(what: str, figure: float, unit: str, floor: float | None, note: str) -> Row:
    return {"what": what, "figure": round(figure, 3), "unit": unit, "floor": floor, "note": note}
