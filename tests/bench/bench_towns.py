"""Territories that are served: what a change costs when every commune of two départements has its actor."""

from __future__ import annotations

import asyncio
import random
import time

from node.store import changes, follows, towns
from node.towns.announcing import announce, announce_next
from node.towns.serving import chosen, serve
from node.towns.waking import wake
from tests.node.ground import PAIR, Ground, Peer
from vocab.concerning import concerned
from vocab.entry import read_entry
from vocab.vocabulary import Vocabulary

Row = dict[str, object]

DEPARTEMENTS = ("fr-departement-59", "fr-departement-62")
RECORDS = 400
FOLLOWERS = tuple(Peer(f"https://n{number}.example/actors/a", seed=number + 2) for number in range(3))


def run() -> list[Row]:
    """Rows of {what, figure, unit, floor, note}; a floor of None is a comparison, not a promise."""
    return asyncio.run(_measured())


async def _measured() -> list[Row]:
    vocabulary = Vocabulary.load()
    ground = await Ground.lay(vocabulary)
    db, home, territories = ground.db, ground.home, vocabulary.territories
    slugs = [slug for each in DEPARTEMENTS for slug in chosen(home, each, inside=True)]
    served, rows = sum("-commune-" in slug for slug in slugs), []

    began = time.perf_counter()
    serve(db, home, slugs)
    rows.append(_row("serve them all", 1e3 * (time.perf_counter() - began), "ms", None, f"{served:,} communes, no key"))

    began = time.perf_counter()
    ids = [wake(db, home, territory, PAIR) for slug in slugs if (territory := territories.get(slug))]
    cost = (time.perf_counter() - began) / len(ids)
    rows.append(_row("wake one, its keys made before", 1e3 * cost, "ms", None, "an RSA key takes 60 to 200 ms more"))

    chance = random.Random(59)
    for number in range(RECORDS):
        ground.say(name=f"Offre {number}", territory=chance.sample(slugs, 2))
    found = [change for change in changes.after(db, 0, RECORDS + 10) if change.now is not None]
    entries = [entry for each in found if each.now and (entry := read_entry(each.now.document, vocabulary))]

    began = time.perf_counter()
    for entry in entries:
        towns.awake(db, concerned(entry, territories))
    cost = (time.perf_counter() - began) / len(entries)
    note = f"{served:,} communes awake, each record serves two places"
    rows.append(_row("who is concerned by a record", 1e3 * cost, "ms", 2, note))

    began = time.perf_counter()
    for change in found:
        announce(db, home, change)
    cost = (time.perf_counter() - began) / len(found)
    rows.append(_row("a change, read and judged, nobody follows", 1e3 * cost, "ms", 2, ""))

    ground.meet(*FOLLOWERS)
    for id in ids:
        for peer in FOLLOWERS:
            follows.put(db, peer.id, id, f"{peer.id}#{id}", "accepted", home.now_iso())
    before, began = len(ground.entries()), time.perf_counter()
    towns.move_to(db, 0)
    while announce_next(db, home)[0]:
        pass
    cost = (time.perf_counter() - began) / len(found)
    said = (len(ground.entries()) - before) / len(found)
    note = f"{said:.1f} announces signed, {len(FOLLOWERS)} followers each"
    rows.append(_row("a change, announced", 1e3 * cost, "ms", None, note))
    return rows


def _row(what: str, figure: float, unit: str, floor: float | None, note: str) -> Row:
    return {"what": what, "figure": round(figure, 3), "unit": unit, "floor": floor, "note": note}
