"""Digests: what an edition costs for 5,000 people who follow 1,500 territories, in CPU a letter.

Between the two states each knows, one record in ten is new, so that nearly everybody is written to.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from dataclasses import replace
from itertools import islice
from pathlib import Path

from node.app import opened
from node.digest.question import written
from node.digest.state import State, name_of
from node.mail.letters import Stationery
from node.mail.office import Office
from node.mail.sealing import Sealer
from node.node import Node
from node.settings import Settings
from node.store import digests
from node.store.connection import Db
from node.store.digests import Asking
from tests.bench.continent import Then, settle
from tests.bench.rig import free_port
from vocab.vocabulary import Vocabulary

Row = dict[str, object]

ORGANISATIONS, SUBSCRIBERS, TERRITORIES = 2_500, 5_000, 1_500
GOAL_S = 60


def run() -> list[Row]:
    """Rows of {what, figure, unit, floor, note}."""
    return asyncio.run(_measured())


async def _measured() -> list[Row]:
    vocabulary, port = Vocabulary.load(), free_port()
    with tempfile.TemporaryDirectory() as place:
        data = Path(place) / "node"
        count, _ = await settle(data, port, ORGANISATIONS, vocabulary)
        settings = Settings(origin=f"http://127.0.0.1:{port}", allow_private_networks=True, sparql=False)
        async with opened(data, settings, clock=Then(), vocabulary=vocabulary) as node:
            node.home.office = Office(Sealer(bytes(32)), Stationery())
            node.home.settings = replace(node.home.settings, digests_most=SUBSCRIBERS)
            questions = await _questions(node)
            await _subscribe(node, questions)
            began = time.process_time()
            letters = await node.digests.round()
            took_s = time.process_time() - began
    note = f"{count:,} records, {SUBSCRIBERS:,} subscribers, {len(questions):,} questions, {letters:,} letters"
    return [
        {"what": "an edition, whole", "figure": round(took_s, 1), "unit": "s of CPU", "floor": GOAL_S, "note": note},
        {"what": "a letter", "figure": round(1e3 * took_s / letters, 2), "unit": "ms of CPU", "note": note},
    ]


async def _questions(node: Node) -> list[str]:
    """The communes that have anything, and wider territories after them."""
    answer = await node.store.reading(_tagged)
    return [written([("territory", slug)]) for slug in islice(answer, TERRITORIES)]


def _tagged(db: Db) -> list[str]:
    sql = "SELECT DISTINCT tag FROM tags WHERE tag LIKE 'placed=%' ORDER BY tag"
    return [str(tag).partition("=")[2] for (tag,) in db.execute(sql)]


async def _subscribe(node: Node, questions: list[str]) -> None:
    """Each question is followed by some, who know nine of ten records that answer it."""
    for at, question in enumerate(questions):
        whole = State.unpacked(await node.digests.state(question))
        known = {id: version for number, (id, version) in enumerate(whole.versions.items()) if number % 10}
        followers = range(at, SUBSCRIBERS, len(questions))
        await node.store.writing("subscribe", _keep, node, question, State(known).packed(), followers)


def _keep(db: Db, node: Node, question: str, known: bytes, followers: range) -> None:
    office = node.home.office
    assert office is not None
    digests.keep_state(db, name_of(known), known)
    for number in followers:
        address = f"reader{number}@mail.example"
        sealed, mark = office.sealer.seal(address, 0), office.sealer.mark(address)
        asking = Asking(f"h{number}", mark, sealed, question, "daily", "fr", 0.0)
        digests.confirm(db, asking, f"s{number}", name_of(known), 0.0)
