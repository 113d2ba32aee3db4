"""An import: how fast a long list comes in, what a listing costs, how soon a member elsewhere holds it, verified."""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import tempfile
import time
from pathlib import Path

import orjson

from federation import proofs
from federation.keys import Signer, generate_ed25519, load_ed25519
from node.control import ask
from node.store import records
from tests.bench import lists
from tests.bench.rig import NodeProcess, node_process
from vocab.vocabulary import Vocabulary

REAL = Path(os.environ.get("BOCAGE_SHARED", Path(__file__).parents[3] / "shared")) / "data/susy-initiatives.geojson"
COUNT = 1_794
LONG = 20_000
PATIENCE_S = 120.0
WORDS = "livraison vélo local producteurs légumes panier coopérative habitants quartier réparation atelier".split()
TOWNS = ("Lille", "Arras", "Roubaix", "Lens", "Douai", "Calais")


def run() -> list[dict[str, object]]:
    """Rows of what was reached, the floor beside it."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        source, note = _source(place)
        with node_process(place / "a", "annuaire", "network") as network, node_process(place / "b", "membre") as member:
            rows = asyncio.run(_measure(network, member, source, note))
        with sqlite3.connect(place / "a" / "bocage.db", isolation_level=None) as db:
            floor_us = _floor(db, place)
        listed = place / "long.csv"
        lists.write(listed, LONG, Vocabulary.load())
        with node_process(place / "c", "commun", "network") as alone:
            rows += asyncio.run(_measure_long(alone, listed, floor_us))
    return [*rows, _row("floor: JCS, one Ed25519 signature, one row", floor_us, "us each", "", "of the same listings")]


async def _measure_long(node: NodeProcess, source: Path, floor_us: float) -> list[dict[str, object]]:
    began, cpu_s = time.perf_counter(), node.cpu_s()
    done = await _do(node, "import", {"file": str(source), "as": "commun"})
    took_s, cpu_s, makers_s = time.perf_counter() - began, node.cpu_s() - cpu_s, node.children_cpu_s()
    accepted = int(str(done["accepted"]))
    each_us = (cpu_s + makers_s) / accepted * 1e6
    processors = len(os.sched_getaffinity(0))
    what = f"{accepted} listings, made up; {processors} processors"
    size = sum(file.stat().st_size for file in node.data.glob("bocage.db*"))
    return [
        _row("a long list: signed, written and indexed", accepted / took_s, "listings a second", "goal 1500", what),
        _row("  CPU of all processes", each_us / 1e3, "s for 1000", "", "busy neighbours: compare this, in one run"),
        _row("  CPU of the node, which writes", cpu_s / accepted * 1e6, "us each", "", ""),
        _row(
            "  CPU of the processes that check and sign", makers_s / accepted * 1e6, "us each", "", "they start in it"
        ),
        _row("  processors as these, all free, would do", processors * 1e6 / each_us, "listings a second", "", ""),
        _row("  all of it, to its floor", each_us / floor_us, "times", "", "two signatures, indexed"),
        _row("  size of the database", size / accepted, "bytes each", "", "log, drafts and index included"),
    ]


def _source(place: Path) -> tuple[Path, str]:
    if REAL.exists():
        return REAL, "the initiatives of Susy"
    print(f"  {REAL.name} is absent: as many made-up listings instead (BOCAGE_SHARED says where shared data is)")
    chance = random.Random(1)
    made = place / "made-up.csv"
    lines = ["name;description;website;city;country"]
    for number in range(COUNT):
        said = " ".join(chance.choices(WORDS, k=40))
        name = f"Coopérative {chance.choice(WORDS)} {number}"
        lines.append(f"{name};{said};https://c{number}.example/;{chance.choice(TOWNS)};FR")
    made.write_text("\n".join(lines), "utf-8")
    return made, "made-up listings"


async def _measure(network: NodeProcess, member: NodeProcess, source: Path, note: str) -> list[dict[str, object]]:
    host = network.origin.partition("//")[2]
    await _do(member, "join", {"handle": f"annuaire@{host}"})
    await _until(member, "SELECT count(*) FROM memberships WHERE state = 'accepted'", 1)
    cpu_s, began = network.cpu_s(), time.perf_counter()
    done = await _do(network, "import", {"file": str(source), "as": "annuaire"})
    took_s, cpu_s = time.perf_counter() - began, network.cpu_s() - cpu_s
    accepted = int(str(done["accepted"]))
    verified = "SELECT count(*) FROM entries JOIN records USING (num) WHERE claimed = 0 AND verified = 'proof'"
    await _until(member, verified, accepted)
    whole_s = time.perf_counter() - began
    what = f"{accepted} listings, {note}"
    return [
        _row("import, proofs included", accepted / took_s, "listings a second", "", what),
        _row("import, CPU of the importing node", cpu_s / accepted * 1e6, "us each", "", "delivery included"),
        _row("a member holds all, each verified by proof", whole_s, "s from the start", "goal 30", ""),
        _row("  of these, after the end of the import", whole_s - took_s, "s", "", ""),
    ]


def _floor(db: sqlite3.Connection, place: Path) -> float:
    """What cannot be left out: the canonical form, a signature, a durable row, of the very listings imported."""
    nums = [num for (num,) in db.execute("SELECT num FROM records WHERE kind = 'Listing' LIMIT 1000")]
    documents = [records.document(db, num) for num in nums]
    bare = sqlite3.connect(place / "floor.db", isolation_level=None)
    bare.execute("PRAGMA journal_mode = WAL")
    bare.execute("CREATE TABLE rows (id TEXT PRIMARY KEY, body BLOB)")
    signer = Signer("https://a.example/actors/a#key", "ed25519", load_ed25519(generate_ed25519()))
    began = time.process_time()
    bare.execute("BEGIN")
    for document in documents:
        signed = proofs.add(document, signer, "2026-11-23T10:00:00Z")
        bare.execute("INSERT INTO rows VALUES (?, ?)", (document["id"], orjson.dumps(signed)))
    bare.execute("COMMIT")
    took_s = time.process_time() - began
    bare.close()
    return took_s / max(1, len(documents)) * 1e6


async def _do(node: NodeProcess, command: str, arguments: dict[str, object]) -> dict[str, object]:
    answer = await ask(node.data, command, arguments, lambda _: None)
    if answer is None or "result" not in answer:
        raise RuntimeError(f"{command}: {answer}")
    result = answer["result"]
    assert isinstance(result, dict)
    return result


async def _until(node: NodeProcess, count: str, wanted: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    with sqlite3.connect(f"file:{node.data / 'bocage.db'}?mode=ro", uri=True) as db:
        while (found := db.execute(count).fetchone()[0]) < wanted:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{found} of {wanted}: {count}")
            await asyncio.sleep(0.05)


def _row(what: str, figure: float, unit: str, floor: str, note: str) -> dict[str, object]:
    return {"what": what, "figure": round(figure, 2), "unit": unit, "floor": floor, "note": note}


if __name__ == "__main__":
    for row in run():
        print(row)
