"""The first pages of the desk: which organisation, and what there is to do for it."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web

from node.accounts.permits import may
from node.asking import acting_for
from node.desk import records
from node.desk.concerns import concerning
from node.desk.records import Mine
from node.store import actors, assessments, credentials, follows, memberships, messages, unfinished
from node.store.actors import LocalActor
from node.store.connection import Db
from node.web.desk.drafts import lines_of
from node.web.desk.start import is_new
from node.web.desk.visit import Visit, title_of
from node.web.desk.words import audience_of, kind_of, name_of
from node.web.directory import DIRECTORY
from vocab.form_fields import KINDS

# What makes a profile useful to others; the first run asks these.
FIRST_RUN = ("name", "content", "territory", "location", "contact")
TO_WRITE = tuple(kind for kind in KINDS if kind not in ("profile", "listing"))


async def get_desk(visit: Visit) -> web.Response:
    """`/desk`: the organisations of this person; on to the only one where there is one."""
    ours = await visit.node.store.reading(actors.every)
    theirs = [actor for actor in ours if may(visit.account, "read", actor.id)]
    node_wide = visit.may("moderate") or visit.may("administer")
    if len(theirs) == 1 and "said" not in visit.request.query:
        home = f"/desk/of/{theirs[0].name}"
        if is_new(theirs[0]) and may(visit.account, "publish", theirs[0].id):
            return visit.go(f"{home}/start")
        if not node_wide:
            return visit.go(home)
    organisations = [(actor.name, title_of(actor), visit.t(f"platform.{actor.kind}")) for actor in theirs]
    return visit.show("desk.html", visit.t("desk.title"), organisations=organisations, said=said_of(visit))


async def get_organisation(visit: Visit) -> web.Response:
    """`/desk/of/{name}`: what is published, what asks for attention, what can be written."""
    actor = visit.organisation
    profile = await visit.node.store.reading(records.profile_of, visit.node.home, actor.id)
    mine = await visit.node.store.reading(records.every, visit.node.home, actor.id)
    counts = await visit.node.store.reading(_counts, actor)
    reader = replace(await visit.node.store.reading(acting_for(actor.id)), signed_in=True)
    concerned = len(await concerning(visit.request.app[DIRECTORY], reader, actor.id))
    missing = [field for field in FIRST_RUN if profile is not None and not profile.draft.get(field)]
    return visit.show(
        "desk_home.html",
        title_of(actor),
        profile=_line(visit, profile) if profile else None,
        missing=[visit.t(f"first_run.{field}") for field in missing],
        due=[_line(visit, each) for each in mine if each.due],
        records=[_line(visit, each) for each in mine],
        listings=any(each.kind == "listing" for each in mine),
        kinds=[(kind, visit.t(f"write.{kind}")) for kind in TO_WRITE],
        counts=counts,
        concerned=concerned,
        handle=f"@{actor.name}@{visit.node.home.host}",
        page=actor.id,
        drafts=lines_of(visit, await visit.node.store.reading(unfinished.each, actor.id))
        if visit.may("publish")
        else (),
        said=said_of(visit),
    )


def said_of(visit: Visit) -> str | None:
    """What was just done, told once; nothing for a word that no page of ours says."""
    key = f"said_done.{visit.request.query.get('said', '')}"
    return visit.t(key) if visit.pages.says(visit.language, key) else None


def _line(visit: Visit, mine: Mine) -> dict[str, object]:
    return {
        "id": mine.id,
        "ulid": mine.ulid,
        "name": name_of(visit, mine),
        "kind": kind_of(visit, mine.kind),
        "when": visit.pages.date(visit.language, mine.updated),
        "audience": audience_of(visit, mine.audience),
        # A report is changed by publishing the next one.
        "edit": f"{visit.home()}/practices" if mine.kind == "report" else f"{visit.home()}/record/{mine.ulid}/edit",
        "due": mine.due,
        "over": mine.over,
    }


def _counts(db: Db, actor: LocalActor) -> dict[str, int]:
    return {
        "followers": follows.count_followers(db, actor.id),
        "following": follows.count_following(db, actor.id),
        "networks": len(memberships.networks_of(db, actor.id)),
        "endorsements": credentials.count_waiting(db, actor.id),
        "unpublished": sum(each.report is None for each in assessments.each(db, actor.id).values()),
        "unseen": messages.count_unseen(db, actor.id),
        "asking": sum(1 for _, state, _ in follows.each_follower(db, actor.id) if state == "asked"),
    }
