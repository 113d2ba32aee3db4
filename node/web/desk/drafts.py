"""Drafts at the desk: a form is kept as it is, by hand or by itself, taken up again, and thrown away."""

from __future__ import annotations

from dataclasses import replace

import orjson
from aiohttp import web

from node.clock import just_after
from node.desk.form import in_own
from node.errors import Missing
from node.home import Home
from node.store import unfinished
from node.store.connection import Db
from node.store.unfinished import Unfinished
from node.web.desk.visit import Visit
from node.web.desk.words import kind_of
from vocab.language import Text

NO_DRAFT = Text("Ce brouillon n'est plus là.", "This draft is not there any more.")


async def post_drafts(visit: Visit) -> web.Response:
    """Throw a draft away."""
    if not await visit.node.store.writing(
        "draft", unfinished.drop, visit.organisation.id, number_of(visit.said("num"))
    ):
        raise Missing(NO_DRAFT)
    return visit.go(visit.home(), "draft_dropped")


async def taken_up(visit: Visit, kind: str, record: str | None) -> Unfinished | None:
    """The draft that the address names (`draft`), of this very form. Raises `Missing` when it is not there."""
    said = visit.request.query.get("draft")
    if said is None:
        return None
    found = await visit.node.store.reading(unfinished.find, visit.organisation.id, number_of(said))
    if found is None or (found.kind, found.record) != (kind, record):
        raise Missing(NO_DRAFT)
    return found


async def keep(visit: Visit, kind: str, record: str | None, draft: dict[str, object]) -> web.Response:
    """Keep a form that was sent; a script that keeps it by itself is told its number and the hour."""
    left = Unfinished(_sent(visit), visit.organisation.id, kind, record, draft, visit.account.email, "")
    kept, other = await visit.node.store.writing("draft", _kept, visit.node.home, left, visit.said("draft_at"))
    if visit.said("do") == "save":
        return visit.go(visit.home(), "draft_apart" if other else "draft_kept")
    said = visit.t("draft.kept", hour=kept.at[11:16])
    if other:
        said = f"{visit.t('draft.apart', email=other)} {said}"
    body = orjson.dumps({"draft": kept.num, "at": kept.at, "said": said})
    return web.Response(body=body, content_type="application/json", headers={"Cache-Control": "no-store"})


async def published(visit: Visit) -> None:
    """What a draft became is published: the draft goes."""
    num, email, at = _sent(visit), visit.account.email, visit.said("draft_at")
    if num:
        await visit.node.store.writing("draft", _dropped, visit.organisation.id, num, email, at)


def lines_of(visit: Visit, found: list[Unfinished]) -> list[dict[str, object]]:
    """Drafts as the desk lists them."""
    return [_line(visit, each) for each in found]


def number_of(said: str) -> int:
    """The number of a draft as an address or a form says it; 0 for none."""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else 0


def _sent(visit: Visit) -> int:
    return number_of(visit.said("draft"))


def _kept(db: Db, home: Home, left: Unfinished, seen: str) -> tuple[Unfinished, str | None]:
    """Keep a form under its number, or apart from what somebody else kept there meanwhile: then who that was."""
    found = unfinished.find(db, left.actor, left.num)
    other = found.email if found is not None and _is_others(found, left.email, seen) else None
    left = replace(left, num=0 if other else left.num, at=just_after(home.now(), found.at if found else None))
    return replace(left, num=unfinished.keep(db, left, home.settings.drafts_kept)), other


def _dropped(db: Db, actor: str, num: int, email: str, seen: str) -> None:
    found = unfinished.find(db, actor, num)
    if found is not None and not _is_others(found, email, seen):
        unfinished.drop(db, actor, num)


def _is_others(found: Unfinished, email: str, seen: str) -> bool:
    """Whether somebody else kept it since this person saw it, at the moment `seen`."""
    return found.at != seen and found.email != email


def _line(visit: Visit, left: Unfinished) -> dict[str, object]:
    name = in_own(left.draft.get("name"), str(left.draft.get("language") or visit.language))
    ulid = "profile" if left.kind == "profile" else (left.record or "").rpartition("/")[2]
    form = f"record/{ulid}/edit" if left.record else f"new/{left.kind}"
    return {
        "num": left.num,
        "name": name or visit.t("draft.unnamed"),
        "kind": kind_of(visit, left.kind),
        "change": left.record is not None,
        "when": visit.pages.date(visit.language, left.at),
        "hour": left.at[11:16],
        "email": left.email,
        "address": f"{visit.home()}/{form}?draft={left.num}",
    }
