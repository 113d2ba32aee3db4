"""Records and activities: /objects/{ulid}, /activities/{ulid}. Withdrawn: 410. Not for this reader: as if absent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import orjson
from aiohttp import web

from node import notes
from node.arrivals import arrivals_of
from node.errors import Missing
from node.outboxes import Sight
from node.store import credentials, log, records
from node.store.connection import Db
from node.store.records import Record
from node.web import people
from node.web.answers import ready
from node.web.appkeys import NODE
from node.web.desk.who import signed_in
from node.web.kept import KEPT, MAX_BODY
from node.web.negotiation import ACTIVITY, HTML, NQUADS, TURTLE, VC, choose
from node.web.prepared import Prepared
from node.web.rdf import in_rdf
from node.web.reader import bearer_of, signer_or_nobody
from vocab.activities import tombstone
from vocab.endorsement import KIND as ENDORSEMENT
from vocab.language import Text
from vocab.looseness import audience_of

# What carries a record whole; a Delete and an Undo only name it.
CARRYING: Final = ("Create", "Update", "Announce")
ABSENT = Text("Rien à cette adresse.", "There is nothing at this address.")


@dataclass(frozen=True, slots=True)
class Found:
    """A record as this reader may have it."""

    record: Record
    body: bytes


async def get_object(request: web.Request) -> web.Response:
    """One record; a public one, asked again and again after it was announced, from memory."""
    node, kept = request.app[NODE], request.app[KEPT]
    id = f"{node.home.origin}/objects/{request.match_info['ulid']}"
    wanted, version = kept.preferences.choose(request.headers.get("Accept")), node.store.units
    known = kept.records.get(id, version)
    if known is not None and wanted in (ACTIVITY, None):
        return kept.send(request, known, node.home.now())
    reader = await signer_or_nobody(request)
    found = await node.store.reading(_find, id, reader)
    if found is None:
        given = await node.store.reading(_credential, id, reader)
        if given is not None:
            return ready(request, given, VC, public=False)
        if (note := await node.store.reading(notes.find, node.home, id)) is not None:
            return _note(request, note, wanted)
        if wanted == HTML and await signed_in(request) is not None:
            # Not for everybody, but perhaps for somebody signed in here: the page asks as the directory does.
            return await people.record_page(request, id)
        raise Missing(ABSENT)
    if found.record.deleted:
        return await _gone(request, found, wanted)
    if wanted == HTML and found.record.kind == ENDORSEMENT:
        # People read it on the page of the one it is about, beside who says it.
        return web.Response(status=303, headers={"Location": f"{found.record.owner}#endorsed"})
    if wanted == HTML:
        return await people.record_page(request, id)
    if wanted in (TURTLE, NQUADS):
        return await in_rdf(request, found.body, str(wanted), public=found.record.audience == "public")
    public = found.record.audience == "public"
    answer = Prepared.of(found.body, ACTIVITY, public=public)
    if public and len(found.body) <= MAX_BODY:
        kept.records.put(id, answer, version)
    return kept.send(request, answer, node.home.now())


async def get_activity(request: web.Request) -> web.Response:
    """One activity of ours."""
    node = request.app[NODE]
    id = f"{node.home.origin}/activities/{request.match_info['ulid']}"
    reader = await signer_or_nobody(request)
    body = await node.store.reading(_find_activity, id, reader)
    if body is None:
        raise Missing(ABSENT)
    wanted = choose(request.headers.get("Accept"), (ACTIVITY, TURTLE, NQUADS))
    if wanted in (TURTLE, NQUADS):
        return await in_rdf(request, body, str(wanted), public=False)
    return ready(request, body, ACTIVITY, public=False)


async def get_deliveries(request: web.Request) -> web.Response:
    """Where an activity went: for its actor's own programs; to anybody else as if absent."""
    node = request.app[NODE]
    bearer = await bearer_of(request, "read")
    id = f"{node.home.origin}/activities/{request.match_info['ulid']}"
    found = await node.store.reading(arrivals_of, id)
    if found is None or found["actor"] != bearer.actor:
        raise Missing(ABSENT)
    return ready(request, orjson.dumps(found), "application/json", public=False)


async def _gone(request: web.Request, found: Found, wanted: str | None) -> web.Response:
    if wanted == HTML:
        return await people.gone_page(request)
    stone = tombstone(orjson.loads(found.body), "Event" if found.record.kind == "Event" else "Note")
    return ready(request, orjson.dumps(stone), ACTIVITY, status=410)


def _note(request: web.Request, note: dict[str, object], wanted: str | None) -> web.Response:
    """What the account of a territory wrote itself: for people the page of the territory says it, and more."""
    if note.get("type") == "Tombstone":
        return ready(request, orjson.dumps(note), ACTIVITY, status=410)
    if wanted == HTML:
        raise web.HTTPSeeOther(str(note["url"]))
    return ready(request, orjson.dumps(note), ACTIVITY)


def _find(db: Db, id: str, reader: str | None) -> Found | None:
    record = records.find(db, id)
    if record is None or not record.local:
        return None
    if not _sees(db, record, reader):
        return None
    return Found(record, records.body(db, record.num))


def _credential(db: Db, id: str, reader: str | None) -> bytes | None:
    """What one of ours stated of another: for everybody once that one accepted it, before for that one alone."""
    held = credentials.find(db, id)
    if held is None or held.place is None or held.state == "revoked":
        return None
    return orjson.dumps(held.document) if held.state == "accepted" or reader == held.subject else None


def _sees(db: Db, record: Record, reader: str | None) -> bool:
    """Whether a record is for this reader; a withdrawn one's Delete is addressed as its last version was."""
    addressed = audience_of(records.document(db, record.num))
    return record.audience != "private" and Sight.of(db, reader).sees(tuple(addressed))


def _find_activity(db: Db, id: str, reader: str | None) -> bytes | None:
    entry = log.find(db, id)
    if entry is None or not Sight.of(db, reader).sees(entry.recipients):
        return None
    if log.deleted_note(db, entry) is not None:
        return None
    subject = records.find(db, entry.subject)
    if entry.type in CARRYING and subject is not None and (subject.deleted or not _still_sees(db, subject, reader)):
        return None
    if entry.state == "past" and entry.type in CARRYING and subject is None:
        return None
    return log.body(db, entry.position)


def _still_sees(db: Db, record: Record, reader: str | None) -> bool:
    # An earlier version is not shown to those from whom the record has been taken back since.
    return record.kind == "Profile" or _sees(db, record, reader)
