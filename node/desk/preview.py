"""Previews: the document a draft would become, before anything of it is signed or leaves."""

from __future__ import annotations

from collections.abc import Mapping

from federation import audience
from node import checking, profiles, publishing, reporting
from node.home import Home
from node.store.actors import LocalActor
from node.store.connection import Db
from vocab.codec import to_document
from vocab.model import Envelope
from vocab.shapes import Finding

Document = dict[str, object]


def preview(
    db: Db, home: Home, actor: LocalActor, draft: Mapping[str, object]
) -> tuple[Document | None, tuple[Finding, ...]]:
    """The unsigned document of a draft, or what is wrong with it."""
    checked = checking.check(draft, home)
    if checked.findings:
        return None, checked.findings
    if checked.values["kind"] == "profile":
        early = profiles.ahead(home, checked.values)
        return (None, early) if early else (profiles.drafted(db, home, actor, checked.values), ())
    id, now = str(checked.values.get("id") or f"{home.origin}/objects/…"), home.now_iso()
    to, cc = audience.recipients(str(checked.values.get("visibility", "public")), actor.id, [])
    language = str(checked.values.get("language") or home.settings.language)
    values = {**publishing.defaults(home), **checked.values}
    if values["kind"] == "report":
        values = reporting.in_words(home, values)
    return to_document(values, Envelope(id, actor.id, id, to, cc, now, now, language), home.prose), ()
