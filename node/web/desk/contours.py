"""Contours at the desk: which outlines of territories are installed, and the form to send a file of them."""

from __future__ import annotations

import asyncio

from aiohttp import web

from node.accounts import journal
from node.contours.installing import install
from node.errors import NodeError
from node.import_worker import FILE
from node.web.desk import uploading
from node.web.desk.visit import Visit
from node.web.desk.words import rows_of, said_in
from node.web.maps import MAPS
from vocab.language import Text

NOTHING = Text("Choisissez un fichier de contours.", "Choose a file of contours.")


async def get_contours(visit: Visit) -> web.Response:
    """What is installed, and the form."""
    return _shown(visit)


async def post_contours(visit: Visit) -> web.Response:
    """Install the file that came; what matched and what did not is said on the page itself."""
    node, upload = visit.node, visit.upload
    try:
        if upload is None:
            raise NodeError(NOTHING)
        found = await install(
            node.database,
            node.home.settings,
            upload.folder / FILE,
            node.home.now_iso(),
            name=upload.name,
            source=visit.said("source"),
            license=visit.said("license"),
        )
    except NodeError as error:
        return _shown(visit, wrong=error.public.in_(visit.language), status=error.status)
    finally:
        await asyncio.to_thread(uploading.remove, upload)
    await node.store.writing("journal", journal.note, node.home, visit.account.email, "installed_contours", upload.name)
    return _shown(visit, found)


def _shown(
    visit: Visit, found: dict[str, object] | None = None, wrong: str | None = None, status: int = 200
) -> web.Response:
    contours = visit.request.app[MAPS].contours
    matched = found.get("matched") if found else None
    counts = matched if isinstance(matched, dict) else {}
    return visit.show(
        "desk_contours.html",
        visit.t("contours.title"),
        status=status,
        wrong=wrong,
        installed=contours.credit(),
        megabytes=visit.node.home.settings.contours_file_mb,
        matched=[visit.t(f"contours.{type}", n=n) for type, n in counts.items()],
        made=found.get("made") if found else 0,
        unmatched=found.get("unmatched") if found else 0,
        told=[(each["name"], said_in(visit, each["why"])) for each in rows_of(found["told"])] if found else [],
        done=found is not None,
    )
