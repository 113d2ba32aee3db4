"""Sourcing at the desk: whom a buyer may invite: organisations by place, sector, legal form and evidence.

It asks the directory, which gives the list, the facts of each with who says them, and files to take away.
"""

from __future__ import annotations

from typing import Final

from aiohttp import web

from node.desk import records
from node.web.desk.visit import Visit
from vocab.concepts import Scheme

FILTERS: Final = ("sector", "legal_form", "evidence")


async def get_sourcing(visit: Visit) -> web.Response:
    """The form, its place filled in with the territory of this organisation."""
    schemes = visit.pages.vocabulary.schemes
    offered: dict[str, Scheme] = {
        "sector": schemes.sector,
        "legal_form": schemes.legal_form,
        "evidence": schemes.evidence,
    }
    profile = await visit.node.store.reading(records.profile_of, visit.node.home, visit.organisation.id)
    said = profile.draft.get("territory") if profile is not None else None
    slug = str(said[0]) if isinstance(said, list) and said else ""
    return visit.show(
        "desk_sourcing.html",
        visit.t("sourcing.title"),
        place=visit.pages.label(visit.language, "territory", slug) or "",
        filters=[
            (name, [(each.notation, each.label.in_(visit.language)) for each in offered[name].concepts])
            for name in FILTERS
        ],
    )
