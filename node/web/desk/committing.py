"""Commitments at the desk: what a network asks of its members, where each stands, and what is asked of us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import orjson
from aiohttp import web

from node.asking import acting_for
from node.desk import committing
from node.errors import Invalid, Missing, NotAllowed
from node.reader import Reader
from node.store import memberships
from node.web.cards import names_of
from node.web.desk.overview import said_of
from node.web.desk.visit import UNKNOWN, Visit
from node.web.directory import DIRECTORY
from node.web.standing import Line, asked_lines, standings, version_of
from vocab.commitments import asked_of
from vocab.language import Text
from vocab.shapes import Finding

FIELDS: Final = ("practice", "level", "evidence", "since", "why")
PAGE: Final = 50
MOST_NETWORKS: Final = 50
NO_NETWORK: Final = Text(
    "Seul un réseau demande quelque chose à ses membres.", "Only a network asks something of its members."
)


async def get_commitments(visit: Visit) -> web.Response:
    """What is asked of us by each network, and where we stand; of a network: what it asks."""
    return await _shown(visit)


async def post_commitments(visit: Visit) -> web.Response:
    """Of a network: ask one thing more, change one, ask one no more."""
    do, store, home, email = visit.said("do"), visit.node.store, visit.node.home, visit.account.email
    if do not in ("add", "change", "remove"):
        raise NotAllowed(UNKNOWN)
    if visit.organisation.kind != "network":
        raise NotAllowed(NO_NETWORK)
    if do == "remove":
        practice = visit.said("practice")[:200]
        await store.writing("desk", committing.remove, home, email, visit.organisation, practice)
    else:
        typed = {name: visit.said(name) for name in FIELDS}
        instead = visit.said("instead") if do == "change" else None
        row = {name: value for name, value in typed.items() if value}
        try:
            await store.writing("desk", committing.ask, home, email, visit.organisation, _row(row), instead=instead)
        except Invalid as invalid:
            return await _shown(visit, typed, instead, invalid.findings)
    visit.node.wake()
    return visit.go(f"{visit.home()}/commitments", "changed")


async def get_members(visit: Visit) -> web.Response:
    """Of a network: each member and each commitment, by name, with what is shown for it."""
    directory, network = visit.request.app[DIRECTORY], visit.organisation
    if network.kind != "network":
        raise Missing(NO_NETWORK)
    after = visit.request.query.get("after", "")[:2_000]
    found = await visit.node.store.reading(memberships.members, network.id, after=after, limit=PAGE + 1)
    members, asked = found[:PAGE], asked_of(orjson.loads(network.document), visit.pages.vocabulary)
    names = names_of(await directory.names(tuple(members), Reader("admin")), visit.language)
    reader = await visit.node.store.reading(acting_for(network.id))
    lines = await standings(directory, visit.pages, members, asked, reader, visit.language) if asked else {}
    named = [(names.get(id) or id.partition("://")[2], id, lines.get(id, [])) for id in members]
    return visit.show(
        "desk_members.html",
        visit.t("members.title"),
        members=sorted(named, key=lambda each: (each[0].casefold(), each[1])),
        version=_version(visit, network.document),
        next=members[-1] if len(found) > PAGE else None,
        paged=bool(after),
    )


async def _shown(
    visit: Visit,
    typed: Mapping[str, str] | None = None,
    instead: str | None = None,
    wrong: tuple[Finding, ...] = (),
) -> web.Response:
    actor, vocabulary = visit.organisation, visit.node.home.vocabulary
    asked = asked_of(orjson.loads(actor.document), vocabulary) if actor.kind == "network" else None
    rows = committing.rows_of(actor.draft) if asked else []
    known = [(vocabulary.charter.get(str(row.get("practice"))), row) for row in rows]
    held = {practice.notation: row for practice, row in known if practice is not None}
    if typed is None and (change := visit.request.query.get("change", "")) in held:
        typed, instead = _typed(held[change], change), change
    return visit.show(
        "desk_commitments.html",
        visit.t("commit.title"),
        status=422 if wrong else 200,
        is_network=actor.kind == "network",
        ours=asked_lines(visit.pages, asked, visit.language),
        version=version_of(visit.pages, asked, visit.language),
        networks=await _networks(visit),
        practices=[
            (theme.label.in_(visit.language), _choices(visit, theme.notation)) for theme in vocabulary.charter.themes
        ],
        levels=[(str(n), visit.pages.label(visit.language, "level", str(n))) for n in range(1, 5)],
        kinds=[(each.notation, each.label.in_(visit.language)) for each in vocabulary.schemes.evidence],
        typed={**dict.fromkeys(FIELDS, ""), "since": visit.node.home.now_iso()[:10], **(typed or {})},
        instead=instead,
        wrong=_by_field(visit, wrong),
        said=said_of(visit),
    )


async def _networks(visit: Visit) -> list[dict[str, object]]:
    """The networks we belong to that ask something, with where we stand by our own words."""
    directory, me = visit.request.app[DIRECTORY], visit.organisation.id
    ids = tuple((await visit.node.store.reading(memberships.networks_of, me))[:MOST_NETWORKS])
    documents = await directory.names(ids, Reader("admin"))
    names = names_of(documents, visit.language)
    # What the network sees of us is what counts, so that both read the same.
    reader = await visit.node.store.reading(acting_for(me))
    found: list[dict[str, object]] = []
    for id, document in documents.items():
        asked = asked_of(orjson.loads(document), visit.pages.vocabulary)
        seen = replace(reader, actors=(id,), networks=(id,))
        lines: Sequence[Line] = ()
        if asked is not None:
            lines = (await standings(directory, visit.pages, (me,), asked, seen, visit.language))[me]
        named = names.get(id) or id.partition("://")[2]
        found.append({"id": id, "name": named, "lines": lines, "version": _version(visit, document)})
    return sorted(found, key=lambda each: str(each["name"]).casefold())


def _version(visit: Visit, document: bytes) -> str | None:
    return version_of(visit.pages, asked_of(orjson.loads(document), visit.pages.vocabulary), visit.language)


def _choices(visit: Visit, theme: str) -> list[tuple[str, str]]:
    of_theme = visit.node.home.vocabulary.charter.offered(theme)
    return [(each.notation, each.label.in_(visit.language)) for each in of_theme]


def _row(typed: Mapping[str, str]) -> dict[str, object]:
    level = typed.get("level", "")
    number: object = int(level) if level.isascii() and level.isdigit() and len(level) < 4 else level
    return {**typed, **({"level": number} if level else {})}


def _typed(row: Mapping[str, object], practice: str) -> dict[str, str]:
    return {**{name: str(row.get(name) or "") for name in FIELDS}, "practice": practice}


def _by_field(visit: Visit, findings: tuple[Finding, ...]) -> dict[str, list[str]]:
    """What is wrong with each field of the form; what no field shows stands above it."""
    found: dict[str, list[str]] = {}
    colon = visit.t("colon")
    for each in findings:
        name = each.field.rpartition(".")[2]
        sentence, fix = each.sentence.in_(visit.language), each.fix.in_(visit.language)
        said = visit.t("adhere.needed") if name in FIELDS and not visit.said(name) else f"{sentence}{colon} {fix}."
        found.setdefault(name if name in FIELDS else "", []).append(said[:1].upper() + said[1:])
    return found
