"""Lines of imports that wait for a moderator: why each does, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from aiohttp import web

from node.desk import answers, held, sharing
from node.desk.form import form_for
from node.desk.preview import Document, preview
from node.errors import Invalid, NotAllowed
from node.publishing import organisation
from node.store import actors, imported
from node.store.connection import Db
from node.store.imported import Held
from node.web.desk.overview import said_of
from node.web.desk.visit import UNKNOWN, Visit, title_of
from node.web.desk.writing import shown_as, without_doubles
from node.web.numbers import grouped
from vocab.looseness import first_text, text_in
from vocab.prose import plain
from vocab.shapes import Finding

MOST: Final = 100
MAX_EXCERPT: Final = 300
PAGE: Final = "/desk/moderation/held"


async def get_held(visit: Visit) -> web.Response:
    """The lines that wait, the oldest first."""
    return await _listed(visit)


async def post_held(visit: Visit) -> web.Response:
    """One is published as it is, or goes for good."""
    node, by, do = visit.node, visit.account.email, visit.said("do")
    if do not in ("publish", "dismiss"):
        raise NotAllowed(UNKNOWN)
    line = await _line(visit, visit.form)
    try:
        if do == "publish":
            await node.store.writing("held", held.publish, node.home, by, line)
        else:
            await node.store.writing("held", held.dismiss, node.home, by, line)
    except Invalid as invalid:
        return await _listed(visit, invalid.public.in_(visit.language))
    node.wake()
    return visit.go(PAGE, "changed")


async def get_held_line(visit: Visit) -> web.Response:
    """The form of one, as the file has it."""
    line = await _line(visit, visit.request.query)
    return await _form(visit, line, line.draft, ())


async def post_held_line(visit: Visit) -> web.Response:
    """Look at a correction first, or publish it."""
    node, line = visit.node, await _line(visit, visit.request.query)
    fields = {name: visit.form.getall(name) for name in visit.form}
    answered = answers.read(_kind(line), line.draft, fields, node.home.vocabulary)
    actor = await node.store.reading(organisation, line.actor)
    document, wrong = await node.store.reading(preview, node.home, actor, answered.draft)
    findings = without_doubles(answered.findings, wrong)
    if findings or visit.said("do") != "publish":
        return await _form(visit, line, answered.draft, findings, None if findings else document)
    try:
        await node.store.writing("held", held.publish, node.home, visit.account.email, line, answered.draft)
    except Invalid as invalid:
        return await _form(visit, line, answered.draft, invalid.findings)
    node.wake()
    return visit.go(PAGE, "changed")


async def _line(visit: Visit, said: Mapping[str, str]) -> Held:
    """The line that a form or an address names. Raises `Missing`."""
    names = (said.get("of", ""), said.get("source", ""), said.get("line", ""))
    return await visit.node.store.reading(held.find, *names)


async def _listed(visit: Visit, wrong: str | None = None) -> web.Response:
    lines, total, names = await visit.node.store.reading(_found)
    return visit.show(
        "desk_held.html",
        visit.t("held.title"),
        status=422 if wrong else 200,
        said=said_of(visit),
        wrong=wrong,
        lines=[_row(visit, each, names) for each in lines],
        total=total,
        shown=grouped(len(lines), visit.language),
    )


def _found(db: Db) -> tuple[list[Held], int, dict[str, str]]:
    names = {each.id: title_of(each) for each in actors.every(db) if each.kind != "application"}
    return imported.held(db, MOST), imported.count_held(db), names


def _row(visit: Visit, line: Held, names: Mapping[str, str]) -> dict[str, object]:
    why = line.why.in_(visit.language)
    place = line.draft.get("location")
    return {
        "of": line.actor,
        "source": line.source,
        "line": line.line,
        "address": f"{PAGE}/line?{urlencode({'of': line.actor, 'source': line.source, 'line': line.line})}",
        "name": first_text(line.draft.get("name")) or line.line,
        "city": str(place.get("city") or place.get("name") or "") if isinstance(place, Mapping) else "",
        "text": plain(text_in(line.draft, "content", visit.language) or "")[:MAX_EXCERPT],
        "why": why[:1].upper() + why[1:],
        "lister": names.get(line.actor, line.actor),
        "when": visit.pages.date(visit.language, line.since),
    }


async def _form(
    visit: Visit,
    line: Held,
    draft: Mapping[str, object],
    findings: tuple[Finding, ...],
    document: Document | None = None,
) -> web.Response:
    actor = await visit.node.store.reading(organisation, line.actor)
    said, kind = sharing.answer_of(draft), _kind(line)
    why = line.why.in_(visit.language)
    return visit.show(
        "desk_form.html",
        visit.t("held.edit"),
        status=422 if findings else 200,
        script=True,
        form=form_for(kind, draft, findings, visit.node.home.vocabulary, visit.language),
        sharing=[(each, said == each.name) for each in sharing.answers_for(kind)],
        shared_otherwise=said is None,
        shown=shown_as(visit, actor, document) if document else None,
        back=PAGE,
        back_to=visit.t("held.title"),
        lead=visit.t("held.edit.lead", why=why[:1].upper() + why[1:], lister=title_of(actor)),
        draft=None,
    )


def _kind(line: Held) -> str:
    return str(line.draft.get("kind") or "listing")
