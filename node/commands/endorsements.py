"""endorse, attest, endorsements: what our organisations state of others and others of them, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from node.commands.who import acting
from node.control import Report
from node.destination import living_here
from node.endorsements import answering, giving
from node.endorsements.giving import Said
from node.errors import Missing
from node.home import Home
from node.node import Node
from node.store import actors, credentials
from node.store.actors import LocalActor
from node.store.connection import Db
from node.store.credentials import Held
from vocab.credential import read
from vocab.fields import Wrong
from vocab.language import Text

Arguments = dict[str, object]
Act = Callable[[Db, Home, LocalActor, str], Held]


async def endorse(node: Node, arguments: Arguments, report: Report) -> object:
    """One of ours states that it saw a practice at a level at another."""
    said: dict[str, object] = {"practice": str(arguments["practice"]), "level": arguments["level"]}
    return await _give(node, arguments, said)


async def attest(node: Node, arguments: Arguments, report: Report) -> object:
    """One of ours states that a register, an accreditation or a membership of another is true."""
    said: dict[str, object] = {"matter": str(arguments["matter"]), "reference": str(arguments.get("reference") or "")}
    return await _give(node, arguments, said)


async def endorsements_list(node: Node, arguments: Arguments, report: Report) -> object:
    """What ours gave, received, and what waits for an answer."""
    return await node.store.reading(_listed, node.home)


async def endorsements_accept(node: Node, arguments: Arguments, report: Report) -> object:
    """What another stated of one of ours is shown."""
    return await _decide(node, arguments, "subject", answering.accept)


async def endorsements_refuse(node: Node, arguments: Arguments, report: Report) -> object:
    """It is not shown, or no longer."""
    return await _decide(node, arguments, "subject", answering.refuse)


async def endorsements_revoke(node: Node, arguments: Arguments, report: Report) -> object:
    """One of ours takes back what it stated."""
    return await _decide(node, arguments, "issuer", giving.revoke)


async def _give(node: Node, arguments: Arguments, more: dict[str, object]) -> object:
    handle, evidence = str(arguments["handle"]), arguments.get("evidence")
    local = await living_here(node, handle)
    subject = local.id if local is not None else (await node.meet(handle)).id
    said = Said(
        method=str(arguments["how"]),
        evidence=tuple(str(each) for each in evidence) if isinstance(evidence, list) else (),
        until=str(arguments.get("until") or ""),
        **more,  # type: ignore[arg-type]
    )
    held = await node.store.writing("endorse", _given, node.home, arguments.get("as"), subject, said)
    node.wake()
    return held


def _given(db: Db, home: Home, name: object, subject: str, said: Said) -> dict[str, object]:
    return row_of(db, home, giving.give(db, home, acting(db, home, name), subject, said))


async def _decide(node: Node, arguments: Arguments, side: str, act: Act) -> object:
    decided = await node.store.writing("endorsements", _decided, node.home, str(arguments["id"]), side, act)
    node.wake()
    return decided


def _decided(db: Db, home: Home, id: str, side: str, act: Act) -> dict[str, object]:
    for actor in actors.every(db):
        rows = credentials.given(db, actor.id) if side == "issuer" else credentials.received(db, actor.id)
        for held in rows:
            if held.id == id or held.id.endswith(f"/{id}"):
                return row_of(db, home, act(db, home, actor, held.id))
    raise Missing(
        Text(
            f"Rien de tel ici : {id} (bocage endorsements list).",
            f"No such thing here: {id} (bocage endorsements list).",
        )
    )


def _listed(db: Db, home: Home) -> dict[str, list[dict[str, object]]]:
    ours = actors.every(db)
    received = [row_of(db, home, held) for actor in ours for held in credentials.received(db, actor.id)]
    given = [row_of(db, home, held) for actor in ours for held in credentials.given(db, actor.id)]
    waiting = [row for row in received if row["state"] == "asked"]
    return {"waiting": waiting, "received": [row for row in received if row["state"] != "asked"], "given": given}


_FIELDS: Final = ("practice", "level", "matter", "reference", "method", "evidence", "valid_from", "valid_until")


def row_of(db: Db, home: Home, held: Held) -> dict[str, object]:
    """A credential as commands and pages tell of it."""
    row: dict[str, object] = {"id": held.id, "state": held.state, "since": held.since, "record": held.record}
    for side, id in (("issuer", held.issuer), ("subject", held.subject)):
        row |= {side: id, f"{side}_name": answering.name_of(db, id)}
    try:
        said = read(held.document, home.vocabulary.charter)
    except Wrong:  # of a practice, say, that this release does not know
        return row | dict.fromkeys(_FIELDS) | {"over": False}
    row |= {name: getattr(said, name) for name in _FIELDS}
    return row | {"evidence": list(said.evidence), "over": said.valid_until <= home.now_iso()}
