"""Choosing a charter at the desk: which one the report on practices answers, whose it is, what that would change."""

from __future__ import annotations

from aiohttp import web

from node.desk import choosing
from node.desk.choosing import Moving
from node.reader import Reader
from node.store.connection import Db
from node.web.cards import names_of
from node.web.desk.overview import said_of
from node.web.desk.visit import Visit, title_of
from node.web.directory import DIRECTORY
from vocab.edition import Edition


async def get_choice(visit: Visit) -> web.Response:
    """The charters that there are to answer; with `to`, what would become of the answers in one of them."""
    home, actor, store = visit.node.home, visit.organisation, visit.node.store
    offered, now = await store.reading(_offered, visit)
    to = visit.request.query.get("to", "")[:60]
    found = await store.reading(choosing.moving, home, actor, to) if to and to != now.version else None
    names = await names_of_networks(visit, offered)
    return visit.show(
        "desk_choosing.html",
        visit.t("choose.title"),
        said=said_of(visit),
        charters=[_line(visit, each, now, names) for each in offered],
        newer=_newer(visit, now),
        moving=_moving(visit, found, now) if found else None,
        base=_base(visit),
    )


async def post_choice(visit: Visit) -> web.Response:
    """From now on the report answers another charter; nothing is published."""
    home, actor, by = visit.node.home, visit.organisation, visit.account.email
    await visit.node.store.writing("charter", choosing.choose, home, by, actor, visit.said("to"))
    return visit.go(_base(visit), "charter_chosen")


async def choice_of(visit: Visit, now: Edition) -> dict[str, object] | None:
    """For the overview: which charter is answered, and which others there are; None where there is but the common."""
    offered, _ = await visit.node.store.reading(_offered, visit)
    if len(offered) == 1 and now.fork is None:
        return None
    names = await names_of_networks(visit, offered)
    return {
        "now": called(visit, now),
        "whose": _whose(visit, now, names),
        "others": [
            (called(visit, each), _whose(visit, each, names), f"{_base(visit)}/charter?to={each.version}")
            for each in offered
            if each.fork is not None and (now.fork is None or each.fork.slug != now.fork.slug)
        ],
        "newer": _newer(visit, now),
    }


def called(visit: Visit, edition: Edition) -> str:
    """A charter with its version, in people's words."""
    if edition.fork is None:
        return visit.t("choose.common", version=edition.version)
    return visit.pages.label(visit.language, "charter", edition.version) or edition.version


async def names_of_networks(visit: Visit, editions: list[Edition]) -> dict[str, str]:
    """How the networks that keep these charters are called."""
    directory = visit.request.app[DIRECTORY]
    networks = tuple(dict.fromkeys(each.fork.network for each in editions if each.fork))
    found = names_of(await directory.names(networks, Reader("admin")), visit.language)
    return {**found, visit.organisation.id: title_of(visit.organisation)}


def _offered(db: Db, visit: Visit) -> tuple[list[Edition], Edition]:
    home, actor = visit.node.home, visit.organisation
    return choosing.offered(db, home, actor), choosing.chosen(db, home, actor.id)


def _whose(visit: Visit, edition: Edition, names: dict[str, str]) -> str:
    if edition.fork is None:
        return visit.t("choose.whose.common")
    network = edition.fork.network
    if network == visit.organisation.id:
        return visit.t("choose.whose.own")
    return visit.t("choose.whose.network", name=names.get(network) or network)


def _line(visit: Visit, edition: Edition, now: Edition, names: dict[str, str]) -> dict[str, object]:
    fork = edition.fork
    newest = visit.node.home.vocabulary.charter.forks.named(fork.slug) if fork else None
    return {
        "name": called(visit, edition),
        "about": (fork or visit.node.home.vocabulary.charter).definition.in_(visit.language),
        "whose": _whose(visit, edition, names),
        "many": visit.t("choose.many", n=len(edition.practices)),
        "own": visit.t("choose.own", n=len(fork.added)) if fork and fork.added else None,
        "aside": visit.t("choose.aside", n=len(fork.retired)) if fork and fork.retired else None,
        "read": f"/ns/charter/{fork.slug}" if fork else "/practices",
        "is": edition.version == now.version,
        "over": fork is not None and fork != newest,
        "href": f"{_base(visit)}/charter?to={edition.version}",
    }


def _newer(visit: Visit, now: Edition) -> tuple[str, str] | None:
    newer = choosing.newer_than(visit.node.home, now)
    return (called(visit, newer), f"{_base(visit)}/charter?to={newer.version}") if newer else None


def _moving(visit: Visit, found: Moving, now: Edition) -> dict[str, object]:
    charter, language = visit.node.home.vocabulary.charter, visit.language

    def named(notation: str, version: str) -> str:
        practice = charter.worded(version, notation)
        return practice.label.in_(language) if practice else notation

    return {
        "to": found.to.version,
        "name": called(visit, found.to),
        "stay": visit.t("choose.stay", n=len(found.stay)),
        "again": [
            (named(each, found.to.version), [named(one, now.version) for one in asked])
            for each, asked in found.again.items()
        ],
        "left": [named(each, now.version) for each in found.left],
    }


def _base(visit: Visit) -> str:
    return f"{visit.home()}/practices"
