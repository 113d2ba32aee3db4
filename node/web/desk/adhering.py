"""The charter at the desk: what adhering means, to adhere, to confirm it for a new version, to stop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import orjson
from aiohttp import web

from node.desk import adhering
from node.errors import Invalid, NotAllowed
from node.web.adhering import said_of_adherence
from node.web.desk.overview import said_of
from node.web.desk.visit import UNKNOWN, Visit
from vocab.adherence import adherence_of
from vocab.shapes import Finding

FIELDS: Final = ("version", "decided_by", "date", "minutes")


async def get_charter(visit: Visit) -> web.Response:
    """Where this organisation stands, and the form."""
    return _shown(visit)


async def post_charter(visit: Visit) -> web.Response:
    """Adhere to the version in force, or stop."""
    store, home, email = visit.node.store, visit.node.home, visit.account.email
    do = visit.said("do")
    if do == "stop":
        await store.writing("desk", adhering.stop, home, email, visit.organisation)
        visit.node.wake()
        return visit.go(f"{visit.home()}/charter", "stopped_adhering")
    if do != "adhere":
        raise NotAllowed(UNKNOWN)
    typed = {name: visit.said(name) for name in FIELDS}
    decision: dict[str, object] = {"version": home.vocabulary.charter.version}
    decision |= {name: value for name, value in typed.items() if value}
    try:
        await store.writing("desk", adhering.adhere, home, email, visit.organisation, decision)
    except Invalid as invalid:
        return _shown(visit, typed, invalid.findings)
    visit.node.wake()
    return visit.go(f"{visit.home()}/charter", "adhered")


def _shown(visit: Visit, typed: Mapping[str, str] | None = None, wrong: tuple[Finding, ...] = ()) -> web.Response:
    charter, today = visit.node.home.vocabulary.charter, visit.node.home.now_iso()
    newest = [fork.reference for fork in charter.forks]
    found = adherence_of(orjson.loads(visit.organisation.document), charter)
    return visit.show(
        "desk_charter.html",
        visit.t("adhere.title"),
        status=422 if wrong else 200,
        version=charter.version,
        versions=[(each, _called(visit, each)) for each in (charter.version, *newest)],
        definition=charter.definition.in_(visit.language),
        issued=visit.pages.date(visit.language, charter.issued[charter.version]),
        themes=[(each.label.in_(visit.language), each.definition.in_(visit.language)) for each in charter.themes],
        held=said_of_adherence(visit.pages, found, visit.language, today) if found else None,
        minutes=found.minutes if found else None,
        over=found is not None and not found.counts(today),
        confirm=found.newer.rpartition("/")[2] if found and found.newer else None,
        typed=typed or {},
        chosen=(typed or {}).get("version") or (found and found.newer) or charter.version,
        wrong=_by_field(visit, wrong),
        today=today[:10],
        said=said_of(visit),
    )


def _called(visit: Visit, version: str) -> str:
    return visit.pages.label(visit.language, "charter", version) or version


def _by_field(visit: Visit, findings: tuple[Finding, ...]) -> dict[str, list[str]]:
    """What is wrong with each field of the form; what no field shows stands above it."""
    found: dict[str, list[str]] = {}
    for each in findings:
        name = each.field.removeprefix("charter.")
        sentence, fix = each.sentence.in_(visit.language), each.fix.in_(visit.language)
        said = f"{sentence[:1].upper()}{sentence[1:]} : {fix}." if visit.language == "fr" else f"{sentence}: {fix}."
        if name in FIELDS and not visit.said(name):
            said = visit.t("adhere.needed")
        found.setdefault(name if name in FIELDS else "", []).append(said[:1].upper() + said[1:])
    return found
