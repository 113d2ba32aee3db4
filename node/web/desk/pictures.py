"""The pictures of a record at the desk: sent, described, taken away."""

from __future__ import annotations

import asyncio
from typing import Final

from aiohttp import web

from node import pictures, publishing
from node.accounts import journal
from node.desk import records
from node.desk.records import Mine
from node.errors import Missing, NodeError
from node.home import Home
from node.import_worker import FILE
from node.pictures import Made
from node.store import pictures as kept
from node.store.actors import LocalActor
from node.store.connection import Db
from node.web.desk import uploading
from node.web.desk.overview import said_of
from node.web.desk.visit import Visit
from node.web.desk.words import name_of
from node.web.desk.writing import id_of_record
from vocab.language import Text

MOST: Final = 4
MAX_ALT: Final = 1_000
MEGABYTE: Final = 1_000_000
NO_FILE: Final = Text("Choisissez une image.", "Choose a picture.")
NO_ALT: Final = Text(
    "Décrivez l'image pour qui ne la voit pas : ce qu'elle montre, en une phrase.",
    "Describe the picture for those who do not see it: what it shows, in a sentence.",
)
TOO_MANY: Final = Text(f"{MOST} images au plus : retirez-en d'abord.", f"At most {MOST} pictures: take some away.")
NO_PICTURE: Final = Text("Cette image n'est pas, ou plus, là.", "This picture is not, or no longer, there.")


async def get_pictures(visit: Visit) -> web.Response:
    """The pictures of a record of ours, and the form for another."""
    return await _page(visit)


async def post_pictures(visit: Visit) -> web.Response:
    """Add a picture or take one away: the record is published anew."""
    home, actor, email, id = visit.node.home, visit.organisation, visit.account.email, id_of_record(visit)
    await visit.node.store.reading(records.find, home, actor, id)
    try:
        if visit.said("do") == "remove":
            await visit.node.store.writing("picture", _removed, home, email, actor, id, visit.said("url"))
        else:
            alt = visit.said("alt")[:MAX_ALT]
            found = await _sent(visit, alt)
            await visit.node.store.writing("picture", _added, home, email, actor, id, found, alt)
    except Missing:
        raise
    except NodeError as error:
        return await _page(visit, error.public.in_(visit.language))
    finally:
        await asyncio.to_thread(uploading.remove, visit.upload)
    visit.node.wake()
    return visit.go(f"{visit.home()}/record/{visit.request.match_info['ulid']}/pictures", "changed")


async def _sent(visit: Visit, alt: str) -> Made:
    if visit.upload is None:
        raise NodeError(NO_FILE)
    if not alt:
        raise NodeError(NO_ALT)
    given = await asyncio.to_thread((visit.upload.folder / FILE).read_bytes)
    return await pictures.made(given, visit.node.home)


def _added(db: Db, home: Home, by: str, actor: LocalActor, id: str, found: Made, alt: str) -> None:
    mine = records.find(db, home, actor, id)
    held = _images(mine)
    if len(held) >= MOST:
        raise NodeError(TOO_MANY)
    most = home.settings.pictures_mb
    if kept.total(db, actor.id) + len(found.body) > most * MEGABYTE:
        raise NodeError(Text(f"Plus de {most} Mo d'images pour votre organisation.", f"Over {most} MB of pictures."))
    _publish(db, home, by, actor, mine, [*held, pictures.keep(db, home, actor.id, found, alt)])


def _removed(db: Db, home: Home, by: str, actor: LocalActor, id: str, url: str) -> None:
    mine = records.find(db, home, actor, id)
    left = [each for each in _images(mine) if each.get("url") != url]
    if len(left) == len(_images(mine)):
        raise Missing(NO_PICTURE)
    _publish(db, home, by, actor, mine, left)


def _publish(db: Db, home: Home, by: str, actor: LocalActor, mine: Mine, images: list[dict[str, object]]) -> None:
    draft = {**mine.draft, "kind": mine.kind, "images": images}
    publishing.publish(db, home, actor.id, draft if mine.id == actor.id else {**draft, "id": mine.id})
    journal.note(db, home, by, "updated", mine.id, actor.id)


def _images(mine: Mine) -> list[dict[str, object]]:
    held = mine.draft.get("images")
    return [dict(each) for each in held if isinstance(each, dict)] if isinstance(held, list) else []


async def _page(visit: Visit, wrong: str | None = None) -> web.Response:
    mine = await visit.node.store.reading(records.find, visit.node.home, visit.organisation, id_of_record(visit))
    return visit.show(
        "desk_pictures.html",
        visit.t("pictures.title", name=name_of(visit, mine)),
        status=422 if wrong else 200,
        said=said_of(visit),
        wrong=wrong,
        alt=visit.said("alt"),
        # What a file or a program named elsewhere is told of, not loaded (DESIGN law 11).
        images=_images(mine),
        ours=f"{visit.node.home.origin}/pictures/",
        ulid=visit.request.match_info["ulid"],
        is_profile=mine.kind == "profile",
        most=MOST,
        full=len(_images(mine)) >= MOST,
    )
