"""The demo: a small network of real nodes on loopback, with two years of a fictional region's life.

Five nodes start in one process, each with its own folder, address, database and keys. The platforms and the authority
join the network and follow nobody else; the network's announcements fill their directories. Nothing leaves the machine.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from node import following, profiles, publishing
from node.clock import SystemClock, seconds_of
from node.demo.cast import Cast, CastNode, CastRecord, load_cast
from node.founding import found
from node.home import Home
from node.node import Node
from node.passwords import hashed
from node.profiles import KeyPair, NewActor
from node.publishing import Manner
from node.serve import running
from node.settings import Settings
from node.store import accounts, deliveries, errands, shelf
from node.store.connection import Db
from node.web.stock import Stock
from vocab.language import Language, Text
from vocab.vocabulary import Vocabulary

FIRST_PORT: Final = 8401
ATTEMPTS: Final = 5
EMAIL: Final = "demo@bocage.example"
PASSWORD: Final = "haie-vive-et-chemin-creux"
BATCH: Final = 40
PATIENCE_S: Final = 120.0
QUIET_ROUNDS: Final = 3


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened on a day: a version of a record, or its withdrawal."""

    moment: float
    order: int
    record: CastRecord
    body: dict[str, object] | None


_UP: Final = Text(
    "{count} nœuds tournent ; deux ans de fiches se publient…", "{count} nodes are up; publishing two years of records…"
)
_LOADED: Final = Text(
    "Chargé en {loaded:.1f} s ; chaque annuaire rempli après {settled:.1f} s.",
    "Loaded in {loaded:.1f} s; every directory filled after {settled:.1f} s.",
)
_TRY: Final = Text(
    "Le réseau : {handle}\nEssayez : curl {address}/directory.json?q=velo",
    "The network: {handle}\nTry: curl {address}/directory.json?q=velo",
)
_DESK: Final = Text(
    "L'espace de travail : {address}/login (adresse {email}, mot de passe {password})",
    "The desk: {address}/login (address {email}, password {password})",
)
_AGREED: Final = Text("Tous les annuaires s'accordent.", "All directories agree.")
_DISAGREED: Final = Text("Les annuaires ne s'accordent PAS.", "The directories do NOT agree.")
_END: Final = Text(
    "Ctrl-C arrête la démonstration et efface ses données.", "Ctrl-C stops the demo and removes its data."
)


@dataclass(frozen=True, slots=True)
class Player:
    """A node of the demo, running."""

    cast: CastNode
    node: Node
    address: str
    data: Path


async def demo(once: bool, echo: Callable[[str], None], language: Language = "en") -> int:
    """Play the demo, told in `language`; with `once`, check that all directories agree: 0, or 1 when they do not."""
    clock = SystemClock()
    started = clock.now()
    cast = load_cast()
    vocabulary, stock = Vocabulary.load(), Stock.read()
    with tempfile.TemporaryDirectory(prefix="bocage-demo-") as folder:
        async with AsyncExitStack() as stack:
            players = await _enter(stack, Path(folder), cast, vocabulary, stock)
            echo(_UP.in_(language).format(count=len(players)))
            await _play(players, cast)
            loaded = clock.now() - started
            await _join(players, cast)
            agreed, report = await _agree(players)
            for line in _summary(players, report, loaded, clock.now() - started, vocabulary, language):
                echo(line)
            if once:
                echo((_AGREED if agreed else _DISAGREED).in_(language))
                return 0 if agreed else 1
            echo(_END.in_(language))
            await asyncio.Event().wait()
    return 0


async def _enter(stack: AsyncExitStack, folder: Path, cast: Cast, vocabulary: Vocabulary, stock: Stock) -> list[Player]:
    """The nodes of the cast, until `stack` ends; elsewhere when another demo takes a port at that very moment."""
    for attempt in range(ATTEMPTS):
        async with AsyncExitStack() as trying:
            try:
                players = await _start(trying, folder / str(attempt), cast, vocabulary, stock)
            except OSError as error:
                if error.errno != errno.EADDRINUSE or attempt == ATTEMPTS - 1:
                    raise
                continue
            stack.push_async_exit(trying.pop_all())
            return players
    raise RuntimeError("no place for a demo")


async def _start(stack: AsyncExitStack, folder: Path, cast: Cast, vocabulary: Vocabulary, stock: Stock) -> list[Player]:
    held = [stack.enter_context(each) for each in _free_ports(len(cast.nodes))]
    ports = [int(each.getsockname()[1]) for each in held]
    count = 2 * len(cast.nodes) + sum(len(node.actors) - 1 for node in cast.nodes)
    pairs = list(await asyncio.gather(*(asyncio.to_thread(KeyPair.generate) for _ in range(count))))
    # Each node recognises the network of this little world: its members count as attested.
    networks = [
        f"{node.actors[0]}@127.0.0.1:{port}"
        for node, port in zip(cast.nodes, ports, strict=True)
        if node.kind == "network"
    ]
    players = []
    for played, port, place in zip(cast.nodes, ports, held, strict=True):
        data = folder / played.name
        settings = Settings(
            origin=f"http://127.0.0.1:{port}",
            listen=f"127.0.0.1:{port}",
            title=played.title,
            language=played.language,
            email=played.email,
            membership="open",
            recognised_networks=" ".join(networks),
            allow_private_networks=True,
            # The websites and documents of its cast are nowhere: a demonstration asks nobody outside.
            website_reads_per_hour=0,
            log_level="error",
        )
        born = min(_moment(record.published) for record in cast.records) - 86_400
        first, *hosted = played.actors
        new = NewActor(first, cast.actor(first).title, played.kind, played.territory)
        await found(data, settings, new, (pairs.pop(), pairs.pop()), vocabulary, moment=born)
        place.close()
        node, address = await stack.enter_async_context(running(data, settings, vocabulary=vocabulary, stock=stock))
        await node.store.writing("people", _let_in, node.home)
        for name in hosted:
            actor = NewActor(name, cast.actor(name).title, cast.actor(name).kind)
            await node.store.writing("actor", profiles.add_actor, node.home, actor, pairs.pop(), moment=born)
        players.append(Player(played, node, address, data))
    return players


def _let_in(db: Db, home: Home) -> None:
    """Somebody who may try everything at the desk of a demo."""
    accounts.keep(db, EMAIL, hashed(PASSWORD), home.now_iso())
    accounts.appoint(db, EMAIL, "administrator")


async def _play(players: list[Player], cast: Cast) -> None:
    for player in players:
        steps = sorted(_steps(cast, player.cast), key=lambda step: (step.moment, step.order))
        ids: dict[str, str] = {}
        for start in range(0, len(steps), BATCH):
            await player.node.store.writing("play", _act, player.node.home, steps[start : start + BATCH], ids)
        player.node.wake()


def _steps(cast: Cast, node: CastNode) -> list[Step]:
    steps = []
    for record in cast.records:
        if record.actor not in node.actors:
            continue
        for order, version in enumerate(record.versions()):
            steps.append(Step(_moment(version.date), order, record, dict(version.body)))
        if record.withdrawn:
            steps.append(Step(_moment(record.withdrawn), 1_000, record, None))
    return steps


def _act(db: Db, home: Home, steps: list[Step], ids: dict[str, str]) -> None:
    for step in steps:
        actor = home.actor_id(step.record.actor)
        known = ids.get(step.record.key)
        if step.body is None:
            publishing.withdraw(db, home, actor, str(known))
            continue
        draft = {**step.body, **({"id": known} if known and step.record.kind != "profile" else {})}
        made = publishing.publish(db, home, actor, draft, Manner(moment=step.moment))
        ids[step.record.key] = made.id


async def _join(players: list[Player], cast: Cast) -> None:
    network, *others = players
    target = network.node.home.actor_id(network.cast.actors[0])
    for name in network.cast.actors[1:]:
        member = network.node.home.actor_id(name)
        await network.node.store.writing("join", following.join, network.node.home, member, target)
    network.node.wake()
    for player in others:
        actor = await player.node.meet(target)
        own = player.node.home.actor_id(player.cast.actors[0])
        await player.node.store.writing("join", following.join, player.node.home, own, actor.id)
        player.node.wake()


async def _agree(players: list[Player]) -> tuple[bool, list[dict[str, int]]]:
    """Wait until nothing moves, then compare what each directory holds for everybody."""
    clock = SystemClock()
    deadline = clock.now() + PATIENCE_S
    quiet = 0
    while quiet < QUIET_ROUNDS and clock.now() < deadline:
        await asyncio.sleep(0.3)
        busy = [player for player in players if await _is_busy(player.node)]
        held = {tuple(await player.node.store.reading(shelf.public_versions)) for player in players}
        quiet = 0 if busy or len(held) > 1 else quiet + 1
    found = [await player.node.store.reading(shelf.public_versions) for player in players]
    counts = [await player.node.store.reading(shelf.kind_counts) for player in players]
    return all(one == found[0] for one in found), counts


async def _is_busy(node: Node) -> bool:
    counts = await node.store.reading(deliveries.counts)
    waiting = await node.store.reading(errands.count)
    return bool(counts.get("due") or waiting or node.inbox.waiting)


def _summary(
    players: list[Player],
    counts: list[dict[str, int]],
    loaded_s: float,
    settled_s: float,
    vocabulary: Vocabulary,
    language: Language,
) -> list[str]:
    def word(facet: str, value: str) -> str:
        label = vocabulary.label(facet, value)
        return label.in_(language).lower() if label else value

    lines = [_LOADED.in_(language).format(loaded=loaded_s, settled=settled_s), ""]
    for player, kinds in zip(players, counts, strict=True):
        said = ", ".join(f"{word('kind', kind)} {count}" for kind, count in kinds.items())
        kind = word("platform_kind", player.cast.kind)
        lines += [f"{player.cast.title} ({kind})", f"  {player.address}/directory", f"  {said}"]
    first = players[0]
    handle = f"{first.cast.actors[0]}@{first.node.home.host}"
    told = _TRY.in_(language).format(handle=handle, address=first.address)
    desk = _DESK.in_(language).format(address=players[1].address, email=EMAIL, password=PASSWORD)
    return [*lines, "", *told.splitlines(), desk, ""]


def _moment(text: object) -> float:
    return seconds_of(str(text)) or 0.0


def _free_ports(count: int) -> list[socket.socket]:
    """Ports from FIRST_PORT on that nobody has, each held until its node takes it: another demo may begin meanwhile."""
    held: list[socket.socket] = []
    for port in range(FIRST_PORT, FIRST_PORT + 500):
        probe = socket.socket()
        # A demo that has just ended left its ports free; one that runs, or is about to, listens on them.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except OSError:
            probe.close()
            continue
        held.append(probe)
        if len(held) == count:
            return held
    raise RuntimeError("no free port on loopback")
