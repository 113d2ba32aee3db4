"""Writing at the desk: a form, what it would look like, publishing, "still true", withdrawing, where it went."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import orjson
from aiohttp import web

from node.arrivals import arrivals_of
from node.desk import answers, records, sharing
from node.desk.answers import Answered
from node.desk.form import Form, form_for
from node.desk.preview import Document, preview
from node.desk.records import Mine
from node.errors import Invalid, Missing
from node.formats.item import items_of
from node.store.actors import LocalActor
from node.store.search import Row
from node.store.unfinished import Unfinished
from node.web.cards import card_of, content_of
from node.web.desk import drafts
from node.web.desk.overview import said_of
from node.web.desk.visit import Visit, title_of
from node.web.desk.words import kind_of, name_of
from vocab.form_fields import KINDS
from vocab.language import Text
from vocab.shapes import Finding

WRITABLE: Final = tuple(kind for kind in KINDS if kind not in ("profile", "listing"))
NO_KIND: Final = Text("Cette sorte de fiche ne s'écrit pas ici.", "This kind of record is not written here.")
MAX_DELIVERIES: Final = 200


async def get_new(visit: Visit) -> web.Response:
    """An empty form for a kind of record."""
    kind = _kind(visit)
    left = await drafts.taken_up(visit, kind, None)
    return _form(visit, kind, left.draft if left else {"kind": kind, "language": visit.language}, (), left=left)


async def post_new(visit: Visit) -> web.Response:
    """Look at it first, or publish it."""
    kind = _kind(visit)
    return await _answer(visit, kind, {"language": visit.language}, None)


async def get_edit(visit: Visit) -> web.Response:
    """The form of a record of ours, or of the profile, as it stands."""
    mine = await _mine(visit)
    if mine.kind not in KINDS:
        raise Missing(NO_KIND)
    left = await drafts.taken_up(visit, mine.kind, mine.id)
    return _form(visit, mine.kind, left.draft if left else mine.draft, (), mine, left=left)


async def post_edit(visit: Visit) -> web.Response:
    """Look at a change first, or publish it."""
    mine = await _mine(visit)
    if mine.kind not in KINDS:
        raise Missing(NO_KIND)
    return await _answer(visit, mine.kind, mine.draft, mine)


async def post_confirm(visit: Visit) -> web.Response:
    """It is still true."""
    home, actor = visit.node.home, visit.organisation
    await visit.node.store.writing("confirm", records.confirm, home, visit.account.email, actor, id_of_record(visit))
    visit.node.wake()
    return visit.go(visit.home(), "confirmed")


async def get_withdraw(visit: Visit) -> web.Response:
    """What withdrawing means, before it is done."""
    mine = await _mine(visit)
    return visit.show("desk_withdraw.html", visit.t("withdraw.title"), name=name_of(visit, mine), ulid=mine.ulid)


async def post_withdraw(visit: Visit) -> web.Response:
    """Take it back from everywhere it went."""
    home, actor = visit.node.home, visit.organisation
    await visit.node.store.writing("withdraw", records.withdraw, home, visit.account.email, actor, id_of_record(visit))
    visit.node.wake()
    return visit.go(visit.home(), "withdrawn")


async def get_record(visit: Visit) -> web.Response:
    """Where a record went: which servers have it, which not yet, and why."""
    mine = await _mine(visit)
    found = await visit.node.store.reading(arrivals_of, mine.id) or {}
    rows = found.get("deliveries")
    counts = found.get("counts")
    return visit.show(
        "desk_record.html",
        name_of(visit, mine),
        said=said_of(visit),
        id=mine.id,
        ulid=mine.ulid,
        is_profile=mine.kind == "profile",
        kind=kind_of(visit, mine.kind),
        rows=[_delivery(visit, row) for row in (rows if isinstance(rows, list) else [])[:MAX_DELIVERIES]],
        arrived=counts.get("done", 0) if isinstance(counts, Mapping) else 0,
        total=sum(counts.values()) if isinstance(counts, Mapping) else 0,
    )


async def _answer(visit: Visit, kind: str, before: Mapping[str, object], mine: Mine | None) -> web.Response:
    fields = {name: visit.form.getall(name) for name in visit.form}
    answered = answers.read(kind, before, fields, visit.node.home.vocabulary)
    draft, findings = answered.draft, answered.findings
    if mine is not None and kind != "profile":
        draft["id"] = mine.id
    if visit.said("do") in ("save", "autosave"):
        return await drafts.keep(visit, kind, mine.id if mine else None, draft)
    document, wrong = await visit.node.store.reading(preview, visit.node.home, visit.organisation, draft)
    findings = without_doubles(findings, wrong)
    if findings or visit.said("do") != "publish":
        status = 422 if findings else 200
        return _form(visit, kind, draft, findings, mine, None if findings else document, status=status)
    return await _publish(visit, kind, Answered(draft), mine)


async def _publish(visit: Visit, kind: str, answered: Answered, mine: Mine | None) -> web.Response:
    home, actor, email = visit.node.home, visit.organisation.id, visit.account.email
    try:
        published = await visit.node.store.writing("desk", records.save, home, email, actor, answered.draft)
    except Invalid as invalid:
        return _form(visit, kind, answered.draft, invalid.findings, mine, status=422)
    visit.node.wake()
    await drafts.published(visit)
    if kind == "profile":
        return visit.go(visit.home(), "updated")
    ulid = published.id.rpartition("/")[2]
    return visit.go(f"{visit.home()}/record/{ulid}", "updated" if mine else "published")


def _form(
    visit: Visit,
    kind: str,
    draft: Mapping[str, object],
    findings: tuple[Finding, ...],
    mine: Mine | None = None,
    document: Document | None = None,
    *,
    status: int = 200,
    left: Unfinished | None = None,
) -> web.Response:
    form: Form = form_for(kind, draft, findings, visit.node.home.vocabulary, visit.language)
    said = sharing.answer_of(draft)
    return visit.show(
        "desk_form.html",
        visit.t(f"form.{'edit' if mine else 'new'}.{kind}"),
        status=status,
        script=True,
        form=form,
        sharing=[(each, said == each.name) for each in sharing.answers_for(kind)],
        shared_otherwise=said is None,
        shown=shown_as(visit, visit.organisation, document) if document else None,
        back=visit.home(),
        draft=drafts.number_of(visit.said("draft") or visit.request.query.get("draft", "")) or "",
        draft_at=left.at if left else visit.said("draft_at")[:40],
    )


def shown_as(visit: Visit, actor: LocalActor, document: Document) -> dict[str, object] | None:
    """The card, the post that followers elsewhere read, and the document itself."""
    provenance: dict[str, object] = {"verified": "own", "origin": visit.node.home.host}
    row = Row(str(document["id"]), orjson.dumps(document), provenance)
    items = items_of((row,), visit.pages.vocabulary)
    if not items:
        return None
    names = {actor.id: title_of(actor)}
    card = card_of(visit.pages, items[0], visit.language, visit.node.home.origin, names)
    return {
        "card": card,
        "content": content_of(items[0], visit.language),
        "handle": f"@{actor.name}@{visit.node.home.host}",
        "json": orjson.dumps(document, option=orjson.OPT_INDENT_2).decode(),
    }


def without_doubles(ours: tuple[Finding, ...], theirs: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """One sentence for a field: what we know of an ambiguous place says more than that it is unknown."""
    fields = {finding.field for finding in ours}
    return ours + tuple(finding for finding in theirs if finding.field.partition("[")[0] not in fields)


def _kind(visit: Visit) -> str:
    kind = visit.request.match_info["kind"]
    if kind not in WRITABLE:
        raise Missing(NO_KIND)
    return kind


def id_of_record(visit: Visit) -> str:
    """The id of the record that an address of the desk names."""
    ulid = visit.request.match_info.get("ulid")
    return visit.organisation.id if ulid in (None, "profile") else f"{visit.node.home.origin}/objects/{ulid}"


async def _mine(visit: Visit) -> Mine:
    return await visit.node.store.reading(records.find, visit.node.home, visit.organisation, id_of_record(visit))


def _delivery(visit: Visit, row: object) -> dict[str, object]:
    said = row if isinstance(row, Mapping) else {}
    state = str(said.get("state"))
    return {
        "inbox": str(said.get("inbox")).partition("://")[2].partition("/")[0],
        "state": visit.t(f"delivery.{state}"),
        "arrived": state == "done",
        "answer": said.get("answer"),
        "when": visit.pages.date(visit.language, str(said.get("finished") or said.get("next_attempt") or "")),
    }
