"""The history of a record at the desk: its versions, what each changed, and going back to one."""

from __future__ import annotations

from aiohttp import web

from node.desk import history, records
from node.desk.history import Step
from node.web.desk.overview import said_of
from node.web.desk.visit import Visit
from node.web.desk.words import name_of
from node.web.desk.writing import id_of_record


async def get_history(visit: Visit) -> web.Response:
    """The versions of a record of ours, the newest first."""
    home, actor, id = visit.node.home, visit.organisation, id_of_record(visit)
    mine = await visit.node.store.reading(records.find, home, actor, id)
    steps = await visit.node.store.reading(history.history, home, actor, id, visit.language)
    return visit.show(
        "desk_history.html",
        visit.t("history.title", name=name_of(visit, mine)),
        said=said_of(visit),
        ulid="profile" if mine.kind == "profile" else mine.ulid,
        steps=[_step(visit, each) for each in steps],
    )


async def post_history(visit: Visit) -> web.Response:
    """Publish an earlier version again, as the next one."""
    home, actor, email, id = visit.node.home, visit.organisation, visit.account.email, id_of_record(visit)
    await visit.node.store.writing("desk", history.go_back, home, email, actor, id, visit.said("version"))
    visit.node.wake()
    ulid = visit.request.match_info["ulid"]
    return visit.go(f"{visit.home()}/record/{ulid}/history", "went_back")


def _step(visit: Visit, step: Step) -> dict[str, object]:
    return {
        "version": step.version,
        "when": visit.pages.date(visit.language, step.version),
        "hour": step.version[11:16],
        "present": step.present,
        "differences": step.differences,
    }
