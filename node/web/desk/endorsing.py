"""Endorsing at the desk: what others state of an organisation waits for its answer, and it states what it saw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from aiohttp import web

from federation.errors import FederationError
from federation.hosts import host_of
from node.accounts import journal
from node.accounts.journal import Act
from node.commands.endorsements import row_of
from node.destination import living_here
from node.endorsements import answering, giving
from node.endorsements.giving import Said
from node.errors import NodeError, NotAllowed
from node.home import Home
from node.store import credentials
from node.store.actors import LocalActor
from node.store.connection import Db
from node.store.credentials import Held
from node.web.desk.overview import said_of
from node.web.desk.visit import UNKNOWN, Visit
from node.web.endorsed import what_of
from vocab.credential import LEVELS, MATTERS, METHODS

MOST: Final = 200
_FIELDS: Final = ("handle", "what", "level", "reference", "how", "evidence", "until")
Row = dict[str, object]
_ACTS: Final[dict[str, tuple[Callable[[Db, Home, LocalActor, str], Held], Act]]] = {
    "accept": (answering.accept, "accepted_endorsement"),
    "refuse": (answering.refuse, "refused_endorsement"),
    "revoke": (giving.revoke, "revoked_endorsement"),
}


async def get_endorsing(visit: Visit) -> web.Response:
    """What waits, what is shown, what was given, and the form to state what was seen."""
    asked = {"handle": visit.request.query.get("of", "")[:2_000], "what": visit.request.query.get("what", "")[:50]}
    return await _shown(visit, dict.fromkeys(_FIELDS, "") | asked)


async def post_endorsing(visit: Visit) -> web.Response:
    """Accept, refuse, revoke; or state something of another organisation."""
    do, home, by = visit.said("do"), visit.node.home, visit.account.email
    if do == "give":
        return await _give(visit)
    if do not in _ACTS:
        raise NotAllowed(UNKNOWN)
    act, word = _ACTS[do]
    await visit.node.store.writing("desk", _done, home, by, act, word, visit.organisation, visit.said("id"))
    visit.node.wake()
    await visit.node.websites.settle()
    return visit.go(f"{visit.home()}/endorsements", "changed")


async def _give(visit: Visit) -> web.Response:
    typed = {name: visit.said(name) for name in _FIELDS}
    matter = typed["what"] if typed["what"] in MATTERS else None
    said = Said(
        method=typed["how"],
        evidence=tuple(typed["evidence"].split()),
        until=typed["until"],
        practice=None if matter else typed["what"],
        level=typed["level"],
        matter=matter,
        reference=typed["reference"],
    )
    try:
        local = await living_here(visit.node, typed["handle"])
        subject = local.id if local is not None else (await visit.node.meet(typed["handle"])).id
        await visit.node.store.writing(
            "desk", _given, visit.node.home, visit.account.email, visit.organisation, subject, said
        )
    except (FederationError, NodeError) as refused:
        return await _shown(visit, typed, why=refused.public.in_(visit.language))
    visit.node.wake()
    return visit.go(f"{visit.home()}/endorsements", "offered")


def _given(db: Db, home: Home, by: str, actor: LocalActor, subject: str, said: Said) -> None:
    held = giving.give(db, home, actor, subject, said)
    journal.note(db, home, by, "endorsed", held.id, actor.id)


def _done(
    db: Db,
    home: Home,
    by: str,
    act: Callable[[Db, Home, LocalActor, str], Held],
    word: Act,
    actor: LocalActor,
    id: str,
) -> None:
    act(db, home, actor, id)
    journal.note(db, home, by, word, id, actor.id)


async def _shown(visit: Visit, typed: Mapping[str, str], why: str = "") -> web.Response:
    given, received = await visit.node.store.reading(_rows, visit.node.home, visit.organisation.id)
    charter = visit.node.home.vocabulary.charter
    practices = [
        (theme.label.in_(visit.language), [(each.notation, each.label.in_(visit.language)) for each in of_theme])
        for theme in charter.themes
        if (of_theme := charter.offered(theme.notation))
    ]
    return visit.show(
        "desk_endorsing.html",
        visit.t("endorsing.title"),
        status=422 if why else 200,
        waiting=[_line(visit, row, "issuer") for row in received if row["state"] == "asked" and not row["over"]],
        received=[_line(visit, row, "issuer") for row in received if row["state"] != "asked" or row["over"]],
        given=[_line(visit, row, "subject") for row in given],
        practices=practices,
        matters=[(name, text.in_(visit.language)) for name, text in MATTERS.items()],
        methods=[(name, text.in_(visit.language)) for name, text in METHODS.items()],
        levels=[(str(level), visit.pages.label(visit.language, "level", str(level))) for level in LEVELS],
        typed=typed,
        why=why,
        said=said_of(visit),
    )


def _rows(db: Db, home: Home, actor: str) -> tuple[list[Row], list[Row]]:
    given = [row_of(db, home, held) for held in credentials.given(db, actor)[:MOST]]
    return given, [row_of(db, home, held) for held in credentials.received(db, actor)[:MOST]]


def _line(visit: Visit, row: Row, other: str) -> Row:
    pages, language = visit.pages, visit.language
    practice, matter = row["practice"], row["matter"]
    what = what_of(pages, str(practice) if practice else None, str(matter or ""), str(row["reference"] or ""), language)
    level = pages.label(language, "level", str(row["level"])) if practice else None
    method = METHODS.get(str(row["method"]))
    return {
        "id": row["id"],
        "who": row[f"{other}_name"] if row[f"{other}_name"] != row[other] else host_of(str(row[other])),
        "href": row[other],
        "what": what or visit.t("endorsing.unknown"),
        "level": level,
        "how": method.in_(language) if method else "",
        "until": pages.date(language, str(row["valid_until"] or "")),
        "evidence": row["evidence"] or [],
        "state": visit.t(f"endorsing.state.{'over' if row['over'] else row['state']}"),
        "open": row["state"] in ("asked", "accepted"),
    }
